use std::collections::BTreeSet;

use http::{Method, Request, Response};

use super::Stage;
use crate::Origin;

const OURS: &str = "http://localhost:5173";

fn set(answer: &Response<String>, name: &str) -> BTreeSet<String> {
    let values = answer.headers().get_all(name).iter();
    let values = values.flat_map(|value| value.to_str().unwrap().split(','));
    values.map(|value| value.trim().to_ascii_lowercase()).filter(|v| !v.is_empty()).collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn preflight(origin: &str) -> Response<String> {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/api/v1/bets")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,idempotency-key");
    Stage::new().ask(request, "").await
}

#[tokio::test]
async fn a_preflight_allows_what_the_contract_names() {
    for origin in ["http://localhost:3000", OURS] {
        let answer = preflight(origin).await;
        assert!(answer.status().is_success());
        assert_eq!(answer.headers()["access-control-allow-origin"], origin);
        assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
        let expected =
            ["authorization", "content-type", "idempotency-key", "traceparent", "x-correlation-id"];
        assert_eq!(set(&answer, "access-control-allow-headers"), names(&expected));
        assert_eq!(set(&answer, "access-control-allow-methods"), names(&["get", "post"]));
        assert!(set(&answer, "vary").contains("origin"));
    }
}

#[tokio::test]
async fn answers_expose_what_the_contract_names() {
    let stage = Stage::new();
    for (path, status) in
        [("/api/v1/leaderboard", 200), ("/api/v1/players/a/stats", 401), ("/x", 404)]
    {
        let answer = stage.ask(Request::get(path).header("origin", OURS), "").await;
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["access-control-allow-origin"], OURS, "{path}");
        assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
        let expected = [
            "croupier-position",
            "idempotency-key",
            "idempotency-replayed",
            "retry-after",
            "x-correlation-id",
        ];
        assert_eq!(set(&answer, "access-control-expose-headers"), names(&expected), "{path}");
    }
}

/// The page must be able to read what went wrong, even when everything did.
#[tokio::test]
async fn a_panic_can_be_read_too() {
    let mut stage = Stage::new();
    stage.parts.draw_guest_id = std::sync::Arc::new(|| panic!("no randomness"));
    let answer = stage.ask(Request::post("/api/v1/guests").header("origin", OURS), "").await;
    assert_eq!(super::code(&answer), "internal_error");
    assert_eq!(answer.headers()["access-control-allow-origin"], OURS);
}

#[tokio::test]
async fn no_other_origin_is_named() {
    for origin in [
        "http://evil.example",
        "http://localhost:3001",
        "https://localhost:5173",
        "http://localhost:5173.evil.example",
        "http://LOCALHOST:5173",
        "null",
    ] {
        let answer = preflight(origin).await;
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{origin}");
        let request = Request::get("/api/v1/leaderboard").header("origin", origin);
        let answer = Stage::new().ask(request, "").await;
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{origin}");
    }
}

#[tokio::test]
async fn origins_are_set_exactly() {
    let mut stage = Stage::new();
    stage.settings.cors_origins = vec!["https://play.example.com".parse().unwrap()];
    let ask = |origin| Request::get("/api/v1/leaderboard").header("origin", origin);
    let answer = stage.ask(ask("https://play.example.com"), "").await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://play.example.com");
    let answer = stage.ask(ask(OURS), "").await;
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    for text in [
        "",
        "*",
        "null",
        "localhost:3000",
        "http://",
        "http://a/",
        "http://a/b",
        "ftp://a",
        "http://A",
        "http://a@b",
        "http://a,http://b",
    ] {
        assert!(text.parse::<Origin>().is_err(), "{text}");
    }
}
