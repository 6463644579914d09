//! Folding a log of a million commits, and starting on it.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use croupier_clock::{Clock, SystemClock};
use croupier_command::{Ownership, Settings, WriteSide};
use croupier_domain::fairness::{MasterKey, SeedVault};
use croupier_domain::{PlayerId, Table};
use croupier_log::file::{FileLog, Options};
use croupier_log::{Log, partition_of};
use croupier_processor::Status;
use croupier_views::{MemoryViews, Views};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::{init, writer_behind_genesis};
use crate::player::bet;
use crate::report::{Target, heading, line, rate, target};

pub(crate) const PARTITION_COUNT: u32 = 8;
const COMMIT_COUNT: u64 = 1_000_000;
const PLAYERS_PER_PARTITION: usize = 1_250;

pub(crate) async fn run() -> anyhow::Result<()> {
    heading("a log of one million bets, ten thousand players, eight partitions");
    let directory = tempfile::tempdir()?;
    let began = Instant::now();
    let log = Arc::new(open(directory.path())?);
    fill(log.clone(), COMMIT_COUNT).await?;
    log.close();
    drop(log);
    line(&format!("made in {:.1} s", began.elapsed().as_secs_f64()));

    let began = Instant::now();
    let log: Arc<FileLog> = Arc::new(open(directory.path())?);
    line(&format!("the chain is proved in {:.2} s", began.elapsed().as_secs_f64()));
    let began = Instant::now();
    fold_state(&log).await?;
    let commits_per_s = rate(COMMIT_COUNT, began.elapsed());
    target("refold, write side", commits_per_s, "commits/s", Target::AtLeast(500_000.0));
    let began = Instant::now();
    let (stop, tasks) = start_views(log.clone()).await;
    let commits_per_s = rate(COMMIT_COUNT, began.elapsed());
    line(&format!("refold, read side: {commits_per_s:.0} commits/s"));
    stop.cancel();
    tasks.wait().await;

    // Serve once and stop: that leaves checkpoints and snapshots.
    serve_once(log.clone()).await?;
    log.close();
    drop(log);
    let began = Instant::now();
    let log = Arc::new(open(directory.path())?);
    let proved_s = began.elapsed().as_secs_f64();
    fold_state(&log).await?;
    let state_s = began.elapsed().as_secs_f64();
    let (stop, tasks) = start_views(log.clone()).await;
    let took_s = began.elapsed().as_secs_f64();
    target("start with snapshots", took_s, "s", Target::AtMost(2.0));
    line(&format!(
        "  of which the chain {proved_s:.2}, the write side {:.2}, the read side {:.2}",
        state_s - proved_s,
        took_s - state_s,
    ));
    stop.cancel();
    tasks.wait().await;
    log.close();
    Ok(())
}

fn open(directory: &Path) -> anyhow::Result<FileLog> {
    let (init, options) = (init(PARTITION_COUNT), Options::default());
    Ok(FileLog::open(directory, &init, &options, &mut |_, _| {})?)
}

/// Players that belong to `partition`.
pub(crate) fn players_of(
    partition: u32,
    partition_count: u32,
    count: usize,
) -> anyhow::Result<Vec<PlayerId>> {
    (0..u32::MAX)
        .map(|n| format!("player-{n}"))
        .filter(|id| partition_of(id.as_bytes(), partition_count) == partition)
        .take(count)
        .map(|id| Ok(PlayerId::parse(&id)?))
        .collect()
}

/// Append bets to a fresh log with [`PARTITION_COUNT`] partitions.
pub(crate) async fn fill(log: Arc<dyn Log>, commit_count: u64) -> anyhow::Result<()> {
    let mut filling = JoinSet::new();
    for partition in 0..PARTITION_COUNT {
        filling.spawn(fill_partition(log.clone(), partition, commit_count));
    }
    while let Some(filled) = filling.join_next().await {
        filled??;
    }
    Ok(())
}

async fn fill_partition(
    log: Arc<dyn Log>,
    partition: u32,
    commit_count: u64,
) -> anyhow::Result<()> {
    let mut writer = writer_behind_genesis(&*log, partition).await?;
    let players = players_of(partition, PARTITION_COUNT, PLAYERS_PER_PARTITION)?;
    let mut left = usize::try_from(commit_count / u64::from(PARTITION_COUNT))?;
    while left > 0 {
        let count = left.min(1_000);
        let records =
            (0..count).map(|n| writer.write(&players[(left - n) % players.len()], &bet(10)));
        log.append(partition, records.collect::<anyhow::Result<_>>()?).await?;
        left -= count;
    }
    Ok(())
}

fn settings() -> Settings {
    Settings {
        table: Table::default(),
        instance: "bench".into(),
        address: String::new(),
        build: "bench".into(),
        checkpoint_every_count: 10_000,
        snapshot_every_count: 100_000,
        append_patience_ms: 3_000,
    }
}

pub(crate) fn write_side(log: Arc<FileLog>) -> WriteSide {
    let seeds = SeedVault::new(log.lineage().0, MasterKey::new(1, &[1; 32]), Vec::new());
    let ownership = Ownership::of_all(log.partition_count());
    WriteSide { log, clock: Arc::new(SystemClock), settings: settings(), seeds, ownership }
}

/// Open every partition as a start does.
async fn fold_state(log: &Arc<FileLog>) -> anyhow::Result<()> {
    let mut opening = JoinSet::new();
    for partition in 0..PARTITION_COUNT {
        let side = write_side(log.clone());
        opening.spawn(async move {
            let now_ms = side.clock.now_ms();
            let WriteSide { log, settings, seeds, .. } = side;
            croupier_command::open_partition(&*log, partition, settings, seeds, now_ms, &|_| {})
                .await
                .map(|partition| partition.state().player_count())
        });
    }
    while let Some(opened) = opening.join_next().await {
        opened??;
    }
    Ok(())
}

/// Views that have caught up; stopped by the token, and then saved.
pub(crate) async fn start_views(log: Arc<dyn Log>) -> (CancellationToken, TaskTracker) {
    start_processor(log, Arc::new(MemoryViews::new())).await
}

/// `views` that have caught up with `log`, and go on.
pub(crate) async fn start_processor(
    log: Arc<dyn Log>,
    views: Arc<dyn Views>,
) -> (CancellationToken, TaskTracker) {
    let status = Status::new(log.partition_count());
    let parts = croupier_processor::Parts {
        log,
        views,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        settings: croupier_processor::Settings::default(),
        status: status.clone(),
        progress: Arc::new(|_| {}),
    };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let stopping = stop.clone();
    tasks.spawn(async move { drop(croupier_processor::run(parts, stopping).await) });
    tasks.close();
    status.caught_up().await;
    (stop, tasks)
}

async fn serve_once(log: Arc<FileLog>) -> anyhow::Result<()> {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let commands = write_side(log.clone()).start(&tasks, &stop, Arc::new(|_| {})).await?;
    while commands.statuses().any(|status| status.phase != croupier_command::Phase::Serving) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    let (stop, tasks) = start_views(log).await;
    stop.cancel();
    tasks.wait().await;
    Ok(())
}
