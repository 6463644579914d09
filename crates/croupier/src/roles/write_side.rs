//! The command role's parts.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use croupier_clock::Clock;
use croupier_command::{Assignment, Commands, Phase, Settings, Status, WriteSide, http};
use croupier_domain::Hex;
use croupier_log::{Log, Record, any_accepted};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::BUILD;
use crate::config::TableSettings;
use crate::engines::OpenLog;
use crate::progress;
use crate::secrets::{self, Secrets};

/// How long an append may go unconfirmed before the log is looked at again.
const APPEND_PATIENCE_MS: u64 = 3_000;

/// How often a start looks whether its partitions are served.
const SETTLE_POLL: Duration = Duration::from_millis(10);

/// How long a start waits for its partitions: on Kafka a member that died keeps its own for six
/// seconds.
const SETTLE_PATIENCE: Duration = Duration::from_secs(10);

/// The partitions, served, and what their HTTP side says of this process. Others find it at
/// `reached_at`, if it is not alone with its log.
pub(super) async fn start(
    log: &OpenLog,
    reached_at: String,
    clock: Arc<dyn Clock>,
    table: &TableSettings,
    secrets: &Secrets,
    tasks: &TaskTracker,
    shutdown: &CancellationToken,
) -> anyhow::Result<(Arc<Commands>, http::Facts)> {
    let instance = Hex(secrets::random::<8>()?).to_string();
    let address = if log.is_shared() { reached_at } else { String::new() };
    let limits = table.table()?;
    let settings = Settings {
        table: limits,
        instance: instance.clone(),
        address: address.clone(),
        build: BUILD.into(),
        checkpoint_every_count: table.checkpoint_every,
        snapshot_every_count: table.snapshot_every,
        append_patience_ms: APPEND_PATIENCE_MS,
    };
    if !secrets.has_master_keys() {
        nobody_has_played(&*log.log, secrets).await?;
    }
    let seeds = secrets.seed_vault(log.log.lineage())?;
    let ownership = log.ownership(tasks)?;
    let assigned = ownership.assigned.clone();
    let side = WriteSide { log: log.log.clone(), clock: clock.clone(), settings, seeds, ownership };
    let bar = progress::counter("folding the log");
    let folded = bar.clone();
    let commands = side.start(tasks, shutdown, Arc::new(move |count| folded.inc(count))).await?;
    bar.finish_and_clear();
    let settling = timeout(SETTLE_PATIENCE, settled(&commands, assigned));
    if let Some(Err(_elapsed)) = shutdown.run_until_cancelled(settling).await {
        tracing::info!("no partition has been assigned to this instance yet: it stands by");
    }
    let facts = http::Facts {
        lineage: log.log.lineage().to_string(),
        currency: log.currency.clone(),
        table: limits,
        log_engine: log.engine.into(),
        build: BUILD.into(),
        instance,
        address,
        clock,
        log: log.log.clone(),
    };
    Ok((Arc::new(commands), facts))
}

/// Refuses a log whose seeds come from keys that are not there.
async fn nobody_has_played(log: &dyn Log, secrets: &Secrets) -> anyhow::Result<()> {
    for partition in 0..log.partition_count() {
        let is_players = |record: &Record| !record.key.is_empty();
        ensure!(
            !any_accepted(log, partition, is_players).await?,
            "there are no master keys in {}, and players have bet by some: put the \
             master-keys.json of this log there; no other will do",
            secrets.directory().display()
        );
    }
    Ok(())
}

/// Returns when everything that was assigned to this instance is served, or stopped: whoever is let
/// in then is not sent away to an owner that has just died.
async fn settled(commands: &Commands, assigned: watch::Receiver<Assignment>) {
    let is_by_clock = |status: Status| matches!(status.phase, Phase::ClockWrong(_));
    // Whoever is stopped by its clock may give back what it was assigned, and be assigned no more.
    while !commands.statuses().any(is_by_clock) {
        let ours: Vec<u32> = assigned.borrow().partitions.keys().copied().collect();
        let is_served = |id: &u32| {
            let phase = commands.status(*id).map(|status| status.phase);
            !matches!(phase, Some(Phase::Following | Phase::TakingOver { .. }))
        };
        if !ours.is_empty() && ours.iter().all(is_served) {
            return;
        }
        sleep(SETTLE_POLL).await;
    }
}
