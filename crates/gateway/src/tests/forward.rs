use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use http::{Request, StatusCode};
use tokio::time::{Instant, sleep};

use croupier_api::{ErrorCode, Position};
use croupier_http::{Failure, GatewayToken, edge};

use super::{NOW_MS, Stage, code, echo, echoed};
use crate::Upstream;

/// A service that takes `seconds` for anything.
fn slow(seconds: u64) -> Upstream {
    let answer = async move || {
        sleep(Duration::from_secs(seconds)).await;
        "late"
    };
    Upstream::in_process(edge(Router::new().fallback(answer)))
}

const DEPOSITS: &str = "/api/v1/players/alice/deposits";
const BALANCE: &str = "/api/v1/players/alice/balance";

#[tokio::test]
async fn only_what_is_named_passes() {
    let stage = Stage::new();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = stage
        .authorized("alice", Request::get(BALANCE))
        .header("x-correlation-id", "c-1")
        .header("traceparent", trace)
        .header("tracestate", "a=1")
        .header("accept-language", "eo")
        .header("croupier-subject", "mallory")
        .header("croupier-gateway-token", "guessed")
        .header("x-forwarded-for", "1.2.3.4")
        .header("cookie", "a=b")
        .header("connection", "x-secret")
        .header("x-secret", "1")
        .header("host", "example.com");
    let answer = stage.ask(request, "").await;
    let passed = echoed(&answer).headers;
    let expected = [
        ("accept-language", "eo"),
        ("croupier-subject", "alice"),
        ("traceparent", trace),
        ("tracestate", "a=1"),
        ("x-correlation-id", "c-1"),
    ];
    assert_eq!(passed, expected.map(|(name, value)| (name.into(), value.into())).into());
    assert_eq!(answer.headers()["x-correlation-id"], "c-1");
}

#[tokio::test]
async fn a_command_is_told_when_the_gateway_received_it() {
    let stage = Stage::new();
    let request = stage
        .authorized("alice", Request::post(DEPOSITS))
        .header("content-type", "application/json")
        .header("idempotency-key", "k-1")
        .header("croupier-received", "17");
    let answer = stage.ask(request, "{}").await;
    let received_us: u64 = echoed(&answer).headers["croupier-received"].parse().unwrap();
    let now_us = NOW_MS * 1_000;
    assert!((now_us - 60_000_000..=now_us).contains(&received_us), "{received_us}");
}

#[tokio::test]
async fn the_gateway_shows_its_token() {
    let token = GatewayToken::parse("a-secret-of-some-length").unwrap();
    let query = Upstream::in_process(echo("query")).with_token(&token);
    let passed = echoed(&Stage::new().query(query).get("alice", BALANCE).await).headers;
    assert_eq!(passed["croupier-gateway-token"], "a-secret-of-some-length");
}

#[tokio::test]
async fn the_services_answer_passes_as_it_is() {
    let refusal = || {
        Failure::new(ErrorCode::InsufficientFunds, "No.")
            .at(Position::new(1, 2))
            .correlated("first")
    };
    let service = edge(Router::new().route(DEPOSITS, post(async move || refusal().replayed())));
    let stage = Stage::new().command(Upstream::in_process(service));
    let answer = stage.post("alice", DEPOSITS, "{}").await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(answer.headers()["croupier-position"], "1:2");
    assert_eq!(answer.headers()["idempotency-replayed"], "true");
    assert_eq!(answer.headers()["idempotency-key"], "k-1");
    assert!(answer.body().contains(r#""correlation_id":"first""#));
}

/// Clients have nobody else to ask.
#[tokio::test]
async fn a_service_in_the_process_that_sends_elsewhere_applied_nothing() {
    let elsewhere = async || Failure::new(ErrorCode::Misdirected, "Not here.");
    let service = edge(Router::new().route(DEPOSITS, post(elsewhere)));
    let stage = Stage::new().command(Upstream::in_process(service));
    let answer = stage.post("alice", DEPOSITS, "{}").await;
    assert_eq!((code(&answer), answer.status().as_u16()), ("not_applied", 503));
    assert!(answer.headers().contains_key("retry-after"));
}

#[tokio::test(start_paused = true)]
async fn a_command_without_an_answer_is_unknown_after_five_seconds() {
    let stage = Stage::new().command(slow(60));
    let started = Instant::now();
    let answer = stage.post("alice", DEPOSITS, "{}").await;
    assert_eq!(code(&answer), "outcome_unknown");
    assert_eq!(answer.headers()["idempotency-key"], "k-1");
    assert_eq!(started.elapsed(), Duration::from_millis(4_500));
    assert_eq!(stage.post("alice", DEPOSITS, "{}").await.status(), StatusCode::GATEWAY_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_read_has_its_wait_on_top() {
    let stage = Stage::new().query(slow(60));
    for (query, wait_ms) in [
        ("", 0),
        ("?min_position=0:1", 2_000),
        ("?min_position=0:1&wait_ms=300", 300),
        ("?wait_ms=10000&min_position=0:1", 10_000),
        ("?wait_ms=99999", 10_000),
        ("?wait_ms=never", 0),
        ("?wait_ms=0&min_position=0:1", 0),
    ] {
        let started = Instant::now();
        let answer = stage.get("alice", &format!("{BALANCE}{query}")).await;
        assert_eq!(code(&answer), "backend_timeout", "{query}");
        assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(started.elapsed(), Duration::from_millis(4_500 + wait_ms), "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_takes_a_while_is_waited_for() {
    let stage = Stage::new().query(slow(4)).command(slow(4));
    assert_eq!(stage.get("alice", BALANCE).await.body(), "late");
    assert_eq!(stage.post("alice", DEPOSITS, "{}").await.body(), "late");
}

/// A load balancer's own 502 does not know what became of the request; neither do we.
#[tokio::test]
async fn an_error_that_is_not_the_services_is_no_answer() {
    for status in [StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE] {
        let foreign = async move || (status, "<html>nginx</html>");
        let service = Router::new().route(BALANCE, get(foreign)).route(DEPOSITS, post(foreign));
        let service = Upstream::in_process(service);
        let stage = Stage::new().query(service.clone()).command(service);
        assert_eq!(code(&stage.get("alice", BALANCE).await), "backend_unreachable");
        assert_eq!(code(&stage.post("alice", DEPOSITS, "{}").await), "outcome_unknown");
    }
}

#[tokio::test]
async fn a_panic_behind_the_gateway_is_its_services_500() {
    let panics = async || {
        if std::hint::black_box(true) {
            panic!("secret");
        }
    };
    let service = edge(Router::new().route(BALANCE, get(panics)));
    let answer = Stage::new().query(Upstream::in_process(service)).get("alice", BALANCE).await;
    assert_eq!(code(&answer), "internal_error");
    assert!(!answer.body().contains("secret"));
}
