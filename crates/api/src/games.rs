//! The games on offer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::raw::RawObject;

/// The games, and the limits of the table, as the instance that answers decides by them. Another
/// may be configured otherwise; what was decided is in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Games {
    /// The label of the log's one currency.
    pub currency: String,
    /// The smallest stake.
    pub stake_min: Amount,
    /// The largest stake.
    pub stake_max: Amount,
    /// What a new account is opened with.
    pub opening_balance: Amount,
    /// After how long an open round is settled without its player.
    pub round_expiry_ms: u64,
    /// Every game.
    pub games: Vec<GameRules>,
}

/// A game and its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GameRules {
    /// Its name in requests.
    pub game_type: String,
    /// The version of its rules, as every bet's proof has it.
    pub rules: u32,
    /// What a bet that names only the game and a stake returns in the long run, for a stake of one;
    /// exact but for blackjack's, which is rounded down to eight decimals.
    pub rtp: Ratio,
    /// The same for a game played by hand, with the best play there is.
    pub rtp_by_hand: Option<Ratio>,
    /// What the house keeps, in the long run, of a stake of one: what is left of the higher of the
    /// two.
    pub house_edge: Ratio,
    /// What there is to bet on, and what it pays; the members differ from game to game.
    pub offers: RawObject,
}

/// A number as a fraction, because its decimals may have no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
}
