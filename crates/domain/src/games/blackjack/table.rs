//! What a screen may show.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::card::Card;
use super::hand::Total;
use crate::money::Money;

/// The cards on the table, and once the round is settled, what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The dealer's cards; only the face-up one before the round is settled.
    pub dealer: Vec<Card>,
    /// The best they add up to.
    pub dealer_total: u8,
    /// The player's hands, left to right.
    pub hands: Vec<ShownHand>,
    /// The place (from 0) of the hand that the player acts on; `None` when the round is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<usize>,
}

/// One hand of the player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownHand {
    /// Its cards as they came.
    pub cards: Vec<Card>,
    /// The best they add up to.
    pub total: u8,
    /// An ace in it counts 11.
    pub soft: bool,
    /// What lies on it, doubling included.
    pub stake_minor: Money,
    /// What became of it; `None` before the round is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<HandResult>,
}

/// What became of a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandResult {
    /// A natural; pays 3 to 2.
    Natural,
    /// Closer to 21 than the dealer, or the dealer is bust; pays 1 to 1.
    Won,
    /// A tie; the hand's stake comes back.
    Push,
    /// The dealer is closer to 21, or has a natural.
    Lost,
    /// Above 21.
    Bust,
}

impl HandResult {
    /// How many halves of the hand's stake come back, the stake itself included.
    pub const fn half_stakes(self) -> u64 {
        match self {
            Self::Natural => 5,
            Self::Won => 4,
            Self::Push => 2,
            Self::Lost | Self::Bust => 0,
        }
    }
}

impl Table {
    pub(super) fn new(dealer: Vec<Card>, hands: Vec<ShownHand>, active: Option<usize>) -> Self {
        Self { dealer_total: Total::of(&dealer).points, dealer, hands, active }
    }
}
