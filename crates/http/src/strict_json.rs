//! The extractor for request bodies.

use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use croupier_api::{ErrorCode, Fields, Form};

use crate::body::read_body;
use crate::exchange::only;
use crate::failure::Failure;

/// A body that is strict JSON and a valid `T`. Refuses in this order: 415 for another media type,
/// 413 for too many bytes, 400 for what is not strict JSON, 422 with every wrong field.
///
/// It reads the body, so it must be a handler's last argument.
#[derive(Debug, Clone, Copy)]
pub struct StrictJson<T>(pub T);

impl<T: Form, S: Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        require_json(&parts.headers)?;
        let body = read_body(body).await?;
        Ok(Self(T::from_json(&body)?))
    }
}

/// No body, or an empty object: for POSTs that say everything in their path.
#[derive(Debug, Clone, Copy)]
pub struct NoFields;

struct EmptyForm;

impl Form for EmptyForm {
    fn read(_: &mut Fields<'_>) -> Option<Self> {
        Some(Self)
    }
}

impl<S: Sync> FromRequest<S> for NoFields {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let body = read_body(body).await?;
        if body.is_empty() {
            return Ok(Self);
        }
        require_json(&parts.headers)?;
        EmptyForm::from_json(&body)?;
        Ok(Self)
    }
}

/// Check that a body is declared as JSON: `application/json`, or `application/…+json`, with any
/// parameters, once.
///
/// # Errors
/// 415 when it is not.
pub fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    let declared = only(headers, &CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if declared.is_some_and(is_json) {
        return Ok(());
    }
    let detail = "The body must be declared as application/json.";
    Err(Failure::new(ErrorCode::UnsupportedMediaType, detail))
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split_once(';').map_or(media_type, |(essence, _)| essence).trim();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
    kind.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("json")
}
