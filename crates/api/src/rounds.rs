//! The round that waits for a player.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bets::Bet;
use crate::names::PlayerId;

/// A player's open round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenRound {
    /// Whose.
    pub player_id: PlayerId,
    /// The bet that waits, with its round; null when none does.
    pub bet: Option<Bet>,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}
