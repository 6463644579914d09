use crate::{ErrorCode, FieldError, Form, PlaceBet, Position, Problem};

#[test]
fn a_problem_says_what_rfc_9457_wants() {
    let mut problem = Problem::new(ErrorCode::InsufficientFunds, "The balance is 3.00.");
    problem.correlation_id = Some("c-1".into());
    problem.position = Some(Position::new(2, 9));
    let expected = concat!(
        r#"{"type":"https://croupier.dev/problems/insufficient_funds","#,
        r#""title":"Insufficient funds","status":409,"detail":"The balance is 3.00.","#,
        r#""code":"insufficient_funds","correlation_id":"c-1","position":"2:9"}"#,
    );
    assert_eq!(serde_json::to_string(&problem).unwrap(), expected);
    assert_eq!(serde_json::from_str::<Problem>(expected).unwrap(), problem);
}

#[test]
fn fields_are_named_one_by_one_and_in_the_detail() {
    let problem = Problem::from(PlaceBet::from_json(br#"{"amount":0}"#).unwrap_err());
    assert_eq!(problem.code, ErrorCode::InvalidRequest);
    assert_eq!(
        problem.detail,
        "player_id is missing; game_type is missing; amount must be above zero; \
         session_id is missing."
    );
    let amount = FieldError { field: "amount".into(), message: "must be above zero".into() };
    assert!(problem.errors.contains(&amount));
}

#[test]
fn malformed_json_is_a_sentence() {
    let problem = Problem::from(PlaceBet::from_json(b"{\"a\":1,\"a\":2}").unwrap_err());
    assert_eq!(problem.status(), 400);
    assert_eq!(problem.detail, "The key \"a\" appears twice in one object.");
    let problem = Problem::from(PlaceBet::from_json(b"{\n  nope\n}").unwrap_err());
    assert_eq!(problem.detail, "The body is not JSON: see line 2, column 3.");
}
