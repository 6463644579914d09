//! What operators see.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::position::Position;
use crate::time::UnixMillis;

/// Every partition, as one command instance sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemPartitions {
    /// The log's identity, hexadecimal.
    pub lineage: String,
    /// The label of the log's one currency.
    pub currency: String,
    /// What the log is kept in: `file`, `kafka`, `memory`.
    pub log_engine: String,
    /// The version of this build.
    pub build: String,
    /// By number.
    pub partitions: Vec<PartitionStatus>,
}

/// One partition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartitionStatus {
    /// Its number.
    pub partition: u32,
    /// What it is doing.
    pub state: PartitionState,
    /// Why, when it is not serving.
    pub reason: Option<String>,
    /// The instance that owns it, if one is known.
    pub owner: Option<String>,
    /// The last accepted commit; null before the first was read.
    pub position: Option<Position>,
    /// That commit's hash, hexadecimal.
    pub head: Option<String>,
    /// The time of that commit.
    pub last_commit_at: Option<UnixMillis>,
    /// Records read that another commit had beaten to their place.
    pub strays: u64,
    /// Open accounts.
    pub players: u64,
    /// Commands that wait.
    pub queued: u64,
}

/// What a partition is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartitionState {
    /// Waiting for its takeover to be read back.
    Starting,
    /// Deciding commands.
    Serving,
    /// Following its log: owned by another instance, or given to nobody yet.
    Standby,
    /// Finishing what was taken, taking no more.
    Draining,
    /// A commit could not be read or folded, a seed not derived, or the clocks disagree: a newer
    /// build or an operator must act.
    Parked,
    /// Acknowledged commits are gone; an operator must name the surviving head.
    Diverged,
    /// It goes on in another log, or this log is a copy until an operator adopts it.
    Moved,
}
