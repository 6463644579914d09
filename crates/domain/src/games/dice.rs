//! Dice: a number from 0 to 9999, called over or under with a chance the player names.
//!
//! A call with a chance of *c* ÷ 10000 wins on exactly *c* of the 10000 numbers and pays
//! 9900 ÷ c times the stake, rounded down to the minor unit. Before rounding that returns 99 %
//! whatever the chance. Rounding takes less than one minor unit from a win: at a stake of 10.00
//! the return stays above 98.9 % for every chance.

use serde::{Deserialize, Serialize};

use crate::fairness::Draws;
use crate::games::{InvalidSelection, Outcome, Rtp, Settlement, multiple};
use crate::money::Money;

/// The version of these rules.
pub const RULES: u32 = 1;

/// The return to player of every call, before rounding.
pub const RTP: Rtp = Rtp { numerator: 99, denominator: 100 };

/// How many numbers there are: 0 to 9999.
pub const NUMBERS: u16 = 10_000;

/// The least chance on offer, 1 %: a win pays 99 times the stake.
pub const CHANCE_BP_MIN: u16 = 100;

/// The greatest chance on offer, 95 %: above it a win would hardly pay more than the stake.
pub const CHANCE_BP_MAX: u16 = 9_500;

/// A win with the chance of one number in [`NUMBERS`] would pay this many times the stake.
const FAIR_SHARE: u64 = NUMBERS as u64 * RTP.numerator / RTP.denominator;

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Which end of the numbers wins.
    pub direction: Direction,
    /// How many of the 10000 numbers win (basis points): [`CHANCE_BP_MIN`] to [`CHANCE_BP_MAX`].
    pub chance_bp: u16,
}

/// Which end of the numbers wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The highest numbers.
    Over,
    /// The lowest numbers.
    Under,
}

impl Call {
    /// Over with a chance of 49.50 %, which doubles the stake: 5050 and above.
    pub const DEFAULT: Self = Self { direction: Direction::Over, chance_bp: 4_950 };

    /// Whether the chance is on offer.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self) -> Result<(), InvalidSelection> {
        if (CHANCE_BP_MIN..=CHANCE_BP_MAX).contains(&self.chance_bp) {
            Ok(())
        } else {
            Err(InvalidSelection)
        }
    }

    /// Whether it wins when `roll`, a number below [`NUMBERS`], is rolled.
    pub const fn wins(&self, roll: u16) -> bool {
        match self.direction {
            Direction::Over => NUMBERS - self.chance_bp <= roll,
            Direction::Under => roll < self.chance_bp,
        }
    }
}

/// What was rolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// 0 to 9999.
    pub roll: u16,
}

/// Roll for a checked `call`: one draw below [`NUMBERS`] is the number.
pub fn play(call: Call, stake: Money, draws: &mut Draws) -> Settlement {
    let roll = draws.below(u32::from(NUMBERS)) as u16;
    let payout = if call.wins(roll) {
        multiple(stake, FAIR_SHARE, u64::from(call.chance_bp))
    } else {
        Money::ZERO
    };
    Settlement::without_push(payout, Outcome::Dice(Roll { roll }))
}

#[cfg(test)]
mod tests;
