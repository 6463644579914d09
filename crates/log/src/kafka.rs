//! The log on Apache Kafka: many machines, many writers, one order per partition.
//!
//! ```text
//! PREFIX.commits    the partitions; key = player, value = commit, header `prev` (see wire.rs)
//! PREFIX.meta       which log this is (see meta.rs)
//! PREFIX.snapshots  what readers have folded (see snapshots.rs)
//! ```
//!
//! There are no transactions. Anybody may append anything at any time, and what does not follow is
//! stored as a stray: the accept rule is the fence, and it needs of Kafka only that a partition has
//! one order and that what all in-sync replicas have acknowledged stays.
//!
//! - append: one idempotent producer for all partitions ([`appender`], [`producer`]).
//! - tail: one consumer follows what has tails and feeds them from memory ([`follower`], [`feed`]).
//! - read: cursors that ask the broker each time ([`reads`]).
//! - ownership: a group whose members read nothing ([`membership`]).
//!
//! Kafka cannot promise that acknowledged commits stay: an operator may elect a replica that lacks
//! them, let retention eat them, or make a topic anew. So the follower yields
//! [`crate::Item::Recheck`] whenever it cannot vouch for having read one and the same log, and the
//! [`warden`] looks every minute whether the topics are the ones that were opened, and are kept as
//! they must be. If not, the log must not be used, and says so, until it is repaired.

mod address;
mod appender;
mod clients;
mod cluster;
mod errors;
mod feed;
mod follower;
mod keeping;
mod membership;
mod meta;
mod opening;
mod producer;
mod reads;
mod settings;
mod shared;
mod snapshots;
mod stats;
mod tail;
mod topics;
mod warden;
mod wire;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_trait::async_trait;

use crate::chain::Record;
use crate::engine::{AppendError, Appended, Log, LogError, Stored, Tail};
use crate::genesis::{Genesis, Init, Lineage};
use crate::snapshot::Snapshot;

use appender::Appender;
use follower::Follower;
use opening::{Opened, Opening};
use shared::{Shared, blocking};
use snapshots::Snapshots;
use tail::KafkaTail;
use warden::Warden;

pub use address::AddressError;
pub use membership::{Assignment, HAND_OVER, Hold, Membership};
pub use settings::{Mechanism, Protocol, Sasl, Security, Settings};
pub use stats::Stats;

/// The engine. See the module. Dropping it closes it.
pub struct KafkaLog {
    shared: Arc<Shared>,
    appender: Appender,
    snapshots: Arc<Snapshots>,
    /// `None` once the log is closed.
    running: Mutex<Option<Running>>,
}

/// The threads of an open log.
#[derive(Debug)]
struct Running {
    follower: Follower,
    warden: Warden,
}

impl KafkaLog {
    /// Open the log under a prefix; make it first if there is none. Several may do so at once:
    /// they open the same log. Blocks.
    ///
    /// # Errors
    /// See [`LogError`]. A log that was made with another partition count, currency or exponent
    /// than `init` says is [`LogError::Unusable`]; its lineage and time are its own. So is one that
    /// has lost its beginning, whose topics are not kept as they must be, or that one broken disk
    /// could take away, unless the settings allow that.
    pub fn open(settings: &Settings, init: &Init) -> Result<Self, LogError> {
        Self::open_by(settings, |opening| opening.open(init))
    }

    /// Open the log under a prefix as it was made. Blocks.
    ///
    /// # Errors
    /// See [`LogError`]; [`LogError::Unusable`] when there is none.
    pub fn open_existing(settings: &Settings) -> Result<Self, LogError> {
        Self::open_by(settings, Opening::open_existing)
    }

