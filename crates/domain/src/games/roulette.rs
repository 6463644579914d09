//! European roulette: one zero, 37 pockets, every spot of the table's layout.
//!
//! A spot that covers *n* pockets pays 36 ÷ n − 1 to one, so every spot, and with it every mixture
//! of chips, returns exactly 36/37 = 97.297… %. There is no *la partage*: zero loses even chances.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::fairness::Draws;
use crate::games::{InvalidSelection, Outcome, Rtp, Settlement, multiple};
use crate::money::Money;

/// The version of these rules.
pub const RULES: u32 = 1;

/// The return to player, the same for every spot and without rounding: odds are whole numbers.
pub const RTP: Rtp = Rtp { numerator: 36, denominator: 37 };

/// Numbered 0 to 36.
pub const POCKETS: u8 = 37;

/// The most chips of one bet: more than anybody lays by hand, and small beside the 256 KiB that
/// the bet's commit may have.
pub const CHIPS_MAX: usize = 64;

const RED: [u8; 18] = [1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36];

/// A stake on a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chip {
    /// What it is on.
    pub spot: Spot,
    /// What it is worth.
    pub stake_minor: Money,
}

/// A place on the layout.
///
/// Its JSON form is a name and, where the name is not enough, ascending numbers:
/// `{"bet":"split","numbers":[17,20]}`, `{"bet":"red"}`. Reading it goes through
/// [`Spot::from_name_and_numbers`], so a spot that was read is on the layout; one that was built in
/// code is checked by [`check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Named", into = "Named")]
pub enum Spot {
    /// One number, zero included. 35 to 1.
    Straight {
        /// 0 to 36.
        number: u8,
    },
    /// Two neighbours, 0-1, 0-2 and 0-3 included. 17 to 1.
    Split {
        /// Ascending.
        numbers: [u8; 2],
    },
    /// The three numbers across the table, or a trio with zero: 0-1-2, 0-2-3. 11 to 1.
    Street {
        /// Ascending.
        numbers: [u8; 3],
    },
    /// Four numbers that meet in a point, or the first four: 0-1-2-3. 8 to 1.
    Corner {
        /// Ascending.
        numbers: [u8; 4],
    },
    /// Two adjoining streets. 5 to 1.
    SixLine {
        /// Ascending.
        numbers: [u8; 6],
    },
    /// Twelve numbers in a row. 2 to 1.
    Dozen {
        /// 1 for 1–12, 2 for 13–24, 3 for 25–36.
        dozen: u8,
    },
    /// Every third number. 2 to 1.
    Column {
        /// 1, 2 or 3: its lowest number.
        column: u8,
    },
    /// The eighteen red numbers. 1 to 1.
    Red,
    /// The eighteen black numbers. 1 to 1.
    Black,
    /// The odd numbers. 1 to 1.
    Odd,
    /// The even numbers, without zero. 1 to 1.
    Even,
    /// 1 to 18. 1 to 1.
    Low,
    /// 19 to 36. 1 to 1.
    High,
}

impl Spot {
    /// The spot a request means by `name` (`straight`, `split`, `street`, `corner`, `six_line`,
    /// `dozen`, `column`, `red`, `black`, `odd`, `even`, `low`, `high`) and `numbers`: those of an
    /// inside bet in any order, the 1, 2 or 3 of a dozen or a column, none for the others.
    ///
    /// # Errors
    /// When the layout has no such spot.
    pub fn from_name_and_numbers(name: &str, numbers: &[u8]) -> Result<Self, InvalidSelection> {
        let mut ascending = numbers.to_vec();
        ascending.sort_unstable();
        let spot = match (name, ascending.as_slice()) {
            ("straight", &[number]) => Self::Straight { number },
            ("split", &[a, b]) => Self::Split { numbers: [a, b] },
            ("street", &[a, b, c]) => Self::Street { numbers: [a, b, c] },
            ("corner", &[a, b, c, d]) => Self::Corner { numbers: [a, b, c, d] },
            ("six_line", &[a, b, c, d, e, f]) => Self::SixLine { numbers: [a, b, c, d, e, f] },
            ("dozen", &[dozen]) => Self::Dozen { dozen },
            ("column", &[column]) => Self::Column { column },
            ("red", []) => Self::Red,
            ("black", []) => Self::Black,
            ("odd", []) => Self::Odd,
            ("even", []) => Self::Even,
            ("low", []) => Self::Low,
            ("high", []) => Self::High,
            _ => return Err(InvalidSelection),
        };
        if spot.is_on_the_layout() { Ok(spot) } else { Err(InvalidSelection) }
    }

