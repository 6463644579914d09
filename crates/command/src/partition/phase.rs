//! What a partition is doing, as an operator sees it.

use super::Partition;
use crate::request::{Answer, NotApplied};

/// What a partition is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Reads its log and serves nobody.
    Following,
    /// Has appended its takeover and waits to read it back.
    TakingOver {
        /// The takeover's generation.
        generation: u64,
    },
    /// Decides and answers.
    Serving,
    /// Takes nothing new and finishes what is in flight.
    Draining,
    /// Has finished and left a checkpoint.
    Drained,
    /// Another owner has taken it over.
    TakenOver,
    /// Its log lost commits that it had accepted. Nothing is answered or appended until an
    /// operator has named the surviving head.
    Diverged(String),
    /// An accepted commit means nothing to this build, or a seed cannot be derived.
    Parked(String),
    /// The machine's clock and the log's disagree.
    ClockWrong(String),
}

impl Phase {
    /// One word for answers, metrics and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Following => "following",
            Self::TakingOver { .. } => "taking_over",
            Self::Serving => "serving",
            Self::Draining => "draining",
            Self::Drained => "drained",
            Self::TakenOver => "taken_over",
            Self::Diverged(_) => "diverged",
            Self::Parked(_) => "parked",
            Self::ClockWrong(_) => "clock_wrong",
        }
    }

    /// Why it is stopped, where somebody has to look.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Diverged(reason) | Self::Parked(reason) | Self::ClockWrong(reason) => {
                Some(reason)
            }
            _ => None,
        }
    }

    /// Whether it no longer reads its log.
    pub fn is_stopped(&self) -> bool {
        self.reason().is_some()
    }

    /// Why a request cannot be admitted, if it cannot. While taking over requests may already wait.
    pub(super) fn refuses(&self) -> Option<NotApplied> {
        match self {
            Self::Serving | Self::TakingOver { .. } => None,
            Self::Diverged(_) | Self::Parked(_) | Self::ClockWrong(_) => Some(NotApplied::Stopped),
            Self::Following | Self::Draining | Self::Drained | Self::TakenOver => {
                Some(NotApplied::NotServing)
            }
        }
    }
}

impl Partition {
    /// Stop for good: loudly, answering nobody from a state that is in doubt.
    pub(super) fn stop(&mut self, phase: Phase) {
        let reason = phase.reason().unwrap_or_default();
        tracing::error!(
            partition.id = self.id,
            partition.seq = self.reader.head().seq(),
            partition.head = %self.reader.head().hash,
            "partition {}: {reason}", phase.name(),
        );
        self.phase = phase;
        self.release_queue(NotApplied::Stopped);
        self.overlay.clear(*self.reader.head());
        self.waiting.give_up_all(&Answer::OutcomeUnknown);
    }

    /// Whether it is finishing what is in flight.
    pub fn is_draining(&self) -> bool {
        self.phase == Phase::Draining
    }

    /// Answer everybody who was never decided.
    pub(super) fn release_queue(&mut self, why: NotApplied) {
        for request in self.queue.drain(..) {
            request.not_applied(why);
        }
    }
}
