//! What the passing of time asks for: takeovers, checkpoints, expiries, doubts.

use croupier_domain::{Checkpointed, Command, Commit, Event, Takeover};
use tokio::sync::oneshot;

use super::{Effect, Partition, Phase, QUEUE_MAX};
use crate::request::{Answer, NotApplied, Request, used_key};

impl Partition {
    /// Append a takeover. Serving starts when it is read back as accepted, and not before.
    pub fn take_over(&mut self, now_ms: u64) {
        if self.phase != Phase::Following {
            return;
        }
        let generation = self.generation_seen + 1;
        self.generation_seen = generation;
        self.phase = Phase::TakingOver { generation };
        let takeover = Takeover {
            instance: self.settings.instance.clone(),
            address: self.settings.address.clone(),
            generation,
            build: self.settings.build.clone(),
            writes: vec![Commit::VERSION],
        };
        self.append_system(Event::Takeover(takeover), now_ms);
    }

    /// Look at the time: a few times a second.
    pub fn on_tick(&mut self, now_ms: u64) {
        self.doubt_late_appends(now_ms);
        self.retry_takeover(now_ms);
        self.expire_rounds(now_ms);
        let since = self.reader.head().next_seq.saturating_sub(self.checkpoint_seq);
        if since >= self.settings.checkpoint_every_count {
            self.checkpoint_wanted = true;
        }
    }

    /// A time-out never means "failed". It means: look whether the log still is what it was, and
    /// decide again under the same keys; whichever commit gets in first is the answer.
    fn doubt_late_appends(&mut self, now_ms: u64) {
        let Some(oldest) = self.overlay.batches.front() else { return };
        if now_ms.saturating_sub(oldest.appended_ms) < self.settings.append_patience_ms {
            return;
        }
        self.effects.push(Effect::Recheck);
        match self.phase {
            Phase::TakingOver { .. } | Phase::Serving => self.drop_speculation(),
            _ => {
                self.overlay.clear(*self.reader.head());
                self.waiting.give_up_all(&Answer::OutcomeUnknown);
            }
        }
    }

    /// A takeover that lost a race or found no room is tried again, on the settled head.
    fn retry_takeover(&mut self, now_ms: u64) {
        let is_pending = matches!(self.phase, Phase::TakingOver { .. });
        if is_pending && self.overlay.batches.is_empty() {
            self.phase = Phase::Following;
            self.take_over(now_ms);
        }
    }

    /// Settle rounds whose players did not come back.
    fn expire_rounds(&mut self, now_ms: u64) {
        if self.phase != Phase::Serving {
            return;
        }
        let room = QUEUE_MAX.saturating_sub(self.queue.len());
        let due: Vec<_> = self.state.due_rounds(now_ms).take(room).cloned().collect();
        for player in due {
            let known = self.overlay.player(&player).or_else(|| self.state.player(&player));
            let Some(open) = known.and_then(|player| player.open_round.as_deref()) else {
                continue;
            };
            let command = Command::ExpireRound { bet_id: open.bet_id };
            // The same key for every attempt: the round is settled once, whoever's timer fires.
            let key = used_key(&player, &format!("expire:{}", open.bet_id), &command);
            let (reply, _nobody_waits) = oneshot::channel();
            let correlation_id = format!("expire:{}", open.bet_id).into();
            let request = Request { player, command, key, correlation_id, reply };
            if !self.waiting.joins(&request) {
                self.queue.push_back(request);
            }
        }
    }

    /// State the digest of the confirmed state. Only when nothing is in flight.
    pub(super) fn append_checkpoint(&mut self, now_ms: u64) {
        let state_digest = self.state.digest();
        self.append_system(Event::Checkpointed(Checkpointed { state_digest }), now_ms);
    }

    /// Stop intake and finish what is in flight; then leave a checkpoint and a snapshot.
    pub fn drain(&mut self, now_ms: u64) {
        match self.phase {
            Phase::Serving => {
                self.release_queue(NotApplied::NotServing);
                self.phase = Phase::Draining;
            }
            Phase::Draining => {}
            _ => {
                self.release_queue(NotApplied::NotServing);
                return;
            }
        }
        if self.overlay.batches.is_empty() {
            self.append_checkpoint(now_ms);
        }
    }

    /// The time to drain is over: whoever still waits is told the truth.
    pub fn abandon(&mut self) {
        self.release_queue(NotApplied::NotServing);
        self.overlay.clear(*self.reader.head());
        self.waiting.give_up_all(&Answer::OutcomeUnknown);
    }

    /// Whether nothing is left to wait for.
    pub fn is_idle(&self) -> bool {
        self.overlay.batches.is_empty() && self.waiting.is_empty()
    }
}
