use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::Exchange;

fn exchange(headers: &[(&'static str, &str)]) -> Exchange {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect();
    Exchange::begin(&Method::GET, &headers)
}

#[test]
fn a_good_correlation_id_is_kept() {
    for id in ["c", "req-1", "!\"#~", &"x".repeat(128)] {
        assert_eq!(exchange(&[("x-correlation-id", id)]).correlation_id(), id);
    }
}

#[test]
fn any_other_is_replaced_by_a_fresh_one() {
    let long = "x".repeat(129);
    for headers in [
        &[][..],
        &[("x-correlation-id", "")],
        &[("x-correlation-id", "a b")],
        &[("x-correlation-id", "a\tb")],
        &[("x-correlation-id", "é")],
        &[("x-correlation-id", &long)],
        &[("x-correlation-id", "one"), ("x-correlation-id", "two")],
    ] {
        let (one, other) = (exchange(headers), exchange(headers));
        let id = uuid::Uuid::parse_str(one.correlation_id()).unwrap();
        assert_eq!(id.get_version_num(), 7, "{headers:?}");
        assert_ne!(one.correlation_id(), other.correlation_id());
    }
}

#[test]
fn a_traceparent_is_kept_if_it_is_one() {
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assert_eq!(exchange(&[("traceparent", good)]).traceparent(), Some(good));
    let newer = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes";
    assert_eq!(exchange(&[("traceparent", newer)]).traceparent(), Some(newer));
    for bad in [
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
    ] {
        assert_eq!(exchange(&[("traceparent", bad)]).traceparent(), None, "{bad}");
    }
}

#[test]
fn the_gateway_says_when_a_request_came() {
    let now_us = 1_763_911_200_000_000;
    let before = |by_us: u64| (now_us - by_us).to_string();
    // What is given, and how long ago that says it came; `None`: not believed.
    let cases = [
        (before(2_000_000), Some(2_000_000)),
        (before(59_000_000), Some(59_000_000)),
        (before(61_000_000), None),
        ((now_us + 1_000_000).to_string(), None),
        ("yesterday".into(), None),
        ("-1".into(), None),
    ];
    for (given, ago_us) in cases {
        let exchange = exchange(&[("croupier-received", &given)]);
        let received_us = exchange.received_us(now_us);
        match ago_us {
            Some(ago_us) => assert_eq!(received_us, now_us - ago_us, "{given}"),
            // Then it came when it began here, a moment ago.
            None => assert!((now_us - 1_000_000..=now_us).contains(&received_us), "{given}"),
        }
    }
}
