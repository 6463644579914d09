//! An open log at work: its threads, and what tails and reads share with them.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::checkpoint::Checkpointer;
use super::directory::Directory;
use super::feed::Feed;
use super::reads::Reads;
use super::stats::Counters;
use super::writer::{Job, Writer};
use crate::chain::Head;
use crate::engine::{LogError, Stored};

/// How many appends may wait for the writer. Whoever comes then waits for a place.
const QUEUE_COUNT: usize = 256;

/// What tails and reads share with the writer.
#[derive(Debug)]
pub(super) struct Shared {
    /// One for each partition.
    pub(super) feeds: Vec<Feed>,
    pub(super) reads: Reads,
    pub(super) counters: Counters,
}

impl Shared {
    /// At most `count_max` commits of a partition from offset `from` on: from memory if they are
    /// recent.
    pub(super) async fn read(
        self: &Arc<Self>,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        let feed = &self.feeds[partition as usize];
        let end = feed.end().offset;
        let count = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX).min(count_max);
        if count == 0 {
            return Ok(Vec::new());
        }
        if let Some(commits) = feed.recent(from, count) {
            return Ok(commits);
        }
        let shared = Arc::clone(self);
        blocking(move || shared.reads.read(partition, from, count)).await
    }
}

/// The two threads of an open log, and its directory.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) jobs: mpsc::Sender<Job>,
    writer: JoinHandle<()>,
    checkpointer: Checkpointer,
    /// Given back last.
    _directory: Directory,
}

impl Running {
    /// Start to write with `connection`, from where the partitions end.
    pub(super) fn start(
        directory: Directory,
        connection: Connection,
        heads: Vec<Head>,
        shared: &Arc<Shared>,
        now_us: Option<fn() -> u64>,
    ) -> Result<Self, LogError> {
        let (checkpointer, wake) = Checkpointer::start(directory.database())?;
        let (jobs, receiver) = mpsc::channel(QUEUE_COUNT);
        let writer = Writer::new(connection, heads, Arc::clone(shared), wake, now_us);
        let writer = thread::Builder::new()
            .name("log-writer".into())
            .spawn(move || writer.run(receiver))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok(Self { jobs, writer, checkpointer, _directory: directory })
    }

    /// Store what was handed over, and end. Blocks.
    pub(super) fn stop(self, shared: &Shared) {
        drop(self.jobs);
        if self.writer.join().is_err() {
            tracing::error!("the log's writer thread panicked");
        }
        shared.reads.close();
        self.checkpointer.stop();
    }
}

/// Run what waits for the disk where it holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, LogError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(LogError::Unreachable(error.to_string())))
}
