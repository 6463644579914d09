//! Why a command was refused.

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// The reasons a decision can give, each with the values that explain it. A refusal is a value and
/// a commit: whoever asks again with the same key gets the same one.
///
/// The variants stand in the order in which they are checked; the first that applies is the one.
/// Which of them can apply depends on the command:
/// - bets: unknown game, stake, selection, round open, funds;
/// - actions: round not open, stale version, action, funds;
/// - deposits: balance limit; withdrawals: funds, opening not wagered;
/// - rotation: round open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No game of that name.
    #[error("there is no such game")]
    UnknownGame,
    /// Outside the table's limits.
    #[error("the stake must be between {min_minor} and {max_minor}")]
    StakeOutOfRange {
        /// The smallest stake.
        min_minor: Money,
        /// The largest stake.
        max_minor: Money,
    },
    /// The game does not offer it, or its parts do not add up to the stake.
    #[error("the game does not offer this selection at this stake")]
    InvalidSelection,
    /// One round at a time, and no rotation of the seed that its cards come from.
    #[error("a round is still open")]
    RoundOpen,
    /// The round is over, or never was.
    #[error("this round is not open")]
    RoundNotOpen,
    /// The round has moved on since the player looked.
    #[error("the round has moved on: it is at version {version}")]
    StaleRoundVersion {
        /// Where it is now.
        version: u32,
    },
    /// The rules do not allow it now, or this build knows no such action.
    #[error("the rules do not allow this action now")]
    ActionNotAllowed,
    /// More than there is.
    #[error("the balance of {balance_minor} does not cover {needed_minor}")]
    InsufficientFunds {
        /// What there is.
        balance_minor: Money,
        /// What it takes.
        needed_minor: Money,
    },
    /// The opening balance must be wagered once before it can leave.
    #[error("{withdrawable_minor} can be withdrawn; the opening balance must be wagered first")]
    OpeningNotWagered {
        /// What can leave now.
        withdrawable_minor: Money,
    },
    /// The account would hold more than an account may.
    #[error("an account may hold at most {max_minor}")]
    BalanceLimitExceeded {
        /// The most it may hold.
        max_minor: Money,
    },
}
