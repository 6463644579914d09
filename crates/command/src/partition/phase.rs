//! What a partition is doing, as an operator sees it.

use croupier_domain::Known;

use super::Partition;
use crate::request::{Answer, NotApplied, Request};

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
    /// It goes on in another log, or this log is a copy. Nothing is decided here.
    Moved(String),
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
            Self::Moved(_) => "moved",
            Self::Parked(_) => "parked",
            Self::ClockWrong(_) => "clock_wrong",
        }
    }

    /// Why it is stopped, where somebody has to look.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Diverged(reason)
            | Self::Moved(reason)
            | Self::Parked(reason)
            | Self::ClockWrong(reason) => Some(reason),
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
            Self::Diverged(_) | Self::Moved(_) | Self::Parked(_) | Self::ClockWrong(_) => {
                Some(NotApplied::Stopped)
            }
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
        // What a lost branch has said to be dead may live on the surviving one.
        let is_diverged = matches!(phase, Phase::Diverged(_));
        self.phase = phase;
        self.let_go();
        self.keep_back();
        for request in std::mem::take(&mut self.queue) {
            if is_diverged {
                request.answer(Answer::OutcomeUnknown);
            } else {
                self.refuse(request, NotApplied::Stopped);
            }
        }
        self.waiting.give_up();
    }

    /// Whether the request's key is in the log, or may come into it, by an earlier request. What a
    /// foreign commit has killed may live on when that commit is lost.
    fn may_be_applied(&self, request: &Request) -> bool {
        self.loose.has(&request.key.hash)
            || self.waiting.joins(request)
            || self.is_in_limbo(request)
            || matches!(self.known(request), Known::Used(_))
    }

    fn is_in_limbo(&self, request: &Request) -> bool {
        self.in_doubt && request.was_decided
    }

    /// Whether the log has forgotten the request's key. What was said of a lost branch proves
    /// nothing.
    fn has_expired(&self, request: &Request) -> bool {
        !matches!(self.phase, Phase::Diverged(_)) && matches!(self.known(request), Known::Expired)
    }

    /// Answer somebody who will not be decided: that nothing will happen, if that is certain.
    pub(super) fn refuse(&mut self, request: Request, why: NotApplied) {
        if self.has_expired(&request) {
            request.answer(Answer::KeyExpired);
        } else if !self.may_be_applied(&request) {
            request.not_applied(why);
        } else if self.phase.is_stopped() || self.phase == Phase::Following {
            request.answer(Answer::OutcomeUnknown);
        } else if self.waiting.joins(&request) {
            self.waiting.join(request);
        } else if self.loose.has(&request.key.hash) || self.is_in_limbo(&request) {
            self.queue.push_back(request);
        } else if let Known::Used(entry) = self.known(&request) {
            let place = entry.place;
            self.waiting.replay(place, request);
        }
    }

    /// The log has gone out of sight, and nothing will be decided before it is back.
    pub fn refuse_waiting(&mut self) {
        self.release_queue(NotApplied::LogOutOfSight);
    }

    /// Answer a request that came while the log is out of sight. Nobody knows for how long that
    /// will be, so that none is kept: not even who could be answered then.
    pub fn refuse_arrived(&mut self, request: Request) {
        match self.phase.refuses() {
            Some(why) => self.refuse(request, why),
            None if self.may_be_applied(&request) && !self.has_expired(&request) => {
                request.answer(Answer::OutcomeUnknown);
            }
            None => self.refuse(request, NotApplied::LogOutOfSight),
        }
    }

    /// Answer everybody who was not decided. Whoever may be found in the log after all stays.
    pub(super) fn release_queue(&mut self, why: NotApplied) {
        for request in std::mem::take(&mut self.queue) {
            self.refuse(request, why);
        }
    }

    /// Wait for nothing more: whoever is left is told that the outcome is not known.
    pub(super) fn give_up(&mut self) {
        self.let_go();
        for request in self.queue.drain(..) {
            request.answer(Answer::OutcomeUnknown);
        }
        self.waiting.give_up();
    }
}
