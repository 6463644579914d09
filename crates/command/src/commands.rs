//! All partitions of this process, as the HTTP side sees them.

use std::sync::Arc;
use std::time::Duration;

use croupier_domain::{Command, PlayerId, Takeover};
use croupier_log::{Hash, partition_of};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::meters::HopMeters;
use crate::partition::{Partition, Phase};
use crate::request::{Answer, Cause, NotApplied, Request, used_key};

/// How long a client is kept waiting for its answer: half a second less than a gateway waits, so
/// that the truth arrives before the time-out does.
const ANSWER_PATIENCE: Duration = Duration::from_millis(4_000);

/// What an operator asks of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// What it is doing.
    pub phase: Phase,
    /// Why its log cannot be followed, while that is so: whatever it is doing, it does not get on.
    pub trouble: Option<Arc<str>>,
    /// The seq of the last accepted commit.
    pub seq: Option<u64>,
    /// Its hash.
    pub head: Hash,
    /// The first offset behind it.
    pub next_offset: u64,
    /// Its time (milliseconds since the Unix epoch).
    pub time_ms: u64,
    /// Who took it over last.
    pub takeover: Option<Arc<Takeover>>,
    /// Records skipped by the accept rule.
    pub stray_count: u64,
    /// Requests waiting to be decided.
    pub queue_len: usize,
    /// Batches in flight.
    pub in_flight_count: usize,
    /// Open accounts.
    pub player_count: usize,
    /// Keys remembered.
    pub key_count: usize,
}

impl Status {
    /// A partition that could not be opened.
    pub(crate) fn stopped(phase: Phase) -> Self {
        Self {
            phase,
            trouble: None,
            seq: None,
            head: Hash::default(),
            next_offset: 0,
            time_ms: 0,
            takeover: None,
            stray_count: 0,
            queue_len: 0,
            in_flight_count: 0,
            player_count: 0,
            key_count: 0,
        }
    }

    /// Whether it decides and answers, and gets on.
    pub fn serves(&self) -> bool {
        self.phase == Phase::Serving && self.trouble.is_none()
    }

    /// Why it does not get on, where that is so.
    pub fn reason(&self) -> Option<&str> {
        self.phase.reason().or(self.trouble.as_deref())
    }

    /// The takeovers so far.
    pub fn generation(&self) -> u64 {
        self.takeover.as_ref().map_or(0, |takeover| takeover.generation)
    }

    pub(crate) fn of(partition: &Partition) -> Self {
        let (reader, state) = (partition.reader(), partition.state());
        Self {
            phase: partition.phase().clone(),
            trouble: None,
            seq: reader.head().seq(),
            head: reader.head().hash,
            next_offset: reader.head().next_offset,
            time_ms: state.time_ms(),
            takeover: state.takeover().cloned(),
            stray_count: reader.stray_count(),
            queue_len: partition.queue_len(),
            in_flight_count: partition.in_flight_count(),
            player_count: state.player_count(),
            key_count: state.keys().len(),
        }
    }
}

/// The way into the partitions. Cheap to clone behind an `Arc`.
#[derive(Debug)]
pub struct Commands {
    partitions: Vec<(mpsc::Sender<Request>, watch::Receiver<Status>)>,
    hops: HopMeters,
}

impl Commands {
    /// The ways into all partitions, in their order.
    pub fn new(partitions: Vec<(mpsc::Sender<Request>, watch::Receiver<Status>)>) -> Self {
        Self { partitions, hops: HopMeters::new() }
    }

    /// Submit `command` for `player` under the key `key_text`, and wait for its answer.
    pub async fn submit(
        &self,
        player: PlayerId,
        command: Command,
        key_text: &str,
        cause: Cause,
    ) -> Answer {
        let key = used_key(&player, key_text, &command);
        let partition = self.partition_of(&player);
        let (reply, answer) = oneshot::channel();
        let request = Request { player, command, key, cause, reply, was_decided: false };
        let Some((inbox, status)) = self.partitions.get(partition as usize) else {
            return Answer::NotApplied(NotApplied::NotServing);
        };
        match inbox.try_send(request) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Answer::NotApplied(NotApplied::QueueFull),
            Err(TrySendError::Closed(_)) if status.borrow().phase.is_stopped() => {
                return Answer::NotApplied(NotApplied::Stopped);
            }
            Err(TrySendError::Closed(_)) => return Answer::NotApplied(NotApplied::NotServing),
        }
        match timeout(ANSWER_PATIENCE, answer).await {
            Ok(Ok(answer)) => {
                self.hops.answered(&answer);
                answer
            }
            // Taken, and nobody said what became of it.
            Ok(Err(_)) | Err(_) => Answer::OutcomeUnknown,
        }
    }

    /// The partition of a player.
    pub fn partition_of(&self, player: &PlayerId) -> u32 {
        let count = u32::try_from(self.partitions.len()).unwrap_or(u32::MAX);
        partition_of(player.as_str().as_bytes(), count)
    }

    /// What `partition` is doing, if there is one of that number.
    pub fn status(&self, partition: u32) -> Option<Status> {
        let (_, status) = self.partitions.get(partition as usize)?;
        Some(status.borrow().clone())
    }

    /// What every partition is doing, in their order.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        self.partitions.iter().map(|(_, status)| status.borrow().clone())
    }
}
