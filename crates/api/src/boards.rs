//! What spans all players: leaderboards, ranks, the summary.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::names::PlayerId;
use crate::players::GameStats;

/// What a leaderboard is ordered by.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    /// What the account holds.
    #[default]
    Balance,
    /// Payouts − stakes of settled bets.
    NetWon,
    /// Stakes.
    Wagered,
    /// The largest profit of one bet.
    BiggestWin,
}

impl Board {
    /// Every board.
    pub const ALL: &[Self] = &[Self::Balance, Self::NetWon, Self::Wagered, Self::BiggestWin];

    /// The board's name in a query.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::NetWon => "net_won",
            Self::Wagered => "wagered",
            Self::BiggestWin => "biggest_win",
        }
    }

    /// The board of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|board| board.as_str() == name)
    }
}

/// Of when a leaderboard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// All time.
    #[default]
    All,
    /// Today, in UTC.
    Day,
    /// This week, from Monday 00:00 UTC.
    Week,
}

impl Window {
    /// Every window.
    pub const ALL: &[Self] = &[Self::All, Self::Day, Self::Week];

    /// The window's name in a query.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// The window of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|window| window.as_str() == name)
    }
}

/// The best players of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Leaderboard {
    /// Descending; equal values by player id.
    pub leaderboard: Vec<LeaderboardEntry>,
    /// What it is ordered by.
    pub board: Board,
    /// Of when it is.
    pub window: Window,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// A player's place on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeaderboardEntry {
    /// Who.
    pub player_id: PlayerId,
    /// What the account holds; on the balance board only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Amount>,
    /// What the board is ordered by.
    pub value: Amount,
    /// 1, 2, 3 … without ties.
    pub rank: u64,
}

/// Where a player stands, and who stands around.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rank {
    /// Who.
    pub player_id: PlayerId,
    /// On which board.
    pub board: Board,
    /// Of when it is.
    pub window: Window,
    /// 1 is the best; null for a player who is not on the board: all but the balances list only
    /// those who have bet in the window.
    pub rank: Option<u64>,
    /// What the board is ordered by; zero for a player who is not on it.
    pub value: Amount,
    /// How many players the board has.
    pub total_players: u64,
    /// The players around, the player included, best first.
    pub neighbours: Vec<LeaderboardEntry>,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// Sums over everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// Opened accounts.
    pub total_players: u64,
    /// Bets placed.
    pub total_bets: u64,
    /// Stakes, open ones included.
    pub total_wagered: Amount,
    /// Payouts of settled bets, pushes included.
    pub total_paid: Amount,
    /// Deposits, opening balances included.
    pub total_deposited: Amount,
    /// Withdrawals.
    pub total_withdrawn: Amount,
    /// The games that were played. What came back of what was settled is each game's measured RTP.
    pub games: Vec<GameStats>,
    /// Rounds that wait for their players.
    pub open_bets: u64,
    /// Distinct (player, session) pairs with a bet in the last 30 minutes of log time.
    pub active_sessions: u64,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}
