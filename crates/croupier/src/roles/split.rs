//! One role a process.

use std::sync::Arc;

use croupier_clock::{Clock, SystemClock};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Front, access, open_secrets, write_side};
use crate::config::CommandRole;
use crate::{engines, shutdown, telemetry};

/// The write side alone.
///
/// # Errors
/// When it cannot start; a plain sentence says why.
pub async fn run_command(role: CommandRole) -> anyhow::Result<()> {
    let metrics = telemetry::start(&role.process)?;
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let front = Front::bind("command service", role.listen).await?;
    let secrets = open_secrets(&role.secrets, Some(&role.log))?;
    let log = engines::open_log(&role.log, clock.now_ms())?;
    let (commands, facts) =
        write_side::start(&log, clock, &role.table, &secrets, &tasks, &stopping).await?;
    let access = access(front.address, &role.secrets, &secrets)?;
    let router = croupier_command::http::router(commands, facts, access);
    front.open(router, &metrics, &tasks, &stopping);
    shutdown::on_signals(stopping.clone(), &tasks)?;
    finish(&tasks, &stopping, &log).await;
    Ok(())
}

/// Run until told to stop, then let everything drain.
async fn finish(tasks: &TaskTracker, stopping: &CancellationToken, log: &engines::OpenLog) {
    stopping.cancelled().await;
    tasks.close();
    tasks.wait().await;
    log.close();
    tracing::info!("everything in flight is finished");
}
