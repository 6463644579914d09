//! The contract of a view engine.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use croupier_domain::PlayerId;

use crate::bet::BetView;
use crate::board::{Board, Place, Standing, Surroundings};
use crate::changes::Changes;
use crate::digest::Digest;
use crate::meta::Meta;
use crate::player::PlayerView;
use crate::position::{AsOf, ViewPosition};
use crate::totals::PartitionTotals;

/// The read side's values: one independent view per partition.
///
/// # What every engine promises
/// - **Meta.** A view is opened for one [`Meta`]; with another it is refused, and until it was
///   opened it has nothing to say ([`ViewsError::NotOpen`]).
/// - **Apply** stores all changes and the new position together, or nothing at all, and only if
///   the stored position *equals* the expected one in seq, hash and offset. Equal, not "not
///   less": an engine that has lost acknowledged batches (a failover, a restored backup) stands
///   before the expected position, and one with two writers behind it; both must be noticed.
///   An error other than a conflict leaves it open whether the batch was applied:
///   [`Views::position`] tells.
/// - **One moment.** Every answer speaks for the position in it: the value contains that commit
///   and all before it, and nothing behind it. No answer mixes two moments of one partition.
/// - **Position** is read from where it is stored, not remembered: it is how a loss is noticed.
/// - **Bounds.** A player's newest [`crate::BETS_KEPT_MAX`] bets are kept, and no others.
/// - **Periods.** A partition is in the day and the week of its last commit. Boards of others have
///   nobody on them: those that are over, and those that have not begun there.
/// - **Order.** Boards are ordered by [`Standing`], in every engine and across partitions.
/// - **Digest.** Two engines, or two histories of one engine, that stand at the same position
///   have the same digest, whatever the batches were.
///
/// # What no engine promises
/// That it keeps what it has: any of it may be gone after a failover, as a prefix of what was
/// applied. The log is the truth; the processor notices by the position and applies again.
#[async_trait]
pub trait Views: Send + Sync + 'static {
    /// What the engine is, for people: `memory`, `redis`.
    fn engine(&self) -> &'static str;

    /// Begin a view for `meta`, or go on with the one there is.
    ///
    /// # Errors
    /// [`ViewsError::OtherMeta`] when what is there was made for another.
    async fn open(&self, meta: &Meta) -> Result<(), ViewsError>;

    /// What the view was opened for; `None` when nobody has opened it yet.
    ///
    /// # Errors
    /// When the engine cannot be reached.
    async fn meta(&self) -> Result<Option<Meta>, ViewsError>;

    /// Where `partition` stands; `None` before its first batch.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn position(&self, partition: u32) -> Result<Option<ViewPosition>, ViewsError>;

    /// Wait until `partition` stands at commit `seq` or behind it, at most for `wait`. Returns
    /// where it stands then, reached or not.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn reached(
        &self,
        partition: u32,
        seq: u64,
        wait: Duration,
    ) -> Result<Option<ViewPosition>, ViewsError>;

    /// What a fold goes on from: the partition's sums and the accounts of `players`, in their
    /// order, `None` where there is no account.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn load(&self, partition: u32, players: &[PlayerId]) -> Result<AsOf<Loaded>, ViewsError>;

    /// Move `partition` from `expected` to `next`.
    ///
    /// # Errors
    /// See [`ApplyError`].
    async fn apply(
        &self,
        partition: u32,
        expected: Option<ViewPosition>,
        next: ViewPosition,
        changes: Changes,
    ) -> Result<(), ApplyError>;

    /// The account of `player`.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn player(
        &self,
        partition: u32,
        player: &PlayerId,
    ) -> Result<AsOf<Option<PlayerView>>, ViewsError>;

    /// At most `limit` bets of `player`, newest first; nothing for an unknown one. `before` is the
    /// seq of the last bet of the page before: only bets placed before that one are on this page,
    /// so that pages neither repeat nor leave out while new bets arrive.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn bets(
        &self,
        partition: u32,
        player: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError>;

    /// The bet that commit `seq` placed, with its player's account at the same moment.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn bet(&self, partition: u32, seq: u64) -> Result<AsOf<Option<Receipt>>, ViewsError>;

    /// The best `limit` of the partition's `board`, best first.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError>;

    /// Where `player` stands on the partition's `board`, and at most `limit` players on either
    /// side.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn standing(
        &self,
        partition: u32,
        board: Board,
        player: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError>;

    /// What the partition's `board` has around `of`, a player of another partition: at most
    /// `limit` on either side.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError>;

    /// The partition's sums, and how many of its (player, session) pairs have a bet placed at or
    /// after `since_ms` (milliseconds since the Unix epoch). A pair is forgotten
    /// [`crate::ACTIVE_SESSION_MS`] after its last bet, by the partition's own commits.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError>;

    /// The digest of everything the partition holds. Reads all of it.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError>;

    /// Note that what the partition holds is not what the log has, and why; or, with `None`, that
    /// it is again. Values and position stay as they are: whoever answers from them asks
    /// [`Views::diverged`], and does not answer.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn set_diverged(&self, partition: u32, why: Option<&str>) -> Result<(), ViewsError>;

    /// Why what the partition holds is not what the log has; `None` when nobody has found that.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn diverged(&self, partition: u32) -> Result<Option<String>, ViewsError>;

    /// The partition as it is, for whoever keeps it over a restart; `None` before its first batch,
    /// and always `None` from an engine that outlives the process.
    ///
    /// # Errors
    /// See [`ViewsError`].
    async fn snapshot(&self, partition: u32) -> Result<Option<Snapshot>, ViewsError>;

    /// Put a snapshot into a partition that has applied nothing yet. Returns where it stands then.
    ///
    /// # Errors
    /// [`ViewsError::Unusable`] when it is none that this build can read, was made for another
    /// meta or another partition, or when the partition is not empty. Nothing has changed then.
    async fn restore(&self, partition: u32, state: Bytes) -> Result<ViewPosition, ViewsError>;
}

