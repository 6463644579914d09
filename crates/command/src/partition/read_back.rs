//! Reading the own partition back: the only way anything becomes true.

use std::sync::Arc;

use croupier_domain::{Commit, Event, Place, Takeover};
use croupier_log::{Diverged, Head, Stored, Verdict};

use super::{Effect, Partition, Phase};
use crate::request::{Answer, NotApplied};

/// How far the machine's clock may be from the log's before its commits would expire keys and
/// rounds at the wrong time.
pub(super) const CLOCK_DIFFERENCE_MS_MAX: u64 = 5_000;

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
        let own = self.overlay.confirm(head.hash);
        let commit = match &own {
            Some((_, commit)) => commit.clone(),
            None => match Commit::decode(&stored.record.value) {
                Ok(commit) => Arc::new(commit),
                Err(error) => return self.stop(Phase::Parked(error.to_string())),
            },
        };
        let place = Place { seq: head.next_seq - 1, offset: stored.offset };
        if let Err(error) = self.state.fold(&commit, place) {
            return self.stop(Phase::Parked(error.to_string()));
        }
        self.waiting.accepted(&commit, own.is_some());
        if own.is_none() {
            // Another commit took the place of everything in flight: it is not in the log and can
            // never be accepted. Deciding again is safe.
            self.drop_speculation();
        }
        for event in &commit.events {
            match event {
                Event::Takeover(takeover) => self.on_takeover(takeover, stored, now_ms),
                Event::Checkpointed(_) => self.on_checkpoint(head, own.is_some()),
                _ => {}
            }
        }
        self.answer_durable();
    }

    fn on_takeover(&mut self, takeover: &Takeover, stored: &Stored, now_ms: u64) {
        self.generation_seen = self.generation_seen.max(takeover.generation);
        if takeover.instance != self.settings.instance {
            // An accepted foreign takeover: what was in flight is dead, and is not ours to redo.
            if matches!(self.phase, Phase::Serving | Phase::TakingOver { .. } | Phase::Draining) {
                self.phase = Phase::TakenOver;
                self.release_queue(NotApplied::Superseded);
            }
            return;
        }
        if self.phase != (Phase::TakingOver { generation: takeover.generation }) {
            return;
        }
        let apart_ms = stored.appended_ms.map_or(0, |appended| appended.abs_diff(now_ms));
        if apart_ms > CLOCK_DIFFERENCE_MS_MAX {
            let reason = format!("this machine's clock and the log's are {apart_ms} ms apart");
            return self.stop(Phase::ClockWrong(reason));
        }
        self.phase = Phase::Serving;
    }

    fn on_checkpoint(&mut self, head: Head, is_ours: bool) {
        // The fold has compared the digest: from here on this head is a place to walk from.
        self.reader.anchor_here();
        self.checkpoint_seq = head.next_seq;
        self.checkpoint_wanted &= !is_ours;
        let is_due = head.next_seq - self.snapshot_seq >= self.settings.snapshot_every_count;
        let is_last = self.phase == Phase::Draining;
        if is_ours && (is_due || is_last) {
            self.snapshot_seq = head.next_seq;
            let state = Box::new(self.state.clone());
            self.effects.push(Effect::SaveSnapshot { head, state });
        }
        if is_ours && is_last {
            self.phase = Phase::Drained;
        }
    }

    /// A stray decides nothing about the commit in it. But it may be the first sign that the log
    /// has lost something, and a takeover is honoured even as a stray: its writer may be losing
    /// every race against this one.
    fn on_stray(&mut self, stored: &Stored) {
        if stored.offset >= self.strays_checked_through {
            self.strays_checked_through = stored.offset + 1;
            self.effects.push(Effect::Recheck);
        }
        let Ok(commit) = Commit::decode(&stored.record.value) else { return };
        for event in &commit.events {
            let Event::Takeover(takeover) = event else { continue };
            let is_newer = takeover.generation > self.generation_seen;
            self.generation_seen = self.generation_seen.max(takeover.generation);
            if is_newer && takeover.instance != self.settings.instance {
                self.yield_to_newcomer();
            }
        }
    }

    /// Append nothing more. What is in flight may still be accepted and is answered if it is.
    fn yield_to_newcomer(&mut self) {
        if matches!(self.phase, Phase::Serving | Phase::TakingOver { .. }) {
            self.phase = Phase::TakenOver;
            self.release_queue(NotApplied::NotServing);
        }
    }

    /// What a walk from the anchor to the head came to.
    pub fn on_recheck(&mut self, result: Result<(), Diverged>) {
        if let Err(diverged) = result {
            self.stop(Phase::Diverged(diverged.to_string()));
        }
    }

    /// The engine confirmed that a batch is durable, and with it everything before it.
    pub(super) fn on_durable(&mut self, batch: u64) {
        self.overlay.mark_durable(batch);
        self.answer_durable();
    }

    fn answer_durable(&mut self) {
        if let Some(seq) = self.overlay.durable_seq() {
            self.waiting.durable(seq);
        }
        if self.phase == Phase::TakenOver && self.overlay.batches.is_empty() {
            // Accepted before the newcomer's takeover, durable once a later record is; and there
            // will be no later record of ours.
            self.waiting.give_up_all(&Answer::OutcomeUnknown);
            self.release_queue(NotApplied::Superseded);
        }
    }
}
