use croupier_trace::{Kind, TraceContext};

use crate::http::traced::Way;
use crate::request::{Answer, NotApplied};

const GIVEN: &[u8] = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// What comes of a command without a commit: an append that may have been, or nothing.
#[test]
fn a_command_without_a_commit_leaves_what_may_be_followed() {
    let request = TraceContext::parse(GIVEN).unwrap();
    for (answer, span_count) in [
        (Answer::OutcomeUnknown, 1),
        (Answer::NotApplied(NotApplied::QueueFull), 0),
        (Answer::KeyReused, 0),
    ] {
        let way = Way::of(request, "c-1", 1_000);
        let carried = way.traceparent();
        let spans = way.spans(&answer, 3, "kafka", 5_000);
        assert_eq!(spans.len(), span_count, "{answer:?}");
        for span in spans {
            assert_eq!(span.context.to_string(), *carried, "whoever folds it follows this");
            assert_eq!(span.parent, Some(request));
            assert_eq!((span.kind, span.began_us, span.ended_us), (Kind::Producer, 1_000, 5_000));
            assert!(span.failure.is_some());
        }
    }
}