    fn open_by(
        settings: &Settings,
        open: impl FnOnce(&Opening) -> Result<Opened, LogError> + Send,
    ) -> Result<Self, LogError> {
        // On a thread of its own: the caller's may belong to a runtime, where nobody may wait.
        let opened = thread::scope(|scope| {
            let opened = scope.spawn(|| {
                let opening = Opening::new(settings)?;
                let opened = open(&opening)?;
                Self::start(settings, opening, opened)
            });
            opened.join()
        });
        opened.unwrap_or_else(|_panic| Err(LogError::Unusable("opening it panicked".into())))
    }

    fn start(settings: &Settings, opening: Opening, opened: Opened) -> Result<Self, LogError> {
        let Opening { clients, keeping, reads } = opening;
        let Opened { genesis, births } = opened;
        let topics = keeping.topics.clone();
        let (lineage, count) = (genesis.lineage, genesis.partition_count);
        let snapshots = Snapshots::new(clients.clone(), topics.snapshots.clone(), lineage, count);
        let shared = Arc::new(Shared::new(topics.clone(), genesis, reads, births));
        let counters = Arc::clone(&shared.counters);
        let appender = Appender::new(clients.clone(), topics.commits, lineage, count, counters);
        let follower = Follower::start(clients, Arc::clone(&shared))?;
        let warden = Warden::start(keeping, Arc::clone(&shared), settings.check_every)?;
        let running = Mutex::new(Some(Running { follower, warden }));
        Ok(Self { shared, appender, snapshots: Arc::new(snapshots), running })
    }

    /// What the log was made with, as partition 0 has it.
    pub fn genesis(&self) -> &Genesis {
        &self.shared.genesis
    }

    /// What has happened since the log was opened.
    pub fn stats(&self) -> Stats {
        self.shared.counters.stats()
    }

    /// Deliver what was handed over, or give it up after a while. After that nothing is stored or
    /// read, and tails end with an error. Blocks.
    pub fn close(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { follower, warden }) = running else { return };
        self.appender.close();
        self.shared.close();
        follower.stop();
        warden.stop();
        self.shared.reads.close();
    }

    fn can_use(&self, partition: u32) -> Result<(), LogError> {
        if partition >= self.shared.genesis.partition_count {
            return Err(LogError::UnknownPartition(partition));
        }
        self.shared.usable()
    }
}

impl std::fmt::Debug for KafkaLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Shared { topics, genesis, .. } = &*self.shared;
        f.debug_struct("KafkaLog").field("topics", topics).field("genesis", genesis).finish()
    }
}

impl Drop for KafkaLog {
    fn drop(&mut self) {
        self.close();
    }
}

#[async_trait]
impl Log for KafkaLog {
    fn lineage(&self) -> Lineage {
        self.shared.genesis.lineage
    }

    fn partition_count(&self) -> u32 {
        self.shared.genesis.partition_count
    }

    async fn append(&self, partition: u32, records: Vec<Record>) -> Result<Appended, AppendError> {
        if partition >= self.shared.genesis.partition_count {
            return Err(AppendError::NotNext);
        }
        self.shared.usable().map_err(|error| AppendError::Unknown(error.to_string()))?;
        self.appender.append(partition, records).await
    }

    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        self.can_use(partition)?;
        Ok(Box::new(KafkaTail::new(Arc::clone(&self.shared), partition, from)))
    }

    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        self.can_use(partition)?;
        let shared = Arc::clone(&self.shared);
        blocking(move || shared.reads.commits(partition, from, count_max)).await
    }

    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError> {
        self.can_use(partition)?;
        let (snapshots, shared) = (Arc::clone(&self.snapshots), Arc::clone(&self.shared));
        let name = name.to_owned();
        blocking(move || snapshots.save(&shared.reads, partition, &name, &snapshot)).await
    }

    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        self.can_use(partition)?;
        let (snapshots, shared) = (Arc::clone(&self.snapshots), Arc::clone(&self.shared));
        let name = name.to_owned();
        blocking(move || snapshots.load(&shared.reads, partition, &name)).await
    }
}

#[cfg(test)]
mod tests;
