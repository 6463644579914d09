use http::Request;

use croupier_api::{GuestAnswer, PlayerId};

use super::{Stage, code, echoed};

async fn guest(stage: &Stage) -> GuestAnswer {
    let answer = stage.ask(Request::post("/api/v1/guests"), "").await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    serde_json::from_str(answer.body()).unwrap()
}

#[tokio::test]
async fn a_guest_is_a_player_like_any_other() {
    let stage = Stage::new();
    let guest = guest(&stage).await;
    assert_eq!(guest.player_id.as_str(), format!("guest-{}", "ab".repeat(16)));
    assert_eq!((&*guest.token_type, guest.expires_in), ("Bearer", 7 * 24 * 60 * 60));
    let balance = |player: &PlayerId| {
        Request::get(format!("/api/v1/players/{player}/balance"))
            .header("authorization", format!("Bearer {}", guest.access_token))
    };
    let answer = stage.ask(balance(&guest.player_id), "").await;
    assert_eq!(echoed(&answer).headers["croupier-subject"], guest.player_id.as_str());
    let answer = stage.ask(balance(&PlayerId::parse("alice").unwrap()), "").await;
    assert_eq!(code(&answer), "forbidden");
}

#[tokio::test]
async fn a_guests_token_ends_when_it_says() {
    let stage = Stage::new();
    let guest = guest(&stage).await;
    let ask = || {
        Request::get(format!("/api/v1/players/{}/balance", guest.player_id))
            .header("authorization", format!("Bearer {}", guest.access_token))
    };
    stage.clock.advance(guest.expires_in * 1_000);
    assert_eq!(stage.ask(ask(), "").await.status(), 200, "within the leeway");
    stage.clock.advance(30_000);
    assert_eq!(code(&stage.ask(ask(), "").await), "unauthenticated");
}

#[tokio::test]
async fn a_guest_needs_to_say_nothing() {
    let stage = Stage::new();
    let ask = |body: &'static str| {
        let request = Request::post("/api/v1/guests").header("content-type", "application/json");
        stage.ask(request, body)
    };
    assert_eq!(ask("{}").await.status(), 201);
    assert_eq!(code(&ask(r#"{"player_id":"alice"}"#).await), "invalid_request");
    assert_eq!(code(&ask("{").await), "malformed_json");
}

#[test]
fn a_token_is_not_shown() {
    let answer = GuestAnswer {
        player_id: PlayerId::parse("guest-1").unwrap(),
        access_token: "secret".into(),
        token_type: "Bearer".into(),
        expires_in: 1,
    };
    assert!(!format!("{answer:?}").contains("secret"));
}
