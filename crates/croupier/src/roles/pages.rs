//! The application alone.
//!
//! Its pages ask the origin that they come from, and no other: they may load nothing from
//! elsewhere. So whoever is in front of this leads the paths of the API to a gateway, as an Ingress
//! does; what comes here all the same is told so.

use axum::Router;
use croupier_api::{ErrorCode, HealthStatus, ServiceHealth};
use croupier_http::{Failure, edge, health_routes};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{BUILD, Front, web};
use crate::config::WebRole;
use crate::{shutdown, telemetry};

/// The pages, until told to stop.
///
/// # Errors
/// When it cannot start; a plain sentence says why.
pub async fn run_web(role: WebRole) -> anyhow::Result<()> {
    let metrics = telemetry::start(&role.process)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    telemetry::keep_up(&metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    let front = Front::bind("application", role.listen).await?;
    front.open(web(beside()), &metrics, &tasks, &stopping);
    stopping.cancelled().await;
    tasks.close();
    tasks.wait().await;
    tracing::info!("everything in flight is finished");
    Ok(())
}

/// What is here beside the pages: how it is.
fn beside() -> Router {
    let health = health_routes(async || {
        let (status, reason) = if croupier_web::is_built() {
            (HealthStatus::Healthy, None)
        } else {
            (HealthStatus::Unhealthy, Some("it was built without the application".into()))
        };
        ServiceHealth { status, service: "web".into(), version: BUILD.into(), reason, redis: None }
    });
    edge(health.fallback(async || {
        let detail = "There are only pages here; the API is the gateway's.";
        Failure::new(ErrorCode::NotFound, detail)
    }))
}
