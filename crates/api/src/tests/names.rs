use crate::{BetId, IdempotencyKey, PlayerId};

#[test]
fn player_ids() {
    for text in ["a", "alice", "A.b_c@d|e:f+g-9", "...", "guest-00ff", &"x".repeat(100)] {
        assert_eq!(PlayerId::parse(text).unwrap().as_str(), text);
    }
    for text in ["", ".", "..", "a b", "a/b", "ä", "a\n", "a%20b", "{x}", &"x".repeat(101)] {
        assert!(PlayerId::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn bet_ids() {
    assert!(BetId::parse("0193f2a1-c7d8-8e1b-9a55-0123456789ab").is_ok());
    for text in [
        "",
        "0193F2A1-C7D8-8E1B-9A55-0123456789AB",
        "0193f2a1c7d88e1b9a550123456789ab",
        "0193f2a1-c7d8-8e1b-9a55-0123456789a",
        "0193f2a1-c7d8-8e1b-9a55-0123456789abc",
        "0193f2a1-c7d8-8e1b-9a55x0123456789ab",
        "0193f2a1-c7d8-8e1b-9a55-0123456789ag",
    ] {
        assert!(BetId::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn idempotency_keys() {
    for text in ["k", "!~", "\"quoted\"", &"k".repeat(255)] {
        assert!(IdempotencyKey::parse(text).is_ok(), "{text:?}");
    }
    for text in ["", " ", "a b", "k\t", "ö", "\u{7f}", &"k".repeat(256)] {
        assert!(IdempotencyKey::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn names_are_strings_in_json() {
    let alice = PlayerId::parse("alice").unwrap();
    assert_eq!(serde_json::to_string(&alice).unwrap(), "\"alice\"");
    assert_eq!(serde_json::from_str::<PlayerId>("\"alice\"").unwrap(), alice);
    assert!(serde_json::from_str::<PlayerId>("\"a b\"").is_err());
}
