use super::*;

fn lineage() -> Lineage {
    Lineage(std::array::from_fn(|i| i as u8))
}

fn record(prev: Hash, key: &'static str, value: &'static str) -> Record {
    Record::new(prev, Bytes::from(key), Bytes::from(value))
}

/// The hexadecimal digits below were computed by Python's hashlib and struct, from the definitions
/// in the design, not by this code.
#[test]
fn hashes_are_those_of_the_definition() {
    let cases = [
        (
            Hash::before_genesis(lineage(), 0, 8),
            "c57ff49005049f548c03f36e052765159af62c8e3bf69af36a594b7117d5b33a",
        ),
        (
            Hash::before_genesis(lineage(), 3, 8),
            "fe3ac3dd2f7c23ae6613b2954204fe620c1b4b1f525668a0d2f3267700c2f215",
        ),
        (
            Hash::before_genesis(lineage(), 3, 9),
            "2e6068c27f7933bac5d2e168d9d1e3c04c9a2c4ed88175c155ca34e83bfaeece",
        ),
        (
            record(Hash([0; 32]), "", r#"{"v":1,"seq":0}"#).hash(),
            "640d52d3faab88d600d0bb39c48706ff97e58e37ed370c9deef7924c7c5ec7d1",
        ),
        (
            record(Hash([0xab; 32]), "player-7", r#"{"v":1,"seq":17,"name":"Zoë"}"#).hash(),
            "fb1122f75d58263246e01e553959e00896b5f52fed9f935a36c55d1e1cde637b",
        ),
        // The same bytes, cut elsewhere.
        (
            record(Hash([0xab; 32]), "player-", r#"7{"v":1,"seq":17,"name":"Zoë"}"#).hash(),
            "f3d4fcac327633e48784b39b6e41a632fe87b7bfb3e569b1018a1b7d5fb05a31",
        ),
    ];
    for (hash, expected) in cases {
        assert_eq!(hash.to_string(), expected);
        assert_eq!(Hash::parse(expected), Some(hash));
    }
}

/// Expected values from Python: `int(hashlib.sha256(key).hexdigest(), 16) % count`.
#[test]
fn partitions_are_those_of_the_definition() {
    let counts = [1, 8, 7, 1000, 4096, u32::MAX];
    let cases = [
        ("player-7", [0, 2, 3, 258, 1834, 1_813_745_778]),
        ("Zoë", [0, 7, 2, 407, 103, 2_172_275_457]),
        ("", [0, 5, 1, 549, 2133, 1_514_845_414]),
        ("a", [0, 3, 1, 499, 2235, 1_326_140_299]),
    ];
    for (key, expected) in cases {
        assert_eq!(counts.map(|count| partition_of(key.as_bytes(), count)), expected, "{key:?}");
    }
    assert_eq!(partition_of(b"a", 0), 0);
}

#[test]
fn a_hash_is_parsed_from_what_it_prints_and_nothing_else() {
    let text = Hash([0x0f; 32]).to_string();
    assert_eq!(Hash::parse(&text), Some(Hash([0x0f; 32])));
    let others = [
        String::new(),
        text[1..].to_owned(),
        format!("{text}0"),
        text.to_uppercase(),
        text.replace("0f0f", "0f+f"),
        text.replace("0f0f", "é0f"),
    ];
    for other in others {
        assert_eq!(Hash::parse(&other), None, "{other:?}");
    }
}

#[test]
fn the_seq_is_read_from_the_first_bytes() {
    let cases = [
        (r#"{"v":1,"seq":0}"#, Some(0)),
        (r#"{"v":12,"seq":345,"time":6}"#, Some(345)),
        (r#"{"v":1,"seq":18446744073709551615}"#, Some(u64::MAX)),
        (r#"{"v":1,"seq":18446744073709551616}"#, None),
        (r#"{"v":99999999999999999999,"seq":1}"#, None),
        (r#"{"v":1,"seq":01}"#, None),
        (r#"{"v":01,"seq":1}"#, None),
        (r#"{"v":1,"seq":-1}"#, None),
        (r#"{"v":1,"seq":1.0}"#, None),
        (r#"{"v":1,"seq":1e3}"#, None),
        (r#"{"v":1,"seq":}"#, None),
        (r#"{"v":1,"seq":1"#, None),
        (r#"{"v":1,"seq": 1}"#, None),
        (r#"{ "v":1,"seq":1}"#, None),
        (r#"{"seq":1,"v":1}"#, None),
        (r#"{"v":1}"#, None),
        ("", None),
    ];
    for (value, seq) in cases {
        assert_eq!(record(Hash::default(), "", value).seq(), seq, "{value}");
    }
}

#[test]
fn version_and_time_are_read_from_the_first_bytes() {
    let cases = [
        (r#"{"v":3,"seq":5,"time":6}"#, Some(3), Some(6)),
        (r#"{"v":3,"seq":5,"time":6,"events":[]}"#, Some(3), Some(6)),
        (r#"{"v":3,"seq":5}"#, Some(3), None),
        (r#"{"v":3,"seq":5,"player":"a","time":6}"#, Some(3), None),
        (r#"{"v":3,"seq":5,"time":06}"#, Some(3), None),
        (r#"{"v":03,"seq":5,"time":6}"#, None, None),
    ];
    for (value, version, time_ms) in cases {
        let record = record(Hash::default(), "", value);
        assert_eq!((record.version(), record.time_ms()), (version, time_ms), "{value}");
    }
}

#[test]
fn a_record_is_accepted_if_and_only_if_it_follows() {
    let head = Head { hash: Hash([7; 32]), next_seq: 5, next_offset: 40 };
    // "player-7" is of partition 2 of 8: see the golden values above.
    let follows = record(head.hash, "player-7", r#"{"v":1,"seq":5}"#);
    let of_the_system = Record { key: Bytes::new(), ..follows.clone() };
    for record in [&follows, &of_the_system] {
        let accepted = Head { hash: record.hash(), next_seq: 6, next_offset: 91 };
        // The offset is the engine's: a gap, or strays, may lie in between.
        assert_eq!(accept(&head, 2, 8, 90, record), Verdict::Accepted(accepted));
    }
    let with = |prev, value| Record { prev, value: Bytes::from(value), ..follows.clone() };
    let strays = [
        (with(Hash([8; 32]), r#"{"v":1,"seq":5}"#), StrayReason::OtherPredecessor),
        (with(Hash([8; 32]), r#"{"v":1,"seq":9}"#), StrayReason::OtherPredecessor),
        (with(head.hash, r#"{"v":1,"seq":4}"#), StrayReason::SeqDoesNotFollow),
        (with(head.hash, r#"{"v":1,"seq":6}"#), StrayReason::SeqDoesNotFollow),
        (with(head.hash, r#"{"v":1}"#), StrayReason::SeqDoesNotFollow),
        (with(head.hash, "not JSON"), StrayReason::SeqDoesNotFollow),
        (Record { key: Bytes::from("a"), ..follows.clone() }, StrayReason::ForeignKey),
    ];
    for (record, reason) in strays {
        assert_eq!(accept(&head, 2, 8, 40, &record), Verdict::Stray(reason), "{record:?}");
    }
    // Another partition's, or another count's: the same record, no longer ours.
    for (partition, count) in [(3, 8), (2, 7)] {
        let verdict = accept(&head, partition, count, 40, &follows);
        assert_eq!(verdict, Verdict::Stray(StrayReason::ForeignKey));
    }
}

#[test]
fn before_the_genesis_there_is_no_seq() {
    let head = Head::before_genesis(lineage(), 3, 8);
    assert_eq!(head.seq(), None);
    assert_eq!(Head { next_seq: 1, ..head }.seq(), Some(0));
}
