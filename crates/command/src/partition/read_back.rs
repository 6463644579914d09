//! Reading the own partition back: the only way anything becomes true.

use std::sync::Arc;

use croupier_domain::{Commit, Event, Place, Takeover};
use croupier_log::{Diverged, Head, Record, Stored, Verdict};

use super::waiting::Sent;
use super::{Partition, Phase};
use crate::request::NotApplied;

/// How far the machine's clock may be from the log's before its commits would expire keys and
/// rounds at the wrong time.
const CLOCK_DIFFERENCE_MS_MAX: u64 = 5_000;

impl Partition {
    /// The next record of the log.
    pub fn on_stored(&mut self, stored: &Stored, now_ms: u64) {
        if self.phase.is_stopped() {
            return;
        }
        match self.reader.offer(stored) {
            Verdict::Accepted(head) => self.on_accepted(stored, head, now_ms),
            Verdict::Stray(_) => self.on_stray(stored),
        }
    }

    fn on_accepted(&mut self, stored: &Stored, head: Head, now_ms: u64) {
        let own = self.overlay.confirm(head);
        let is_ours = own.is_some();
        if own.as_ref().is_some_and(|own| own.durable_us.is_some()) {
            self.durable_end = self.durable_end.max(head.next_offset);
        }
        if let Some(own) = &own {
            self.owns_as_of(own.batch);
        }
        let sent_ms = own.as_ref().map_or(0, |own| own.appended_ms);
        let sent = own.as_ref().map(|own| Sent {
            sent_us: own.sent_us,
            durable_us: own.durable_us,
            read_us: self.now_us,
        });
        let commit = match own {
            Some(own) => own.commit,
            None => match Commit::decode(&stored.record.value) {
                Ok(commit) => Arc::new(commit),
                Err(error) => return self.stop(Phase::Parked(error.to_string())),
            },
        };
        let place = Place { seq: head.next_seq - 1, offset: stored.offset };
        if let Err(error) = self.state.fold(&commit, place) {
            return self.stop(Phase::Parked(error.to_string()));
        }
        self.waiting.accepted(&commit, stored.offset, sent);
        self.loose.pass(head.hash);
        self.backs_off = false;
        if !is_ours {
            self.drop_dead();
        }
        for event in &commit.events {
            match event {
                Event::Takeover(takeover) => {
                    let appended_ms = stored.appended_us.map(|us| us / 1000);
                    self.on_takeover(takeover, sent_ms, appended_ms, now_ms);
                }
                Event::Checkpointed(_) => self.on_checkpoint(head, is_ours),
                Event::Moved(_) => self.stop(Phase::Moved(moved(self.id, commit.seq))),
                _ => {}
            }
        }
    }

    fn on_takeover(
        &mut self,
        takeover: &Takeover,
        sent_ms: u64,
        appended_ms: Option<u64>,
        now_ms: u64,
    ) {
        self.generation_seen = self.generation_seen.max(takeover.generation);
        let is_foreign = takeover.instance != self.settings.instance;
        match self.phase {
            // A race lost against an older takeover is run again: its owner will yield.
            Phase::TakingOver { generation } if is_foreign && takeover.generation < generation => {}
            Phase::TakingOver { .. } | Phase::Serving | Phase::Draining if is_foreign => {
                self.phase = Phase::TakenOver;
                self.release_queue(NotApplied::Superseded);
            }
            Phase::TakingOver { .. } if !is_foreign => {
                self.serve_by_clock(sent_ms, appended_ms.unwrap_or(now_ms), now_ms);
            }
            _ => {}
        }
    }

    /// Serve, if this machine's clock and the log's agree about when the takeover was stored.
    fn serve_by_clock(&mut self, sent_ms: u64, appended_ms: u64, now_ms: u64) {
        let apart_ms = appended_ms.abs_diff(now_ms);
        if apart_ms <= CLOCK_DIFFERENCE_MS_MAX {
            self.phase = Phase::Serving;
        } else if now_ms.saturating_sub(sent_ms) <= CLOCK_DIFFERENCE_MS_MAX {
            let reason = format!("this machine's clock and the log's are {apart_ms} ms apart");
            self.stop(Phase::ClockWrong(reason));
        }
        // Else it took so long to come back that it says nothing: the next tick asks again.
    }

    fn on_checkpoint(&mut self, head: Head, is_ours: bool) {
        // The fold has compared the digest: from here on this head is a place to walk from.
        self.reader.anchor_here();
        self.checkpoint_seq = head.next_seq;
        self.checkpoint_wanted = false;
        if is_ours && head.next_seq - self.snapshot_seq >= self.settings.snapshot_every_count {
            self.keep_snapshot();
        }
    }

    /// Keep a snapshot of the confirmed state, at a checkpoint, as soon as that is durable: a
    /// snapshot ahead of the log would be taken for proof that the log has lost something.
    pub(super) fn keep_snapshot(&mut self) {
        let head = *self.reader.head();
        self.snapshot_seq = head.next_seq;
        self.snapshot = Some((head, Box::new(self.state.clone())));
    }

    /// A stray decides nothing about the commit in it. But it may be the first sign that the log
    /// has lost something, and a takeover is honoured even as a stray: its writer may be losing
    /// every race against this one.
    fn on_stray(&mut self, stored: &Stored) {
        if stored.offset >= self.strays_checked_end {
            self.strays_checked_end = stored.offset + 1;
            self.doubt();
        }
        let Some(takeover) = takeover_in(&stored.record) else { return };
        let is_newer = takeover.generation > self.generation_seen;
        self.generation_seen = self.generation_seen.max(takeover.generation);
        if is_newer && takeover.instance != self.settings.instance {
            self.yield_to_newcomer();
        }
    }

    /// Append nothing more. What is in flight may still be accepted and is answered if it is.
    fn yield_to_newcomer(&mut self) {
        if matches!(self.phase, Phase::Serving | Phase::TakingOver { .. }) {
            self.phase = Phase::TakenOver;
            self.release_queue(NotApplied::NotServing);
        }
    }

    /// The log may not be what it was. Until [`Partition::on_recheck`] has said that it is, nothing
    /// is decided or answered.
    pub fn doubt(&mut self) {
        self.in_doubt = !self.phase.is_stopped();
    }

    /// Whether the chain is to be walked again from the anchor to the head, and the log followed
    /// from the head on.
    pub fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// What the walk came to.
    pub fn on_recheck(&mut self, result: Result<(), Diverged>) {
        self.in_doubt = false;
        // What was acknowledged behind the head may have been lost and written anew.
        self.durable_end = self.durable_end.min(self.reader.head().next_offset);
        if let Err(diverged) = result
            && !self.phase.is_stopped()
        {
            self.stop(Phase::Diverged(diverged.to_string()));
        }
    }
}

/// Why a partition is not decided on that commit `seq` has moved.
pub(crate) fn moved(partition: u32, seq: u64) -> String {
    format!("commit {seq} of partition {partition} has moved it: it goes on in another log")
}

/// The takeover in a record, accepted or not.
pub(crate) fn takeover_in(record: &Record) -> Option<Takeover> {
    // What a player's commit holds is never one: most strays need not be read.
    let commit = record.key.is_empty().then(|| Commit::decode(&record.value))?.ok()?;
    commit.events.into_iter().find_map(|event| match event {
        Event::Takeover(takeover) => Some(takeover),
        _ => None,
    })
}
