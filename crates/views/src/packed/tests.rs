//! What comes out is what went in.

use super::text::PackedText;
use super::{put, take};

#[test]
fn correlation_ids_come_back_to_the_letter() {
    let uuid = "0193f2a1-c7d8-7e1b-9a55-000000000a0f";
    let cases = [
        ("", 2),
        ("x", 3),
        (uuid, 17),
        // Like a UUID, and none: its letters would not come back.
        ("0193F2A1-C7D8-7E1B-9A55-000000000A0F", 38),
        ("0193f2a1-c7d8-7e1b-9a55_000000000a0f", 38),
        ("0193f2a1-c7d8-7e1b-9a5-5000000000a0f", 38),
        ("0193f2a1-c7d8-7e1b-9a55-000000000a0g", 38),
        ("0193f2a1-c7d8-7e1b-9a55-000000000a0", 37),
    ];
    for (text, length) in cases {
        let bytes = put(&PackedText::of(text), Vec::new());
        assert_eq!(bytes.len(), length, "{text:?}");
        let packed: PackedText<'_> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(&*packed.into_text(), text);
    }
}

#[test]
fn values_are_read_one_after_the_other() {
    let bytes = put(&("b", -3i64), put(&7u64, Vec::new()));
    let rest = &mut &*bytes;
    assert_eq!(take::<u64>(rest), Ok(7));
    assert_eq!(take::<(String, i64)>(rest), Ok(("b".into(), -3)));
    assert!(rest.is_empty());
    assert!(take::<u64>(rest).is_err());
}
