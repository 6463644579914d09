//! What the live stream says: the data of its events, each named in its own words. `board` says a
//! [`crate::Leaderboard`], and `reset` nothing.
//!
//! An event's `id` is the vector of positions that the views had reached when it was sent. A client
//! that comes back with it as `Last-Event-ID` hears what it missed, or `reset` when that is too
//! much: then it reads everything anew.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::bets::{BetStatus, BetTimes};
use crate::names::PlayerId;
use crate::players::Stats;
use crate::position::Position;
use crate::raw::RawObject;
use crate::time::UnixMillis;

/// `bet`: a bet has reached the views; or one that was told while it was open is settled, and then
/// it is told again. Everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetNews {
    /// The bet.
    pub bet_id: String,
    /// Who bet.
    pub player_id: PlayerId,
    /// The game's name.
    pub game_type: String,
    /// The stake.
    pub amount: Amount,
    /// When it was placed.
    pub timestamp: UnixMillis,
    /// How it stands.
    pub status: BetStatus,
    /// What the player got back; null while open.
    pub payout: Option<Amount>,
    /// Payout − stake; null while open.
    pub profit: Option<Amount>,
    /// What it was on.
    pub selection: RawObject,
    /// What was drawn; null while open.
    pub drawn: Option<RawObject>,
    /// The commit that placed it.
    pub position: Position,
    /// When it was where on its way.
    pub times: BetTimes,
    /// When this was sent.
    pub pushed_at: UnixMillis,
}

/// `suppressed`: bets that were not told, because there were more than anybody could read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuppressedNews {
    /// How many.
    pub count: u64,
}

/// `me`: the caller's account has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountNews {
    /// What the account speaks for.
    pub position: Position,
    /// The account.
    pub stats: Stats,
}

/// `system`: how the views are, once a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemNews {
    /// The service's time.
    pub server_time: UnixMillis,
    /// What the views are kept in: `memory`, `redis`.
    pub views_engine: String,
    /// What is wrong, in phrases; empty when nothing is known to be.
    pub troubles: Vec<String>,
    /// By number.
    pub partitions: Vec<ViewPartition>,
}

/// How far the view of a partition is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViewPartition {
    /// Its number.
    pub partition: u32,
    /// The last commit in the view; null before the first.
    pub projected_seq: Option<u64>,
    /// The last commit known to be in the log; null where this service cannot know.
    pub head_seq: Option<u64>,
    /// How many commits the view lacks; null where this service cannot know.
    pub behind: Option<u64>,
    /// Bets placed so far, as the view counts them.
    pub bets: u64,
    /// The time of the last commit in the view.
    pub last_commit_at: UnixMillis,
}

/// `hb`: a sign of life, every five seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heartbeat {
    /// The service's time.
    pub server_time: UnixMillis,
}
