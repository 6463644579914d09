//! Money in and out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::names::PlayerId;
use crate::position::Position;
use crate::time::UnixSeconds;

/// The answer to a deposit or a withdrawal. A pure function of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FundsAnswer {
    /// Whose account.
    pub player_id: PlayerId,
    /// Of the request that was decided, not of a retry.
    pub correlation_id: String,
    /// Always `accepted`; a refusal is a problem.
    #[schema(example = "accepted")]
    pub status: String,
    /// When the commit was made.
    pub timestamp: UnixSeconds,
    /// How much was moved; positive for both directions.
    pub amount: Amount,
    /// The balance after this commit.
    pub balance: Amount,
    /// The commit.
    pub position: Position,
}
