use http::Request;

use super::{Stage, code, echoed};

const BET: &str = r#"{ "player_id": "alice", "amount": 1.0e2,
    "game_type":"roulette","session_id":"s" }"#;

fn bet(stage: &Stage, player: &str) -> http::request::Builder {
    stage
        .authorized(player, Request::post("/api/v1/bets"))
        .header("content-type", "application/json")
}

#[tokio::test]
async fn a_bet_is_sent_on_byte_for_byte() {
    let stage = Stage::new();
    let echo = echoed(&stage.ask(bet(&stage, "alice"), BET).await);
    assert_eq!(echo.body, BET);
    assert_eq!(echo.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_bet_has_a_key_before_the_first_hop() {
    let stage = Stage::new();
    let given = stage.ask(bet(&stage, "alice").header("idempotency-key", "k-9"), BET).await;
    assert_eq!(echoed(&given).headers["idempotency-key"], "k-9");
    assert_eq!(given.headers()["idempotency-key"], "k-9");
    let made = stage.ask(bet(&stage, "alice"), BET).await;
    let key = made.headers()["idempotency-key"].to_str().unwrap();
    assert_eq!(echoed(&made).headers["idempotency-key"], key);
    let other = stage.ask(bet(&stage, "alice"), BET).await;
    assert_ne!(other.headers()["idempotency-key"], key);
}

#[tokio::test]
async fn the_form_comes_before_whose_bet_it_is() {
    let stage = Stage::new();
    let too_large = " ".repeat(70_000);
    for (body, expected) in [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        (r#"{"player_id":"mallory","player_id":"alice"}"#, "malformed_json"),
        ("{}", "invalid_request"),
        (r#"{"player_id":"alice","odds":2}"#, "invalid_request"),
        ("[]", "invalid_request"),
        (too_large.as_str(), "payload_too_large"),
    ] {
        let answer = stage.ask(bet(&stage, "mallory"), body).await;
        assert_eq!(code(&answer), expected, "{}", &body[..body.len().min(40)]);
    }
    let untyped = stage.authorized("mallory", Request::post("/api/v1/bets"));
    assert_eq!(code(&stage.ask(untyped, BET).await), "unsupported_media_type");
    let bad_key = bet(&stage, "mallory").header("idempotency-key", "");
    assert_eq!(code(&stage.ask(bad_key, BET).await), "invalid_idempotency_key");
    assert_eq!(code(&stage.ask(bet(&stage, "mallory"), BET).await), "forbidden");
}

#[tokio::test]
async fn the_key_is_on_every_answer() {
    let stage = Stage::new();
    for (player, body) in [("", BET), ("mallory", BET), ("alice", "{"), ("alice", "{}")] {
        let request = bet(&stage, player).header("idempotency-key", "k-9");
        let answer = stage.ask(request, body).await;
        assert!(answer.status().is_client_error());
        assert_eq!(answer.headers()["idempotency-key"], "k-9", "{player} {body}");
        let made = stage.ask(bet(&stage, player), body).await;
        assert!(made.headers().contains_key("idempotency-key"), "{player} {body}");
    }
    let deposit = stage.post("mallory", "/api/v1/players/alice/deposits", "{}").await;
    assert_eq!(deposit.headers()["idempotency-key"], "k-1");
}

#[tokio::test]
async fn other_commands_need_a_key() {
    let stage = Stage::new();
    for path in ["deposits", "withdrawals", "seeds/client", "seeds/rotate"] {
        let request = Request::post(format!("/api/v1/players/alice/{path}"));
        let answer = stage.ask(stage.authorized("alice", request), "{}").await;
        assert_eq!(code(&answer), "idempotency_key_missing", "{path}");
        let request = Request::post(format!("/api/v1/players/alice/{path}"));
        let request = stage.authorized("alice", request).header("idempotency-key", "ä");
        assert_eq!(code(&stage.ask(request, "{}").await), "invalid_idempotency_key", "{path}");
    }
}
