//! What runs, written down for `status` and `down`.
//!
//! The process that runs the servers holds a lock as long as it lives, and whether somebody holds
//! it is the truth; what the file beside it says is only about whom.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The servers of one `up`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) process: u32,
    /// `HOST:PORT`, with commas between.
    pub(super) kafka: String,
    /// A URL.
    pub(super) redis: String,
}

/// Held by the one `up` that there is.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) lock: File,
}

/// A process that another thread is just starting has inherited the file until it runs a program
/// of its own, and closing our copy alone would leave the lock to it for that long.
impl Drop for Running {
    fn drop(&mut self) {
        // In vain only if the lock is gone already, or with the directory.
        let _ = self.lock.unlock();
    }
}

impl Running {
    /// Fails when somebody else is.
    pub(super) fn claim(directory: &Path) -> Result<Self> {
        let lock = lock_file(directory)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { lock }),
            Err(TryLockError::WouldBlock) => {
                bail!("they run already; `cargo xtask services status` says where")
            }
            Err(TryLockError::Error(error)) => Err(error).context("could not lock the services"),
        }
    }

    /// Says what runs, once it does.
    pub(super) fn announce(&self, directory: &Path, record: &Record) -> Result<()> {
        let Record { process, kafka, redis } = record;
        let text = format!("{process}\n{kafka}\n{redis}\n");
        fs::write(directory.join("record"), text).context("could not write down what runs")
    }
}

impl Record {
    /// What the `up` that holds the lock has announced; none if nobody holds it.
    pub(super) fn of_running(directory: &Path) -> Result<Option<Self>> {
        if !directory.exists() {
            return Ok(None);
        }
        match lock_file(directory)?.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error).context("could not ask for the lock"),
            Err(TryLockError::WouldBlock) => {
                let text = fs::read_to_string(directory.join("record")).unwrap_or_default();
                let record = Self::parse(&text);
                Ok(Some(record.context("they are starting; ask again in a moment")?))
            }
        }
    }

    pub(super) fn wait_until_stopped(directory: &Path) -> Result<()> {
        lock_file(directory)?.lock().context("could not wait for the lock")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::to_owned);
        let process = lines.next()?.parse().ok()?;
        Some(Self { process, kafka: lines.next()?, redis: lines.next()? })
    }

    /// The command that runs Croupier on them.
    fn command(&self) -> String {
        let Self { kafka, redis, .. } = self;
        // A log on one broker is one disk away from being lost, and has to be told that it may be.
        let alone = if kafka.contains(',') { "" } else { "?allow_not_durable=true" };
        format!("cargo xtask up -- --log 'kafka://{kafka}/croupier{alone}' --views {redis}")
    }
}

impl fmt::Display for Record {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "Kafka  {}", self.kafka)?;
        writeln!(out, "Redis  {}", self.redis)?;
        write!(out, "\n{}", self.command())
    }
}

fn lock_file(directory: &Path) -> Result<File> {
    fs::create_dir_all(directory).context("could not make the directory of the services")?;
    let lock = File::options().create(true).append(true).open(directory.join("lock"));
    lock.context("could not open the lock of the services")
}
