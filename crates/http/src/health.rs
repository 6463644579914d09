//! The three questions about a service's health.

use axum::Router;
use axum::routing::get;

use croupier_api::{ErrorCode, HealthStatus, ServiceHealth};

use crate::answer::Answer;
use crate::failure::Failure;

/// The routes of a service that describes itself with `health`:
///
/// - `GET /health`: always 200, with how it is and why;
/// - `GET /health/live`: 200 while the process serves at all;
/// - `GET /health/ready`: 503 when it cannot do its work (`unhealthy`, `down`).
pub fn health_routes<H, F>(health: H) -> Router
where
    H: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ServiceHealth> + Send,
{
    let described = health.clone();
    Router::new()
        .route("/health", get(async move || Answer::ok(&described().await)))
        .route("/health/live", get(live))
        .route("/health/ready", get(async move || ready(&health().await)))
}

/// Alive is who answers.
async fn live() -> Result<Answer, Failure> {
    #[derive(serde::Serialize)]
    struct Live {
        status: HealthStatus,
    }
    Answer::ok(&Live { status: HealthStatus::Healthy })
}

fn ready(health: &ServiceHealth) -> Result<Answer, Failure> {
    match health.status {
        HealthStatus::Healthy | HealthStatus::Degraded => Answer::ok(health),
        HealthStatus::Unhealthy | HealthStatus::Down => {
            let reason = health.reason.as_deref().unwrap_or("it cannot do its work");
            let detail = format!("The {} is not ready: {reason}.", health.service);
            Err(Failure::new(ErrorCode::NotReady, detail))
        }
    }
}
