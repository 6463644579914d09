//! From a request's `selection` to what the domain bets on.
//!
//! A selection that this build cannot read is not refused here: another build may know it, so it
//! goes into the loop as unknown and the refusal is a commit like any other decision.

use croupier_api::{Amount, Percent, RawObject};
use croupier_domain::games::dice::{Call, Direction};
use croupier_domain::games::roulette::{Chip, Spot};
use croupier_domain::games::{Game, Selection};
use croupier_domain::{Chosen, Money};
use serde::Deserialize;

/// `{"chips": [{"bet": "straight", "numbers": [17], "amount": 5.00}, …]}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chips {
    chips: Vec<ChipForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChipForm {
    bet: String,
    #[serde(default)]
    numbers: Vec<u8>,
    amount: Amount,
}

/// `{"lines": 5}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    lines: u8,
}

/// `{"direction": "over", "chance": 49.5}`, the chance in percent with at most two decimals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallForm {
    direction: Direction,
    chance: Percent,
}

/// Nothing to choose before the deal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Read a selection for the game named `game`.
pub(super) fn read(game: &str, raw: &RawObject) -> Chosen<Selection> {
    let selection = Game::parse(game).and_then(|game| match game {
        Game::Roulette => chips(raw.as_str()),
        Game::Slots => parse(raw.as_str()).map(|Lines { lines }| Selection::Slots { lines }),
        Game::Dice => call(raw.as_str()),
        Game::Blackjack => parse(raw.as_str()).map(|Nothing {}| Selection::Blackjack),
    });
    selection.map_or_else(|| Chosen::Unknown(raw.canonical().into()), Chosen::Known)
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn chips(text: &str) -> Option<Selection> {
    let Chips { chips } = parse(text)?;
    let chips = chips.iter().map(|chip| {
        let spot = Spot::from_name_and_numbers(&chip.bet, &chip.numbers).ok()?;
        Some(Chip { spot, stake_minor: Money::from_minor(chip.amount.minor()) })
    });
    Some(Selection::Roulette { chips: chips.collect::<Option<_>>()? })
}

fn call(text: &str) -> Option<Selection> {
    let CallForm { direction, chance } = parse(text)?;
    let chance_bp = u16::try_from(chance.hundredths()).ok()?;
    Some(Selection::Dice(Call { direction, chance_bp }))
}
