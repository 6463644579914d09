//! Answers that say yes.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use croupier_api::PositionVector;

use crate::failure::Failure;
use crate::headers::{IDEMPOTENCY_REPLAYED, POSITION};

/// A JSON answer and the headers that belong to it.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    body: Bytes,
    headers: HeaderMap,
}

impl Answer {
    /// `200` with `body`.
    ///
    /// # Errors
    /// When `body` cannot be JSON; that is logged.
    pub fn ok<T: Serialize>(body: &T) -> Result<Self, Failure> {
        Self::json(StatusCode::OK, body)
    }

    /// `status` with `body`.
    ///
    /// # Errors
    /// When `body` cannot be JSON; that is logged.
    pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Failure> {
        let body = serde_json::to_vec(body).map_err(|error| Failure::internal(&error))?;
        Ok(Self::rendered(status, body.into()))
    }

    /// `status` with a body that is JSON already: a stored answer, byte for byte.
    pub fn rendered(status: StatusCode, body: Bytes) -> Self {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { status, body, headers }
    }

    /// What in the log the answer speaks for.
    #[must_use]
    pub fn at(self, positions: impl Into<PositionVector>) -> Self {
        let positions = positions.into();
        match HeaderValue::try_from(positions.to_string()) {
            Ok(value) if !positions.is_empty() => self.header(POSITION, value),
            _ => self,
        }
    }

    /// This answer was given before.
    #[must_use]
    pub fn replayed(self) -> Self {
        self.header(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"))
    }

    /// Set a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
