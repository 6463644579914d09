//! A service on other machines.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Uri};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{HttpConnector, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Instant, timeout_at};

use crate::flowing::Flowing;
use crate::upstream::UpstreamError;

/// Where a service answers: `http://host:port`. Plain HTTP: what is between a gateway and its
/// services is one network, and its encryption is that network's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Authority);

/// The text is not such a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a service's address is http://host:port, without a path")]
pub struct InvalidBaseUrl;

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        let uri: Uri = text.parse().map_err(|_| InvalidBaseUrl)?;
        let parts = uri.into_parts();
        let is_bare = parts.path_and_query.is_none_or(|path| path.as_str() == "/");
        match parts.authority {
            Some(authority)
                if parts.scheme == Some(Scheme::HTTP)
                    && is_bare
                    && !authority.as_str().contains('@') =>
            {
                Ok(Self(authority))
            }
            _ => Err(InvalidBaseUrl),
        }
    }
}

/// One service at several addresses. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Remote {
    bases: Arc<[BaseUrl]>,
    /// Where the next request goes first.
    next: Arc<AtomicUsize>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// So that two dead addresses still leave time for a third.
const CONNECT_WITHIN: Duration = Duration::from_millis(1_500);

/// Below the services' own idle limit (30 s), so that we never send on a connection which they
/// are about to close.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// Connections kept to one address; more are opened under load and closed after it.
const POOL_IDLE_PER_BASE_MAX: usize = 256;

impl Remote {
    pub(crate) fn new(bases: Vec<BaseUrl>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(POOL_IDLE_PER_BASE_MAX)
            .build(connector);
        Self { bases: bases.into(), next: Arc::default(), client }
    }

    /// Send `request` to the first address that can be reached. Only a connection that could not be
    /// made leads to another try, or a broken one if the request changes nothing: then no request
    /// can have been seen twice.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        within: Duration,
    ) -> Result<Response, UpstreamError> {
        let deadline = Instant::now() + within;
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let mut error = UpstreamError::Unreachable;
        for offset in 0..self.bases.len() {
            let base = &self.bases[first.wrapping_add(offset) % self.bases.len()];
            match self.send_to(base, &request, deadline).await {
                Ok(response) => return Ok(response),
                Err(UpstreamError::Unreachable) => {}
                Err(UpstreamError::Broken) if request.method().is_safe() => {
                    error = UpstreamError::Broken;
                }
                Err(final_error) => return Err(final_error),
            }
            if Instant::now() >= deadline {
                break;
            }
        }
        Err(error)
    }

    async fn send_to(
        &self,
        base: &BaseUrl,
        request: &Request<Bytes>,
        deadline: Instant,
    ) -> Result<Response, UpstreamError> {
        let mut request = request.clone().map(Full::new);
        *request.uri_mut() = at(base, request.uri());
        let connection = capture_connection(&mut request);
        match timeout_at(deadline, self.client.request(request)).await {
            Ok(Ok(response)) => Ok(response.map(|body| Body::new(Flowing::new(body)))),
            Ok(Err(error)) if error.is_connect() => {
                tracing::debug!(upstream = %base.0, %error, "connect to service");
                Err(UpstreamError::Unreachable)
            }
            Ok(Err(error)) => {
                tracing::warn!(upstream = %base.0, %error, "connection to service broke");
                Err(UpstreamError::Broken)
            }
            // Still resolving or connecting: it cannot have seen anything.
            Err(_elapsed) if connection.connection_metadata().is_none() => {
                Err(UpstreamError::Unreachable)
            }
            Err(_elapsed) => Err(UpstreamError::TimedOut),
        }
    }
}

/// `uri`'s path and query at `base`.
fn at(base: &BaseUrl, uri: &Uri) -> Uri {
    let mut parts = http::uri::Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(base.0.clone());
    let path = uri.path_and_query().cloned();
    parts.path_and_query = Some(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    // All three parts are there and valid, which is all that a URI needs.
    Uri::from_parts(parts).unwrap_or_default()
}
