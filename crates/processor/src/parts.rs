//! What a processor is made of.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use croupier_clock::Clock;
use croupier_log::Log;
use croupier_views::Views;

use crate::status::Status;

/// What a processor is made of.
#[derive(Clone)]
pub struct Parts {
    /// What it follows.
    pub log: Arc<dyn Log>,
    /// What it writes.
    pub views: Arc<dyn Views>,
    /// For the lag in seconds, and for nothing else.
    pub clock: Arc<dyn Clock>,
    /// How it goes about it.
    pub settings: Settings,
    /// Where it says how it is.
    pub status: Status,
    /// Told of every batch until the partition has caught up for the first time.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// How a processor goes about it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many commits go into one batch at most. A batch is one call of the view engine, during
    /// which the partition answers no queries.
    pub batch_count_max: usize,
    /// How many accounts each partition keeps at hand, so that they need not be loaded again.
    pub cached_player_count_max: usize,
    /// How often the stored position is looked at, work or not.
    pub poll_every: Duration,
    /// How many looks must find a position unmoved before a partition that another processor has
    /// moved is taken up again.
    pub standby_poll_count: u32,
    /// How long to wait before something that cannot be reached is tried again.
    pub retry_after: Duration,
    /// How many commits lie between two snapshots at least; a large view waits longer, so that
    /// snapshots stay a small part of the work.
    pub snapshot_every_count: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch_count_max: 2_048,
            cached_player_count_max: 8_192,
            poll_every: Duration::from_secs(1),
            standby_poll_count: 3,
            retry_after: Duration::from_millis(500),
            snapshot_every_count: 50_000,
        }
    }
}

/// How far a partition that is catching up has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The partition.
    pub partition: u32,
    /// How many commits were folded since it was last told.
    pub commit_count: u64,
    /// The last commit that is in the view.
    pub seq: u64,
    /// The last commit that the log had when the partition began to catch up.
    pub end_seq: u64,
}
