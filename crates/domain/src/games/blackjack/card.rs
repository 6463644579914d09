//! Cards, and the infinite deck they come from.

use alloc::borrow::Cow;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fairness::Draws;

/// One of 52 cards. Its text and JSON form is two characters, rank and suit: `AS`, `TD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Card(u8);

const RANKS: &[u8; 13] = b"A23456789TJQK";
const SUITS: &[u8; 4] = b"SHDC";
const CARDS: u8 = 52;

impl Card {
    /// The card of that text.
    pub fn parse(text: &str) -> Option<Self> {
        let &[rank, suit] = text.as_bytes() else { return None };
        let rank = RANKS.iter().position(|known| *known == rank)?;
        let suit = SUITS.iter().position(|known| *known == suit)?;
        Some(Self((suit * RANKS.len() + rank) as u8))
    }

    /// What it counts: 1 for an ace, 10 for ten, jack, queen and king, else its number.
    pub const fn value(self) -> u8 {
        match self.0 % 13 {
            pip @ 0..=8 => pip + 1,
            _ => 10,
        }
    }

    /// Whether it is an ace, which may count 11 instead of 1.
    pub const fn is_ace(self) -> bool {
        self.value() == 1
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rank = RANKS[usize::from(self.0 % 13)];
        let suit = SUITS[usize::from(self.0 / 13)];
        write!(f, "{}{}", char::from(rank), char::from(suit))
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Card {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format_args!("no such card: {text}"));
        Self::parse(&text).ok_or_else(unknown)
    }
}

/// The cards still to come in a bet.
pub(super) struct Shoe<'a>(&'a mut Draws);

impl<'a> Shoe<'a> {
    /// The cards of a stream that nothing was drawn from yet.
    pub(super) fn new(draws: &'a mut Draws) -> Self {
        Self(draws)
    }

    /// The cards of the same stream, begun anew, behind the `count` that are on the table.
    pub(super) fn behind(count: usize, draws: &'a mut Draws) -> Self {
        let mut shoe = Self(draws);
        for _ in 0..count {
            shoe.card();
        }
        shoe
    }

    /// The next card: draws count the ranks of spades, hearts, diamonds and clubs from 0, aces low.
    pub(super) fn card(&mut self) -> Card {
        Card(self.0.below(u32::from(CARDS)) as u8)
    }
}
