//! What a batch did to the view, as a stretch of each trace that one of its commits belongs to.

use croupier_log::Stored;
use croupier_trace::{Kind, Span, record, wanted};

/// From a commit that was read at `read_us` until it was in the view, at `now_us` (microseconds
/// since the Unix epoch), together with all `commit_count` of its batch. Commits without a trace,
/// or whose trace wants no spans, cost a look at their header.
pub(crate) fn folded(
    partition: u32,
    stored: &Stored,
    commit_count: usize,
    read_us: u64,
    now_us: u64,
) {
    let headers = &stored.record.headers;
    let Some(append) = wanted(headers.traceparent.as_deref()) else { return };
    let mut attributes = vec![
        ("messaging.operation.type", "process".into()),
        ("messaging.operation.name", "fold".into()),
        ("messaging.destination.partition.id", partition.to_string().into()),
        ("messaging.batch.message_count", (commit_count as u64).into()),
        ("croupier.offset", stored.offset.into()),
    ];
    if let Some(seq) = stored.record.seq() {
        attributes.push(("croupier.position", format!("{partition}:{seq}").into()));
    }
    if let Some(id) = &headers.correlation_id {
        attributes.push(("croupier.correlation_id", String::from(&**id).into()));
    }
    record(Span {
        service: "croupier-processor",
        kind: Kind::Consumer,
        name: "fold".into(),
        context: append.child(),
        parent: Some(append),
        began_us: read_us,
        ended_us: now_us.max(read_us),
        attributes,
        failure: None,
    });
}
