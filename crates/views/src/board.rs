//! Leaderboards.

use std::cmp::Ordering;

use croupier_domain::{Money, PlayerId};

use crate::player::PlayerView;

/// What players are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Board {
    /// What the account holds. Everybody is on it.
    Balance,
    /// Payouts − stakes of settled bets. Whoever has bet is on it.
    NetWon,
    /// Stakes. Whoever has bet is on it.
    Wagered,
    /// The largest profit of one bet. Whoever has bet is on it.
    BiggestWin,
}

impl Board {
    /// Every board.
    pub const ALL: [Self; 4] = [Self::Balance, Self::NetWon, Self::Wagered, Self::BiggestWin];

    /// What `player` has on this board; `None` when the player is not on it.
    pub fn value(self, player: &PlayerView) -> Option<Money> {
        if self == Self::Balance {
            return Some(player.balance);
        }
        let bets = player.activity.as_ref().map(|activity| &activity.bets)?;
        (bets.placed_count > 0).then(|| match self {
            Self::Balance => player.balance,
            Self::NetWon => bets.net_won().to_money(),
            Self::Wagered => bets.wagered.to_money(),
            Self::BiggestWin => bets.biggest_win,
        })
    }

    /// The board's place in [`Board::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A player's place on a board. The better one is the smaller one: the larger value, and among
/// equal values the player whose id comes first. So no two stand at the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What the board is ordered by.
    pub value: Money,
    /// Who.
    pub player: PlayerId,
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        other.value.cmp(&self.value).then_with(|| self.player.cmp(&other.player))
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether and where a player stands on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// There is no such account.
    Unknown,
    /// The account has not bet, and the board lists only those who have.
    Unranked,
    /// On the board.
    Ranked(Standing, Surroundings),
}

/// What one partition's board has around a standing, which need not be its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// How many stand on it in all.
    pub count: u64,
    /// How many of them are better.
    pub better_count: u64,
    /// The nearest that are better, best first.
    pub better: Vec<Standing>,
    /// The nearest that are worse, best first. The standing itself is neither.
    pub worse: Vec<Standing>,
}
