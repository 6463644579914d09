//! The end of a partition, kept in memory for its tails, and whether it is to be trusted.
//!
//! The follower fetches every partition once, however many tails it has, and puts what it fetched
//! in here. A tail that stands within it is served from here; one that is further behind reads
//! until it has caught up. Nobody holds anybody up, and nothing grows because of a slow tail.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::engine::{LogError, Stored};

/// How much of all partitions' ends stays in memory, in equal shares.
const RECENT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One partition's end.
#[derive(Debug)]
pub(super) struct Feed {
    state: Mutex<State>,
    /// Counts changes, for those who wait for one.
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    recent: VecDeque<Stored>,
    bytes: usize,
    bytes_max: usize,
    /// Everything from this offset on is in `recent`; `None` while the partition is not followed.
    start: Option<u64>,
    /// How often continuity was put in doubt.
    doubt_count: u64,
    tail_count: usize,
    /// Why nothing more is yielded.
    failure: Option<LogError>,
}

/// What a feed has for a tail.
#[derive(Debug)]
pub(super) enum View {
    /// Nothing yet.
    Wait,
    /// Continuity is in doubt for the so-many-th time; whether the partition is followed again.
    Doubt(u64, Followed),
    /// The next commits.
    Ready(Vec<Stored>),
    /// What comes next is not in memory any more.
    Behind,
    /// There is nothing more to come.
    Failed(LogError),
}

/// Whether a partition is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    Yes,
    No,
}

impl Feed {
    pub(super) fn new(partition_count: u32) -> Self {
        let share = usize::try_from(partition_count.max(1)).unwrap_or(usize::MAX);
        let state = State {
            recent: VecDeque::new(),
            bytes: 0,
            bytes_max: RECENT_BYTES_MAX / share,
            start: None,
            doubt_count: 0,
            tail_count: 0,
            failure: None,
        };
        Self { state: Mutex::new(state), changes: watch::Sender::new(0) }
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// A tail has come.
    pub(super) fn enter(&self) {
        self.lock().tail_count += 1;
    }

    /// A tail has gone.
    pub(super) fn leave(&self) {
        self.lock().tail_count -= 1;
    }

    pub(super) fn has_tails(&self) -> bool {
        self.lock().tail_count > 0
    }

    /// What there is for a tail that wants `count_max` commits from offset `from` on and has been
    /// told of `seen` doubts, `None` if of nothing.
    pub(super) fn view(&self, from: u64, seen: Option<u64>, count_max: usize) -> View {
        let state = self.lock();
        if let Some(failure) = &state.failure {
            return View::Failed(failure.clone());
        }
        let is_told = seen == Some(state.doubt_count);
        match state.start {
            None if is_told || seen.is_none() => View::Wait,
            None => View::Doubt(state.doubt_count, Followed::No),
            Some(_) if !is_told => View::Doubt(state.doubt_count, Followed::Yes),
            Some(start) if from < start => View::Behind,
            Some(_) => state.from(from, count_max),
        }
    }

    /// The partition is followed from `offset` on: what was yielded before may be another log's.
    pub(super) fn begin(&self, offset: u64) {
        self.change(|state| {
            state.clear();
            state.start = Some(offset);
            state.doubt_count += 1;
        });
    }

    /// Add what was fetched, in order and without a gap.
    pub(super) fn publish(&self, commits: impl IntoIterator<Item = Stored>) {
        self.change(|state| commits.into_iter().for_each(|commit| state.push(commit)));
    }

    /// The partition is not followed any more, and its tails must know.
    pub(super) fn interrupt(&self) {
        self.change(|state| {
            state.clear();
            state.doubt_count += 1;
        });
    }

    /// Nobody wants it to be followed.
    pub(super) fn end(&self) {
        self.change(State::clear);
    }

    /// The tails end, or those that come may begin again.
    pub(super) fn set_failure(&self, failure: Option<LogError>) {
        self.change(|state| state.failure = failure);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changes.send_modify(|count| *count += 1);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn from(&self, from: u64, count_max: usize) -> View {
        let skip = self.recent.partition_point(|commit| commit.offset < from);
        let commits: Vec<Stored> = self.recent.iter().skip(skip).take(count_max).cloned().collect();
        if commits.is_empty() { View::Wait } else { View::Ready(commits) }
    }

    fn push(&mut self, commit: Stored) {
        self.bytes += bytes_of(&commit);
        self.recent.push_back(commit);
        while self.bytes > self.bytes_max {
            let Some(oldest) = self.recent.pop_front() else { break };
            self.bytes -= bytes_of(&oldest);
            self.start = Some(oldest.offset + 1);
        }
    }

    fn clear(&mut self) {
        self.recent.clear();
        self.bytes = 0;
        self.start = None;
    }
}

fn bytes_of(commit: &Stored) -> usize {
    size_of::<Stored>() + commit.record.key.len() + commit.record.value.len()
}

#[cfg(test)]
mod tests;
