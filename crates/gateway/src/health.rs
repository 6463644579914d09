//! How the gateway is, which is how what stands behind it is.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderValue, Request, Uri};
use serde::Deserialize;

use croupier_api::{
    BackendHealth, BackendServices, ErrorCode, GatewayHealth, HealthStatus, ServiceHealth,
};
use croupier_http::{Answer, Exchange, Failure, X_CORRELATION_ID, read_body};

use crate::upstream::Upstream;

/// The services to ask, and how long to wait for them.
#[derive(Clone)]
pub(crate) struct Backends {
    pub(crate) command: Upstream,
    pub(crate) query: Upstream,
    pub(crate) within: Duration,
    pub(crate) version: &'static str,
}

/// `GET /health`, `/health/live`, `/health/ready`.
pub(crate) fn health_routes(backends: Backends) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .with_state(backends)
}

/// How the gateway and the services behind it are. Always 200: who cannot be asked cannot say.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "gateway_health",
    tag = "health",
    responses((status = OK, body = GatewayHealth))
)]
pub(crate) async fn health(
    State(backends): State<Backends>,
    exchange: Exchange,
) -> Result<Answer, Failure> {
    let services = backends.ask(exchange.correlation_header()).await;
    tell(&backends, services)
}

fn tell(backends: &Backends, services: BackendServices) -> Result<Answer, Failure> {
    let is_healthy = services.command_service == BackendHealth::Healthy
        && services.query_service == BackendHealth::Healthy;
    Answer::ok(&GatewayHealth {
        status: if is_healthy { HealthStatus::Healthy } else { HealthStatus::Degraded },
        service: SERVICE.into(),
        gateway_version: backends.version.into(),
        backend_services: services,
    })
}

const SERVICE: &str = "api-gateway";

/// Whether the process serves at all.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "gateway_live",
    tag = "health",
    responses((status = OK, body = ServiceHealth))
)]
pub(crate) async fn live(State(backends): State<Backends>) -> Result<Answer, Failure> {
    Answer::ok(&ServiceHealth {
        status: HealthStatus::Healthy,
        service: SERVICE.into(),
        version: backends.version.into(),
        reason: None,
        redis: None,
    })
}

/// Whether the gateway can be of use: at least one of the services answers. With one of them away,
/// taking the gateway away as well would only make it worse.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "gateway_ready",
    tag = "health",
    responses(
        (status = OK, body = GatewayHealth),
        (status = SERVICE_UNAVAILABLE, body = croupier_api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn ready(
    State(backends): State<Backends>,
    exchange: Exchange,
) -> Result<Answer, Failure> {
    let services = backends.ask(exchange.correlation_header()).await;
    if [services.command_service, services.query_service] == [BackendHealth::Down; 2] {
        let detail = "Neither of the services behind the gateway answers.";
        return Err(Failure::new(ErrorCode::NotReady, detail));
    }
    tell(&backends, services)
}

impl Backends {
    async fn ask(&self, correlation_id: &HeaderValue) -> BackendServices {
        let (command_service, query_service) = tokio::join!(
            ask(&self.command, self.within, correlation_id),
            ask(&self.query, self.within, correlation_id),
        );
        BackendServices { command_service, query_service }
    }
}

async fn ask(upstream: &Upstream, within: Duration, id: &HeaderValue) -> BackendHealth {
    /// All we want to know; a service may say more than this build knows.
    #[derive(Deserialize)]
    struct Status {
        status: String,
    }

    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = Uri::from_static("/health");
    request.headers_mut().insert(X_CORRELATION_ID, id.clone());
    let asked = async {
        let answer = upstream.send(request, within).await.ok()?;
        let is_ok = answer.status().is_success();
        let body = read_body(answer.into_body()).await.ok()?;
        let status = serde_json::from_slice::<Status>(&body).ok();
        Some(is_ok && status.is_some_and(|status| status.status == "healthy"))
    };
    match tokio::time::timeout(within, asked).await {
        Ok(Some(true)) => BackendHealth::Healthy,
        Ok(Some(false)) => BackendHealth::Degraded,
        Ok(None) | Err(_) => BackendHealth::Down,
    }
}
