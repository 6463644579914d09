//! What the passing of time asks for: takeovers, checkpoints, expiries, doubts.

use std::collections::HashSet;

use croupier_domain::{Checkpointed, Command, Event};
use tokio::sync::oneshot;

use super::{Partition, Phase, QUEUE_MAX};
use crate::owner::Jump;
use crate::request::{Cause, NotApplied, Request, own_key};

/// A jump this long is worth a word.
const JUMP_ANNOUNCED_MS: u64 = 24 * 60 * 60 * 1000;

impl Partition {
    /// Look at the time: a few times a second.
    pub fn on_tick(&mut self, now_ms: u64) {
        self.backs_off = false;
        self.doubt_late_appends(now_ms);
        let is_settled = self.overlay.batches.is_empty() && !self.in_doubt;
        match self.phase {
            // Lost a race or found no room: again, on the settled head.
            Phase::TakingOver { .. } if is_settled => self.append_takeover(now_ms),
            Phase::Serving => {
                self.expire_rounds(now_ms);
                let since = self.reader.head().next_seq.saturating_sub(self.checkpoint_seq);
                self.checkpoint_wanted |= since >= self.settings.checkpoint_every_count;
            }
            // What has not come by now is the newcomer's to say.
            Phase::TakenOver if is_settled => self.give_up(),
            _ => {}
        }
    }

    /// The clock has jumped. What is decided now would be dated by it, and keys and rounds would
    /// expire by it. Whoever shares its log asks it again what time it is, by a takeover that moves
    /// no time on; where nobody else has a clock, all that can be done is to say so.
    pub(crate) fn on_clock_jump(&mut self, jump: Jump) {
        if matches!(jump, Jump::Ahead(ms) if ms > JUMP_ANNOUNCED_MS) {
            tracing::warn!(
                partition.id = self.id,
                "the clock has jumped ahead by more than a day: keys and open rounds expire now"
            );
        }
        if self.phase == Phase::Serving && !self.settings.address.is_empty() {
            // The next tick appends it, on settled ground.
            self.phase = Phase::TakingOver { generation: self.generation_seen };
        }
    }

    /// A time-out never means "failed". It means: look whether the log still is what it was, let
    /// the log settle what is in flight, and decide what it has not taken again, under the same
    /// keys.
    fn doubt_late_appends(&mut self, now_ms: u64) {
        let Some(oldest) = self.overlay.batches.front_mut() else { return };
        // When the clock was set back, patience begins anew.
        oldest.appended_ms = oldest.appended_ms.min(now_ms);
        if now_ms - oldest.appended_ms >= self.settings.append_patience_ms {
            self.let_go();
            self.doubt();
        }
    }

    /// Settle rounds whose players did not come back.
    fn expire_rounds(&mut self, now_ms: u64) {
        let room = QUEUE_MAX.saturating_sub(self.queue.len());
        let due: Vec<_> = self.state.due_rounds(now_ms).take(room).cloned().collect();
        if due.is_empty() {
            return;
        }
        let queued: HashSet<_> = self.queue.iter().map(|request| request.key.hash).collect();
        for player in due {
            let known = self.overlay.player(&player).or_else(|| self.state.player(&player));
            let open = known.and_then(|player| player.open_round.as_deref());
            // What is in flight may have ended that round, and begun another.
            let Some(open) = open.filter(|open| open.expires_ms <= now_ms) else { continue };
            let command = Command::ExpireRound { bet_id: open.bet_id };
            // The same key for every attempt: the round is settled once, whoever's timer fires.
            let correlation_id = format!("expire:{}", open.bet_id);
            let key = own_key(&player, &correlation_id, &command);
            let (reply, _nobody_waits) = oneshot::channel();
            let cause = Cause::from(&*correlation_id);
            let request = Request { player, command, key, cause, reply, was_decided: false };
            if !self.waiting.joins(&request) && !queued.contains(&request.key.hash) {
                self.queue.push_back(request);
            }
        }
    }

    /// State the digest of the confirmed state. Only when nothing is in flight.
    pub(super) fn append_checkpoint(&mut self, now_ms: u64) {
        let state_digest = self.state.digest();
        let time = self.commit_time_ms(now_ms);
        self.append_system(Event::Checkpointed(Checkpointed { state_digest }), time, now_ms);
    }

    /// Stop intake and finish what is in flight; then leave a checkpoint and a snapshot. To be
    /// called until [`Partition::is_drained`].
    pub fn drain(&mut self, now_ms: u64) {
        if self.phase == Phase::Serving {
            self.phase = Phase::Draining;
        }
        self.release_queue(NotApplied::NotServing);
        let is_settled = self.overlay.batches.is_empty() && !self.in_doubt && !self.backs_off;
        if self.phase == Phase::Draining && is_settled && !self.has_finished() {
            self.append_checkpoint(now_ms);
        }
        self.settle();
    }

    /// Whether the last commit is a checkpoint that is durable and leaves no question open.
    fn has_finished(&self) -> bool {
        let head = self.reader.head();
        self.overlay.batches.is_empty()
            && self.loose.is_settled()
            && self.checkpoint_seq == head.next_seq
            && self.durable_end >= head.next_offset
    }

    pub(super) fn finish_draining(&mut self) {
        if self.has_finished() {
            self.phase = Phase::Drained;
            self.release_queue(NotApplied::NotServing);
            if self.snapshot_seq < self.checkpoint_seq {
                self.keep_snapshot();
            }
        }
    }

    /// The time to drain is over: whoever still waits is told the truth.
    pub fn abandon(&mut self) {
        self.release_queue(NotApplied::NotServing);
        self.give_up();
    }

    /// Whether nothing is left to wait for.
    pub fn is_drained(&self) -> bool {
        let nobody_waits = self.waiting.is_empty() && self.queue.is_empty();
        nobody_waits && self.overlay.batches.is_empty() && self.phase != Phase::Draining
    }
}
