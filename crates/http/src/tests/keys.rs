use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use http::Request;

use croupier_api::{Deposit, ErrorCode};

use super::{ask, problem};
use crate::{OptionalKey, RequiredKey, StrictJson, edge, with_key};

fn router() -> Router {
    let required = async |RequiredKey(key): RequiredKey, _: StrictJson<Deposit>| key.to_string();
    let optional = async |OptionalKey(key): OptionalKey, _: StrictJson<Deposit>| key.to_string();
    edge(
        Router::new()
            .route("/required", post(required))
            .route("/optional", post(optional))
            .route("/read", get(async || ()))
            .merge(Router::new().route("/around", post(optional)).layer(from_fn(with_key))),
    )
}

async fn send(path: &str, keys: &[&[u8]], body: &'static str) -> http::Response<String> {
    let mut request = Request::post(path).header("content-type", "application/json");
    for key in keys {
        request = request.header("idempotency-key", *key);
    }
    ask(&router(), request.body(Body::from(body)).unwrap()).await
}

const GOOD: &str = r#"{"amount":1}"#;
const BAD: &str = r#"{"amount":0}"#;

#[tokio::test]
async fn a_given_key_is_used_and_returned() {
    for path in ["/required", "/optional", "/around"] {
        let answer = send(path, &[b"k-1"], GOOD).await;
        assert_eq!(answer.body(), "k-1");
        assert_eq!(answer.headers()["idempotency-key"], "k-1");
        let answer = send(path, &[b"k-1"], BAD).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["idempotency-key"], "k-1", "{path}: on errors too");
    }
    let answer = send("/nowhere", &[b"k-1"], GOOD).await;
    assert_eq!(answer.headers()["idempotency-key"], "k-1");
}

#[tokio::test]
async fn a_missing_key_is_refused_or_made() {
    let answer = send("/required", &[], GOOD).await;
    assert_eq!(problem(&answer).code, ErrorCode::IdempotencyKeyMissing);
    assert!(!answer.headers().contains_key("idempotency-key"));
    for path in ["/optional", "/around"] {
        let answer = send(path, &[], GOOD).await;
        let key = answer.headers()["idempotency-key"].to_str().unwrap();
        assert_eq!(answer.body(), key);
        assert_eq!(uuid::Uuid::parse_str(key).unwrap().get_version_num(), 7);
        assert!(send(path, &[], BAD).await.headers().contains_key("idempotency-key"));
    }
}

#[tokio::test]
async fn an_invalid_key_is_a_422() {
    let long = "k".repeat(256);
    for keys in [&[&b""[..]][..], &[b"a b"], &[b"\xc3\xa9"], &[long.as_bytes()], &[b"a", b"b"]] {
        for path in ["/required", "/optional", "/around"] {
            let answer = send(path, keys, GOOD).await;
            assert_eq!(problem(&answer).code, ErrorCode::InvalidIdempotencyKey, "{path} {keys:?}");
            assert_eq!(answer.status(), 422);
            assert!(!answer.headers().contains_key("idempotency-key"));
        }
    }
}

#[tokio::test]
async fn reads_have_no_key_in_use() {
    let request = Request::get("/read").header("idempotency-key", "k").body(Body::empty());
    let answer = ask(&router(), request.unwrap()).await;
    assert!(!answer.headers().contains_key("idempotency-key"));
}
