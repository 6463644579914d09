//! A service on other machines.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::join_all;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, StatusCode, Uri};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{HttpConnector, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Instant, timeout_at};

use crate::flowing::Flowing;
use crate::owners::Owners;
use crate::seek;
use crate::upstream::UpstreamError;

/// Where a service answers: `http://host:port`. Plain HTTP: what is between a gateway and its
/// services is one network, and its encryption is that network's.
#[derive(Debug, Clone)]
pub struct BaseUrl(Authority);

/// The same host as it is written, whatever its case, and the same port.
impl PartialEq for BaseUrl {
    fn eq(&self, other: &Self) -> bool {
        let port = |base: &Self| base.0.port_u16().unwrap_or(HTTP_PORT);
        self.0.host().eq_ignore_ascii_case(other.0.host()) && port(self) == port(other)
    }
}

impl Eq for BaseUrl {}

const HTTP_PORT: u16 = 80;

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
    owners: Arc<Owners>,
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
        Self { bases: bases.into(), next: Arc::default(), owners: Arc::new(Owners::new()), client }
    }

    pub(crate) fn bases(&self) -> &[BaseUrl] {
        &self.bases
    }

    pub(crate) fn owners(&self) -> &Owners {
        &self.owners
    }

    /// Where a request for nobody in particular goes first: everywhere in turn. To be taken modulo
    /// the number of addresses.
    pub(crate) fn turn(&self) -> usize {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// A read goes to any address, a command to that which serves its player.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        within: Duration,
    ) -> Result<Response, UpstreamError> {
        let deadline = Instant::now() + within;
        if request.method().is_safe() {
            self.send_read(&request, deadline).await
        } else {
            seek::send(self, &request, deadline).await
        }
    }

    /// Send `request` to all addresses at once.
    pub(crate) async fn send_to_all(
        &self,
        request: &Request<Bytes>,
        within: Duration,
    ) -> Vec<Result<Response, UpstreamError>> {
        let deadline = Instant::now() + within;
        join_all((0..self.bases.len()).map(|index| self.send_to(index, request, deadline))).await
    }

    /// Send `request` to the first address that can be reached. A broken connection leads to
    /// another try as well: what changes nothing may be seen twice.
    async fn send_read(
        &self,
        request: &Request<Bytes>,
        deadline: Instant,
    ) -> Result<Response, UpstreamError> {
        let first = self.turn();
        let mut error = UpstreamError::Unreachable;
        for offset in 0..self.bases.len() {
            let index = first.wrapping_add(offset) % self.bases.len();
            match self.send_to(index, request, deadline).await {
                // Not here; whether anywhere, the others say.
                Ok(answer) if is_misdirected(&answer) => error = UpstreamError::Unowned,
                Ok(answer) => return Ok(answer),
                Err(UpstreamError::Unreachable) => {}
                Err(UpstreamError::Broken) => error = UpstreamError::Broken,
                Err(final_error) => return Err(final_error),
            }
            if Instant::now() >= deadline {
                break;
            }
        }
        Err(error)
    }

    /// Send `request` to the address of this index.
    pub(crate) async fn send_to(
        &self,
        index: usize,
        request: &Request<Bytes>,
        deadline: Instant,
    ) -> Result<Response, UpstreamError> {
        let base = &self.bases[index];
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
                tracing::debug!(upstream = %base.0, %error, "connection to service broke");
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

/// The instance does not serve whom the request is about, and has done nothing.
pub(crate) fn is_misdirected(answer: &Response) -> bool {
    let is_misdirected = answer.status() == StatusCode::MISDIRECTED_REQUEST;
    if is_misdirected {
        metrics::counter!("croupier_gateway_misdirected_total").increment(1);
    }
    is_misdirected
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
