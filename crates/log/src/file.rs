//! The durable log of one machine: a SQLite database in the data directory.
//!
//! ```text
//! DIR/lock             held as long as the log is open; the second process is refused
//! DIR/log.sqlite3      every commit; open it with any SQLite tool (`SELECT * FROM log`)
//! DIR/log.sqlite3-wal  what was committed since the last checkpoint
//! DIR/snapshots/       what readers have folded
//! ```
//!
//! One thread writes. It takes whatever appends of all partitions wait, applies the accept rule to
//! them (so there are no strays here), and stores what follows in one transaction with one fsync.
//! Then it feeds the tails from memory and answers. A second thread moves the write-ahead log into
//! the database, off the way of the answers. An error of a write or an fsync ends the process: what
//! the disk holds is then known only to a process that reads it anew.
//!
//! What is stored is proved on open: the write-ahead log before SQLite sees it ([`wal`]), then
//! every commit by its chain ([`verify`]).

mod checkpoint;
mod connect;
mod directory;
mod feed;
mod reads;
mod rows;
mod running;
mod schema;
mod snapshots;
mod stats;
mod tail;
mod verify;
mod wal;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::chain::Record;
use crate::engine::{AppendError, Appended, Log, LogError, Stored, Tail};
use crate::genesis::{Genesis, Init, Lineage};
use crate::snapshot::Snapshot;

use directory::Directory;
use feed::Feed;
use reads::Reads;
use running::{Running, Shared, blocking};
use snapshots::Snapshots;
use stats::Counters;
use tail::FileTail;
use writer::Job;

pub use stats::Stats;

/// How a log is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The most bytes that the database may have; without, as many as the disk holds. The
    /// write-ahead log comes on top.
    pub max_bytes: Option<u64>,
    /// The clock that commits are stored by (microseconds since the Unix epoch). Tails are told
    /// what it showed and what travelled with a commit as long as that is in memory; the database
    /// keeps the commit alone.
    pub now_us: Option<fn() -> u64>,
}

/// The engine. See the module. Dropping it closes it.
#[derive(Debug)]
pub struct FileLog {
    genesis: Genesis,
    shared: Arc<Shared>,
    snapshots: Arc<Snapshots>,
    /// `None` once the log is closed.
    running: Mutex<Option<Running>>,
}

impl FileLog {
    /// Open the log in `directory`; make it first if there is none. Blocks until every commit is
    /// proved: `progress` is told (commits done, commits in all), now and then.
    ///
    /// # Errors
    /// See [`LogError`]. A log that was made with another partition count, currency or exponent
    /// than `init` says is [`LogError::Unusable`]; its lineage and time are its own.
    pub fn open(
        directory: &Path,
        init: &Init,
        options: &Options,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, LogError> {
        let directory = Directory::claim(directory)?;
        if directory.is_new()? {
            schema::create(&directory, init)?;
        }
        let (connection, genesis) = connect(&directory, options)?;
        matches(&genesis, init)?;
        Self::start(directory, connection, genesis, options, progress)
    }

    /// Open the log in `directory` as it was made.
    ///
    /// # Errors
    /// See [`LogError`]; [`LogError::Unusable`] when there is none.
    pub fn open_existing(
        directory: &Path,
        options: &Options,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, LogError> {
        if !directory.join(directory::DATABASE).exists() {
            let what = format!("there is no log in {}", directory.display());
            return Err(LogError::Unusable(what));
        }
        let directory = Directory::claim(directory)?;
        let (connection, genesis) = connect(&directory, options)?;
        Self::start(directory, connection, genesis, options, progress)
    }

    fn start(
        directory: Directory,
        connection: Connection,
        genesis: Genesis,
        options: &Options,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, LogError> {
        let database = directory.database();
        let heads = verify::walk(&connection, &directory, &genesis, progress)?;
        let snapshots = Arc::new(Snapshots::open(directory.snapshots(), genesis.lineage)?);
        let shared = Arc::new(Shared {
            feeds: heads.iter().map(|head| Feed::new(head.next_offset, heads.len())).collect(),
            reads: Reads::new(database),
            counters: Counters::default(),
        });
        let running = Running::start(directory, connection, heads, &shared, options.now_us)?;
        Ok(Self { genesis, shared, snapshots, running: Mutex::new(Some(running)) })
    }

    /// What the log was made with, as partition 0 has it.
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// What the writer has done since the log was opened.
    pub fn stats(&self) -> Stats {
        self.shared.counters.stats()
    }

    /// Store what was handed over, move the write-ahead log into the database and give the
    /// directory back. After that nothing is stored or read, and tails end with an error. Blocks.
    pub fn close(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop(&self.shared);
        }
    }

    /// The way to the writer; `None` once the log is closed.
    fn jobs(&self) -> Option<mpsc::Sender<Job>> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.jobs.clone())
    }

