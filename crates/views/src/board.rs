//! Leaderboards.

use std::cmp::Ordering;

use croupier_domain::{Money, PlayerId};

use crate::period::Period;
use crate::player::PlayerView;

/// What players are ordered by, and of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Board {
    /// What the account holds. Everybody is on it.
    Balance,
    /// Payouts − stakes of settled bets. Whoever has bet in the period is on it.
    NetWon(Period),
    /// Stakes. Whoever has bet in the period is on it.
    Wagered(Period),
    /// The largest profit of one bet. Whoever has bet in the period is on it.
    BiggestWin(Period),
}

impl Board {
    /// How many boards there are at a time.
    pub const COUNT: usize = 10;

    /// Every board there is at `time_ms` (milliseconds since the Unix epoch), in the order of
    /// their [`Board::index`].
    pub fn all_at(time_ms: u64) -> [Self; Self::COUNT] {
        let [all, day, week] = [Period::AllTime, Period::day_of(time_ms), Period::week_of(time_ms)];
        [
            Self::Balance,
            Self::NetWon(all),
            Self::Wagered(all),
            Self::BiggestWin(all),
            Self::NetWon(day),
            Self::Wagered(day),
            Self::BiggestWin(day),
            Self::NetWon(week),
            Self::Wagered(week),
            Self::BiggestWin(week),
        ]
    }

    /// What `player` has on this board; `None` when the player is not on it.
    pub fn value(self, player: &PlayerView) -> Option<Money> {
        if self == Self::Balance {
            return Some(player.balance);
        }
        let activity = player.activity.as_deref()?;
        let (net_won, wagered, biggest_win) = match self.period() {
            Period::AllTime => {
                let bets = Some(&activity.bets).filter(|bets| bets.placed_count > 0)?;
                (bets.net_won(), bets.wagered, bets.biggest_win)
            }
            period => {
                let sums = activity.recent.of(period)?;
                (sums.net_won, sums.wagered, sums.biggest_win)
            }
        };
        Some(match self {
            Self::Balance => player.balance,
            Self::NetWon(_) => net_won.to_money(),
            Self::Wagered(_) => wagered.to_money(),
            Self::BiggestWin(_) => biggest_win,
        })
    }

    /// What the board is about. A balance is what all time has made of it.
    pub const fn period(self) -> Period {
        match self {
            Self::Balance => Period::AllTime,
            Self::NetWon(period) | Self::Wagered(period) | Self::BiggestWin(period) => period,
        }
    }

    /// The board's place among those of its time.
    pub const fn index(self) -> usize {
        let first = match self.period() {
            Period::AllTime => 0,
            Period::Day(_) => 3,
            Period::Week(_) => 6,
        };
        first
            + match self {
                Self::Balance => 0,
                Self::NetWon(_) => 1,
                Self::Wagered(_) => 2,
                Self::BiggestWin(_) => 3,
            }
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
