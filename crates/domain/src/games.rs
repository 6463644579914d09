//! The games: plain data and functions with integer payouts.
//!
//! A game turns a stake, a selection and a stream of draws into a [`Settlement`]. It knows nothing
//! of players, balances or logs. Every game states the version of its rules and its exact return
//! to player (RTP), which its tests enumerate in rational arithmetic.

pub mod blackjack;
pub mod dice;
pub mod roulette;
pub mod slots;

use serde::{Deserialize, Serialize};

use crate::fairness::Draws;
use crate::money::Money;

/// A game this build knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Game {
    /// European roulette.
    Roulette,
    /// Three reels, five lines.
    Slots,
    /// Infinite deck, dealer stands on soft 17.
    Blackjack,
    /// Over or under with a chosen chance.
    Dice,
}

impl Game {
    /// Every game.
    pub const ALL: [Self; 4] = [Self::Roulette, Self::Slots, Self::Blackjack, Self::Dice];

    /// The game of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|game| game.name() == name)
    }

    /// The name in requests, events and draw messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roulette => "roulette",
            Self::Slots => "slots",
            Self::Blackjack => "blackjack",
            Self::Dice => "dice",
        }
    }

    /// The version of the rules in force, recorded in every bet. Raised when a payout, a strip, a
    /// strategy or the order of draws changes; a round ends under the version it began with.
    pub const fn rules(self) -> u32 {
        match self {
            Self::Roulette => roulette::RULES,
            Self::Slots => slots::RULES,
            Self::Blackjack => blackjack::RULES,
            Self::Dice => dice::RULES,
        }
    }

    /// What a bet that names only the game and a stake returns in the long run.
    pub const fn rtp(self) -> Rtp {
        match self {
            Self::Roulette => roulette::RTP,
            Self::Slots => slots::RTP,
            Self::Blackjack => blackjack::RTP,
            Self::Dice => dice::RTP,
        }
    }
}

/// A return to player: the expected payout for a stake of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rtp {
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
}

/// The most that any bet pays, as a multiple of the stake it was placed with.
pub const MULTIPLE_MAX: u64 = 1_000;

const _: () = assert!(Money::MAX_BALANCE.minor() as u64 <= i64::MAX as u64 / MULTIPLE_MAX);

/// `stake × numerator ÷ denominator` of a checked bet, rounded down to the minor unit.
#[expect(clippy::expect_used, reason = "the greatest stake times MULTIPLE_MAX fits, see above")]
fn multiple(stake: Money, numerator: u64, denominator: u64) -> Money {
    debug_assert!(numerator <= MULTIPLE_MAX * denominator, "{numerator}/{denominator}");
    stake.checked_ratio(numerator, denominator).expect("a checked bet's payout fits")
}

/// What a player bets on: the part of a bet that differs from game to game.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Chips on the table; their stakes add up to the bet's.
    Roulette {
        /// At least one.
        chips: alloc::vec::Vec<roulette::Chip>,
    },
    /// How many lines the stake is spread over.
    Slots {
        /// 1 to 5.
        lines: u8,
    },
    /// Over or under.
    Dice(dice::Call),
    /// Nothing to choose before the deal.
    Blackjack,
}

/// A selection that its game does not offer, or whose parts do not add up to the stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the game does not offer this selection")]
pub struct InvalidSelection;

impl Selection {
    /// What a bet that names only a game and a stake is on: `stake` on red, one line, over with a
    /// chance of 49.50 %, a hand of blackjack.
    pub fn default_for(game: Game, stake: Money) -> Self {
        match game {
            Game::Roulette => {
                let red = roulette::Chip { spot: roulette::Spot::Red, stake_minor: stake };
                Self::Roulette { chips: alloc::vec![red] }
            }
            Game::Slots => Self::Slots { lines: 1 },
            Game::Blackjack => Self::Blackjack,
            Game::Dice => Self::Dice(dice::Call::DEFAULT),
        }
    }

    /// The game it belongs to.
    pub const fn game(&self) -> Game {
        match self {
            Self::Roulette { .. } => Game::Roulette,
            Self::Slots { .. } => Game::Slots,
            Self::Dice(_) => Game::Dice,
            Self::Blackjack => Game::Blackjack,
        }
    }

    /// Whether the game offers it at `stake`: something, and no more than a balance can hold.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self, stake: Money) -> Result<(), InvalidSelection> {
        if !stake.is_positive() || stake > Money::MAX_BALANCE {
            return Err(InvalidSelection);
        }
        match self {
            Self::Roulette { chips } => roulette::check(chips, stake),
            Self::Slots { lines } => slots::check(*lines),
            Self::Dice(call) => call.check(),
            Self::Blackjack => Ok(()),
        }
    }

    /// Play a checked selection to its end, on exactly `stake`.
    pub fn play(&self, stake: Money, draws: &mut Draws) -> Settlement {
        match self {
            Self::Roulette { chips } => roulette::play(chips, draws),
            Self::Slots { lines } => slots::play(*lines, stake, draws),
            Self::Dice(call) => dice::play(*call, stake, draws),
            Self::Blackjack => blackjack::play_at_once(stake, draws),
        }
    }
}

/// How a bet ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Won, lost or pushed.
    pub verdict: Verdict,
    /// What the player gets back, the stake included; zero when lost.
    pub payout: Money,
    /// What was drawn.
    pub outcome: Outcome,
}

impl Settlement {
    /// Of a bet that cannot push.
    fn without_push(payout: Money, outcome: Outcome) -> Self {
        Self { verdict: Verdict::of_payout(payout), payout, outcome }
    }
}

/// Lost if the payout is zero, a push only where the rules return the stake, else won, even when
/// the payout is below the stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Something was paid.
    Won,
    /// Nothing was paid.
    Lost,
    /// The rules return the stake.
    Push,
}

impl Verdict {
    /// The verdict on a bet that cannot push.
    pub fn of_payout(payout: Money) -> Self {
        if payout.is_positive() { Self::Won } else { Self::Lost }
    }
}

/// What was drawn: everything a screen may show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Where the ball fell.
    Roulette(roulette::Spin),
    /// Where the reels stopped and which lines paid.
    Slots(slots::Stop),
    /// The number rolled.
    Dice(dice::Roll),
    /// The cards and what each hand got.
    Blackjack(blackjack::Table),
}

#[cfg(test)]
mod tests;
