//! What was drawn, as bytes.

use std::borrow::Cow;

use croupier_domain::games::{Outcome, blackjack, dice, roulette, slots};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum PackedOutcome<'a> {
    Roulette(roulette::Spin),
    Slots(Cow<'a, slots::Stop>),
    Dice(dice::Roll),
    Blackjack(#[serde(with = "table")] Cow<'a, blackjack::Table>),
}

impl<'a> PackedOutcome<'a> {
    pub(super) fn of(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Roulette(spin) => Self::Roulette(*spin),
            Outcome::Slots(stop) => Self::Slots(Cow::Borrowed(stop)),
            Outcome::Dice(roll) => Self::Dice(*roll),
            Outcome::Blackjack(table) => Self::Blackjack(Cow::Borrowed(table)),
        }
    }

    pub(super) fn into_outcome(self) -> Outcome {
        match self {
            Self::Roulette(spin) => Outcome::Roulette(spin),
            Self::Slots(stop) => Outcome::Slots(stop.into_owned()),
            Self::Dice(roll) => Outcome::Dice(roll),
            Self::Blackjack(table) => Outcome::Blackjack(table.into_owned()),
        }
    }
}

/// A table with all of its fields, those that its JSON leaves out included.
mod table {
    use std::borrow::Cow;

    use croupier_domain::Money;
    use croupier_domain::games::blackjack::{Card, HandResult, ShownHand, Table};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct PackedTable<'a> {
        dealer: Cow<'a, [Card]>,
        dealer_total: u8,
        hands: Vec<PackedHand<'a>>,
        active: Option<u32>,
    }

    #[derive(Serialize, Deserialize)]
    struct PackedHand<'a> {
        cards: Cow<'a, [Card]>,
        total: u8,
        soft: bool,
        stake_minor: Money,
        result: Option<HandResult>,
    }

    #[expect(clippy::ptr_arg, reason = "serde hands over the field as it is")]
    pub(super) fn serialize<S: Serializer>(
        table: &Cow<'_, Table>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let hands = table.hands.iter().map(|hand| PackedHand {
            cards: Cow::Borrowed(&hand.cards),
            total: hand.total,
            soft: hand.soft,
            stake_minor: hand.stake_minor,
            result: hand.result,
        });
        let packed = PackedTable {
            dealer: Cow::Borrowed(&table.dealer),
            dealer_total: table.dealer_total,
            hands: hands.collect(),
            active: table.active.map(|active| u32::try_from(active).unwrap_or(u32::MAX)),
        };
        packed.serialize(serializer)
    }

    pub(super) fn deserialize<'de, 'a, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'a, Table>, D::Error> {
        let packed = PackedTable::deserialize(deserializer)?;
        let hands = packed.hands.into_iter().map(|hand| ShownHand {
            cards: hand.cards.into_owned(),
            total: hand.total,
            soft: hand.soft,
            stake_minor: hand.stake_minor,
            result: hand.result,
        });
        Ok(Cow::Owned(Table {
            dealer: packed.dealer.into_owned(),
            dealer_total: packed.dealer_total,
            hands: hands.collect(),
            active: packed.active.map(|active| active as usize),
        }))
    }
}
