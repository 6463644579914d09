//! What was just stored, kept in memory for the tails.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::engine::Stored;

/// How much of all partitions' ends stays in memory, in equal shares. A tail that is further behind
/// reads the database until it has caught up: it holds nobody up, and nothing grows because of it.
const RECENT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One partition's end.
#[derive(Debug)]
pub(super) struct Feed {
    recent: Mutex<Recent>,
    end: watch::Sender<End>,
}

/// How far a partition is durable.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// The offset behind its last commit.
    pub(super) offset: u64,
    /// There will be no more.
    pub(super) closed: bool,
}

/// The last commits of a partition, without a gap up to its end.
#[derive(Debug)]
struct Recent {
    commits: VecDeque<Stored>,
    bytes: usize,
    bytes_max: usize,
}

impl Feed {
    /// A partition that ends at `offset`, one of `partition_count`, with nothing in memory.
    pub(super) fn new(offset: u64, partition_count: usize) -> Self {
        let bytes_max = RECENT_BYTES_MAX / partition_count.max(1);
        let recent = Mutex::new(Recent { commits: VecDeque::new(), bytes: 0, bytes_max });
        Self { recent, end: watch::Sender::new(End { offset, closed: false }) }
    }

    pub(super) fn end(&self) -> End {
        *self.end.borrow()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<End> {
        self.end.subscribe()
    }

    /// Add what is durable now. Offsets follow one another.
    pub(super) fn publish(&self, commits: impl Iterator<Item = Stored>) {
        let mut recent = self.lock();
        let mut end = self.end();
        for commit in commits {
            end.offset = commit.offset + 1;
            recent.push(commit);
        }
        drop(recent);
        self.end.send_replace(end);
    }

    /// Let the tails end.
    pub(super) fn close(&self) {
        self.end.send_modify(|end| end.closed = true);
    }

    /// At most `count_max` commits from offset `from` on; `None` when memory does not reach back
    /// that far.
    pub(super) fn recent(&self, from: u64, count_max: usize) -> Option<Vec<Stored>> {
        let recent = self.lock();
        let first = recent.commits.front()?.offset;
        let skip = usize::try_from(from.checked_sub(first)?).ok()?;
        Some(recent.commits.iter().skip(skip).take(count_max).cloned().collect())
    }

    fn lock(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn push(&mut self, commit: Stored) {
        self.bytes += bytes_of(&commit);
        self.commits.push_back(commit);
        while self.bytes > self.bytes_max {
            let Some(oldest) = self.commits.pop_front() else { break };
            self.bytes -= bytes_of(&oldest);
        }
    }
}

fn bytes_of(commit: &Stored) -> usize {
    size_of::<Stored>() + commit.record.key.len() + commit.record.value.len()
}
