//! What differs from game to game, on the wire: selections as requests have them, what was drawn as
//! the write side's answer has it.

use croupier_api::{Amount, GameStats, Percent, RawObject};
use croupier_http::Failure;
use croupier_views::games::dice::Direction;
use croupier_views::games::roulette::Chip;
use croupier_views::games::{Outcome, Selection};
use croupier_views::{GameSum, GameSums};
use serde::Serialize;

use super::{amount, sum};

#[derive(Serialize)]
struct Chips<'a> {
    chips: Vec<ChipParts<'a>>,
}

#[derive(Serialize)]
struct ChipParts<'a> {
    bet: &'static str,
    #[serde(skip_serializing_if = "<[u8]>::is_empty")]
    numbers: &'a [u8],
    amount: Amount,
}

#[derive(Serialize)]
struct Lines {
    lines: u8,
}

#[derive(Serialize)]
struct Call {
    direction: Direction,
    chance: Percent,
}

#[derive(Serialize)]
struct Nothing {}

/// The games that were played, in sums.
pub(crate) fn sums(games: &GameSums) -> Vec<GameStats> {
    let of_one = |game: &GameSum| GameStats {
        game_type: game.game.name().into(),
        bets: game.bet_count,
        wagered: sum(game.wagered),
        settled: sum(game.settled),
        paid: sum(game.paid),
    };
    games.iter().map(of_one).collect()
}

/// What a bet was on, as a request would ask for it.
pub(super) fn selection(selection: &Selection) -> Result<RawObject, Failure> {
    match selection {
        Selection::Roulette { chips } => object(&Chips { chips: chips.iter().map(chip).collect() }),
        Selection::Slots { lines } => object(&Lines { lines: *lines }),
        Selection::Dice(call) => {
            let chance = Percent::from_hundredths(call.chance_bp.into());
            object(&Call { direction: call.direction, chance })
        }
        Selection::Blackjack => object(&Nothing {}),
    }
}

fn chip(chip: &Chip) -> ChipParts<'_> {
    let (bet, numbers) = (chip.spot.name(), chip.spot.numbers());
    ChipParts { bet, numbers, amount: amount(chip.stake_minor) }
}

/// What was drawn, without the game's name around it: the answer has that already.
pub(super) fn drawn(outcome: &Outcome) -> Result<RawObject, Failure> {
    match outcome {
        Outcome::Roulette(spin) => object(spin),
        Outcome::Slots(stop) => object(stop),
        Outcome::Dice(roll) => object(roll),
        Outcome::Blackjack(table) => object(table),
    }
}

pub(super) fn object(value: &impl Serialize) -> Result<RawObject, Failure> {
    RawObject::of(value).map_err(|error| Failure::internal(&error))
}
