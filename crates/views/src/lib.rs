//! What the read side answers from.
//!
//! The processor folds accepted commits into absolute values ([`Folder`]) and hands them to an
//! engine in batches. An engine ([`Views`]) applies a batch and its position together, or nothing,
//! and only on top of exactly the position the batch was folded from. So every view is the fold of
//! a prefix of the log, each commit counted once, whatever is killed whenever; and every answer can
//! say which prefix it speaks for.
//!
//! What spans partitions ([`leaderboard`], [`rank`], [`summary()`]) is put together here from the
//! partitions' parts, once for all engines. `conformance` is the engines' contract, executed.

mod bet;
mod board;
mod by_game;
mod changes;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod digest;
mod engine;
mod fold;
mod meta;
mod packed;
mod period;
mod player;
mod position;
mod ranking;
mod sum;
mod summary;
mod times;
mod totals;

pub mod memory;
pub mod redis;

/// The domain's values that views are made of; not its decisions, which the read side cannot reach.
pub use croupier_domain::{BetId, Hex, Money, PlayerId, games};

pub use self::redis::RedisViews;
pub use bet::{BetStatus, BetView, Settled};
pub use board::{Board, Place, Standing, Surroundings};
pub use by_game::{GameSum, GameSums};
pub use changes::Changes;
pub use digest::Digest;
pub use engine::{
    ApplyError, BetPage, Loaded, PartitionSummary, Receipt, Snapshot, Views, ViewsError,
};
pub use fold::{FoldError, Folder};
pub use memory::MemoryViews;
pub use meta::Meta;
pub use period::{Period, PeriodSums, Recent};
pub use player::{Activity, BetStats, OpenRoundView, PlayerView, RevealedSeed, SeedView};
pub use position::{AsOf, Spanning, ViewPosition};
pub use ranking::{Leaderboard, Rank, leaderboard, rank};
pub use sum::Sum;
pub use summary::{ACTIVE_SESSION_MS, Summary, summary};
pub use times::HopTimes;
pub use totals::PartitionTotals;

/// How many bets of a player are kept, the newest. Exactly so many: engines must agree to the byte.
pub const BETS_KEPT_MAX: usize = 1_000;

/// How many revealed seeds of a player are kept, the newest; the log has all of them.
pub const REVEALED_SEEDS_KEPT_MAX: usize = 100;
