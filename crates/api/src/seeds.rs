//! Seeds: what is committed to, what is in force, what was revealed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::names::PlayerId;
use crate::position::Position;
use crate::time::UnixSeconds;

/// The seed pair that the next bet is drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CurrentSeed {
    /// The server seed's number; the player's first is 0.
    pub index: u32,
    /// SHA-256 of the server seed, hexadecimal.
    pub commitment: String,
    /// The number of the next bet under it.
    pub next_nonce: u64,
    /// The player's half.
    pub client_seed: String,
}

/// A retired server seed: every bet drawn from it can be checked now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevealedSeed {
    /// Its number.
    pub index: u32,
    /// What was published before it was used: its SHA-256, hexadecimal.
    pub commitment: String,
    /// The seed, hexadecimal.
    pub server_seed: String,
}

/// A player's seeds, as the read side sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Seeds {
    /// Whose.
    pub player_id: PlayerId,
    /// What the next bet is drawn from.
    pub current: CurrentSeed,
    /// One page of the retired ones, newest first.
    pub revealed: Vec<RevealedSeed>,
    /// What to ask for next; null at the end.
    pub next_cursor: Option<String>,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// The answer to a chosen client seed. A pure function of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClientSeedAnswer {
    /// Whose.
    pub player_id: PlayerId,
    /// Of the request that was decided, not of a retry.
    pub correlation_id: String,
    /// Always `accepted`; a refusal is a problem.
    #[schema(example = "accepted")]
    pub status: String,
    /// When the commit was made.
    pub timestamp: UnixSeconds,
    /// In force from the next bet on.
    pub client_seed: String,
    /// The commit.
    pub position: Position,
}

/// The answer to a rotation: the old seed revealed, the new one committed to. A pure function of
/// the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeedRotated {
    /// Whose.
    pub player_id: PlayerId,
    /// Of the request that was decided, not of a retry.
    pub correlation_id: String,
    /// Always `accepted`; a refusal is a problem.
    #[schema(example = "accepted")]
    pub status: String,
    /// When the commit was made.
    pub timestamp: UnixSeconds,
    /// The seed that was retired.
    pub revealed: RevealedSeed,
    /// The number of the seed in force now.
    pub index: u32,
    /// SHA-256 of the seed in force now, hexadecimal.
    pub commitment: String,
    /// The commit.
    pub position: Position,
}
