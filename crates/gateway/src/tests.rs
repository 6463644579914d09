//! The gateway as clients meet it, through its real router.
//!
//! Behind it stands a service that answers with what it was sent. The actors are anon, who has no
//! token, and alice and mallory, who each have their own.

mod admission;
mod bets;
mod clients;
mod cors;
mod forward;
mod guests;
mod health;
mod openapi;
mod rate_limits;
mod remote;
mod seek;
mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use http::{HeaderMap, Response};
use serde::{Deserialize, Serialize};
use tower::ServiceExt;

use croupier_api::{PlayerId, Problem};
use croupier_clock::ManualClock;
use croupier_http::{Answer, Failure, edge};

use crate::{Parts, Settings, TokenKey, TokenRules, Tokens, Upstream, router};

const NOW_MS: u64 = 1_763_889_600_000;

/// A gateway with everything it needs.
struct Stage {
    parts: Parts,
    settings: Settings,
    clock: Arc<ManualClock>,
}

impl Stage {
    /// In front of two services that echo.
    fn new() -> Self {
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let key = TokenKey::new("k1", &[7; 32]).unwrap();
        let tokens = Tokens::new(key, Vec::new(), TokenRules::default(), clock.clone());
        let parts = Parts {
            command: Upstream::in_process(echo("command")),
            query: Upstream::in_process(echo("query")),
            tokens,
            draw_guest_id: Arc::new(|| [0xab; 16]),
            openapi: crate::openapi(Default::default(), Default::default()),
        };
        Self { parts, settings: Settings::default(), clock }
    }

    fn command(mut self, upstream: Upstream) -> Self {
        self.parts.command = upstream;
        self
    }

    fn query(mut self, upstream: Upstream) -> Self {
        self.parts.query = upstream;
        self
    }

    fn token(&self, player: &str) -> String {
        let player = PlayerId::parse(player).unwrap();
        self.parts.tokens.issue(&player, Duration::from_secs(60)).unwrap()
    }

    async fn ask(&self, request: http::request::Builder, body: &str) -> Response<String> {
        let request = request.body(Body::from(body.to_owned())).unwrap();
        ask(&router(self.parts.clone(), &self.settings), request).await
    }

    /// `GET path` as `player`; nobody if that is empty.
    async fn get(&self, player: &str, path: &str) -> Response<String> {
        self.ask(self.authorized(player, Request::get(path)), "").await
    }

    /// `POST path` as `player` with a JSON body and the key `k-1`.
    async fn post(&self, player: &str, path: &str, body: &str) -> Response<String> {
        let request = self
            .authorized(player, Request::post(path))
            .header("content-type", "application/json")
            .header("idempotency-key", "k-1");
        self.ask(request, body).await
    }

    fn authorized(&self, player: &str, request: http::request::Builder) -> http::request::Builder {
        if player.is_empty() {
            return request;
        }
        request.header("authorization", format!("Bearer {}", self.token(player)))
    }
}

async fn ask(router: &Router, request: Request) -> Response<String> {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Response::from_parts(parts, String::from_utf8(body.into()).unwrap())
}

/// The code of the problem that `answer` is, checked for what every problem has.
#[track_caller]
fn code(answer: &Response<String>) -> &'static str {
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{}", answer.body());
    let problem: Problem = serde_json::from_str(answer.body()).unwrap();
    assert_eq!(problem.status(), answer.status().as_u16());
    let id = problem.correlation_id.as_deref();
    assert_eq!(id, answer.headers()["x-correlation-id"].to_str().ok());
    problem.code.as_str()
}

/// What a service was sent.
#[derive(Debug, Serialize, Deserialize)]
struct Echo {
    service: String,
    method: String,
    uri: String,
    headers: BTreeMap<String, String>,
    body: String,
}

#[track_caller]
fn echoed(answer: &Response<String>) -> Echo {
    assert_eq!(answer.status(), 200, "{}", answer.body());
    serde_json::from_str(answer.body()).unwrap()
}

/// A service that answers with what it was sent; `GET /health` says that it is healthy.
fn echo(service: &'static str) -> Router {
    let answer = async move |request: Request| -> Result<Answer, Failure> {
        let (parts, body) = request.into_parts();
        let body: Bytes = croupier_http::read_body(body).await?;
        Answer::ok(&Echo {
            service: service.into(),
            method: parts.method.to_string(),
            uri: parts.uri.to_string(),
            headers: readable(&parts.headers),
            body: String::from_utf8(body.into()).unwrap(),
        })
    };
    let health = async || r#"{"status":"healthy"}"#;
    edge(Router::new().route("/health", axum::routing::get(health)).fallback(answer))
}

fn readable(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}
