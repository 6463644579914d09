use crate::{InvalidPosition, Position, PositionVector};

#[test]
fn positions_have_one_text() {
    for (text, partition, seq) in
        [("0:0", 0, 0), ("7:42", 7, 42), ("4294967295:18446744073709551615", u32::MAX, u64::MAX)]
    {
        assert_eq!(text.parse(), Ok(Position { partition, seq }));
        assert_eq!(Position { partition, seq }.to_string(), text);
    }
    for text in [
        "",
        ":",
        "0",
        "0:",
        ":0",
        "00:1",
        "0:01",
        "+0:1",
        "0:+1",
        "-1:1",
        "0:-1",
        " 0:1",
        "0:1 ",
        "0:1:2",
        "a:1",
        "0:b",
        "0:1.0",
        "4294967296:0",
        "0:18446744073709551616",
        "٣:1",
    ] {
        assert_eq!(text.parse::<Position>(), Err(InvalidPosition), "{text:?}");
    }
}

#[test]
fn vectors_have_one_position_a_partition() {
    let vector: PositionVector = "1:42,0:17,12:3".parse().unwrap();
    assert_eq!(vector.to_string(), "0:17,1:42,12:3");
    assert_eq!(vector.get(1), Some(42));
    assert_eq!(vector.get(2), None);
    assert_eq!("5:6".parse::<PositionVector>().unwrap(), Position::new(5, 6).into());
    for text in ["", ",", "0:1,", ",0:1", "0:1,,1:2", "0:1, 1:2", "0:1,0:2", "0:1,0:1", "0:1;1:2"] {
        assert_eq!(text.parse::<PositionVector>(), Err(InvalidPosition), "{text:?}");
    }
}

#[test]
fn a_collected_vector_keeps_the_latest() {
    let positions = [Position::new(0, 5), Position::new(1, 1), Position::new(0, 3)];
    let vector: PositionVector = positions.into_iter().collect();
    assert_eq!(vector.to_string(), "0:5,1:1");
}

#[test]
fn positions_are_strings_in_json() {
    let vector: PositionVector = "0:17,1:42".parse().unwrap();
    assert_eq!(serde_json::to_string(&Position::new(2, 9)).unwrap(), "\"2:9\"");
    assert_eq!(serde_json::to_string(&vector).unwrap(), "\"0:17,1:42\"");
    assert_eq!(serde_json::from_str::<PositionVector>("\"0:17,1:42\"").unwrap(), vector);
    assert!(serde_json::from_str::<Position>("\"0:1,1:2\"").is_err());
}