    fn can_use(&self, partition: u32) -> Result<(), LogError> {
        if partition >= self.genesis.partition_count {
            return Err(LogError::UnknownPartition(partition));
        }
        match self.jobs() {
            Some(_jobs) => Ok(()),
            None => Err(LogError::Unreachable("it is closed".into())),
        }
    }
}

impl Drop for FileLog {
    fn drop(&mut self) {
        self.close();
    }
}

/// Prove that the database may be opened, and open it.
fn connect(directory: &Directory, options: &Options) -> Result<(Connection, Genesis), LogError> {
    let database = directory.database();
    directory.sync()?;
    wal::prove(&database)?;
    let connection = connect::open_writer(&database, options.max_bytes)?;
    let genesis = schema::genesis(&connection, &database)?;
    Ok((connection, genesis))
}

/// Whether a log is the one that was asked for.
fn matches(genesis: &Genesis, init: &Init) -> Result<(), LogError> {
    let made = (genesis.partition_count, &genesis.currency, genesis.exponent);
    let asked = (init.partition_count, &init.currency, init.exponent);
    if made == asked {
        return Ok(());
    }
    let text = |(count, currency, exponent)| {
        format!("{count} partitions and {currency} with {exponent} decimals")
    };
    let (made, asked) = (text(made), text(asked));
    Err(LogError::Unusable(format!("it was made with {made}, not with {asked}")))
}

#[async_trait]
impl Log for FileLog {
    fn lineage(&self) -> Lineage {
        self.genesis.lineage
    }

    fn partition_count(&self) -> u32 {
        self.genesis.partition_count
    }

    async fn append(&self, partition: u32, records: Vec<Record>) -> Result<Appended, AppendError> {
        if partition >= self.genesis.partition_count {
            return Err(AppendError::NotNext);
        }
        if records.iter().any(|record| !record.fits()) {
            return Err(AppendError::TooLarge);
        }
        let closed = || AppendError::Unknown("the log is closed".into());
        let jobs = self.jobs().ok_or_else(closed)?;
        if records.is_empty() {
            return Ok(Appended { last_offset: None });
        }
        let (answer, answered) = oneshot::channel();
        jobs.send(Job { partition, records, answer }).await.map_err(|_closed| closed())?;
        // The writer ends when nobody can send any more.
        drop(jobs);
        answered.await.unwrap_or_else(|_closed| Err(closed()))
    }

    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        self.can_use(partition)?;
        Ok(Box::new(FileTail::new(Arc::clone(&self.shared), partition, from)))
    }

    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        self.can_use(partition)?;
        self.shared.read(partition, from, count_max).await
    }

    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError> {
        self.can_use(partition)?;
        let (snapshots, name) = (Arc::clone(&self.snapshots), name.to_owned());
        blocking(move || snapshots.save(partition, &name, &snapshot)).await
    }

    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        self.can_use(partition)?;
        let (snapshots, name) = (Arc::clone(&self.snapshots), name.to_owned());
        blocking(move || snapshots.load(partition, &name)).await
    }
}

#[cfg(test)]
mod tests;
