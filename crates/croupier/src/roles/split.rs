//! One role a process.

use std::sync::{Arc, OnceLock};

use anyhow::bail;
use croupier_clock::{Clock, SystemClock};
use croupier_gateway::{BaseUrl, Upstream};
use croupier_http::{GatewayToken, measured, traced};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::entrance::Entrance;
use super::{Front, access, gateway, open_secrets, read_side, web, write_side};
use crate::config::{CommandRole, GatewayRole, ProcessorRole, QueryRole};
use crate::engines::{self, OpenLog};
use crate::otlp::Traces;
use crate::{shutdown, telemetry};

/// The write side alone.
///
/// # Errors
/// When it cannot start; a plain sentence says why.
pub async fn run_command(role: CommandRole) -> anyhow::Result<()> {
    let metrics = telemetry::start(&role.process)?;
    let traces = Traces::start(&role.otlp)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    telemetry::keep_up(&metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let front = Front::bind("command service", role.listen).await?;
    let entrance = Entrance::at(&front);
    let (address, reached_at) = (front.address, front.reached_at(role.advertise));
    front.serve(entrance.router("command-service"), &metrics, &tasks, &stopping);
    let secrets = open_secrets(&role.secrets, Some(&role.log))?;
    let log = engines::open_log(&role.log, clock.now_ms())?;
    let (commands, facts) =
        write_side::start(&log, reached_at, clock, &role.table, &secrets, &tasks, &stopping)
            .await?;
    let access = access(address, &role.secrets, &secrets)?;
    let router = croupier_command::http::router(commands, facts, access);
    entrance.lead_to(measured(traced(router, "croupier-command"), "command"));
    finish(&tasks, &stopping, Some(&log), traces).await;
    Ok(())
}

/// The read side alone. Views in memory are folded here as well: they live nowhere else. Of other
/// views it needs nothing but themselves.
///
/// # Errors
/// When it cannot start; a plain sentence says why.
pub async fn run_query(role: QueryRole) -> anyhow::Result<()> {
    let metrics = telemetry::start(&role.process)?;
    let traces = Traces::start(&role.otlp)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    telemetry::keep_up(&metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    let front = Front::bind("query service", role.listen).await?;
    let (address, entrance) = (front.address, Entrance::at(&front));
    front.serve(entrance.router("query-service"), &metrics, &tasks, &stopping);
    let secrets = open_secrets(&role.secrets, Some(&role.log))?;
    let views = engines::views(&role.views)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let folded = if engines::are_in_process(&role.views) {
        let log = engines::open_log(&role.log, clock.now_ms())?;
        let (read, into) = (log.log.clone(), views.clone());
        let status = read_side::start_processor(read, into, clock.clone(), &tasks, &stopping);
        stopping.run_until_cancelled(status.caught_up()).await;
        Some((log, status))
    } else {
        None
    };
    let (log, status) = folded.unzip();
    let access = access(address, &role.secrets, &secrets)?;
    let parts = read_side::query_parts(views, status, clock, &tasks, &stopping);
    let router = traced(croupier_query::router(parts, access), "croupier-query");
    entrance.lead_to(measured(router, "query"));
    finish(&tasks, &stopping, log.as_ref(), traces).await;
    Ok(())
}

/// The fold alone, into views that other processes answer from.
///
/// # Errors
/// When the views live in this process, where nobody could answer from them; or when it cannot
/// start.
pub async fn run_processor(role: ProcessorRole) -> anyhow::Result<()> {
    if engines::are_in_process(&role.views) {
        bail!(
            "views in memory live in the process that answers from them: \
             run `croupier query` or `croupier up`, or choose other --views"
        );
    }
    let metrics = telemetry::start(&role.process)?;
    let traces = Traces::start(&role.otlp)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    telemetry::keep_up(&metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // First of all, so that it can be asked while it waits for what it needs.
    let front = Front::bind("processor", role.listen).await?;
    let status = Arc::new(OnceLock::new());
    let router = measured(read_side::processor_router(status.clone()), "processor");
    front.open(router, &metrics, &tasks, &stopping);
    let views = engines::views(&role.views)?;
    let log = engines::open_log(&role.log, clock.now_ms())?;
    let started = read_side::start_processor(log.log.clone(), views, clock, &tasks, &stopping);
    status.get_or_init(|| started);
    finish(&tasks, &stopping, Some(&log), traces).await;
    Ok(())
}

/// The gateway alone, in front of services at other addresses.
///
/// # Errors
/// When it cannot start; a plain sentence says why.
pub async fn run_gateway(role: GatewayRole) -> anyhow::Result<()> {
    let metrics = telemetry::start(&role.process)?;
    let traces = Traces::start(&role.otlp)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    telemetry::keep_up(&metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let front = Front::bind("gateway", role.listen).await?;
    let web_front = match role.web_listen {
        Some(address) => Some(Front::bind("application", address).await?),
        None => None,
    };
    let secrets = open_secrets(&role.secrets, None)?;
    let token = GatewayToken::parse(&secrets.gateway_token()?)?;
    let remote = |urls: &[String]| -> anyhow::Result<Upstream> {
        let bases: Result<Vec<BaseUrl>, _> = urls.iter().map(|url| url.parse()).collect();
        Ok(Upstream::remote(bases?).with_token(&token))
    };
    let (command, query) = (remote(&role.command_url)?, remote(&role.query_url)?);
    let router = gateway::build(&role.gateway, front.address, &secrets, clock, command, query)?;
    if let Some(web_front) = web_front {
        web_front.open(web(router.clone()), &metrics, &tasks, &stopping);
    }
    front.open(router, &metrics, &tasks, &stopping);
    finish(&tasks, &stopping, None, traces).await;
    Ok(())
}

/// Run until told to stop, then let everything drain.
async fn finish(
    tasks: &TaskTracker,
    stopping: &CancellationToken,
    log: Option<&OpenLog>,
    traces: Traces,
) {
    stopping.cancelled().await;
    tasks.close();
    tasks.wait().await;
    if let Some(log) = log {
        log.close();
    }
    traces.finish().await;
    tracing::info!("everything in flight is finished");
}
