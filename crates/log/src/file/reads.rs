//! Reading the database beside the writer.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::connect::{self, failed};
use super::rows::visit_commits;
use crate::engine::{LogError, Stored};

/// How many connections wait for the next reader; more are opened when more read at once.
const IDLE_COUNT_MAX: usize = 4;

/// One read ends after this many bytes, whatever it was asked for: the caller comes again.
const READ_BYTES_MAX: usize = 8 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Reads {
    path: PathBuf,
    idle: Mutex<Idle>,
}

#[derive(Debug, Default)]
struct Idle {
    connections: Vec<Connection>,
    closed: bool,
}

impl Reads {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default() }
    }

    /// At most `count` commits of a partition from offset `from` on; at least one. The caller
    /// knows that there are as many. Blocks.
    pub(super) fn read(
        &self,
        partition: u32,
        from: u64,
        count: usize,
    ) -> Result<Vec<Stored>, LogError> {
        let connection = self.take()?;
        let mut commits = Vec::new();
        let (mut next_offset, mut bytes) = (from, 0);
        visit_commits(&connection, partition, from, |commit| {
            // Offsets have no gaps here; what is missing was there when the log was opened.
            let is_next = commit.offset == next_offset;
            if is_next {
                next_offset += 1;
                bytes += commit.record.key.len() + commit.record.value.len();
                commits.push(commit);
            }
            is_next && commits.len() < count && bytes < READ_BYTES_MAX
        })
        .map_err(|error| failed(&self.path, &error))?;
        self.give_back(connection);
        if commits.len() < count && bytes < READ_BYTES_MAX {
            let place = format!("partition {partition}, offset {next_offset}");
            return Err(LogError::Damaged { place, what: "the commit is gone".into() });
        }
        Ok(commits)
    }

    /// Keep no connections from now on.
    pub(super) fn close(&self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        *idle = Idle { connections: Vec::new(), closed: true };
    }

    fn take(&self) -> Result<Connection, LogError> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.closed {
            return Err(LogError::Unreachable("it is closed".into()));
        }
        let connection = idle.connections.pop();
        drop(idle);
        match connection {
            Some(connection) => Ok(connection),
            None => connect::open(&self.path).map_err(|error| failed(&self.path, &error)),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !idle.closed && idle.connections.len() < IDLE_COUNT_MAX {
            idle.connections.push(connection);
        }
    }
}
