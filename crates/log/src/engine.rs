//! The contract of a log engine.

use async_trait::async_trait;

use crate::chain::Record;
use crate::genesis::Lineage;
use crate::snapshot::Snapshot;

/// A durable, partitioned log of [`Record`]s.
///
/// # What every engine promises
/// - **Order.** A partition is one sequence of records at growing offsets (gaps are allowed), the
///   same for every reader. Partitions share nothing.
/// - **Untouched bytes.** `prev`, `key` and `value` come back as they were given. The record's
///   headers come back too, or none do: an engine need not keep them.
/// - **Append** takes a batch for one partition and keeps it together and in order. `Ok` means
///   durable: it survives whatever the engine is meant to survive. An error says whether the
///   records may still appear ([`AppendError::is_definite`]). A batch may be stored in part; the
///   chain makes a part harmless, since every record of ours names the one before it.
///   Calls may be pipelined: the next may start before the last returned, and is then ordered
///   after it unless the engine says otherwise by making strays. (A call starts when its future
///   is first polled.) A call that is dropped may be stored all the same.
/// - **Tail** yields every record from an offset on, then waits for more. Before anything else,
///   and whenever the engine cannot vouch that it still reads the log it read before (reconnect,
///   truncation, change of leader), it yields [`Item::Recheck`]: the reader must then walk the
///   accept rule again from an older head it trusts and go on at its own head. For that, the tail
///   goes on no later than where the log may have changed; a reader may also begin a new one.
///   A record may be seen by a tail before its append returns, never before it has its place.
/// - **Read** returns records from an offset on, without waiting. It may end early, for it keeps
///   to what memory can hold; it is empty only where there is nothing more.
/// - **Snapshots** are kept per (partition, name), newest first, at least two; a half-written one
///   is never returned.
///
/// # What no engine promises
/// That a record is accepted. Records that lost a race, came late or came twice are stored like
/// any other (an engine that holds the lock may refuse them: [`AppendError::NotNext`]). Readers
/// apply the accept rule; that is the only fence.
#[async_trait]
pub trait Log: Send + Sync + 'static {
    /// The log's identity, from its first record.
    fn lineage(&self) -> Lineage;

    /// How many partitions it has; fixed for the life of the lineage.
    fn partition_count(&self) -> u32;

    /// Append `records` to `partition`, in order.
    ///
    /// # Errors
    /// See [`AppendError`]: the caller must tell "not applied" from "unknown". In a partition that
    /// does not exist there is nothing to follow: [`AppendError::NotNext`].
    async fn append(&self, partition: u32, records: Vec<Record>) -> Result<Appended, AppendError>;

    /// Follow `partition` from offset `from`.
    ///
    /// # Errors
    /// When the engine cannot be read or the partition does not exist.
    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError>;

    /// At most `count_max` records from offset `from` on; none only at the end.
    ///
    /// # Errors
    /// When the engine cannot be read or the partition does not exist.
    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError>;

    /// Keep a snapshot named `name` of what a reader of `partition` has folded.
    ///
    /// # Errors
    /// When it could not be kept; the snapshots before it are untouched.
    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError>;

    /// The kept snapshots, newest first. One that fails its checksum or belongs to another lineage
    /// is left out.
    ///
    /// # Errors
    /// When the engine cannot be read.
    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError>;
}

/// One reader's place in a partition.
#[async_trait]
pub trait Tail: Send {
    /// The next batch of items, at least one; waits for it. Cancel-safe.
    ///
    /// # Errors
    /// When the engine cannot go on. The tail is then of no more use; a new one starts with
    /// [`Item::Recheck`].
    async fn next(&mut self) -> Result<Vec<Item>, LogError>;
}

/// A record and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The engine's private place of the record.
    pub offset: u64,
    /// The record.
    pub record: Record,
    /// When the engine stored it, by the clock of whoever stores (microseconds since the Unix
    /// epoch, as exact as the engine is); `None` where an engine keeps no such time.
    pub appended_us: Option<u64>,
}

/// What a tail yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The next record.
    Stored(Stored),
    /// The tail cannot vouch for continuity with what it yielded before.
    Recheck,
}

/// A durable append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The offset of the batch's last record, where the engine knows it.
    pub last_offset: Option<u64>,
}

/// Why an append did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// No room. Nothing was stored; may be tried again when there is.
    #[error("the log has no room left")]
    Full,
    /// The engine applies the accept rule under its lock, and the batch does not follow. Nothing
    /// was stored.
    #[error("the batch does not follow the last commit")]
    NotNext,
    /// A record is larger than [`Record::VALUE_BYTES_MAX`]. Nothing was stored.
    #[error("a record is too large")]
    TooLarge,
    /// The records may be in the log, may come later, or may never come.
    #[error("the log did not say whether the batch was stored: {0}")]
    Unknown(String),
}

impl AppendError {
    /// Whether it is certain that nothing was stored and nothing will be.
    pub fn is_definite(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

/// Why a log could not be opened or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Another process has the data directory.
    #[error("{0} is in use by another process: stop that first")]
    InUse(String),
    /// What is stored is not what was stored.
    #[error("the log is damaged at {place}: {what}")]
    Damaged {
        /// Partition and offset, or file and byte.
        place: String,
        /// What is wrong with it.
        what: String,
    },
    /// A partition that the log does not have.
    #[error("there is no partition {0}")]
    UnknownPartition(u32),
    /// It was made by something this build does not know, or for another configuration.
    #[error("the log cannot be used: {0}")]
    Unusable(String),
    /// The engine is out of reach.
    #[error("the log cannot be reached: {0}")]
    Unreachable(String),
}
