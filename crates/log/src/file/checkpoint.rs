//! Moving the write-ahead log into the database.
//!
//! A checkpoint writes and fsyncs the database, which takes long; so it runs on a thread and a
//! connection of its own, beside the writer. But a write-ahead log starts again from its beginning
//! only when *all* of it has been moved, and beside a writer that never pauses a checkpoint is
//! always a little behind: the file would grow without bound. So when it is large enough, and the
//! rest as small as it gets, the writer itself moves the rest between two transactions.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::connect::{self, PAGE_BYTES, failed};
use super::writer::abort;
use crate::engine::LogError;

/// A checkpoint comes after about this many bytes of write-ahead log.
const CHECKPOINT_BYTES: usize = 4 * 1024 * 1024;

/// With less to write, a checkpoint comes this often.
const IDLE_TIME: Duration = Duration::from_secs(5);

/// The write-ahead log is to start again when it has this many bytes.
const RESTART_BYTES: u64 = 32 * 1024 * 1024;

/// So little is left to the writer without trying to leave less.
const REST_BYTES: u64 = 1024 * 1024;

/// The writer's side.
#[derive(Debug)]
pub(super) struct Wake {
    sender: SyncSender<()>,
    written_bytes: usize,
    restart: Arc<AtomicBool>,
}

impl Wake {
    /// Told after every transaction, when its appends are answered: how many bytes of commits it
    /// stored, at the ends of how many partitions.
    pub(super) fn wrote(&mut self, connection: &Connection, bytes: usize, end_count: usize) {
        // A page is written whole, however little of it is new; so is the one of the heads.
        self.written_bytes += bytes + (end_count + 1) * PAGE_BYTES as usize;
        if self.restart.swap(false, Ordering::Relaxed) {
            checkpoint(connection);
        }
        if self.written_bytes >= CHECKPOINT_BYTES && self.sender.try_send(()).is_ok() {
            self.written_bytes = 0;
        }
    }
}

#[derive(Debug)]
pub(super) struct Checkpointer {
    sender: SyncSender<()>,
    thread: JoinHandle<()>,
}

impl Checkpointer {
    pub(super) fn start(database: PathBuf) -> Result<(Self, Wake), LogError> {
        let connection = connect::open(&database).map_err(|error| failed(&database, &error))?;
        let (sender, receiver) = sync_channel(1);
        let restart = Arc::new(AtomicBool::new(false));
        let wake = Wake { sender: sender.clone(), written_bytes: 0, restart: Arc::clone(&restart) };
        let thread = thread::Builder::new()
            .name("log-checkpoint".into())
            .spawn(move || run(&connection, &receiver, &restart))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok((Self { sender, thread }, wake))
    }

    /// Move everything and end. The writer must have ended.
    pub(super) fn stop(self) {
        drop(self.sender);
        if self.thread.join().is_err() {
            tracing::error!("the log's checkpoint thread panicked");
        }
    }
}

fn run(connection: &Connection, wakes: &Receiver<()>, restart: &AtomicBool) {
    loop {
        match wakes.recv_timeout(IDLE_TIME) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => catch_up(connection, restart),
            // The last connection that closes moves the rest.
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Move what there is; if the file is large enough to start again, more than once, as long as that
/// leaves the writer much less to do. When it does not, the disk takes all that it can take, and
/// the writer has to wait for it.
fn catch_up(connection: &Connection, restart: &AtomicBool) {
    let mut rest_bytes = u64::MAX;
    loop {
        let wal = checkpoint(connection);
        if wal.bytes < RESTART_BYTES {
            return;
        }
        if wal.rest_bytes <= REST_BYTES || wal.rest_bytes > rest_bytes / 2 {
            break;
        }
        rest_bytes = wal.rest_bytes;
    }
    restart.store(true, Ordering::Relaxed);
}

/// What a checkpoint has seen and left.
#[derive(Debug, Default, Clone, Copy)]
struct Wal {
    bytes: u64,
    rest_bytes: u64,
}

fn checkpoint(connection: &Connection) -> Wal {
    let result = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        // Frames in the file, frames moved; -1 where it could not even look.
        let (frames, moved): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(Wal { bytes: bytes_of(frames), rest_bytes: bytes_of(frames - moved) })
    });
    match result {
        Ok(wal) => wal,
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy) => {
                tracing::warn!(%error, "the log's checkpoint has to wait");
                Wal::default()
            }
            _ => abort(&error),
        },
    }
}

fn bytes_of(frames: i64) -> u64 {
    u64::try_from(frames).unwrap_or(0) * PAGE_BYTES
}
