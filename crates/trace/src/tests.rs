use crate::{
    Kind, Open, QUEUE_MAX, Ratio, Span, TraceContext, Value, collect, is_on, record, wanted,
};

const GIVEN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[test]
fn a_traceparent_is_read_and_written() {
    for (text, written) in [
        (GIVEN, Some(GIVEN)),
        (
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
            Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"),
        ),
        // Of a later version what we know is kept.
        (
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-more",
            Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"),
        ),
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-+1", None),
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", None),
        ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", None),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", None),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", None),
        ("", None),
    ] {
        let read = TraceContext::parse(text.as_bytes()).map(|context| context.to_string());
        assert_eq!(read.as_deref(), written, "{text}");
    }
}

#[test]
fn a_child_stays_in_the_trace() {
    let given = TraceContext::parse(GIVEN.as_bytes()).unwrap();
    let child = given.child();
    assert_eq!((child.trace_id(), child.is_sampled()), (given.trace_id(), true));
    assert_ne!(child.span_id(), given.span_id());
    assert_ne!(child.span_id(), given.child().span_id());
}

#[test]
fn a_ratio_of_requests_begins_a_trace() {
    const ASKED: usize = 20_000;
    for (ratio, fewest, most) in [(0.0, 0, 0), (0.1, 1_700, 2_300), (1.0, ASKED, ASKED)] {
        let ratio = Ratio::new(ratio).unwrap();
        let begun: Vec<_> = (0..ASKED).filter_map(|_| TraceContext::root(ratio)).collect();
        assert!((fewest..=most).contains(&begun.len()), "{ratio:?}: {}", begun.len());
        assert!(begun.iter().all(|context| context.is_sampled()));
    }
    for none in [-0.1, 1.1, f64::NAN] {
        assert_eq!(Ratio::new(none), None);
    }
}

/// One test, because a process has one collector.
#[test]
fn spans_are_collected_when_somebody_wants_them() {
    assert!(!is_on());
    assert_eq!(wanted(Some(GIVEN)), None);
    let mut spans = collect(|| 7).unwrap();
    assert!(is_on() && collect(|| 7).is_none());
    let parent = wanted(Some(GIVEN)).unwrap();
    for unwanted in [None, Some("no"), Some(&*GIVEN.replace("-01", "-00"))] {
        assert_eq!(wanted(unwanted), None);
    }

    let begin =
        || Open::begin("croupier-test", Kind::Internal, "work", parent.child(), Some(parent));
    let mut open = begin();
    open.say("croupier.count", 3_u64);
    open.end();
    begin().fail("broke");
    drop(begin());
    let mut next = || spans.try_recv().unwrap();
    let Span { attributes, failure, began_us: 7, ended_us: 7, .. } = next() else { panic!() };
    assert_eq!((attributes, failure), (vec![("croupier.count", Value::Number(3))], None));
    assert_eq!(next().failure.unwrap(), "broke");
    let abandoned = next();
    assert_eq!(abandoned.failure.as_deref(), Some("cancelled"));

    // Whoever records never waits: what finds no room is lost.
    (0..QUEUE_MAX + 10).for_each(|_| record(abandoned.clone()));
    assert_eq!(std::iter::from_fn(|| spans.try_recv().ok()).count(), QUEUE_MAX);
}
