use crate::{
    Amount, ClientSeed, Deposit, FieldError, Form, FormError, PlaceBet, RoundAction, Withdrawal,
};

const BET: &str = r#"{"player_id":"alice","game_type":"roulette","amount":100.0,
    "session_id":"s-1","ip_address":null}"#;

/// Names of the fields that are wrong, in order.
#[track_caller]
fn wrong<T: Form + std::fmt::Debug>(body: &str) -> Vec<String> {
    match T::from_json(body.as_bytes()) {
        Err(FormError::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}: {body}"),
    }
}

/// The bet above with one member replaced or added.
fn bet_with(name: &str, value: &str) -> String {
    let mut members: Vec<String> = [
        ("player_id", "\"alice\""),
        ("game_type", "\"roulette\""),
        ("amount", "100.0"),
        ("session_id", "\"s-1\""),
    ]
    .iter()
    .filter(|(key, _)| *key != name)
    .map(|(key, value)| format!("{key:?}:{value}"))
    .collect();
    members.push(format!("{name:?}:{value}"));
    format!("{{{}}}", members.join(","))
}

#[test]
fn a_bet_as_old_clients_send_it() {
    let bet = PlaceBet::from_json(BET.as_bytes()).unwrap();
    assert_eq!(bet.player_id.as_str(), "alice");
    assert_eq!(bet.game_type, "roulette");
    assert_eq!(bet.amount, Amount::from_minor(10_000));
    assert_eq!(bet.session_id, "s-1");
    assert_eq!((bet.ip_address, bet.selection, bet.client_seed), (None, None, None));
    assert!(!bet.interactive);
}

#[test]
fn a_bet_with_everything() {
    let body = r#"{"client_seed":"x","interactive":true,"selection":{"chips":[]},"amount":1e1,
        "ip_address":"::1","session_id":"\u00e9","game_type":"g","player_id":"a"}"#;
    let bet = PlaceBet::from_json(body.as_bytes()).unwrap();
    assert_eq!(bet.client_seed.as_deref(), Some("x"));
    assert_eq!(bet.selection.unwrap().as_str(), r#"{"chips":[]}"#);
    assert_eq!(bet.ip_address, Some("::1".parse().unwrap()));
    assert_eq!(bet.session_id, "é");
    assert!(bet.interactive);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let body = r#"{"player_id":"","amount":"10","session_id":7,"balance":1e6,"odds":[1]}"#;
    let expected = ["player_id", "game_type", "amount", "session_id", "balance", "odds"];
    assert_eq!(wrong::<PlaceBet>(body), expected);
}

#[test]
fn each_field_is_checked() {
    let long = |length: usize| format!("\"{}\"", "x".repeat(length));
    for (name, values) in [
        ("player_id", &["null", "1", "\"\"", "\"a b\"", "\".\"", "\"..\"", &long(101)][..]),
        ("game_type", &["null", "[]", "\"\"", "\"a\\nb\"", &long(51)]),
        (
            "amount",
            &["null", "\"10\"", "0", "-1", "-0", "0.001", "10.001", "1e999999", "{}", "true"],
        ),
        ("session_id", &["null", "\"\"", "\"\\u0000\"", "\"a\\u0085\"", &long(201)]),
        ("ip_address", &["1", "\"\"", "\"localhost\"", "\"1.2.3\"", "\"1.2.3.4:80\""]),
        ("selection", &["1", "[]", "\"red\"", "true"]),
        ("client_seed", &["1", "\"\"", "\"a b\"", "\"\\n\"", "\"é\"", &long(65)]),
        ("interactive", &["1", "\"true\"", "0"]),
        ("unknown", &["1", "null"]),
    ] {
        for value in values {
            assert_eq!(wrong::<PlaceBet>(&bet_with(name, value)), [name], "{name} = {value}");
        }
    }
}

#[test]
fn the_longest_values_are_fine() {
    let long = |length: usize, character: &str| format!("\"{}\"", character.repeat(length));
    for (name, value) in [
        ("player_id", long(100, "x")),
        ("game_type", long(50, "x")),
        ("session_id", long(200, "é")),
        ("client_seed", long(64, "~")),
        ("selection", "null".into()),
        ("client_seed", "null".into()),
        ("interactive", "null".into()),
        ("amount", "0.01".into()),
    ] {
        let body = bet_with(name, &value);
        assert!(PlaceBet::from_json(body.as_bytes()).is_ok(), "{name} = {value}");
    }
}

#[test]
fn another_kind_of_json_is_one_error() {
    for body in ["[]", "1", "null", "\"{}\""] {
        assert_eq!(wrong::<PlaceBet>(body), ["body"], "{body}");
    }
}

#[test]
fn a_flood_of_unknown_fields_is_not_echoed() {
    let members: Vec<String> =
        (0..1_000).map(|n| format!("\"{}{n}\":1", "k".repeat(100))).collect();
    let body = format!("{{\"amount\":1,{}}}", members.join(","));
    let Err(FormError::Invalid(errors)) = Deposit::from_json(body.as_bytes()) else { panic!() };
    assert_eq!(errors.len(), 16);
    assert!(errors.iter().all(|error| error.field.len() <= 64));
}

#[test]
fn the_small_forms() {
    let amount = Amount::from_minor(1_250);
    assert_eq!(Deposit::from_json(br#"{"amount":12.5}"#), Ok(Deposit { amount }));
    assert_eq!(Withdrawal::from_json(br#"{"amount":12.5}"#), Ok(Withdrawal { amount }));
    assert_eq!(wrong::<Deposit>(r#"{"amount":0}"#), ["amount"]);
    assert_eq!(wrong::<Withdrawal>(r#"{"amount":1,"to":"x"}"#), ["to"]);
    let seed = ClientSeed { client_seed: "lucky-7".into() };
    assert_eq!(ClientSeed::from_json(br#"{"client_seed":"lucky-7"}"#), Ok(seed));
    let action = RoundAction { action: "hit".into(), version: 2 };
    assert_eq!(RoundAction::from_json(br#"{"version":2.0,"action":"hit"}"#), Ok(action));
    for version in ["-1", "0.5", "4294967296", "\"1\"", "null", "1e99999"] {
        let body = format!(r#"{{"action":"hit","version":{version}}}"#);
        assert_eq!(wrong::<RoundAction>(&body), ["version"], "{version}");
    }
}

#[test]
fn messages_continue_the_fields_name() {
    let Err(FormError::Invalid(errors)) =
        PlaceBet::from_json(bet_with("amount", "10.001").as_bytes())
    else {
        panic!()
    };
    let message = "must have at most two decimals".into();
    assert_eq!(errors, [FieldError { field: "amount".into(), message }]);
}