/// What a fold goes on from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The partition's sums.
    pub totals: PartitionTotals,
    /// The accounts that were asked for, in that order.
    pub players: Vec<Option<PlayerView>>,
}

/// A page of a player's bets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BetPage {
    /// Newest first.
    pub bets: Vec<BetView>,
    /// Whether older ones are kept.
    pub has_more: bool,
}

/// A bet, and its player's account at the same moment: seeds, and the open round if it is this
/// bet's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The bet.
    pub bet: BetView,
    /// The account.
    pub player: PlayerView,
}

/// A partition in sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionSummary {
    /// The sums.
    pub totals: PartitionTotals,
    /// Distinct (player, session) pairs with a bet since the time that was asked for.
    pub active_session_count: u64,
}

/// A partition's view as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it stands.
    pub position: ViewPosition,
    /// The engine's own encoding.
    pub state: Bytes,
}

/// Why a batch was not, or may not have been, applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The partition stands elsewhere. Nothing was changed.
    #[error("the view stands at another position than expected")]
    Conflict {
        /// Where it stands.
        actual: Option<ViewPosition>,
    },
    /// The engine did not answer, or not with success. The batch may have been applied.
    #[error(transparent)]
    Failed(#[from] ViewsError),
}

/// Why a view cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewsError {
    /// Nobody has opened it yet.
    #[error("the view has not been opened")]
    NotOpen,
    /// It was made for another log, or by a build that folds otherwise.
    #[error("the view was made for {stored:?}, not for {given:?}")]
    OtherMeta {
        /// What it was made for.
        stored: Meta,
        /// What it was asked to be.
        given: Meta,
    },
    /// A partition that the log does not have.
    #[error("there is no partition {0}")]
    UnknownPartition(u32),
    /// What is stored, or was given, is not a view.
    #[error("the view cannot be used: {0}")]
    Unusable(String),
    /// The engine is out of reach.
    #[error("the view cannot be reached: {0}")]
    Unreachable(String),
}
