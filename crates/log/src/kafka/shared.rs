//! What the parts of an open log share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::feed::Feed;
use super::reads::Reads;
use super::stats::Counters;
use super::topics::Topics;
use crate::engine::{LogError, Stored};
use crate::genesis::Genesis;

pub(super) struct Shared {
    pub(super) topics: Topics,
    /// Of partition 0.
    pub(super) genesis: Genesis,
    pub(super) reads: Reads,
    pub(super) counters: Arc<Counters>,
    /// What stood at offset 0 of each partition when the log was opened, with the time at which
    /// the broker stored it: a topic that was deleted and made again cannot show the same.
    births: Vec<Stored>,
    /// One for each partition.
    feeds: Vec<Feed>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    closed: bool,
    /// Why the log must not be used.
    fault: Option<LogError>,
}

impl Shared {
    pub(super) fn new(topics: Topics, genesis: Genesis, reads: Reads, births: Vec<Stored>) -> Self {
        let feeds = births.iter().map(|_| Feed::new(genesis.partition_count)).collect();
        let (counters, state) = (Arc::default(), Mutex::default());
        Self { topics, genesis, reads, counters, births, feeds, state }
    }

    /// The caller has seen that the partition exists.
    pub(super) fn feed(&self, partition: u32) -> &Feed {
        &self.feeds[partition as usize]
    }

    pub(super) fn feeds(&self) -> impl Iterator<Item = (u32, &Feed)> {
        (0..).zip(&self.feeds)
    }

    /// Whether the log may be used.
    pub(super) fn usable(&self) -> Result<(), LogError> {
        match self.lock().failure() {
            None => Ok(()),
            Some(failure) => Err(failure),
        }
    }

    /// What was found out about the log: all is well, or why it must not be used. It is said when
    /// it changes, and the tails learn it.
    pub(super) fn judge(&self, verdict: Result<(), LogError>) {
        let mut state = self.lock();
        let fault = verdict.err();
        if state.fault == fault {
            return;
        }
        match &fault {
            Some(why) => {
                self.counters.faulty();
                tracing::error!(%why, "UNUSABLE: nothing is appended or read");
            }
            None => tracing::warn!("kafka: the log is as it must be again"),
        }
        state.fault = fault;
        self.tell(&state);
    }

    /// The tails end.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        self.tell(&state);
    }

    fn tell(&self, state: &State) {
        self.feeds.iter().for_each(|feed| feed.set_failure(state.failure()));
    }

    /// Whether a partition still is the one that was opened; if not, all learn it. Blocks.
    pub(super) fn check_birth(&self, partition: u32) -> Result<(), LogError> {
        self.find_birth(partition).inspect_err(|error| {
            if matches!(error, LogError::Unusable(_)) {
                self.judge(Err(error.clone()));
            }
        })
    }

    /// The same for somebody who tells all. Blocks.
    pub(super) fn find_birth(&self, partition: u32) -> Result<(), LogError> {
        let first = self.reads.commits(partition, 0, 1)?;
        if first.first() == self.births.get(partition as usize) {
            return Ok(());
        }
        let what =
            "does not begin as it did when it was opened: the topic was deleted, or made anew";
        Err(LogError::Unusable(format!("partition {partition} {what}")))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn failure(&self) -> Option<LogError> {
        let closed = || LogError::Unreachable("it is closed".into());
        self.closed.then(closed).or_else(|| self.fault.clone())
    }
}

/// Run what waits for a broker where it holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LogError> + Send + 'static,
) -> Result<T, LogError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(LogError::Unreachable(error.to_string())))
}
