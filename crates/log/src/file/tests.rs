mod conformance;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::conformance::Scribe;

/// A data directory that goes when the test ends.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn database(&self) -> PathBuf {
        self.path().join(directory::DATABASE)
    }

    fn try_open(&self, partition_count: u32) -> Result<FileLog, LogError> {
        FileLog::open(self.path(), &init(partition_count), &Options::default(), &mut |_, _| {})
    }

    fn open(&self, partition_count: u32) -> FileLog {
        self.try_open(partition_count).unwrap()
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
