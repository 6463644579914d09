//! The services behind the gateway, wherever they are.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Request};
use tower::Service;

use croupier_http::{GATEWAY_TOKEN, GatewayToken};

use crate::remote::{BaseUrl, Remote, is_misdirected};

/// A service: in this process, or at one of several addresses. Called the same way. Cheap to clone.
#[derive(Clone)]
pub struct Upstream {
    place: Place,
    /// What shows the service that we are its gateway.
    token: Option<HeaderValue>,
}

#[derive(Clone)]
enum Place {
    InProcess(Router),
    Remote(Remote),
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpstreamError {
    /// No connection could be made: the service has not seen the request.
    #[error("the service cannot be reached")]
    Unreachable,
    /// Every instance that was asked said that another serves the player.
    #[error("no instance serves the player")]
    Unowned,
    /// It may have seen the request, and has not answered in time.
    #[error("the service does not answer in time")]
    TimedOut,
    /// The connection broke after it may have seen the request.
    #[error("the connection to the service broke")]
    Broken,
}

impl Upstream {
    /// A service in this process: `router` has been through [`croupier_http::edge`].
    pub fn in_process(router: Router) -> Self {
        Self { place: Place::InProcess(router), token: None }
    }

    /// A service that answers at each of `bases`; they are used in turn, and one that cannot be
    /// reached is skipped. A command goes to the instance that serves its player, which must be
    /// among `bases`: nobody else is ever called.
    pub fn remote(bases: Vec<BaseUrl>) -> Self {
        Self { place: Place::Remote(Remote::new(bases)), token: None }
    }

    /// Show `token` with every request.
    #[must_use]
    pub fn with_token(mut self, token: &GatewayToken) -> Self {
        // A gateway token is visible ASCII, so it always is a header value.
        let value = HeaderValue::from_str(token.expose()).ok();
        self.token = value.map(|mut value| {
            value.set_sensitive(true);
            value
        });
        self
    }

    /// Send `request`, a read, to every instance there is.
    pub(crate) async fn send_to_all(
        &self,
        request: &Request<Bytes>,
        within: Duration,
    ) -> Vec<Result<Response, UpstreamError>> {
        let mut request = request.clone();
        self.introduce(&mut request);
        match &self.place {
            Place::InProcess(_) => vec![self.send(request, within).await],
            Place::Remote(remote) => remote.send_to_all(&request, within).await,
        }
    }

    /// Show the service whose request it is.
    fn introduce(&self, request: &mut Request<Bytes>) {
        if let Some(token) = &self.token {
            request.headers_mut().insert(GATEWAY_TOKEN, token.clone());
        }
    }

    /// Send `request` and wait for the answer to begin. Its body is whole, so that it can be sent
    /// to another address if the first cannot be reached; the answer's body streams.
    pub(crate) async fn send(
        &self,
        mut request: Request<Bytes>,
        within: Duration,
    ) -> Result<Response, UpstreamError> {
        self.introduce(&mut request);
        match &self.place {
            Place::InProcess(router) => {
                let answering = router.clone().call(request.map(Body::from));
                let answer = tokio::time::timeout(within, answering).await;
                let answer = answer.map_err(|_elapsed| UpstreamError::TimedOut)?;
                let answer = answer.unwrap_or_else(|never| match never {});
                // There is no other instance to send it to.
                if is_misdirected(&answer) { Err(UpstreamError::Unowned) } else { Ok(answer) }
            }
            Place::Remote(remote) => remote.send(request, within).await,
        }
    }
}
