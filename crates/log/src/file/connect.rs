//! How the database is opened, and what its errors mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::engine::LogError;

/// The size of the database's pages.
pub(super) const PAGE_BYTES: u64 = 4096;

/// How many prepared statements a connection keeps: one or two a partition.
const STATEMENT_COUNT_MAX: usize = 300;

/// How long another program may hold a lock before that is an error; to the writer, before it is
/// said.
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// The connection that writes.
pub(super) fn open_writer(path: &Path, max_bytes: Option<u64>) -> Result<Connection, LogError> {
    let open = || {
        let connection = open(path)?;
        // A transaction is written as one run of pages in ascending order: see `wal`.
        connection.pragma_update(None, "cache_spill", false)?;
        if let Some(max_bytes) = max_bytes {
            let page_count = (max_bytes / PAGE_BYTES).max(1);
            connection.pragma_update(None, "max_page_count", page_count.cast_signed())?;
        }
        Ok(connection)
    };
    open().map_err(|error| failed(path, &error))
}

/// A connection that reads or checkpoints. None checkpoints by itself.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_COUNT_MAX);
    Ok(connection)
}

/// What it means to a reader that the database answered with an error.
pub(super) fn failed(path: &Path, error: &rusqlite::Error) -> LogError {
    let place = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LogError::Damaged { place: place.to_string(), what: error.to_string() }
        }
        // Not an error of SQLite: a row is not of the form in which we wrote it.
        None => LogError::Damaged { place: place.to_string(), what: error.to_string() },
        Some(_) => LogError::Unreachable(format!("{place}: {error}")),
    }
}
