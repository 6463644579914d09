use super::*;

#[test]
fn writes_times_as_people_read_them() {
    // From `date -u -d @SECONDS`.
    let cases = [
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800_007, "2024-02-29T00:00:00.007Z"),
        (1_763_911_200_000, "2025-11-23T15:20:00.000Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ];
    for (time_ms, expected) in cases {
        assert_eq!(rfc3339(time_ms), expected);
    }
}

#[test]
fn derives_every_attribute_from_the_commit() {
    let lineage = Lineage([0xab; 16]);
    let record = Record::new(
        Hash([7; 32]),
        Bytes::from_static(b"alice"),
        Bytes::from_static(br#"{"v":3,"seq":17,"time":1763911200000,"events":[]}"#),
    );
    let headers = Source::new(lineage, 5).headers(&record);
    let found: Vec<(&str, &[u8])> =
        headers.iter().map(|header| (header.key, header.value.unwrap())).collect();
    let id = record.hash().to_string();
    let expected: [(&str, &[u8]); 7] = [
        ("prev", &[7; 32]),
        ("ce_specversion", b"1.0"),
        ("ce_id", id.as_bytes()),
        ("ce_source", b"/croupier/abababababababababababababababab/5"),
        ("ce_type", b"croupier.commit.v3"),
        ("content-type", b"application/json"),
        ("ce_time", b"2025-11-23T15:20:00.000Z"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn carries_what_the_request_had() {
    let mut record = Record::new(Hash([7; 32]), "", r#"{"v":1,"seq":1}"#);
    record.headers.traceparent = Some("00-abc-def-01".into());
    record.headers.correlation_id = Some("c-1".into());
    record.headers.received_us = Some(1_763_911_200_000_123);
    record.headers.decided_us = Some(7);
    let headers = Source::new(Lineage([1; 16]), 0).headers(&record);
    let found: Vec<_> = headers.iter().skip(6).map(|header| (header.key, header.value)).collect();
    let expected: [(&str, Option<&[u8]>); 4] = [
        ("traceparent", Some(b"00-abc-def-01")),
        ("correlation-id", Some(b"c-1")),
        ("received-us", Some(b"1763911200000123")),
        ("decided-us", Some(b"7")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn believes_only_what_could_be_a_header() {
    let long = [b'x'; 257];
    let cases: [(Option<&[u8]>, Option<&str>); 6] = [
        (None, None),
        (Some(b"c-1"), Some("c-1")),
        (Some(&long), None),
        (Some(b"two words"), None),
        (Some(b"line\n"), None),
        (Some(b"\xff"), None),
    ];
    for (value, expected) in cases {
        assert_eq!(carried(value).as_deref(), expected, "{value:?}");
    }
}

#[test]
fn leaves_out_a_time_it_cannot_see() {
    let record = Record::new(
        Hash([7; 32]),
        Bytes::new(),
        Bytes::from_static(br#"{"v":1,"seq":1,"player":"a","time":5}"#),
    );
    let headers = Source::new(Lineage([1; 16]), 0).headers(&record);
    assert!(headers.iter().all(|header| header.key != "ce_time"));
}
