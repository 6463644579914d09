//! The roles, wired: which parts a process is made of, and in which order they stop.

mod entrance;
mod gateway;
mod pages;
mod positions;
mod read_side;
mod split;
mod up;
mod versions;
mod write_side;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use axum::Router;
use axum::routing::get;
use croupier_http::{Access, GatewayToken, Limits, measured, serve};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::{LogSettings, SecretSettings};
use crate::engines;
use crate::secrets::Secrets;

pub use pages::run_web;
pub use split::{run_command, run_gateway, run_processor, run_query};
pub use up::run_up;
pub use versions::run_views;

/// What the binary calls itself.
pub(crate) const BUILD: &str = env!("CARGO_PKG_VERSION");

/// The directory of the secrets: as set, else beside a log in a file, else `data`.
fn open_secrets(settings: &SecretSettings, log: Option<&LogSettings>) -> anyhow::Result<Secrets> {
    let beside = log.and_then(|log| engines::directory_of(&log.log));
    let chosen = settings.secrets.clone().or(beside);
    Secrets::open(&chosen.unwrap_or_else(|| PathBuf::from("data")))
}

/// Who may call a service bound to `address`.
fn access(
    address: SocketAddr,
    settings: &SecretSettings,
    secrets: &Secrets,
) -> anyhow::Result<Access> {
    if address.ip().is_loopback() || settings.trust_network {
        return Ok(Access::Open);
    }
    Ok(Access::GatewayOnly(GatewayToken::parse(&secrets.gateway_token()?)?))
}

/// An HTTP service that has its port.
struct Front {
    name: &'static str,
    listener: TcpListener,
    address: SocketAddr,
}

impl Front {
    /// Take the port; say which is taken when it is.
    async fn bind(name: &'static str, address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("listen on {address} for the {name}"))?;
        let address = listener.local_addr()?;
        Ok(Self { name, listener, address })
    }

    /// Where others reach it: as told, else where it listens.
    fn reached_at(&self, advertised: Option<String>) -> String {
        advertised.unwrap_or_else(|| format!("http://{}", self.address))
    }

    /// Say where it is, and serve `router` there.
    fn open(
        self,
        router: Router,
        metrics: &PrometheusHandle,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) {
        tracing::info!("{self}");
        self.serve(router, metrics, tasks, shutdown);
    }

    /// Serve `router`, and the process's metrics beside it, until `shutdown`.
    fn serve(
        self,
        router: Router,
        metrics: &PrometheusHandle,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) {
        let metrics = metrics.clone();
        let page = get(move || std::future::ready(metrics.render()));
        // No router is merged with it: of two, the one without a fallback of its own may lose that
        // its unknown paths are problems.
        let router = router.route("/metrics", page);
        tasks.spawn(serve(self.listener, router, Limits::default(), shutdown.clone()));
    }
}

/// What is said where it serves: whoever starts it waits for this.
impl fmt::Display for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on http://{}", self.name, self.address)
    }
}

/// The application in front of `gateway`.
fn web(gateway: Router) -> Router {
    if !croupier_web::is_built() {
        tracing::warn!("this binary was built without the application: there is only the API");
    }
    measured(croupier_web::application(gateway), "web")
}

/// The gateway's OpenAPI document, as it is committed in `crates/api/openapi.json`.
///
/// # Errors
/// When it cannot be JSON.
pub fn openapi() -> anyhow::Result<String> {
    Ok(gateway::document().to_pretty_json()? + "\n")
}
