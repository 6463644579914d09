//! A log whose tails do not do all that they should.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use croupier_log::memory::MemoryLog;
use croupier_log::{
    AppendError, Appended, Item, Lineage, Log, LogError, Record, Snapshot, Stored, Tail,
};
use tokio::sync::watch;

/// What the tails do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tampering {
    /// They never say that they lost something.
    NoRechecks,
    /// They yield nothing.
    Blind,
    /// They yield one item at a time.
    Crumbs,
    /// They are as they should be.
    None,
}

pub(super) struct Tampered {
    log: MemoryLog,
    tampering: Arc<watch::Sender<Tampering>>,
}

struct TamperedTail {
    inner: Box<dyn Tail>,
    is_new: bool,
    left: VecDeque<Item>,
    tampering: watch::Receiver<Tampering>,
}

impl Tampered {
    pub(super) fn new(log: &MemoryLog, tampering: Tampering) -> Self {
        Self { log: log.clone(), tampering: Arc::new(watch::Sender::new(tampering)) }
    }

    /// Says what the tails do from now on.
    pub(super) fn handle(&self) -> Arc<watch::Sender<Tampering>> {
        self.tampering.clone()
    }
}

#[async_trait]
impl Tail for TamperedTail {
    async fn next(&mut self) -> Result<Vec<Item>, LogError> {
        loop {
            if !self.is_new {
                let sees = |tampering: &Tampering| *tampering != Tampering::Blind;
                let _ = self.tampering.wait_for(sees).await;
            }
            if let Some(item) = self.left.pop_front() {
                return Ok(vec![item]);
            }
            let mut items = self.inner.next().await?;
            let keeps_all = self.is_new || *self.tampering.borrow() != Tampering::NoRechecks;
            items.retain(|item| keeps_all || *item != Item::Recheck);
            self.is_new = false;
            if *self.tampering.borrow() == Tampering::Crumbs {
                self.left.extend(items);
            } else if !items.is_empty() {
                return Ok(items);
            }
        }
    }
}

#[async_trait]
impl Log for Tampered {
    fn lineage(&self) -> Lineage {
        self.log.lineage()
    }
    fn partition_count(&self) -> u32 {
        self.log.partition_count()
    }
    async fn append(&self, partition: u32, batch: Vec<Record>) -> Result<Appended, AppendError> {
        self.log.append(partition, batch).await
    }
    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        let inner = self.log.tail(partition, from).await?;
        let tampering = self.tampering.subscribe();
        Ok(Box::new(TamperedTail { inner, is_new: true, left: VecDeque::new(), tampering }))
    }
    async fn read(&self, partition: u32, from: u64, max: usize) -> Result<Vec<Stored>, LogError> {
        self.log.read(partition, from, max).await
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
