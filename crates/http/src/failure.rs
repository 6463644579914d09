//! Answers that say no.

use std::fmt;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use croupier_api::{ErrorCode, FieldError, FormError, Position, PositionVector, Problem};

use crate::headers::{IDEMPOTENCY_REPLAYED, POSITION};

/// A problem on its way out, with the headers that belong to it. Handlers and extractors return
/// it; [`crate::edge()`] puts in the correlation id of the request, unless it already has one (a
/// decided refusal keeps that of the request which was decided).
#[derive(Debug, Clone)]
pub struct Failure(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    problem: Problem,
    headers: HeaderMap,
}

/// The media type of RFC 9457.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl Failure {
    /// A failure of kind `code`; `detail` is one sentence with its full stop. A code that asks to
    /// retry comes with its `Retry-After`.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Problem::new(code, detail).into()
    }

    /// A failure of one field of the body, one query parameter or one part of the path.
    pub fn field(code: ErrorCode, field: &str, message: impl Into<String>) -> Self {
        Problem::field(code, field, message).into()
    }

    /// A failure of several fields.
    pub fn fields(code: ErrorCode, errors: Vec<FieldError>) -> Self {
        Problem::fields(code, errors).into()
    }

    /// Something of ours is broken. What it is goes to the log, never to the client.
    pub fn internal(cause: &dyn fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(ErrorCode::InternalError, "Something went wrong on our side.")
    }

    /// A decided refusal, in the log at `position`: in the body and in `Croupier-Position`.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.0.problem.position = Some(position);
        self.at_vector(&position.into())
    }

    /// What the read side speaks for: in `Croupier-Position` alone.
    #[must_use]
    pub fn at_vector(self, positions: &PositionVector) -> Self {
        let text = positions.to_string();
        match HeaderValue::try_from(text) {
            Ok(value) if !positions.is_empty() => self.header(POSITION, value),
            _ => self,
        }
    }

    /// This answer was given before.
    #[must_use]
    pub fn replayed(self) -> Self {
        self.header(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"))
    }

    /// Asking again may help after `seconds`.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Whose request was decided, when that was another than this one.
    #[must_use]
    pub fn correlated(mut self, correlation_id: impl Into<String>) -> Self {
        self.0.problem.correlation_id = Some(correlation_id.into());
        self
    }

    /// Set a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        self.0.problem.code
    }

    /// The problem that the client will see.
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let mut headers = HeaderMap::new();
        if let Some(seconds) = problem.code.retry_after_s() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        Self(Box::new(Inner { problem, headers }))
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        Problem::from(error).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.problem.code, self.0.problem.detail)
    }
}

impl std::error::Error for Failure {}

/// A problem whose body lacks the correlation id that only the edge knows.
#[derive(Debug, Clone)]
pub(crate) struct Uncorrelated(pub(crate) Problem);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Inner { problem, headers } = *self.0;
        let mut response = Response::new(render(&problem).into());
        *response.status_mut() =
            StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = headers;
        response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
        if problem.correlation_id.is_none() {
            response.extensions_mut().insert(Uncorrelated(problem));
        }
        response
    }
}

/// A problem is texts and numbers, which always become JSON.
pub(crate) fn render(problem: &Problem) -> Bytes {
    serde_json::to_vec(problem).map(Bytes::from).unwrap_or_default()
}
