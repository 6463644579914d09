//! Idempotency keys as extractors. The key in use is on the answer, whatever the answer is: a given
//! one from the edge on, a fresh one from the moment it is made. So an [`OptionalKey`] belongs
//! before every extractor that may refuse, or [`with_key`] around the whole route.

use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::request::Parts;
use uuid::Uuid;

use croupier_api::{ErrorCode, IdempotencyKey};

use crate::exchange::{Exchange, only};
use crate::failure::Failure;
use crate::headers::IDEMPOTENCY_KEY;

/// The request's `Idempotency-Key`; a request without one gets 400 `idempotency_key_missing`.
#[derive(Debug, Clone)]
pub struct RequiredKey(pub IdempotencyKey);

/// The request's `Idempotency-Key`, or a fresh UUIDv7.
#[derive(Debug, Clone)]
pub struct OptionalKey(pub IdempotencyKey);

impl<S: Sync> FromRequestParts<S> for RequiredKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let key = given_key(&parts.headers)?;
        key.map(Self).ok_or_else(|| {
            let detail = "This request needs an Idempotency-Key header.";
            Failure::new(ErrorCode::IdempotencyKeyMissing, detail)
        })
    }
}

impl<S: Sync> FromRequestParts<S> for OptionalKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        if let Some(key) = given_key(&parts.headers)? {
            return Ok(Self(key));
        }
        let exchange = Exchange::of(parts);
        if exchange.key().is_none() {
            exchange.use_key(fresh().map_err(|error| Failure::internal(&error))?);
        }
        let key = exchange.key().cloned();
        key.map(Self).ok_or_else(|| Failure::internal(&"no idempotency key"))
    }
}

/// A middleware that gives a request without a key a fresh one, before anything can refuse it. An
/// invalid key stays for the extractor to refuse, in its turn.
pub async fn with_key(mut request: Request, next: Next) -> Response {
    if !request.headers().contains_key(IDEMPOTENCY_KEY) {
        let (mut parts, body) = request.into_parts();
        if let Ok(key) = fresh() {
            Exchange::of(&mut parts).use_key(key);
        }
        request = Request::from_parts(parts, body);
    }
    next.run(request).await
}

/// The key in `headers`, if there is one.
pub(crate) fn given_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Failure> {
    if !headers.contains_key(IDEMPOTENCY_KEY) {
        return Ok(None);
    }
    let text = only(headers, &IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
    let key = text.and_then(|text| IdempotencyKey::parse(text).ok());
    key.map(Some).ok_or_else(|| {
        let message = "must have 1 to 255 visible ASCII characters, once";
        Failure::field(ErrorCode::InvalidIdempotencyKey, "Idempotency-Key", message)
    })
}

/// A key of version 7 carries its time, so that one that comes too late can be told from a new one.
fn fresh() -> Result<IdempotencyKey, croupier_api::InvalidName> {
    let mut buffer = Uuid::encode_buffer();
    IdempotencyKey::parse(Uuid::now_v7().hyphenated().encode_lower(&mut buffer))
}
