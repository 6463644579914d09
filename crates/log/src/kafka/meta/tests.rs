use bytes::Bytes;

use super::*;

fn init(lineage: u8, partition_count: u32) -> Init {
    Init {
        lineage: Lineage([lineage; 16]),
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_000,
    }
}

fn records(values: impl IntoIterator<Item = Vec<u8>>) -> Vec<Raw> {
    let raw = |(offset, value): (u64, Vec<u8>)| Raw {
        offset,
        key: Bytes::new(),
        value: Bytes::from(value),
    };
    (0..).zip(values).map(raw).collect()
}

#[test]
fn believes_the_first_and_nobody_else() {
    let (first, second) = (init(1, 8), init(2, 4));
    let begun = |init: &Init| log_begun(init.lineage);
    let cases = [
        (vec![], None),
        (vec![log_made(&first)], Some(false)),
        (vec![log_made(&first), log_made(&second)], Some(false)),
        (vec![log_made(&first), log_made(&second), begun(&second)], Some(false)),
        (vec![log_made(&first), begun(&first)], Some(true)),
        (vec![log_made(&first), b"junk".to_vec(), begun(&first), begun(&first)], Some(true)),
    ];
    for (values, has_begun) in cases {
        let expected = has_begun.map(|has_begun| Made { init: first.clone(), has_begun });
        assert_eq!(Made::from_records(&records(values)), Ok(expected));
    }
}

#[test]
fn refuses_what_it_does_not_understand() {
    let text = String::from_utf8(log_made(&init(1, 8))).unwrap();
    let cases = [
        b"junk".to_vec(),
        log_begun(Lineage([1; 16])),
        text.replace("\"v\":1", "\"v\":2").into_bytes(),
        text.replace("0101", "01").into_bytes(),
        log_made(&init(1, 0)),
    ];
    for value in cases {
        let error = Made::from_records(&records([value])).unwrap_err();
        assert!(matches!(error, LogError::Unusable(_)));
    }
    let mut late = records([log_made(&init(1, 8))]);
    late[0].offset = 3;
    assert!(Made::from_records(&late).is_err(), "its beginning is gone");
}
