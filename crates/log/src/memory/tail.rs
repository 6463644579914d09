//! A reader's place in the memory engine.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::watch;

use super::state::Shared;
use crate::engine::{Item, LogError, Tail};

/// How many records one call of `next` yields at most.
const BATCH_COUNT: usize = 1024;

pub(super) struct MemoryTail {
    shared: Arc<Shared>,
    partition: u32,
    next_offset: u64,
    /// How many of the partition's doubts this tail has passed on; `None` before its first item.
    doubts_seen: Option<usize>,
    changes: watch::Receiver<u64>,
    /// Why it is of no more use.
    failure: Option<LogError>,
}

impl MemoryTail {
    pub(super) fn new(shared: Arc<Shared>, partition: u32, from: u64) -> Self {
        let changes = shared.subscribe();
        Self { shared, partition, next_offset: from, doubts_seen: None, changes, failure: None }
    }

    /// What can be yielded now; nothing when the tail has to wait.
    fn ready(&mut self) -> Vec<Item> {
        let mut state = self.shared.lock();
        let place = state.partition(self.partition);
        let seen = self.doubts_seen.unwrap_or(place.doubts.len());
        let doubts = &place.doubts[seen..];
        if self.doubts_seen.is_none() || !doubts.is_empty() {
            // What was cut away may be written anew: none of that may be jumped over.
            let cut_at = doubts.iter().min().copied().unwrap_or(u64::MAX);
            self.next_offset = self.next_offset.min(cut_at);
            self.doubts_seen = Some(place.doubts.len());
            return vec![Item::Recheck];
        }
        if place.hides_from_tails {
            return Vec::new();
        }
        let batch = place.from(self.next_offset).iter().take(BATCH_COUNT);
        let batch: Vec<Item> = batch.cloned().map(Item::Stored).collect();
        if let Some(Item::Stored(last)) = batch.last() {
            self.next_offset = last.offset + 1;
        }
        batch
    }
}

#[async_trait]
impl Tail for MemoryTail {
    async fn next(&mut self) -> Result<Vec<Item>, LogError> {
        loop {
            self.changes.borrow_and_update();
            if self.failure.is_none() {
                self.failure = self.shared.reachable(self.partition).err();
            }
            if let Some(failure) = &self.failure {
                return Err(failure.clone());
            }
            let items = self.ready();
            if !items.is_empty() {
                return Ok(items);
            }
            // The sender lives in `shared`, which this tail keeps alive.
            let _ = self.changes.changed().await;
        }
    }
}
