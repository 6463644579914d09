use http::{Method, Request};

use super::{Stage, code, echoed};

const BET_ID: &str = "0193f2a1-c7d8-8e1b-9a55-0123456789ab";

/// Every private path, and which service answers it.
const PRIVATE: &[(&str, &str, &str)] = &[
    ("POST", "/api/v1/bets", "command"),
    ("POST", "/api/v1/players/alice/deposits", "command"),
    ("POST", "/api/v1/players/alice/withdrawals", "command"),
    (
        "POST",
        "/api/v1/players/alice/rounds/0193f2a1-c7d8-8e1b-9a55-0123456789ab/actions",
        "command",
    ),
    ("POST", "/api/v1/players/alice/seeds/client", "command"),
    ("POST", "/api/v1/players/alice/seeds/rotate", "command"),
    ("GET", "/api/v1/system/partitions", "command"),
    ("GET", "/api/v1/log/3?from=17", "command"),
    ("GET", "/api/v1/players/alice/balance", "query"),
    ("GET", "/api/v1/players/alice/stats", "query"),
    ("GET", "/api/v1/players/alice/bets?limit=5&cursor=x", "query"),
    ("GET", "/api/v1/players/alice/rank", "query"),
    ("GET", "/api/v1/players/alice/seeds", "query"),
    ("GET", "/api/v1/players/alice/round", "query"),
    ("GET", "/api/v1/bets/0193f2a1-c7d8-8e1b-9a55-0123456789ab", "query"),
];

const BET: &str =
    r#"{"player_id":"alice","game_type":"roulette","amount":100.0,"session_id":"s-1"}"#;

async fn send(stage: &Stage, player: &str, method: &str, path: &str) -> http::Response<String> {
    match method {
        "POST" => stage.post(player, path, BET).await,
        _ => stage.get(player, path).await,
    }
}

#[tokio::test]
async fn alice_gets_through_to_the_service_behind() {
    let stage = Stage::new();
    for &(method, path, service) in PRIVATE {
        let echo = echoed(&send(&stage, "alice", method, path).await);
        assert_eq!((&*echo.service, &*echo.method, &*echo.uri), (service, method, path));
        assert_eq!(echo.headers["croupier-subject"], "alice", "{path}");
    }
}

#[tokio::test]
async fn anon_is_asked_for_a_token_before_anything_else() {
    let stage = Stage::new();
    for &(method, path, _) in PRIVATE {
        let answer = send(&stage, "", method, path).await;
        assert_eq!(code(&answer), "unauthenticated", "{path}");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"croupier\"");
    }
    // Whatever else is wrong with the request.
    let request = Request::post("/api/v1/bets").header("idempotency-key", "a b");
    assert_eq!(code(&stage.ask(request, "{").await), "unauthenticated");
    let request = Request::post("/api/v1/players/%FF/deposits");
    assert_eq!(code(&stage.ask(request, &"x".repeat(70_000)).await), "unauthenticated");
}

#[tokio::test]
async fn mallory_is_refused_by_the_path_before_the_form() {
    let stage = Stage::new();
    for &(method, path, _) in PRIVATE.iter().filter(|(_, path, _)| path.contains("alice")) {
        let answer = send(&stage, "mallory", method, path).await;
        assert_eq!(code(&answer), "forbidden", "{path}");
    }
    // No key, no content type, no JSON: still a matter of whose it is.
    let request = stage.authorized("mallory", Request::post("/api/v1/players/alice/deposits"));
    assert_eq!(code(&stage.ask(request, "{").await), "forbidden");
}

