//! A log in memory, for tests and for the simulator.
//!
//! It promises what the trait promises and no more: like Kafka it stores whatever it is given, so
//! that strays, duplicates and lost suffixes can be made and must be coped with. Nothing goes wrong
//! by itself: every fault is asked for through [`Faults`]. There are no threads, no timers and no
//! chance in it, so a test that uses it is repeatable, also under tokio's paused time.
//!
//! A clone is the same log: a process that "restarts" in a test opens a clone of what it had.

mod faults;
mod state;
mod tail;

use std::sync::Arc;

use async_trait::async_trait;

use crate::chain::Record;
use crate::engine::{AppendError, Appended, Log, LogError, Stored, Tail};
use crate::genesis::{Init, Lineage};
use crate::snapshot::Snapshot;

pub use faults::{Fate, Faults, InFlight, Late};
use state::{Begun, Shared};
use tail::MemoryTail;

/// The engine. See the module.
#[derive(Debug, Clone)]
pub struct MemoryLog {
    shared: Arc<Shared>,
}

impl MemoryLog {
    /// A new log: every partition holds its genesis.
    pub fn new(init: &Init) -> Self {
        Self { shared: Arc::new(Shared::new(init)) }
    }

    /// The handle by which a test makes things go wrong.
    pub fn faults(&self) -> Faults {
        Faults::new(Arc::clone(&self.shared))
    }
}

#[async_trait]
impl Log for MemoryLog {
    fn lineage(&self) -> Lineage {
        self.shared.lineage
    }

    fn partition_count(&self) -> u32 {
        self.shared.partition_count
    }

    async fn append(&self, partition: u32, records: Vec<Record>) -> Result<Appended, AppendError> {
        match self.shared.begin_append(partition, records) {
            Begun::Answered(answer) => answer,
            Begun::Held(answer) => answer.await.unwrap_or_else(|_dropped| {
                Err(AppendError::Unknown("the append was dropped in flight".into()))
            }),
        }
    }

    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        self.shared.reachable(partition)?;
        Ok(Box::new(MemoryTail::new(Arc::clone(&self.shared), partition, from)))
    }

    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        self.shared.reachable(partition)?;
        Ok(self.shared.read(partition, from, count_max))
    }

    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError> {
        self.shared.reachable(partition)?;
        self.shared.save_snapshot(partition, name, snapshot);
        Ok(())
    }

    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        self.shared.reachable(partition)?;
        Ok(self.shared.snapshots(partition, name))
    }
}

#[cfg(test)]
mod tests;
