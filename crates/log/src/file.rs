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
mod schema;
mod snapshots;
mod stats;
mod tail;
mod verify;
mod wal;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::chain::{Head, Record};
use crate::engine::{AppendError, Appended, Log, LogError, Stored, Tail};
use crate::genesis::{Genesis, Init, Lineage};
use crate::snapshot::Snapshot;

use checkpoint::Checkpointer;
use directory::Directory;
use feed::Feed;
use reads::Reads;
use snapshots::Snapshots;
use stats::Counters;
use tail::FileTail;
use writer::{Job, Writer};

pub use stats::Stats;

/// How many appends may wait for the writer. Whoever comes then waits for a place.
const QUEUE_COUNT: usize = 256;

/// How a log is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The most bytes that the database may have; without, as many as the disk holds. The
    /// write-ahead log comes on top.
    pub max_bytes: Option<u64>,
}

/// The engine. See the module. Dropping it closes it.
#[derive(Debug)]
pub struct FileLog {
    shared: Arc<Shared>,
    genesis: Genesis,
    snapshots: Arc<Snapshots>,
    /// `None` once the log is closed.
    running: Mutex<Option<Running>>,
}

/// What tails and reads share with the writer.
#[derive(Debug)]
struct Shared {
    feeds: Vec<Feed>,
    reads: Reads,
    counters: Counters,
}

#[derive(Debug)]
struct Running {
    jobs: mpsc::Sender<Job>,
    writer: JoinHandle<()>,
    checkpointer: Checkpointer,
    /// Given back last.
    _directory: Directory,
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
        let log = Self::start(directory, options, progress)?;
        log.matches(init)?;
        Ok(log)
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
        Self::start(Directory::claim(directory)?, options, progress)
    }

    fn start(
        directory: Directory,
        options: &Options,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, LogError> {
        directory.sync()?;
        wal::prove(&directory.database())?;
        let connection = connect::open_writer(&directory.database(), options.max_bytes)?;
        let genesis = schema::genesis(&connection, &directory.database())?;
        let heads = verify::walk(&connection, &directory.database(), &genesis, progress)?;
        let snapshots = Snapshots::open(directory.snapshots(), genesis.lineage)?;
        let shared = Arc::new(Shared {
            feeds: heads.iter().map(|head| Feed::new(head.next_offset)).collect(),
            reads: Reads::new(directory.database()),
            counters: Counters::default(),
        });
        let running = Running::start(directory, connection, heads, &shared)?;
        let running = Mutex::new(Some(running));
        Ok(Self { shared, genesis, snapshots: Arc::new(snapshots), running })
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
    /// directory back. Appends that come later are not stored; tails end with an error. Blocks.
    pub fn close(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop(&self.shared);
        }
    }

    fn matches(&self, init: &Init) -> Result<(), LogError> {
        let Genesis { partition_count, currency, exponent, .. } = &self.genesis;
        let made = (*partition_count, currency, *exponent);
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

    fn known(&self, partition: u32) -> Result<(), LogError> {
        if partition < self.genesis.partition_count {
            Ok(())
        } else {
            Err(LogError::UnknownPartition(partition))
        }
    }

    fn jobs(&self) -> Option<mpsc::Sender<Job>> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.jobs.clone())
    }
}

impl Drop for FileLog {
    fn drop(&mut self) {
        self.close();
    }
}

impl Running {
    fn start(
        directory: Directory,
        connection: Connection,
        heads: Vec<Head>,
        shared: &Arc<Shared>,
    ) -> Result<Self, LogError> {
        let (checkpointer, wake) = Checkpointer::start(directory.database())?;
        let (jobs, receiver) = mpsc::channel(QUEUE_COUNT);
        let writer = Writer { connection, heads, shared: Arc::clone(shared), wake, is_full: false };
        let writer = thread::Builder::new()
            .name("log-writer".into())
            .spawn(move || writer.run(receiver))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok(Self { jobs, writer, checkpointer, _directory: directory })
    }

    fn stop(self, shared: &Shared) {
        drop(self.jobs);
        if self.writer.join().is_err() {
            tracing::error!("the log's writer thread panicked");
        }
        shared.reads.close();
        self.checkpointer.stop();
    }
}

impl Shared {
    /// At most `count_max` commits of a partition from offset `from` on.
    async fn read(
        self: &Arc<Self>,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        let feed = &self.feeds[partition as usize];
        let end = feed.end().offset;
        let count = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX).min(count_max);
        if count == 0 {
            return Ok(Vec::new());
        }
        if let Some(commits) = feed.recent(from, count) {
            return Ok(commits);
        }
        let shared = Arc::clone(self);
        tokio::task::spawn_blocking(move || shared.reads.read(partition, from, count))
            .await
            .map_err(|error| LogError::Unreachable(error.to_string()))?
    }
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
        if self.known(partition).is_err() {
            return Err(AppendError::NotNext);
        }
        if records.iter().any(|record| !record.fits()) {
            return Err(AppendError::TooLarge);
        }
        if records.is_empty() {
            return Ok(Appended { last_offset: None });
        }
        let closed = || AppendError::Unknown("the log is closed".into());
        let jobs = self.jobs().ok_or_else(closed)?;
        let (answer, answered) = oneshot::channel();
        jobs.send(Job { partition, records, answer }).await.map_err(|_closed| closed())?;
        drop(jobs);
        answered.await.unwrap_or_else(|_closed| Err(closed()))
    }

    async fn tail(&self, partition: u32, from: u64) -> Result<Box<dyn Tail>, LogError> {
        self.known(partition)?;
        Ok(Box::new(FileTail::new(Arc::clone(&self.shared), partition, from)))
    }

    async fn read(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        self.known(partition)?;
        self.shared.read(partition, from, count_max).await
    }

    async fn save_snapshot(
        &self,
        partition: u32,
        name: &str,
        snapshot: Snapshot,
    ) -> Result<(), LogError> {
        self.known(partition)?;
        let (snapshots, name) = (Arc::clone(&self.snapshots), name.to_owned());
        blocking(move || snapshots.save(partition, &name, &snapshot)).await
    }

    async fn snapshots(&self, partition: u32, name: &str) -> Result<Vec<Snapshot>, LogError> {
        self.known(partition)?;
        let (snapshots, name) = (Arc::clone(&self.snapshots), name.to_owned());
        blocking(move || snapshots.load(partition, &name)).await
    }
}

/// Run what waits for the disk where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, LogError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(LogError::Unreachable(error.to_string())))
}

#[cfg(test)]
mod tests;