#[tokio::test]
async fn a_path_that_names_nobody_is_not_the_subjects() {
    let stage = Stage::new();
    for id in ["Alice", "alice%20", "%FF", "..", "alice%2F..%2Fmallory", "al%00ice", "mallory"] {
        let answer = stage.get("alice", &format!("/api/v1/players/{id}/balance")).await;
        assert_eq!(code(&answer), "forbidden", "{id}");
    }
    // The same id in another spelling is the same id.
    let answer = stage.get("alice", "/api/v1/players/%61lice/balance").await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn one_bet_is_for_the_service_to_refuse() {
    let answer = Stage::new().get("mallory", &format!("/api/v1/bets/{BET_ID}")).await;
    assert_eq!(echoed(&answer).headers["croupier-subject"], "mallory");
}

#[tokio::test]
async fn some_things_are_public() {
    let stage = Stage::new();
    for (path, service) in [
        ("/api/v1/leaderboard?limit=10&board=net_won", "query"),
        ("/api/v1/stats/summary", "query"),
    ] {
        let echo = echoed(&stage.get("", path).await);
        assert_eq!((&*echo.service, &*echo.uri), (service, path));
        assert!(!echo.headers.contains_key("croupier-subject"));
        // A token that is no good does not matter where none is needed.
        let request = Request::get(path).header("authorization", "Bearer nonsense");
        assert_eq!(stage.ask(request, "").await.status(), 200);
    }
    for path in ["/health", "/health/live", "/health/ready", "/openapi.json", "/docs/"] {
        assert_eq!(stage.get("", path).await.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn the_scheme_is_bearer_in_any_case_and_there_is_one_token() {
    let stage = Stage::new();
    let token = stage.token("alice");
    let balance = || Request::get("/api/v1/players/alice/balance");
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let request = balance().header("authorization", format!("{scheme} {token}"));
        assert_eq!(stage.ask(request, "").await.status(), 200, "{scheme}");
    }
    for value in
        [token.clone(), format!("Basic {token}"), format!("Bearer{token}"), "Bearer ".into()]
    {
        let request = balance().header("authorization", value.as_str());
        assert_eq!(code(&stage.ask(request, "").await), "unauthenticated", "{value}");
    }
    let bearer = format!("Bearer {token}");
    let twice = balance().header("authorization", &bearer).header("authorization", &bearer);
    assert_eq!(code(&stage.ask(twice, "").await), "unauthenticated");
    let in_the_url = Request::get(format!("/api/v1/players/alice/balance?access_token={token}"));
    assert_eq!(code(&stage.ask(in_the_url, "").await), "unauthenticated");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let stage = Stage::new();
    for path in
        ["/", "/api/v1", "/api/v1/bets/", "/api/v1/players/alice", "/metrics", "/api/v2/bets"]
    {
        assert_eq!(code(&stage.get("alice", path).await), "not_found", "{path}");
    }
    for (method, path, allow) in [
        (Method::GET, "/api/v1/bets", "POST"),
        (Method::DELETE, "/api/v1/players/alice/balance", "GET,HEAD"),
        (Method::POST, "/api/v1/leaderboard", "GET,HEAD"),
        (Method::GET, "/api/v1/guests", "POST"),
        (Method::POST, "/health", "GET,HEAD"),
    ] {
        let request = Request::builder().method(&method).uri(path);
        let answer = stage.ask(stage.authorized("alice", request), "").await;
        assert_eq!(code(&answer), "method_not_allowed", "{method} {path}");
        assert_eq!(answer.headers()["allow"], allow, "{method} {path}");
    }
}

/// The stream is for everybody, and a token says whose account is followed.
#[tokio::test]
async fn anybody_may_listen() {
    let stage = Stage::new();
    let path = "/api/v1/stream?topics=feed,me";
    let echo = echoed(&stage.get("", path).await);
    assert_eq!((&*echo.service, &*echo.uri), ("query", path));
    assert_eq!(echo.headers.get("croupier-subject"), None);
    let request = stage.authorized("alice", Request::get(path)).header("last-event-id", "0:17,1:4");
    let echo = echoed(&stage.ask(request, "").await);
    assert_eq!(echo.headers["croupier-subject"], "alice");
    assert_eq!(echo.headers["last-event-id"], "0:17,1:4");
    let request = Request::get(path).header("croupier-subject", "alice");
    assert_eq!(echoed(&stage.ask(request, "").await).headers.get("croupier-subject"), None);
    let request = Request::get(path).header("authorization", "Bearer junk");
    assert_eq!(code(&stage.ask(request, "").await), "unauthenticated");
}
