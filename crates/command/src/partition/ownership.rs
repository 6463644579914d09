//! Beginning and ceasing to own the partition.

use croupier_domain::{Commit, Event, Takeover};

use super::{Partition, Phase};
use crate::request::NotApplied;

impl Partition {
    /// It is to be owned by this process. Who was taken over since takes over again only because of
    /// this.
    ///
    /// Whoever believes to be the owner may have been taken over by a record that it has not read:
    /// then the assignment is what brings it back. It has served its purpose once something that
    /// was appended after it was read back as accepted; a checkpoint is, if nothing else.
    pub fn assign(&mut self) {
        if self.phase == Phase::Draining {
            self.phase = Phase::Serving;
        }
        self.is_assigned = !self.phase.is_stopped();
        if self.is_assigned && self.is_owner() {
            self.assigned_before_batch = self.next_batch;
            self.checkpoint_wanted = true;
        }
    }

    /// A commit of this process's own was accepted, which it had appended in `batch`.
    pub(super) fn owns_as_of(&mut self, batch: u64) {
        if batch >= self.assigned_before_batch && self.is_owner() {
            self.is_assigned = false;
        }
    }

    fn is_owner(&self) -> bool {
        matches!(self.phase, Phase::TakingOver { .. } | Phase::Serving)
    }

    /// It is not to be owned by this process any more: to be followed by [`Partition::drain`] until
    /// [`Partition::is_drained`], and then by [`Partition::stand_by`].
    pub fn release(&mut self) {
        self.is_assigned = false;
        if matches!(self.phase, Phase::TakingOver { .. }) {
            // The takeover may still be accepted; what it began is nothing that has to be finished.
            self.phase = Phase::TakenOver;
        }
        self.release_queue(NotApplied::NotServing);
    }

    /// Follow what others make of it, after it was let go.
    pub fn stand_by(&mut self) {
        if !self.phase.is_stopped() {
            self.phase = Phase::Following;
        }
    }

    /// Take over, once nothing of an earlier ownership is left to be settled.
    pub(super) fn begin_takeover(&mut self, now_ms: u64) {
        let is_free = match self.phase {
            Phase::Following | Phase::Drained => true,
            Phase::TakenOver => self.waiting.is_empty() && self.queue.is_empty(),
            _ => false,
        };
        if self.is_assigned && is_free && self.overlay.batches.is_empty() && !self.in_doubt {
            self.is_assigned = false;
            self.append_takeover(now_ms);
        }
    }

    /// Append a takeover. Serving starts when it is read back as accepted, and not before.
    pub(super) fn append_takeover(&mut self, now_ms: u64) {
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
        // Dated as the commit before it: a clock that is not known to be right moves no time on.
        self.append_system(Event::Takeover(takeover), self.state.time_ms(), now_ms);
    }
}
