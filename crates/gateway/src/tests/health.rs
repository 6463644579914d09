use std::time::Duration;

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::time::Instant;

use croupier_http::edge;

use super::{Stage, code};
use crate::Upstream;

fn service(body: &'static str) -> Upstream {
    Upstream::in_process(edge(Router::new().route("/health", get(async move || body))))
}

fn silent() -> Upstream {
    Upstream::in_process(Router::new().fallback(async || std::future::pending::<()>().await))
}

fn gone() -> Upstream {
    Upstream::remote(Vec::new())
}

async fn health(command: Upstream, query: Upstream) -> Value {
    let answer = Stage::new().command(command).query(query).get("", "/health").await;
    assert_eq!(answer.status(), 200);
    serde_json::from_str(answer.body()).unwrap()
}

fn expected(status: &str, command: &str, query: &str) -> Value {
    json!({
        "status": status,
        "service": "api-gateway",
        "gateway_version": env!("CARGO_PKG_VERSION"),
        "backend_services": {"command_service": command, "query_service": query},
    })
}

const WELL: &str = r#"{"status":"healthy","service":"x","more":1}"#;
const ILL: &str = r#"{"status":"unhealthy","reason":"the disk is full"}"#;

#[tokio::test(start_paused = true)]
async fn the_gateway_is_as_well_as_what_stands_behind_it() {
    let told = health(service(WELL), service(WELL)).await;
    assert_eq!(told, expected("healthy", "healthy", "healthy"));
    let told = health(service(ILL), service(WELL)).await;
    assert_eq!(told, expected("degraded", "degraded", "healthy"));
    let told = health(service(WELL), service("not JSON")).await;
    assert_eq!(told, expected("degraded", "healthy", "degraded"));
    let told = health(gone(), service(WELL)).await;
    assert_eq!(told, expected("degraded", "down", "healthy"));
    let started = Instant::now();
    let told = health(silent(), silent()).await;
    assert_eq!(told, expected("degraded", "down", "down"));
    // Both are asked at once.
    assert_eq!(started.elapsed(), Duration::from_secs(2));
}

#[tokio::test]
async fn an_answer_that_is_an_error_is_not_healthy() {
    let failing = async || (http::StatusCode::INTERNAL_SERVER_ERROR, WELL);
    let failing = Upstream::in_process(Router::new().route("/health", get(failing)));
    let told = health(failing, service(WELL)).await;
    assert_eq!(told, expected("degraded", "degraded", "healthy"));
}

#[tokio::test]
async fn ready_means_of_some_use() {
    let half = Stage::new().command(gone());
    assert_eq!(half.get("", "/health/ready").await.status(), 200);
    let none = Stage::new().command(gone()).query(gone());
    let answer = none.get("", "/health/ready").await;
    assert_eq!((code(&answer), answer.status().as_u16()), ("not_ready", 503));
    assert_eq!(none.get("", "/health/live").await.status(), 200);
}
