//! Bets in sums, by game.

use croupier_domain::games::Game;
use serde::{Deserialize, Serialize};

use crate::sum::Sum;

/// The bets on one game in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameSum {
    /// The game.
    pub game: Game,
    /// Bets placed.
    pub bet_count: u64,
    /// Stakes, open ones included.
    pub wagered: Sum,
    /// Stakes of settled bets.
    pub settled: Sum,
    /// Payouts of settled bets.
    pub paid: Sum,
}

/// The games that were played, in the order of [`Game`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GameSums(Vec<GameSum>);

impl GameSums {
    /// The games that were played.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &GameSum> {
        self.0.iter()
    }

    /// Bets placed on all of them.
    pub fn bet_count(&self) -> u64 {
        self.iter().map(|game| game.bet_count).sum()
    }

    /// Stakes on all of them, open ones included.
    pub fn wagered(&self) -> Sum {
        self.iter().fold(Sum::ZERO, |sum, game| sum.plus(game.wagered))
    }

    /// Payouts of all of them.
    pub fn paid(&self) -> Sum {
        self.iter().fold(Sum::ZERO, |sum, game| sum.plus(game.paid))
    }

    /// The sums of `game`, made when it was not played before.
    pub(crate) fn of_mut(&mut self, game: Game) -> &mut GameSum {
        let found = self.0.binary_search_by_key(&game, |of| of.game);
        let index = found.unwrap_or_else(|index| {
            let (wagered, settled, paid) = (Sum::ZERO, Sum::ZERO, Sum::ZERO);
            // Most players know one game: room for one, not for four.
            self.0.reserve_exact(1);
            self.0.insert(index, GameSum { game, bet_count: 0, wagered, settled, paid });
            index
        });
        &mut self.0[index]
    }

    /// Add what `other` has.
    pub(crate) fn add(&mut self, other: &Self) {
        for theirs in other.iter() {
            let ours = self.of_mut(theirs.game);
            ours.bet_count += theirs.bet_count;
            ours.wagered = ours.wagered.plus(theirs.wagered);
            ours.settled = ours.settled.plus(theirs.settled);
            ours.paid = ours.paid.plus(theirs.paid);
        }
    }
}
