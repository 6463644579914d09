//! Slots: three reels of 32 stops, three rows, one to five lines.
//!
//! A line pays for the run of its first symbol from the left: three of a kind, and for cherries
//! one or two as well. The stake is spread over the lines played: the payout is
//! stake × Σ multipliers ÷ lines, rounded down once for the whole bet.
//!
//! Every line takes one row from each reel, and a reel stops everywhere with equal chance, so all
//! lines have the same return: 31448 ÷ 32768 = 95.971… % for any number of them, before rounding
//! (which takes less than one minor unit from a bet). A bet pays something in 23.7 % of the spins
//! on one line and in 69.4 % on five, where a small win may pay less than the stake.

use alloc::vec::Vec;
use core::array;

use serde::{Deserialize, Serialize};

use crate::fairness::Draws;
use crate::games::{InvalidSelection, Outcome, Rtp, Settlement, multiple};
use crate::money::Money;

/// The version of these rules.
pub const RULES: u32 = 1;

/// The return to player, the same for any number of lines, before rounding.
pub const RTP: Rtp = Rtp { numerator: 3_931, denominator: 4_096 };

/// How many places a reel can stop at.
pub const STOPS: usize = 32;

/// The symbols around each reel, from stop 0 on. A reel holds 1 seven, 2 bars, 3 bells, 3 to 5
/// melons and plums, 5 or 6 oranges, 6 or 7 lemons and 7, 6, 5 cherries; no three neighbours hold
/// the same symbol twice, so a window never shows one symbol twice on a reel.
pub const STRIPS: [[Symbol; STOPS]; 3] = {
    use Symbol::{
        Bar as I, Bell as B, Cherry as C, Lemon as L, Melon as M, Orange as O, Plum as P,
        Seven as S,
    };
    [
        [
            S, L, P, C, I, M, B, C, L, O, C, P, O, M, L, C, B, O, P, L, I, C, M, O, L, C, P, B, L,
            M, C, O,
        ],
        [
            S, L, M, P, C, O, B, L, I, C, P, L, O, M, C, L, P, B, M, O, L, C, P, I, O, C, M, L, B,
            P, O, C,
        ],
        [
            S, L, O, M, C, P, L, I, O, B, C, L, O, P, M, L, C, O, L, B, P, C, O, I, L, M, P, O, C,
            B, L, P,
        ],
    ]
};

/// The lines in the order they are bought: the row (0 is the top) each takes from the three reels.
pub const LINES: [[usize; 3]; 5] = [[1, 1, 1], [0, 0, 0], [2, 2, 2], [0, 1, 2], [2, 1, 0]];

/// What a reel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a bell is a bell")]
pub enum Symbol {
    Cherry,
    Lemon,
    Orange,
    Plum,
    Melon,
    Bell,
    Bar,
    Seven,
}

impl Symbol {
    /// Every symbol, the commonest first.
    pub const ALL: [Self; 8] = [
        Self::Cherry,
        Self::Lemon,
        Self::Orange,
        Self::Plum,
        Self::Melon,
        Self::Bell,
        Self::Bar,
        Self::Seven,
    ];

    /// The paytable: how many times a line's share of the stake a run of one, two and three of
    /// this symbol pays.
    pub const fn pays(self) -> [u32; 3] {
        match self {
            Self::Cherry => [2, 5, 10],
            Self::Lemon => [0, 0, 10],
            Self::Orange => [0, 0, 15],
            Self::Plum => [0, 0, 20],
            Self::Melon => [0, 0, 30],
            Self::Bell => [0, 0, 60],
            Self::Bar => [0, 0, 150],
            Self::Seven => [0, 0, 1_000],
        }
    }
}

/// Where the reels stopped and which lines paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The stop of each reel, 0 to 31; [`window`] says what that shows.
    pub stops: [u8; 3],
    /// The lines that paid, in the order of [`LINES`].
    pub wins: Vec<Win>,
}

/// A line that paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Win {
    /// 1 to 5, the place in [`LINES`].
    pub line: u8,
    /// The line's first symbol.
    pub symbol: Symbol,
    /// How many of it stand side by side from the left.
    pub run: u8,
    /// How many times the line's share of the stake it pays.
    pub multiplier: u32,
}

/// Whether so many lines are on offer.
///
/// # Errors
/// When there are not one to five.
pub fn check(lines: u8) -> Result<(), InvalidSelection> {
    if (1..=LINES.len()).contains(&usize::from(lines)) { Ok(()) } else { Err(InvalidSelection) }
}

/// Spin the reels for a checked number of lines: three draws below [`STOPS`], reels left to right.
pub fn play(lines: u8, stake: Money, draws: &mut Draws) -> Settlement {
    let stops = array::from_fn(|_| draws.below(STOPS as u32) as u8);
    let wins = wins(window(stops), lines);
    let multipliers = wins.iter().map(|win| u64::from(win.multiplier)).sum();
    let payout = multiple(stake, multipliers, u64::from(lines));
    Settlement::without_push(payout, Outcome::Slots(Stop { stops, wins }))
}

/// The three rows of symbols, each left to right, that `stops` bring to the window. A reel's stop
/// is in the middle row, with its neighbours on the strip above and below.
pub fn window(stops: [u8; 3]) -> [[Symbol; 3]; 3] {
    array::from_fn(|row| {
        array::from_fn(|reel| STRIPS[reel][(usize::from(stops[reel]) + STOPS - 1 + row) % STOPS])
    })
}

fn wins(window: [[Symbol; 3]; 3], lines: u8) -> Vec<Win> {
    let symbols = |rows: [usize; 3]| array::from_fn(|reel| window[rows[reel]][reel]);
    (1..=lines).zip(LINES).filter_map(|(line, rows)| win(line, symbols(rows))).collect()
}

fn win(line: u8, symbols: [Symbol; 3]) -> Option<Win> {
    let symbol = symbols[0];
    let run = symbols.iter().take_while(|other| **other == symbol).count();
    let multiplier = symbol.pays()[run - 1];
    (multiplier > 0).then_some(Win { line, symbol, run: run as u8, multiplier })
}

#[cfg(test)]
mod tests;
