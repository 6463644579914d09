use super::*;
use crate::chain::{Head, Verdict, accept};

fn init() -> Init {
    Init {
        lineage: Lineage(std::array::from_fn(|i| i as u8)),
        partition_count: 8,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_123,
    }
}

#[test]
fn a_genesis_comes_back_from_its_record() {
    for partition in 0..8 {
        let genesis = init().genesis(partition);
        let record = genesis.record();
        assert_eq!(Genesis::from_record(&record), Some(genesis));
        let head = Head::before_genesis(init().lineage, partition, 8);
        let verdict = accept(&head, partition, 8, 0, &record);
        assert!(matches!(verdict, Verdict::Accepted(head) if head.next_seq == 1));
    }
}

/// The bytes are part of every chain that was ever begun: they may not change.
#[test]
fn a_genesis_keeps_its_bytes() {
    let record = init().genesis(3).record();
    let expected = concat!(
        r#"{"v":1,"seq":0,"time":1763911200123,"events":[{"type":"genesis","#,
        r#""lineage":"000102030405060708090a0b0c0d0e0f","partition":3,"partition_count":8,"#,
        r#""player_hash":"sha256-mod","currency":"EUR","exponent":2}]}"#,
    );
    assert_eq!(record.value, expected);
}

#[test]
fn what_is_no_genesis_is_not_read_as_one() {
    let record = init().genesis(3).record();
    let text = std::str::from_utf8(&record.value).unwrap().to_owned();
    let edits = [
        (r#""v":1"#, r#""v":2"#),
        (r#""seq":0"#, r#""seq":1"#),
        (r#""type":"genesis""#, r#""type":"bet_placed""#),
        ("sha256-mod", "murmur"),
        (r#""partition":3"#, r#""partition":4"#),
        (r#""partition_count":8"#, r#""partition_count":9"#),
        ("0001", "0002"),
        ("0a0b", "0A0B"),
        (r#"}]"#, r#"},{}]"#),
    ];
    for (from, to) in edits {
        let value = text.replacen(from, to, 1);
        assert_ne!(value, text);
        let edited = Record { value: value.into(), ..record.clone() };
        assert_eq!(Genesis::from_record(&edited), None, "{to}");
    }
    let with_key = Record { key: Bytes::from_static(b"player"), ..record };
    assert_eq!(Genesis::from_record(&with_key), None);
}

#[test]
fn a_lineage_is_parsed_from_what_it_prints_and_nothing_else() {
    let text = init().lineage.to_string();
    assert_eq!(text, "000102030405060708090a0b0c0d0e0f");
    assert_eq!(Lineage::parse(&text), Some(init().lineage));
    for other in ["", &text[1..], &text.to_uppercase(), &text.replace("0001", "+001")] {
        assert_eq!(Lineage::parse(other), None, "{other:?}");
    }
}
