//! A selection as bytes.

use std::borrow::Cow;

use croupier_domain::games::roulette::Chip;
use croupier_domain::games::{Selection, dice};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) enum PackedSelection<'a> {
    Roulette(#[serde(with = "chips")] Cow<'a, [Chip]>),
    Slots(u8),
    Dice(dice::Call),
    Blackjack,
}

impl<'a> PackedSelection<'a> {
    pub(super) fn of(selection: &'a Selection) -> Self {
        match selection {
            Selection::Roulette { chips } => Self::Roulette(Cow::Borrowed(chips)),
            Selection::Slots { lines } => Self::Slots(*lines),
            Selection::Dice(call) => Self::Dice(*call),
            Selection::Blackjack => Self::Blackjack,
        }
    }

    pub(super) fn into_selection(self) -> Selection {
        match self {
            Self::Roulette(chips) => Selection::Roulette { chips: chips.into_owned() },
            Self::Slots(lines) => Selection::Slots { lines },
            Self::Dice(call) => Selection::Dice(call),
            Self::Blackjack => Selection::Blackjack,
        }
    }
}

/// Chips whose spots are a name and numbers, all of them there.
mod chips {
    use std::borrow::Cow;

    use croupier_domain::Money;
    use croupier_domain::games::roulette::{Chip, Spot};
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ptr_arg, reason = "serde hands over the field as it is")]
    pub(super) fn serialize<S: Serializer>(
        chips: &Cow<'_, [Chip]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let packed =
            chips.iter().map(|chip| (chip.spot.name(), chip.spot.numbers(), chip.stake_minor));
        serializer.collect_seq(packed)
    }

    pub(super) fn deserialize<'de, 'a, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'a, [Chip]>, D::Error> {
        let packed = Vec::<(&str, &[u8], Money)>::deserialize(deserializer)?;
        let chips = packed.into_iter().map(|(name, numbers, stake_minor)| {
            let spot = Spot::from_name_and_numbers(name, numbers).map_err(D::Error::custom)?;
            Ok(Chip { spot, stake_minor })
        });
        chips.collect::<Result<Vec<_>, _>>().map(Cow::Owned)
    }
}
