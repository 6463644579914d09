mod conformance;
mod damage;
mod full;
mod open;
mod snapshots;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::conformance::{Scribe, read_all};

/// A data directory that goes when the test ends.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// One in memory, where there is one: for tests that open a log thousands of times.
    fn in_memory() -> Self {
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_none| tempfile::tempdir());
        Self { directory: directory.unwrap() }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn database(&self) -> PathBuf {
        self.path().join(directory::DATABASE)
    }

    fn wal(&self) -> PathBuf {
        directory::wal_of(&self.database())
    }

    fn try_open(&self, partition_count: u32) -> Result<FileLog, LogError> {
        self.open_with(partition_count, &Options::default())
    }

    fn open_with(&self, partition_count: u32, options: &Options) -> Result<FileLog, LogError> {
        FileLog::open(self.path(), &init(partition_count), options, &mut |_, _| {})
    }

    fn open(&self, partition_count: u32) -> FileLog {
        self.try_open(partition_count).unwrap()
    }

    /// What a process would leave that died now.
    fn crashed(&self) -> Self {
        let copy = Self::in_memory();
        for entry in fs::read_dir(self.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        copy
    }

    /// The same after the machine died too: the index was never fsynced.
    fn without_index(self) -> Self {
        let _ = fs::remove_file(directory::wal_index_of(&self.database()));
        self
    }
}

fn init(partition_count: u32) -> Init {
    Init {
        lineage: Lineage([5; 16]),
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_000,
    }
}

/// Append `count` commits to every partition, one group each.
async fn fill(log: &FileLog, count: usize) {
    for partition in 0..log.partition_count() {
        let mut scribe = Scribe::at_end(log, partition).await;
        for _append in 0..count {
            log.append(partition, scribe.commits(1)).await.unwrap();
        }
    }
}

async fn contents(log: &FileLog) -> Vec<Vec<Stored>> {
    let mut contents = Vec::new();
    for partition in 0..log.partition_count() {
        contents.push(read_all(log, partition).await);
    }
    contents
}
