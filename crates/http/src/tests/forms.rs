use axum::Router;
use axum::body::Body;
use axum::routing::post;
use bytes::Bytes;
use futures_util::stream;
use http::Request;

use croupier_api::{Deposit, ErrorCode};

use super::{ask, problem};
use crate::{NoFields, StrictJson, edge};

fn router() -> Router {
    let deposit = async |StrictJson(deposit): StrictJson<Deposit>| deposit.amount.to_string();
    let nothing = async |NoFields: NoFields| "nothing";
    edge(Router::new().route("/", post(deposit)).route("/nothing", post(nothing)))
}

async fn send(content_type: Option<&str>, body: impl Into<Body>) -> http::Response<String> {
    send_to("/", content_type, body).await
}

async fn send_to(
    path: &str,
    content_type: Option<&str>,
    body: impl Into<Body>,
) -> http::Response<String> {
    let mut request = Request::post(path);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    ask(&router(), request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn json_by_any_of_its_names() {
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/json ;x=y",
        "application/vnd.api+json",
        "application/a+b+json",
        "application/cloudevents+json; charset=UTF-8",
    ] {
        let answer = send(Some(content_type), r#"{"amount":12.5}"#).await;
        assert_eq!(answer.body(), "12.50", "{content_type}");
    }
}

#[tokio::test]
async fn anything_else_is_a_415_whatever_the_body() {
    for content_type in [
        None,
        Some(""),
        Some("text/plain"),
        Some("text/json"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonx"),
        Some("application/json+xml"),
        Some("application"),
        Some("multipart/form-data; boundary=application/json"),
    ] {
        let answer = send(content_type, "not even json").await;
        assert_eq!(problem(&answer).code, ErrorCode::UnsupportedMediaType, "{content_type:?}");
    }
}

#[tokio::test]
async fn malformed_bodies_are_a_400() {
    for body in ["", "{", "{\"amount\":1", "{\"amount\":1,\"amount\":2}", "nope"] {
        let answer = send(Some("application/json"), body).await;
        assert_eq!(problem(&answer).code, ErrorCode::MalformedJson, "{body}");
    }
    let answer = send(Some("application/json"), &b"{\"amount\":\"\xff\"}"[..]).await;
    assert_eq!(problem(&answer).code, ErrorCode::MalformedJson);
}

#[tokio::test]
async fn wrong_fields_are_a_422_with_their_names() {
    let answer = send(Some("application/json"), r#"{"amount":10.001,"note":"x"}"#).await;
    let problem = problem(&answer);
    assert_eq!(problem.code, ErrorCode::InvalidRequest);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["amount", "note"]);
}

#[tokio::test]
async fn the_size_is_limited_without_a_listener_too() {
    let padded = |length: usize| [r#"{"amount":1}"#, &" ".repeat(length - 12)].concat();
    assert_eq!(send(Some("application/json"), padded(65_536)).await.body(), "1.00");
    let answer = send(Some("application/json"), padded(65_537)).await;
    assert_eq!(problem(&answer).code, ErrorCode::PayloadTooLarge);
    let pieces = (0..5).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 16 * 1024])));
    let answer = send(Some("application/json"), Body::from_stream(stream::iter(pieces))).await;
    assert_eq!(problem(&answer).code, ErrorCode::PayloadTooLarge);
}

#[tokio::test]
async fn bodies_in_pieces_are_put_together() {
    let pieces =
        ["{\"amo", "", "unt\":", "7.25}"].map(|piece| Ok::<_, std::io::Error>(piece.as_bytes()));
    let answer = send(Some("application/json"), Body::from_stream(stream::iter(pieces))).await;
    assert_eq!(answer.body(), "7.25");
    let broken = [Ok("{\"amount\":1".into()), Err(std::io::Error::other("gone"))];
    let broken = Body::from_stream(stream::iter(broken.map(|p: Result<Bytes, _>| p)));
    let answer = send(Some("application/json"), broken).await;
    assert_eq!(problem(&answer).code, ErrorCode::MalformedJson);
}

#[tokio::test]
async fn no_fields_are_no_body_or_an_empty_object() {
    assert_eq!(send_to("/nothing", None, "").await.body(), "nothing");
    assert_eq!(send_to("/nothing", Some("application/json"), "").await.body(), "nothing");
    assert_eq!(send_to("/nothing", Some("application/json"), " {} ").await.body(), "nothing");
    let answer = send_to("/nothing", Some("application/json"), r#"{"a":1}"#).await;
    assert_eq!(problem(&answer).errors[0].field, "a");
    let answer = send_to("/nothing", Some("application/json"), "[").await;
    assert_eq!(problem(&answer).code, ErrorCode::MalformedJson);
    assert_eq!(send_to("/nothing", None, "{}").await.status(), 415);
}
