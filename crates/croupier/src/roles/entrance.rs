//! What a service's port leads to: at first to nobody, who says so, and then to the service.
//!
//! The port is taken before the log is opened, so that one that is taken already is told at once,
//! and from then on others connect. Left to wait they could not know whether a command was applied;
//! told that nobody serves here yet, they go elsewhere or come again.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use croupier_api::{ErrorCode, HealthStatus, ServiceHealth};
use croupier_http::{Failure, edge, health_routes};
use tower::{ServiceExt, service_fn};

use super::{BUILD, Front};

/// Leads to the service from [`Entrance::lead_to`] on.
#[derive(Clone, Default)]
pub(super) struct Entrance {
    service: Arc<OnceLock<Router>>,
    /// What is said when it leads somewhere.
    serving: String,
}

impl Entrance {
    /// The entrance to what will be served at `front`.
    pub(super) fn at(front: &Front) -> Self {
        tracing::info!("{} starts; its port is {}", front.name, front.address);
        Self { serving: front.to_string(), ..Self::default() }
    }

    /// What is served at the port, from the beginning. `name` is that of the service.
    pub(super) fn router(&self, name: &'static str) -> Router {
        let (service, nobody) = (self.service.clone(), nobody_yet(name));
        Router::new().fallback_service(service_fn(move |request: Request| {
            service.get().unwrap_or(&nobody).clone().oneshot(request)
        }))
    }

    /// From now on this is served.
    pub(super) fn lead_to(&self, router: Router) {
        self.service.get_or_init(|| router);
        tracing::info!("{}", self.serving);
    }
}

/// Alive, not ready, and nothing else.
fn nobody_yet(name: &'static str) -> Router {
    let health = health_routes(move || {
        let (service, version) = (name.into(), BUILD.into());
        let (status, reason) = (HealthStatus::Unhealthy, Some("it is starting".into()));
        std::future::ready(ServiceHealth { status, service, version, reason, redis: None })
    });
    edge(health.fallback(async move |method: Method| {
        // Whoever asks for something may ask again; who wants something done is sent on, with the
        // promise that nothing was done here.
        let code = if method.is_safe() { ErrorCode::NotReady } else { ErrorCode::Misdirected };
        Failure::new(code, format!("The {name} is starting; nothing was done."))
    }))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::http::{Method, StatusCode};
    use axum::routing::post;
    use tower::ServiceExt;

    use super::Entrance;

    async fn status_of(router: &Router, method: Method, path: &str) -> StatusCode {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn nobody_is_left_to_wait_for_a_service_that_starts() {
        let entrance = Entrance::default();
        let router = entrance.router("command-service");
        let bets = || status_of(&router, Method::POST, "/api/v1/bets");
        assert_eq!(bets().await, StatusCode::MISDIRECTED_REQUEST);
        for (path, expected) in [
            ("/api/v1/games", StatusCode::SERVICE_UNAVAILABLE),
            ("/health/live", StatusCode::OK),
            ("/health/ready", StatusCode::SERVICE_UNAVAILABLE),
        ] {
            assert_eq!(status_of(&router, Method::GET, path).await, expected, "{path}");
        }
        let service = Router::new().route("/api/v1/bets", post(async || StatusCode::ACCEPTED));
        entrance.lead_to(service);
        assert_eq!(bets().await, StatusCode::ACCEPTED);
        assert_eq!(status_of(&router, Method::GET, "/health/live").await, StatusCode::NOT_FOUND);
    }
}
