//! What the engine counts.

use std::sync::atomic::{AtomicU64, Ordering};

/// What has happened since the log was opened. All of it only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Appends that were acknowledged.
    pub append_count: u64,
    /// Commits in them.
    pub commit_count: u64,
    /// The bytes of their keys and values.
    pub commit_bytes: u64,
    /// Appends refused because too much was on its way.
    pub full_count: u64,
    /// Appends whose outcome is unknown.
    pub unknown_count: u64,
    /// Producers that were given up for a new one.
    pub producer_restart_count: u64,
    /// How often a connection to a broker was lost, or none was to be had, while the log was
    /// followed.
    pub interruption_count: u64,
    /// How often a partition's readers were told to walk their chain again because of something
    /// that happened to it.
    pub recheck_count: u64,
    /// How often the log was found to be another than the one that was opened, or not to be kept
    /// as it must be.
    pub fault_count: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    append_count: AtomicU64,
    commit_count: AtomicU64,
    commit_bytes: AtomicU64,
    full_count: AtomicU64,
    unknown_count: AtomicU64,
    producer_restart_count: AtomicU64,
    interruption_count: AtomicU64,
    recheck_count: AtomicU64,
    fault_count: AtomicU64,
}

impl Counters {
    pub(super) fn stats(&self) -> Stats {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            append_count: load(&self.append_count),
            commit_count: load(&self.commit_count),
            commit_bytes: load(&self.commit_bytes),
            full_count: load(&self.full_count),
            unknown_count: load(&self.unknown_count),
            producer_restart_count: load(&self.producer_restart_count),
            interruption_count: load(&self.interruption_count),
            recheck_count: load(&self.recheck_count),
            fault_count: load(&self.fault_count),
        }
    }

    pub(super) fn appended(&self, commit_count: usize, bytes: usize) {
        add(&self.append_count, 1);
        add(&self.commit_count, commit_count as u64);
        add(&self.commit_bytes, bytes as u64);
    }

    pub(super) fn full(&self) {
        add(&self.full_count, 1);
    }

    pub(super) fn unknown(&self) {
        add(&self.unknown_count, 1);
    }

    pub(super) fn producer_restarted(&self) {
        add(&self.producer_restart_count, 1);
    }

    pub(super) fn interrupted(&self) {
        add(&self.interruption_count, 1);
    }

    pub(super) fn doubted(&self) {
        add(&self.recheck_count, 1);
    }

    pub(super) fn faulty(&self) {
        add(&self.fault_count, 1);
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}
