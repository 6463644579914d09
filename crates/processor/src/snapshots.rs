//! Keeping what a restart goes on from.

use std::sync::Arc;

use croupier_log::{Log, Snapshot};
use croupier_views::Views;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use crate::parts::Parts;
use crate::place::head_of;

/// Under which name the log keeps the views' snapshots.
pub(crate) const NAME: &str = "views";

/// How many bytes of snapshot one commit pays for: about what the commit itself takes in the log.
const BYTES_PER_COMMIT: u64 = 512;

/// Saves a partition's snapshots, one at a time, beside the work.
pub(crate) struct Snapshots {
    log: Arc<dyn Log>,
    views: Arc<dyn Views>,
    partition: u32,
    every_count: u64,
    tasks: TaskTracker,
    saving: Option<JoinHandle<Option<Saved>>>,
    last: Saved,
}

/// The last snapshot that was saved.
#[derive(Debug, Clone, Copy, Default)]
struct Saved {
    seq: u64,
    byte_count: u64,
}

impl Snapshots {
    pub(crate) fn new(parts: &Parts, partition: u32) -> Self {
        Self {
            log: parts.log.clone(),
            views: parts.views.clone(),
            partition,
            every_count: parts.settings.snapshot_every_count,
            tasks: TaskTracker::new(),
            saving: None,
            last: Saved::default(),
        }
    }

    /// The view went on from a snapshot, or from what its engine kept: what comes next is counted
    /// from there.
    pub(crate) fn began_at(&mut self, seq: u64) {
        self.last.seq = seq;
    }

    /// The view stands at commit `seq`. Returns whether a snapshot was completed since last asked.
    pub(crate) async fn passed(&mut self, seq: u64) -> bool {
        let completed = self.completed().await;
        let due_count = self.every_count.max(self.last.byte_count / BYTES_PER_COMMIT);
        if self.saving.is_none() && seq.saturating_sub(self.last.seq) >= due_count {
            let (log, views) = (self.log.clone(), self.views.clone());
            self.saving = Some(self.tasks.spawn(save(log, views, self.partition)));
        }
        completed
    }

    /// Save what there is, if it is more than what was saved.
    pub(crate) async fn finish(mut self, seq: Option<u64>) {
        self.tasks.close();
        self.tasks.wait().await;
        self.completed().await;
        if seq.is_some_and(|seq| seq > self.last.seq) {
            save(self.log, self.views, self.partition).await;
        }
    }

    async fn completed(&mut self) -> bool {
        let Some(saving) = self.saving.take_if(|saving| saving.is_finished()) else { return false };
        let Ok(Some(saved)) = saving.await else { return false };
        self.last = saved;
        true
    }
}

/// A snapshot that cannot be saved costs time at the next start, nothing else.
async fn save(log: Arc<dyn Log>, views: Arc<dyn Views>, partition: u32) -> Option<Saved> {
    let taken = match views.snapshot(partition).await {
        Ok(taken) => taken?,
        Err(error) => {
            tracing::warn!(partition.id = partition, %error, "no snapshot of the view taken");
            return None;
        }
    };
    let saved = Saved { seq: taken.position.seq, byte_count: taken.state.len() as u64 };
    let snapshot = Snapshot { head: head_of(&taken.position), state: taken.state };
    if let Err(error) = log.save_snapshot(partition, NAME, snapshot).await {
        tracing::warn!(partition.id = partition, %error, "no snapshot of the view kept");
        return None;
    }
    Some(saved)
}
