//! What cards add up to, and a player's hand.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::card::Card;

/// The best that cards add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Total {
    /// The highest sum up to 21, else the lowest.
    pub(super) points: u8,
    /// An ace in it counts 11.
    pub(super) soft: bool,
}

impl Total {
    /// The highest total that is not bust.
    pub(super) const BEST: u8 = 21;

    pub(super) fn of(cards: &[Card]) -> Self {
        let hard = cards.iter().fold(0u8, |sum, card| sum.saturating_add(card.value()));
        let soft = hard <= Self::BEST - 10 && cards.iter().any(|card| card.is_ace());
        Self { points: if soft { hard + 10 } else { hard }, soft }
    }

    pub(super) const fn is_bust(self) -> bool {
        self.points > Self::BEST
    }
}

/// An ace and a ten-valued card. Whether that is a natural depends on where they came from.
pub(super) fn are_ace_and_ten(cards: &[Card]) -> bool {
    cards.len() == 2 && Total::of(cards).points == Total::BEST
}

/// One hand of the player.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Hand {
    cards: Vec<Card>,
    play: Play,
}

/// How the player plays a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Play {
    /// With cards as the player likes, up to 21 or above.
    Hitting,
    Stood,
    Doubled,
}

impl Hand {
    pub(super) fn dealt(first: Card, second: Card) -> Self {
        Self { cards: Vec::from([first, second]), play: Play::Hitting }
    }

    /// A hand whose first card came out of a pair. An ace gets no more than its second card.
    fn after_split(kept: Card, dealt: Card) -> Self {
        let play = if kept.is_ace() { Play::Stood } else { Play::Hitting };
        Self { play, ..Self::dealt(kept, dealt) }
    }

    pub(super) fn cards(&self) -> &[Card] {
        &self.cards
    }

    pub(super) fn total(&self) -> Total {
        Total::of(&self.cards)
    }

    /// Whether the player may still act on it.
    pub(super) fn is_open(&self) -> bool {
        self.play == Play::Hitting && self.total().points < Total::BEST
    }

    /// How many times the round's stake lies on it.
    pub(super) const fn stakes(&self) -> u64 {
        match self.play {
            Play::Hitting | Play::Stood => 1,
            Play::Doubled => 2,
        }
    }

    pub(super) const fn has_first_cards_only(&self) -> bool {
        self.cards.len() == 2
    }

    pub(super) fn is_pair(&self) -> bool {
        matches!(*self.cards, [first, second] if first.value() == second.value())
    }

    pub(super) fn hit(&mut self, card: Card) {
        self.cards.push(card);
    }

    pub(super) fn stand(&mut self) {
        self.play = Play::Stood;
    }

    pub(super) fn double(&mut self, card: Card) {
        self.cards.push(card);
        self.play = Play::Doubled;
    }

    /// The two hands that a pair becomes with the next two cards.
    pub(super) fn split(&self, [to_first, to_second]: [Card; 2]) -> [Self; 2] {
        [Self::after_split(self.cards[0], to_first), Self::after_split(self.cards[1], to_second)]
    }
}
