//! Which web pages may call.

use std::str::FromStr;
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::uri::Scheme;
use http::{HeaderValue, Method, Uri};
use tower_http::cors::CorsLayer;

use croupier_http::{
    IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, POSITION, TRACEPARENT, X_CORRELATION_ID,
};

/// A web origin, exactly as browsers send it: `https://play.example.com`. No wildcards: with
/// credentials they would let every page act for its visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// The text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an origin is http(s)://host[:port], without a path")]
pub struct InvalidOrigin;

impl Origin {
    /// Where the web application is served from during development.
    pub fn development() -> Vec<Self> {
        ["http://localhost:3000", "http://localhost:5173"]
            .map(|origin| Self(HeaderValue::from_static(origin)))
            .into()
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let uri: Uri = text.parse().map_err(|_| InvalidOrigin)?;
        let is_web = uri.scheme() == Some(&Scheme::HTTP) || uri.scheme() == Some(&Scheme::HTTPS);
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let canonical = format!("{}://{authority}", uri.scheme_str().unwrap_or_default());
        // Browsers send neither a trailing slash nor upper case; such an entry would never match.
        let is_exact = canonical == text && text == text.to_ascii_lowercase();
        if !is_web || authority.is_empty() || authority.contains('@') || !is_exact {
            return Err(InvalidOrigin);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| InvalidOrigin)
    }
}

/// How long a browser may remember what it was allowed.
const PREFLIGHT_REMEMBERED: Duration = Duration::from_secs(60 * 60);

pub(crate) fn cors(origins: &[Origin]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.iter().map(|origin| origin.0.clone()).collect::<Vec<_>>())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            IDEMPOTENCY_KEY,
            X_CORRELATION_ID,
            TRACEPARENT,
        ])
        .expose_headers([
            IDEMPOTENCY_KEY,
            IDEMPOTENCY_REPLAYED,
            X_CORRELATION_ID,
            POSITION,
            RETRY_AFTER,
        ])
        .max_age(PREFLIGHT_REMEMBERED)
}
