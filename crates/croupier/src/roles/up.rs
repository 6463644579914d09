//! Every role in one process.

use std::sync::Arc;

use croupier_clock::{Clock, SystemClock};
use croupier_gateway::Upstream;
use croupier_http::{GatewayToken, measured, traced};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Front, access, gateway, open_secrets, read_side, web, write_side};
use crate::config::Up;
use crate::otlp::Traces;
use crate::{demo, engines, shutdown, telemetry};

/// Run every role until told to stop; then stop them in the order in which they depend on each
/// other: the fronts and the write side, the read side, the log.
///
/// # Errors
/// When anything cannot start; a plain sentence says what and why.
pub async fn run_up(up: Up) -> anyhow::Result<()> {
    let metrics = telemetry::start(&up.process)?;
    let traces = Traces::start(&up.otlp)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // The ports first: whoever runs it twice learns that before a log is opened.
    let gateway_front = Front::bind("gateway", up.gateway_listen).await?;
    let command_front = Front::bind("command service", up.command_listen).await?;
    let query_front = Front::bind("query service", up.query_listen).await?;
    let web_front = Front::bind("application", up.web_listen).await?;
    let secrets = open_secrets(&up.secrets, Some(&up.log))?;
    let log = engines::open_log(&up.log, clock.now_ms())?;
    let (writing, reading) = (TaskTracker::new(), TaskTracker::new());
    let (stop_writing, stop_reading) = (CancellationToken::new(), CancellationToken::new());
    shutdown::on_signals(stop_writing.clone(), &writing)?;
    telemetry::keep_up(&metrics, &writing, &stop_writing);

    let views = engines::views(&up.views)?;
    let (read, into) = (log.log.clone(), views.clone());
    let status = read_side::start_processor(read, into, clock.clone(), &reading, &stop_reading);
    let reached_at = command_front.reached_at(up.advertise);
    let (commands, facts) = write_side::start(
        &log,
        reached_at,
        clock.clone(),
        &up.table,
        &secrets,
        &writing,
        &stop_writing,
    )
    .await?;
    stop_writing.run_until_cancelled(status.caught_up()).await;

    let open_to_gateway = access(command_front.address, &up.secrets, &secrets)?;
    let command = croupier_command::http::router(commands, facts, open_to_gateway);
    let command = measured(traced(command, "croupier-command"), "command");
    let query_parts =
        read_side::query_parts(views, Some(status), clock.clone(), &writing, &stop_writing);
    let open_to_gateway = access(query_front.address, &up.secrets, &secrets)?;
    let query = croupier_query::router(query_parts, open_to_gateway);
    let query = measured(traced(query, "croupier-query"), "query");
    let token = GatewayToken::parse(&secrets.gateway_token()?)?;
    let gateway = gateway::build(
        &up.gateway,
        gateway_front.address,
        &secrets,
        clock,
        Upstream::in_process(command.clone()).with_token(&token),
        Upstream::in_process(query.clone()).with_token(&token),
    )?;
    if up.demo {
        demo::start(gateway.clone(), &writing, &stop_writing);
    }
    command_front.open(command, &metrics, &writing, &stop_writing);
    query_front.open(query, &metrics, &writing, &stop_writing);
    web_front.open(web(gateway.clone()), &metrics, &writing, &stop_writing);
    gateway_front.open(gateway, &metrics, &writing, &stop_writing);

    stop_writing.cancelled().await;
    drain(writing).await;
    stop_reading.cancel();
    drain(reading).await;
    log.close();
    traces.finish().await;
    tracing::info!("everything in flight is finished");
    Ok(())
}

async fn drain(tasks: TaskTracker) {
    tasks.close();
    tasks.wait().await;
}
