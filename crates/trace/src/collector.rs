//! Where the spans of this process go.

use std::sync::OnceLock;

use tokio::sync::mpsc;

use crate::context::TraceContext;
use crate::span::Span;

/// How many spans may wait for the collector: a few MiB, and what a thousand traced bets leave. A
/// store that takes none would otherwise take our memory.
pub const QUEUE_MAX: usize = 8192;

/// One a process, as there is one log and one set of metrics.
static COLLECTOR: OnceLock<Collector> = OnceLock::new();

struct Collector {
    spans: mpsc::Sender<Span>,
    now_us: fn() -> u64,
    dropped: metrics::Counter,
}

/// Collect this process's spans from here on, with times of the clock `now_us` (microseconds since
/// the Unix epoch). `None` if that was asked for before.
pub fn collect(now_us: fn() -> u64) -> Option<mpsc::Receiver<Span>> {
    let (spans, collected) = mpsc::channel(QUEUE_MAX);
    let dropped = metrics::counter!("croupier_trace_spans_dropped_total");
    dropped.increment(0);
    COLLECTOR.set(Collector { spans, now_us, dropped }).ok().map(|()| collected)
}

/// Whether anybody collects.
pub fn is_on() -> bool {
    COLLECTOR.get().is_some()
}

/// The stretch that `traceparent` names, if spans that follow it are wanted: somebody collects, and
/// whoever began the trace has said so.
pub fn wanted(traceparent: Option<&str>) -> Option<TraceContext> {
    if !is_on() {
        return None;
    }
    TraceContext::parse(traceparent?.as_bytes()).filter(|context| context.is_sampled())
}

/// Tell of a span. Waits for nothing; without a collector it does nothing.
pub fn record(span: Span) {
    if let Some(collector) = COLLECTOR.get()
        && collector.spans.try_send(span).is_err()
    {
        collector.dropped.increment(1);
    }
}

/// What the collector's clock shows (microseconds since the Unix epoch); nothing without one.
pub(crate) fn now_us() -> u64 {
    COLLECTOR.get().map_or(0, |collector| (collector.now_us)())
}
