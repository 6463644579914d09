//! The log as anybody may read it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::position::Position;
use crate::raw::RawObject;
use crate::time::UnixMillis;

/// Some commits of a partition, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommitList {
    /// Accepted commits only: what lost a race is not part of the history.
    pub commits: Vec<CommitRow>,
    /// What to ask for next, as `from`; null when these are the oldest.
    pub next_cursor: Option<String>,
}

/// One commit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommitRow {
    /// Its place.
    pub position: Position,
    /// The hash of the one before it, hexadecimal.
    pub prev: String,
    /// Its own hash, hexadecimal: SHA-256 over the hash before it, its key and its bytes.
    pub hash: String,
    /// Where the engine keeps it.
    pub offset: u64,
    /// Its time.
    pub time_ms: UnixMillis,
    /// When the engine stored it (microseconds since the Unix epoch); null where an engine keeps
    /// no such time.
    pub appended_us: Option<u64>,
    /// Whose account; null for commits of the system.
    pub player_id: Option<String>,
    /// The request that caused it; null where it is another player's.
    pub correlation_id: Option<String>,
    /// What happened, in the log's own words: money in minor units.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<RawObject>,
    /// Whether the events are told in part only, as they are another player's: what kind they are,
    /// and of a bet what everybody may know of it.
    pub is_withheld: bool,
    /// How many bytes it takes.
    pub byte_count: u64,
}
