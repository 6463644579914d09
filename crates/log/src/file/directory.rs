//! The data directory: whose it is, what lies in it, and that it is on the disk.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::engine::LogError;

/// The database's file name.
pub(super) const DATABASE: &str = "log.sqlite3";

/// A process that is just ending holds the lock for a moment longer; so does one that was just
/// started by another that held it, until it closes what it inherited.
const LOCK_WAIT: Duration = Duration::from_millis(500);
const LOCK_STEP: Duration = Duration::from_millis(20);

/// A data directory that is ours as long as this lives.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    /// See [`Directory::opened_database`]. Closed before the directory is given back.
    opened_database: OnceLock<File>,
    /// The operating system gives the lock back when the file is closed, however we end.
    _lock: File,
}

impl Directory {
    /// Make the directory if there is none, and take it.
    pub(super) fn claim(path: &Path) -> Result<Self, LogError> {
        make(path).map_err(|error| unusable(path, &error))?;
        let lock_path = path.join("lock");
        let lock = File::create(&lock_path).map_err(|error| unusable(&lock_path, &error))?;
        let started = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => {
                    let (path, opened_database) = (path.to_owned(), OnceLock::new());
                    return Ok(Self { path, opened_database, _lock: lock });
                }
                Err(TryLockError::WouldBlock) if started.elapsed() < LOCK_WAIT => {
                    thread::sleep(LOCK_STEP);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(LogError::InUse(path.display().to_string()));
                }
                Err(TryLockError::Error(error)) => return Err(unusable(&lock_path, &error)),
            }
        }
    }

    /// The database file.
    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The database as a file of bytes, beside SQLite's connections. It stays open as long as the
    /// directory is ours: a process that closes any descriptor of a file loses all locks that it
    /// has on it (POSIX, `fcntl`), also those by which SQLite tells others that the log is in use.
    /// Whoever looks at it then takes away the write-ahead log, and with it what is not in the
    /// database yet.
    pub(super) fn opened_database(&self) -> io::Result<&File> {
        if let Some(file) = self.opened_database.get() {
            return Ok(file);
        }
        let file = File::open(self.database())?;
        Ok(self.opened_database.get_or_init(|| file))
    }

    /// Where snapshots lie.
    pub(super) fn snapshots(&self) -> PathBuf {
        self.path.join("snapshots")
    }

    /// Whether there is no log yet.
    ///
    /// A database appears under its name only when it is complete, so one that is missing beside
    /// its write-ahead log or its snapshots was lost: then everybody would be new and rich again.
    pub(super) fn is_new(&self) -> Result<bool, LogError> {
        if self.database().exists() {
            return Ok(false);
        }
        let snapshots =
            fs::read_dir(self.snapshots()).is_ok_and(|mut entries| entries.next().is_some());
        if snapshots || wal_of(&self.database()).exists() {
            let place = self.database().display().to_string();
            let what = "it is missing, though its write-ahead log or its snapshots are here".into();
            return Err(LogError::Damaged { place, what });
        }
        Ok(true)
    }

    /// Bring everything to the disk before it is believed: what a crash left in the page cache
    /// reads like data that is safe, and is not. Before anybody has opened the database, for it
    /// opens and closes it.
    pub(super) fn sync(&self) -> Result<(), LogError> {
        let database = self.database();
        for path in [&database, &wal_of(&database), &self.path] {
            match File::open(path).and_then(|file| file.sync_all()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result.map_err(|error| unusable(path, &error))?,
            }
        }
        Ok(())
    }
}

/// Make a directory and those above it, if they are not there, and bring their names to the disk:
/// what is in a directory is as durable as its name.
pub(super) fn make(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    make(parent)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        result => result?,
    }
    File::open(parent)?.sync_all()
}

/// The write-ahead log of a database.
pub(super) fn wal_of(database: &Path) -> PathBuf {
    with_suffix(database, "-wal")
}

/// The index of a write-ahead log, which processes share.
pub(super) fn wal_index_of(database: &Path) -> PathBuf {
    with_suffix(database, "-shm")
}

fn with_suffix(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A file that cannot be used, and why.
pub(super) fn unusable(path: &Path, error: &io::Error) -> LogError {
    LogError::Unusable(format!("{}: {error}", path.display()))
}
