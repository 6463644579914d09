use crate::{FineUnixMillis, UnixMillis, UnixSeconds};

#[test]
fn seconds_are_written_with_milliseconds_as_decimals() {
    for (millis, text) in
        [(0, "0.000"), (7, "0.007"), (1_000, "1.000"), (1_763_889_600_123, "1763889600.123")]
    {
        assert_eq!(serde_json::to_string(&UnixSeconds(millis)).unwrap(), text);
        assert_eq!(serde_json::from_str::<UnixSeconds>(text).unwrap(), UnixSeconds(millis));
    }
    assert!(serde_json::from_str::<UnixSeconds>("-1").is_err());
    assert!(serde_json::from_str::<UnixSeconds>("0.0001").is_err());
}

#[test]
fn fine_milliseconds_are_written_with_microseconds_as_decimals() {
    for (micros, text) in [(7, "0.007"), (1_763_889_600_123_456, "1763889600123.456")] {
        assert_eq!(serde_json::to_string(&FineUnixMillis(micros)).unwrap(), text);
        assert_eq!(serde_json::from_str::<FineUnixMillis>(text).unwrap(), FineUnixMillis(micros));
    }
    assert!(serde_json::from_str::<FineUnixMillis>("-1").is_err());
}

#[test]
fn milliseconds_are_written_as_they_are() {
    let text = serde_json::to_string(&UnixMillis(1_763_889_600_123)).unwrap();
    assert_eq!(text, "1763889600123");
}
