//! The sums of a partition.

use serde::{Deserialize, Serialize};

use crate::by_game::GameSums;
use crate::sum::Sum;

/// A partition in sums.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartitionTotals {
    /// The time of the last commit (milliseconds since the Unix epoch).
    pub time_ms: u64,
    /// Opened accounts.
    pub player_count: u64,
    /// Bets whose rounds are open.
    pub open_bet_count: u64,
    /// Deposits, opening balances included.
    pub deposited: Sum,
    /// Withdrawals.
    pub withdrawn: Sum,
    /// The bets by game.
    pub games: GameSums,
}

impl PartitionTotals {
    /// Add what `other` has; the later of both times.
    pub(crate) fn add(&mut self, other: &Self) {
        self.time_ms = self.time_ms.max(other.time_ms);
        self.player_count += other.player_count;
        self.open_bet_count += other.open_bet_count;
        self.deposited = self.deposited.plus(other.deposited);
        self.withdrawn = self.withdrawn.plus(other.withdrawn);
        self.games.add(&other.games);
    }
}
