//! How every service speaks HTTP.
//!
//! A service builds an [`axum::Router`] from handlers that use the extractors and answers of this
//! crate, passes it through [`edge()`], and hands it to [`serve()`]. In that order a request meets:
//!
//! 1. [`serve()`]: the accept loop, with every limit a stranger must not be able to pass;
//! 2. [`measured()`]: what is asked and answered, counted by route; and [`traced()`], where
//!    somebody collects traces;
//! 3. [`edge()`]: correlation ids, panics, and the promise that every error is a problem;
//! 4. the extractors: [`StrictJson`], [`StrictQuery`], [`PlayerPath`], [`RequiredKey`] …, each of
//!    which refuses with a [`Failure`];
//! 5. the handler, which returns an [`Answer`] or a [`Failure`].
//!
//! A router that went through [`edge()`] can also be called in process, without a socket: then only
//! the first step is missing.

mod access;
mod answer;
mod body;
mod connection;
mod docs;
mod edge;
mod exchange;
mod failure;
mod headers;
mod health;
mod keys;
mod limits;
mod measure;
mod paths;
mod query;
mod serve;
mod strict_json;
mod subject;
mod traced;
mod watch;

#[cfg(test)]
mod tests;

pub use access::{Access, GatewayToken, GatewayTokenTooShort, guarded};
pub use answer::Answer;
pub use body::{BodyError, read_body};
pub use docs::{docs_routes, with_problem_type};
pub use edge::edge;
pub use exchange::Exchange;
pub use failure::{Failure, PROBLEM_JSON};
pub use headers::{
    GATEWAY_TOKEN, IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, OWNER, POSITION, RECEIVED, SUBJECT,
    TRACEPARENT, TRACESTATE, X_CORRELATION_ID,
};
pub use health::health_routes;
pub use keys::{OptionalKey, RequiredKey, with_key};
pub use limits::Limits;
pub use measure::measured;
pub use paths::{BetPath, PlayerPath};
pub use query::{
    BoardOf, Freshness, Page, Parameters, Query, StrictQuery, Top, WAIT_DEFAULT, WAIT_MAX,
};
pub use serve::{PeerAddress, serve};
pub use strict_json::{NoFields, StrictJson, require_json};
pub use subject::Subject;
pub use traced::{traced, traced_first};
