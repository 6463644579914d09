//! What the house has configured, and decides by.

use crate::money::Money;

/// The table's limits. Two builds may hold different ones at the same time, so a refusal by them
/// is a commit like any other decision, never an answer given beside the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The smallest stake.
    pub stake_min: Money,
    /// The largest stake.
    pub stake_max: Money,
    /// What a new account is opened with.
    pub opening_balance: Money,
    /// How long an open round waits for its player before it is settled by the stated strategy.
    pub round_expiry_ms: u64,
}

impl Default for Table {
    /// Stakes of 10 to 1000, 10000 to begin with, a day to finish a round.
    fn default() -> Self {
        Self {
            stake_min: Money::from_units(10),
            stake_max: Money::from_units(1000),
            opening_balance: Money::from_units(10_000),
            round_expiry_ms: 24 * 60 * 60 * 1000,
        }
    }
}
