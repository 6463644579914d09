//! The world around the loop: one log, one clock, and everything that was ever asked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use croupier_clock::{Clock, ManualClock};
use croupier_domain::fairness::{MasterKey, SeedVault};
use croupier_domain::{Commit, Money, Table};
use croupier_log::memory::{Faults, MemoryLog};
use croupier_log::{Init, Lineage, Log, Stored};

use super::desk::{Asked, Desk};
use super::watched::Watched;
use crate::partition::{Partition, Settings};
use crate::startup::{StartError, open_partition};

/// A Sunday in November.
pub(super) const START_MS: u64 = 1_763_889_600_000;

pub(super) const LINEAGE: Lineage = Lineage([7; 16]);

/// After how long the loop looks into a late append.
pub(super) const PATIENCE_MS: u64 = 2_000;

pub(super) struct House {
    pub(super) log: Arc<Watched>,
    pub(super) faults: Faults,
    pub(super) clock: Arc<ManualClock>,
    pub(super) settings: Settings,
    pub(super) ledger: Ledger,
    pub(super) has_lost: Cell<bool>,
    desks: Cell<u32>,
}

/// Everything that was asked, of any instance, in order.
pub(super) type Ledger = Rc<RefCell<Vec<Asked>>>;

impl House {
    pub(super) fn new() -> Self {
        Self::with_partitions(1)
    }

    pub(super) fn with_partitions(partition_count: u32) -> Self {
        let log = MemoryLog::new(&init(partition_count));
        let faults = log.faults();
        let table = Table {
            opening_balance: Money::from_units(100),
            stake_max: Money::from_units(100_000),
            ..Table::default()
        };
        let settings = Settings {
            table,
            instance: "nobody".into(),
            address: String::new(),
            build: "test".into(),
            checkpoint_every_count: 1_000,
            snapshot_every_count: 1_000,
            append_patience_ms: PATIENCE_MS,
        };
        Self {
            log: Arc::new(Watched::new(log)),
            faults,
            clock: Arc::new(ManualClock::at(START_MS)),
            settings,
            ledger: Ledger::default(),
            has_lost: Cell::new(false),
            desks: Cell::new(0),
        }
    }

    /// An instance that has read the log and begun to take partition 0 over.
    pub(super) async fn try_open(&self) -> Result<Desk, StartError> {
        let number = self.desks.get() + 1;
        self.desks.set(number);
        let instance = format!("desk-{number}");
        let partition = self.read_in(&instance, 0, self.now_ms()).await?;
        Ok(Desk::run(self, number, partition, self.clock.clone()))
    }

    /// An instance that has read the log and has been assigned nothing.
    pub(super) async fn stand_by(&self) -> Desk {
        let number = self.desks.get() + 1;
        self.desks.set(number);
        let partition = self.read_in(&format!("desk-{number}"), 0, self.now_ms()).await.unwrap();
        let desk = Desk::stand_by(self, number, partition, self.clock.clone());
        self.settle().await;
        desk
    }

    /// The same, by a clock of its own.
    pub(super) async fn open_by(&self, clock: Arc<ManualClock>) -> Desk {
        let number = self.desks.get() + 1;
        self.desks.set(number);
        let now_ms = clock.now_ms();
        let partition = self.read_in(&format!("desk-{number}"), 0, now_ms).await.unwrap();
        Desk::run(self, number, partition, clock)
    }

    /// An instance that serves.
    pub(super) async fn open(&self) -> Desk {
        let mut desk = self.try_open().await.unwrap();
        desk.reaches("serving").await;
        self.settle().await;
        desk
    }

    pub(super) async fn read_in(
        &self,
        instance: &str,
        partition: u32,
        now_ms: u64,
    ) -> Result<Partition, StartError> {
        let settings = Settings { instance: instance.into(), ..self.settings.clone() };
        let (log, seeds) = (&*self.log, vault(1));
        open_partition(log, partition, settings, seeds, now_ms, &|_count| ()).await
    }

    pub(super) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Let everything happen that can happen now.
    pub(super) async fn settle(&self) {
        // Paused time moves on only when every task waits.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }

    /// Let time pass, on the clock and for timers.
    pub(super) async fn pass(&self, ms: u64) {
        for _ in 0..ms.div_ceil(50) {
            self.clock.advance(50);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything stored in partition 0.
    pub(super) async fn stored(&self) -> Vec<Stored> {
        self.log.read(0, 0, usize::MAX).await.unwrap()
    }

    /// The commits stored in partition 0, accepted or not, that are of a player.
    pub(super) async fn stored_commits(&self) -> Vec<Commit> {
        let stored = self.stored().await;
        let commits = stored.iter().filter_map(|s| Commit::decode(&s.record.value).ok());
        commits.filter(|commit| commit.player.is_some()).collect()
    }
}

pub(super) fn init(partition_count: u32) -> Init {
    Init {
        lineage: LINEAGE,
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: START_MS,
    }
}

/// The seeds of the master key number `id`; every number is another key under the same name.
pub(super) fn vault(id: u8) -> SeedVault {
    SeedVault::new(LINEAGE.0, MasterKey::new(1, &[id; 32]), vec![])
}
