//! One player, as the read side sees them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::{Amount, Percent};
use crate::names::PlayerId;
use crate::time::UnixMillis;

/// What an account holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Balance {
    /// Whose.
    pub player_id: PlayerId,
    /// How much.
    pub balance: Amount,
    /// The time of the commit that changed it last.
    pub last_updated: UnixMillis,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// A player's history in sums.
///
/// `balance = total_deposited − total_withdrawn − total_wagered + total_won + total_pushed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stats {
    /// Whose.
    pub player_id: PlayerId,
    /// What the account holds.
    pub balance: Amount,
    /// Bets placed.
    pub games_played: u64,
    /// Stakes, open ones included.
    pub total_wagered: Amount,
    /// Payouts of won bets.
    pub total_won: Amount,
    /// Stakes of lost bets.
    pub total_lost: Amount,
    /// Payouts of pushed bets.
    pub total_pushed: Amount,
    /// Bets won.
    pub win_count: u64,
    /// Bets lost.
    pub loss_count: u64,
    /// Bets pushed.
    pub push_count: u64,
    /// Won ÷ (won + lost) in percent; 0 when nothing is decided.
    pub win_rate: Percent,
    /// Deposits, the opening balance included.
    pub total_deposited: Amount,
    /// Withdrawals.
    pub total_withdrawn: Amount,
    /// The largest profit of one bet; 0 before the first.
    pub biggest_win: Amount,
    /// The games that were played.
    pub games: Vec<GameStats>,
    /// The time of the commit that changed anything of this last.
    pub last_updated: UnixMillis,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// The bets on one game in sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GameStats {
    /// The game's name.
    pub game_type: String,
    /// Bets placed.
    pub bets: u64,
    /// Stakes, open ones included.
    pub wagered: Amount,
    /// Stakes of settled bets.
    pub settled: Amount,
    /// Payouts of settled bets.
    pub paid: Amount,
}