    /// Its name in requests and events.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Straight { .. } => "straight",
            Self::Split { .. } => "split",
            Self::Street { .. } => "street",
            Self::Corner { .. } => "corner",
            Self::SixLine { .. } => "six_line",
            Self::Dozen { .. } => "dozen",
            Self::Column { .. } => "column",
            Self::Red => "red",
            Self::Black => "black",
            Self::Odd => "odd",
            Self::Even => "even",
            Self::Low => "low",
            Self::High => "high",
        }
    }

    /// The numbers that go with its name, as [`Spot::from_name_and_numbers`] takes them.
    pub const fn numbers(&self) -> &[u8] {
        match self {
            Self::Straight { number: one }
            | Self::Dozen { dozen: one }
            | Self::Column { column: one } => core::slice::from_ref(one),
            Self::Split { numbers } => numbers,
            Self::Street { numbers } => numbers,
            Self::Corner { numbers } => numbers,
            Self::SixLine { numbers } => numbers,
            Self::Red | Self::Black | Self::Odd | Self::Even | Self::Low | Self::High => &[],
        }
    }

    /// Whether it wins when the ball falls into `pocket`, which is below [`POCKETS`].
    pub fn covers(&self, pocket: u8) -> bool {
        match self {
            Self::Dozen { dozen } => pocket.div_ceil(12) == *dozen,
            Self::Column { column } => pocket != 0 && (pocket - 1) % 3 + 1 == *column,
            Self::Red => RED.contains(&pocket),
            Self::Black => pocket != 0 && !RED.contains(&pocket),
            Self::Odd => pocket % 2 == 1,
            Self::Even => pocket != 0 && pocket.is_multiple_of(2),
            Self::Low => (1..=18).contains(&pocket),
            Self::High => (19..=36).contains(&pocket),
            inside => inside.numbers().contains(&pocket),
        }
    }

    /// What a win pays to one, besides the stake itself.
    pub const fn pays_to_one(&self) -> u32 {
        match self {
            Self::Straight { .. } => 35,
            Self::Split { .. } => 17,
            Self::Street { .. } => 11,
            Self::Corner { .. } => 8,
            Self::SixLine { .. } => 5,
            Self::Dozen { .. } | Self::Column { .. } => 2,
            Self::Red | Self::Black | Self::Odd | Self::Even | Self::Low | Self::High => 1,
        }
    }

    /// Whether the layout has it. Streets run across the table, three numbers each, beginning with
    /// 1, 4, … 34; zero lies beside the first.
    fn is_on_the_layout(&self) -> bool {
        let begins_a_street = |number: u8| number % 3 == 1;
        let ends_a_street = |number: u8| number.is_multiple_of(3);
        match *self {
            Self::Straight { number } => number <= 36,
            Self::Split { numbers: [0, b] } => (1..=3).contains(&b),
            Self::Split { numbers: [a, b] } => {
                b <= 36 && (b == a + 3 || b == a + 1 && !ends_a_street(a))
            }
            Self::Street { numbers: [0, b, c] } => matches!((b, c), (1, 2) | (2, 3)),
            Self::Street { numbers } => begins_a_street(numbers[0]) && runs_on(&numbers),
            Self::Corner { numbers: [0, b, c, d] } => (b, c, d) == (1, 2, 3),
            Self::Corner { numbers: [a, b, c, d] } => {
                d <= 36 && !ends_a_street(a) && (b, c, d) == (a + 1, a + 3, a + 4)
            }
            Self::SixLine { numbers } => begins_a_street(numbers[0]) && runs_on(&numbers),
            Self::Dozen { dozen: third } | Self::Column { column: third } => {
                (1..=3).contains(&third)
            }
            Self::Red | Self::Black | Self::Odd | Self::Even | Self::Low | Self::High => true,
        }
    }
}

/// Whether `numbers` follow one another and end on the table.
fn runs_on(numbers: &[u8]) -> bool {
    numbers.is_sorted_by(|a, b| b.checked_sub(*a) == Some(1))
        && numbers.last().is_some_and(|last| *last <= 36)
}

/// The JSON form of a [`Spot`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    bet: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    numbers: Vec<u8>,
}

impl From<Spot> for Named {
    fn from(spot: Spot) -> Self {
        Self { bet: Cow::Borrowed(spot.name()), numbers: spot.numbers().to_vec() }
    }
}

impl TryFrom<Named> for Spot {
    type Error = InvalidSelection;

    fn try_from(named: Named) -> Result<Self, InvalidSelection> {
        Self::from_name_and_numbers(&named.bet, &named.numbers)
    }
}

/// Whether `chips` may be laid for `stake`: 1 to [`CHIPS_MAX`], each on the layout and worth
/// something, together exactly the stake. One spot may hold several.
///
/// # Errors
/// When they may not.
pub fn check(chips: &[Chip], stake: Money) -> Result<(), InvalidSelection> {
    let every_chip_is_laid =
        chips.iter().all(|chip| chip.stake_minor.is_positive() && chip.spot.is_on_the_layout());
    let sum = chips.iter().try_fold(Money::ZERO, |sum, chip| sum.checked_add(chip.stake_minor));
    if (1..=CHIPS_MAX).contains(&chips.len()) && every_chip_is_laid && sum == Some(stake) {
        Ok(())
    } else {
        Err(InvalidSelection)
    }
}

/// Where the ball fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spin {
    /// 0 to 36.
    pub pocket: u8,
}

/// Spin for checked `chips`: one draw below [`POCKETS`] is the pocket.
pub fn play(chips: &[Chip], draws: &mut Draws) -> Settlement {
    let pocket = draws.below(u32::from(POCKETS)) as u8;
    Settlement::without_push(payout(chips, pocket), Outcome::Roulette(Spin { pocket }))
}

#[expect(clippy::expect_used, reason = "chips add up to a stake, and that times 36 fits")]
fn payout(chips: &[Chip], pocket: u8) -> Money {
    let winners = chips.iter().filter(|chip| chip.spot.covers(pocket));
    winners
        .map(|chip| multiple(chip.stake_minor, u64::from(chip.spot.pays_to_one()) + 1, 1))
        .try_fold(Money::ZERO, Money::checked_add)
        .expect("chips add up to a stake, and that times 36 fits")
}

#[cfg(test)]
mod tests;
