//! HTTP as clients meet it.
//!
//! Whatever has to do with time runs on an in-memory stream with tokio's time paused: limits are
//! the real ones and nothing sleeps. Whatever has to do with sockets runs on sockets.

mod access;
mod connection;
mod edge;
mod exchange;
mod forms;
mod keys;
mod measure;
mod query;
mod routes;
mod serve;
mod traced;

use axum::Router;
use axum::body::Body;
use http::{Request, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt};
use tower::ServiceExt;

use croupier_api::Problem;

use crate::body::read_body;

/// What `router` answers to `request`, with its whole body.
async fn ask(router: &Router, request: Request<Body>) -> Response<String> {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Response::from_parts(parts, String::from_utf8(body.into()).unwrap())
}

/// The problem that `answer` is, checked for what every problem has.
#[track_caller]
fn problem(answer: &Response<String>) -> Problem {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Problem = serde_json::from_str(answer.body()).unwrap();
    assert_eq!(problem.status(), answer.status().as_u16());
    assert_eq!(problem.status(), problem.code.status());
    let id = problem.correlation_id.as_deref();
    assert_eq!(id, answer.headers()["x-correlation-id"].to_str().ok());
    problem
}

/// Read one answer off a stream. `None`: the stream ended first.
async fn read_answer(stream: &mut (impl AsyncRead + Unpin)) -> Option<Response<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut answer = Response::builder().status(status.parse::<StatusCode>().unwrap());
    let mut length = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap();
        }
        answer = answer.header(name, value);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    Some(answer.body(String::from_utf8(body).unwrap()).unwrap())
}

/// A router that says how many bytes it was sent.
fn counting() -> Router {
    let count = async |body: Body| read_body(body).await.map(|body| body.len().to_string());
    crate::edge(Router::new().route("/", axum::routing::any(count)))
}
