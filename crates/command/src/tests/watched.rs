//! The memory log, as seen through a client library that does not always tell.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use croupier_log::memory::MemoryLog;
use croupier_log::{
    AppendError, Appended, Item, Lineage, Log, LogError, Record, Snapshot, Stored, Tail,
};
use tokio::sync::watch;

/// More appends or tails than a test has reason for: a loop that spins must not end as a hang.
const CALLS_MAX: usize = 5_000;

/// Counts appends and, when asked to, hides what a tail should announce: Kafka's client library
/// follows a truncated log without a word.
#[derive(Debug)]
pub(super) struct Watched {
    log: MemoryLog,
    appends: AtomicUsize,
    tails: AtomicUsize,
    is_quiet: Arc<AtomicBool>,
    /// How many records are lost while the next tail is opened.
    losses: AtomicUsize,
    /// Whether who wants to follow is kept waiting.
    is_mute: watch::Sender<bool>,
}

struct WatchedTail {
    tail: Box<dyn Tail>,
    has_started: bool,
    is_quiet: Arc<AtomicBool>,
}

impl Watched {
    pub(super) fn new(log: MemoryLog) -> Self {
        let [appends, tails, losses] = std::array::from_fn(|_| AtomicUsize::new(0));
        let is_mute = watch::Sender::new(false);
        Self { log, appends, tails, is_quiet: Arc::default(), losses, is_mute }
    }

    /// How many appends were made.
    pub(super) fn append_count(&self) -> usize {
        self.appends.load(Ordering::SeqCst)
    }

    /// Lose the last `count` records while the next tail is opened.
    pub(super) fn lose_when_followed(&self, count: usize) {
        self.losses.store(count, Ordering::SeqCst);
    }

    /// From now on, or no longer, keep waiting who wants to follow: neither a tail nor an error.
    pub(super) fn mute(&self, is_mute: bool) {
        self.is_mute.send_replace(is_mute);
    }

    /// From now on tails say nothing about a loss of continuity.
    pub(super) fn keep_quiet(&self) {
        self.is_quiet.store(true, Ordering::SeqCst);
    }
}

#[async_trait]
impl Log for Watched {
    fn lineage(&self) -> Lineage {
        self.log.lineage()
    }

    fn partition_count(&self) -> u32 {
        self.log.partition_count()
    }

    async fn append(&self, partition: u32, records: Vec<Record>) -> Result<Appended, AppendError> {
        let count = self.appends.fetch_add(1, Ordering::SeqCst);
        assert!(count < CALLS_MAX, "the log is written in a loop");
        self.log.append(partition, records).await
    }

    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        let count = self.tails.fetch_add(1, Ordering::SeqCst);
        assert!(count < CALLS_MAX, "the log is followed in a loop");
        let heard = self.is_mute.subscribe().wait_for(|is_mute| !is_mute).await.map(|_| ());
        heard.map_err(|_| LogError::Unreachable("gone".into()))?;
        let losses = self.losses.swap(0, Ordering::SeqCst);
        if losses > 0 {
            self.log.faults().truncate(partition, losses);
        }
        let tail = self.log.tail(partition, from).await?;
        let is_quiet = self.is_quiet.clone();
        Ok(Box::new(WatchedTail { tail, has_started: false, is_quiet }))
    }

    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        self.log.read(partition, from, count_max).await
    }

    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError> {
        self.log.save_snapshot(partition, name, snapshot).await
    }

    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        self.log.snapshots(partition, name).await
    }
}

#[async_trait]
impl Tail for WatchedTail {
    async fn next(&mut self) -> Result<Vec<Item>, LogError> {
        loop {
            let mut items = self.tail.next().await?;
            if std::mem::replace(&mut self.has_started, true)
                && self.is_quiet.load(Ordering::SeqCst)
            {
                items.retain(|item| *item != Item::Recheck);
            }
            if !items.is_empty() {
                return Ok(items);
            }
        }
    }
}
