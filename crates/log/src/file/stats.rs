//! What the writer counts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What the writer has done since the log was opened. All of it only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Transactions, each with one fsync.
    pub group_count: u64,
    /// Appends in them.
    pub append_count: u64,
    /// Commits in them.
    pub commit_count: u64,
    /// The bytes of their keys and values.
    pub commit_bytes: u64,
    /// The time that storing them took, fsync included.
    pub store_time: Duration,
    /// Appends refused because they did not follow.
    pub refused_count: u64,
    /// Appends refused because there was no room.
    pub full_count: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    group_count: AtomicU64,
    append_count: AtomicU64,
    commit_count: AtomicU64,
    commit_bytes: AtomicU64,
    store_ns: AtomicU64,
    refused_count: AtomicU64,
    full_count: AtomicU64,
}

impl Counters {
    pub(super) fn stats(&self) -> Stats {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            group_count: load(&self.group_count),
            append_count: load(&self.append_count),
            commit_count: load(&self.commit_count),
            commit_bytes: load(&self.commit_bytes),
            store_time: Duration::from_nanos(load(&self.store_ns)),
            refused_count: load(&self.refused_count),
            full_count: load(&self.full_count),
        }
    }

    pub(super) fn stored(&self, append_count: usize, commits: usize, bytes: usize, time: Duration) {
        add(&self.group_count, 1);
        add(&self.append_count, append_count as u64);
        add(&self.commit_count, commits as u64);
        add(&self.commit_bytes, bytes as u64);
        add(&self.store_ns, u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(super) fn refused(&self, append_count: usize) {
        add(&self.refused_count, append_count as u64);
    }

    pub(super) fn full(&self, append_count: usize) {
        add(&self.full_count, append_count as u64);
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}
