//! Putting commits in flight, and what becomes of them.

use std::mem::take;

use croupier_domain::{Commit, Event, KeyHash};
use croupier_log::{AppendError, Appended, Headers, Record};

use super::loose::Dropped;
use super::overlay::{Batch, InFlight};
use super::{Effect, Partition};
use crate::request::NotApplied;

impl Partition {
    /// The owner's clock, but never before the commit before.
    pub(super) fn commit_time_ms(&self, now_ms: u64) -> u64 {
        now_ms.max(self.state.time_ms()).max(self.overlay.time_ms)
    }

    pub(super) fn append(&mut self, mut commits: Vec<InFlight>, now_ms: u64) {
        if commits.is_empty() {
            return;
        }
        let batch = self.next_batch;
        self.next_batch += 1;
        // What travels with a commit is not looked at again here.
        let records = commits.iter_mut().map(|commit| {
            let headers = take(&mut commit.record.headers);
            Record { headers, ..commit.record.clone() }
        });
        let records = records.collect();
        self.overlay.batches.push_back(Batch::new(batch, commits, now_ms));
        self.effects.push(Effect::Append { batch, records });
    }

    /// What was decided of a batch that will not be appended is known not to be in the log.
    pub(super) fn never_sent(&mut self, batch: &mut Vec<InFlight>) {
        let keys: Vec<_> = batch.drain(..).map(|in_flight| in_flight.key()).collect();
        self.take_back(keys);
    }

    /// What the shell was not told to append yet, it will not be told: it is not in the log.
    pub(super) fn keep_back(&mut self) {
        let appends = |effect: &mut Effect| matches!(effect, Effect::Append { .. });
        for effect in self.effects.extract_if(.., appends) {
            if let Effect::Append { batch, .. } = effect {
                self.loose.was_refused(batch);
            }
        }
    }

    /// The shell has handed a batch to the log, at `now_us`.
    pub fn on_sent(&mut self, batch: u64, now_us: u64) {
        self.overlay.mark_sent(batch, now_us);
    }

    /// Append a commit of the system's own, dated `time`.
    pub(super) fn append_system(&mut self, event: Event, time: u64, now_ms: u64) {
        let commit = Commit {
            v: Commit::VERSION,
            seq: self.overlay.head.next_seq,
            time,
            player: None,
            correlation_id: None,
            key: None,
            balance_minor: None,
            events: vec![event],
        };
        let in_flight = self.overlay.extend(commit, Headers::default());
        self.append(vec![in_flight], now_ms);
    }

    /// The result of an append, of a batch in flight or of one that was given up long ago.
    pub fn on_append(&mut self, batch: u64, result: Result<Appended, AppendError>) {
        match result {
            Ok(Appended { last_offset }) => {
                let acknowledged_end = last_offset.map_or(0, |last| last + 1);
                let read_back_end = self.overlay.mark_durable(batch, self.now_us);
                self.durable_end = self.durable_end.max(acknowledged_end).max(read_back_end);
            }
            Err(error) => self.on_append_error(batch, &error),
        }
    }

    fn on_append_error(&mut self, batch: u64, error: &AppendError) {
        self.backs_off = true;
        if self.overlay.has(batch) {
            self.let_go();
        }
        if error.is_definite() {
            self.loose.was_refused(batch);
        }
        match error {
            AppendError::Full | AppendError::TooLarge => self.release_queue(NotApplied::LogFull),
            AppendError::NotNext => {}
            AppendError::Unknown(_) => self.doubt(),
        }
    }

    /// Forget what was decided ahead of the log. It may still be accepted, and its requests wait
    /// until the log has said so.
    pub(super) fn let_go(&mut self) {
        let dropped = self.overlay.clear(*self.reader.head());
        self.take_back(keys_of(&dropped));
        self.loose.hold(dropped);
    }

    /// Forget what was decided ahead of the log. Another commit took its place: it can never be
    /// accepted.
    pub(super) fn drop_dead(&mut self) {
        let dropped = self.overlay.clear(*self.reader.head());
        self.take_back(keys_of(&dropped));
    }

    /// Put the requests of dropped commits, by their keys, back to where they came from, in their
    /// order.
    fn take_back(&mut self, keys: Vec<Option<KeyHash>>) {
        for key in keys.into_iter().rev().flatten() {
            for request in self.waiting.take_back(&key).into_iter().rev() {
                self.queue.push_front(request);
            }
        }
    }
}

fn keys_of(dropped: &[Dropped]) -> Vec<Option<KeyHash>> {
    dropped.iter().map(|dropped| dropped.key).collect()
}
