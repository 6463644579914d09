//! Traces: what became of one request, stretch by stretch, across processes.
//!
//! Whoever has done a stretch of a request's work says so in a [`Span`] and goes on; a collector,
//! if the process has one, takes it from a bounded queue. This crate knows neither where spans go
//! nor how they are written: the binary does, alone.
//!
//! - **Off costs nothing.** Without a collector [`wanted`] is one load of a pointer.
//! - **Who samples is who began.** The flag of the `traceparent` that a request comes with is
//!   obeyed both ways; only a first hop decides, by [`TraceContext::root`], for requests that come
//!   without.
//! - **It never waits.** A queue that is full loses spans, and counts them.

mod collector;
mod context;
mod span;

#[cfg(test)]
mod tests;

pub use collector::{QUEUE_MAX, collect, is_on, record, wanted};
pub use context::{Ratio, TraceContext};
pub use span::{Kind, Open, Span, Value};
