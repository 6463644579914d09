//! One partition's loop, without its I/O.
//!
//! A state machine: the shell in `owner.rs` feeds it requests, records of its own log, results of
//! its appends and the time, and carries out the [`Effect`]s it asks for. It decides against the
//! confirmed state plus its own commits in flight, and answers a request only when a commit with
//! the request's key was read back as accepted and is durable. It never concludes anything from a
//! time-out, and nothing from a stray: what it has given up is settled by the log before it decides
//! again.

mod append;
mod loose;
mod overlay;
mod ownership;
mod phase;
mod read_back;
mod timers;
mod waiting;

use std::collections::VecDeque;

use croupier_domain::fairness::SeedVault;
use croupier_domain::{Commit, Context, Known, Place, State, Table, decide};
use croupier_log::{Head, Headers, Reader, Record};

use crate::request::{Answer, Cause, NotApplied, Request};
use loose::Loose;
use overlay::{InFlight, Overlay};
pub use phase::Phase;
pub(crate) use read_back::{moved, takeover_in};
use waiting::Waiting;

/// How many requests may wait to be decided: about a tenth of a second of work. More waiting would
/// only be answered later than its client still listens.
pub const QUEUE_MAX: usize = 4096;

/// How many batches may be in flight; deciding further ahead only makes a lost race dearer.
pub const BATCHES_IN_FLIGHT_MAX: usize = 4;

/// How many bytes may be in flight.
pub const BYTES_IN_FLIGHT_MAX: usize = 4 * 1024 * 1024;

/// How many commits go into one batch, so that a deep queue does not make one slow append.
pub const BATCH_COMMITS_MAX: usize = 512;

/// What a partition decides by and who it is.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The table's limits.
    pub table: Table,
    /// The process, different at every start.
    pub instance: String,
    /// Where other instances reach it; empty when it is alone.
    pub address: String,
    /// The build.
    pub build: String,
    /// How many commits may follow a checkpoint before the next.
    pub checkpoint_every_count: u64,
    /// How many commits may follow a snapshot before the next.
    pub snapshot_every_count: u64,
    /// After how long an append that nobody confirmed is looked into.
    pub append_patience_ms: u64,
}

/// What the shell is to do.
#[derive(Debug)]
pub enum Effect {
    /// Append these records and report with [`Partition::on_append`].
    Append {
        /// Names the batch in the report.
        batch: u64,
        /// In order.
        records: Vec<Record>,
    },
    /// Read the commit at `place` and answer the request with it.
    Replay {
        /// Where the commit is that answers it.
        place: Place,
        /// Who asked.
        request: Request,
    },
    /// Keep a snapshot.
    SaveSnapshot {
        /// The last commit in it: a checkpoint.
        head: Head,
        /// Shares its accounts with the live state.
        state: Box<State>,
    },
}

/// The state machine of one partition.
#[derive(Debug)]
pub struct Partition {
    id: u32,
    settings: Settings,
    seeds: SeedVault,
    phase: Phase,
    /// Confirmed: the accept rule's head and the fold of everything it accepted.
    reader: Reader,
    state: State,
    /// Speculative: what the commits in flight would make of it.
    overlay: Overlay,
    /// Given up, and not known to be dead.
    loose: Loose,
    /// Admitted, not yet decided.
    queue: VecDeque<Request>,
    /// Decided, not yet answered.
    waiting: Waiting,
    effects: Vec<Effect>,
    next_batch: u64,
    /// Whether it is to take its log over as soon as it can.
    is_assigned: bool,
    /// Batches from this one on were appended after it was last assigned.
    assigned_before_batch: u64,
    /// The highest generation seen in any takeover record, accepted or not.
    generation_seen: u64,
    /// Every record below this offset is known to be durable.
    durable_end: u64,
    /// The seq behind the last checkpoint.
    checkpoint_seq: u64,
    /// The seq behind the last snapshot.
    snapshot_seq: u64,
    /// Whether the next batch is to be a checkpoint, on settled ground.
    checkpoint_wanted: bool,
    /// A snapshot whose last commit is not known to be durable.
    snapshot: Option<(Head, Box<State>)>,
    /// Whether the log may have lost something: nothing is decided or answered until the chain was
    /// walked again.
    in_doubt: bool,
    /// Strays below this offset have been looked into.
    strays_checked_end: u64,
    /// What the clock shows, for the times that are shown and for nothing else.
    now_us: u64,
    /// Whether an append has failed just now. A log that refuses at once is not asked in a loop.
    backs_off: bool,
}

impl Partition {
    /// A partition that has caught up with its log and has yet to take it over. `snapshot_seq` is
    /// the seq behind the snapshot it came from, `generation_seen` the highest in any takeover.
    pub fn new(
        id: u32,
        settings: Settings,
        seeds: SeedVault,
        reader: Reader,
        state: State,
        snapshot_seq: u64,
        generation_seen: u64,
    ) -> Self {
        let overlay = Overlay::at(*reader.head());
        Self {
            id,
            settings,
            seeds,
            phase: Phase::Following,
            reader,
            state,
            overlay,
            loose: Loose::default(),
            queue: VecDeque::new(),
            waiting: Waiting::default(),
            effects: Vec::new(),
            next_batch: 0,
            is_assigned: false,
            assigned_before_batch: 0,
            generation_seen,
            durable_end: 0,
            checkpoint_seq: snapshot_seq,
            snapshot_seq,
            checkpoint_wanted: false,
            snapshot: None,
            in_doubt: false,
            strays_checked_end: 0,
            backs_off: false,
            now_us: 0,
        }
    }

    /// Say what the clock shows (microseconds since the Unix epoch). Nothing is decided by it: it
    /// is for the times that travel with commits and answers.
    pub fn clock_shows(&mut self, now_us: u64) {
        self.now_us = now_us;
    }

    /// What it is doing.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Where it stands.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The confirmed state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many requests wait to be decided.
    pub fn queue_len(&self) -> usize {
        self.queue.len()
    }

    /// How many batches are in flight.
    pub fn in_flight_count(&self) -> usize {
        self.overlay.batches.len()
    }

    /// What the shell is to do now, in order.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Admit a request, or answer at once that nothing will happen.
    pub fn submit(&mut self, request: Request) {
        match self.phase.refuses() {
            None if self.queue.len() < QUEUE_MAX => self.queue.push_back(request),
            None => self.refuse(request, NotApplied::QueueFull),
            Some(why) => self.refuse(request, why),
        }
    }

    /// Go on with what can be gone on with, after anything has happened.
    pub fn pump(&mut self, now_ms: u64) {
        self.settle();
        self.begin_takeover(now_ms);
        if self.phase == Phase::Serving && !self.in_doubt && !self.backs_off {
            self.decide_waiting(now_ms);
            self.settle();
        }
    }

    /// Decide what waits, as far as the bounds on what is in flight allow, and append it.
    fn decide_waiting(&mut self, now_ms: u64) {
        // A checkpoint states the digest of confirmed state: it waits until nothing is in flight.
        // It is also the barrier that makes what was read durable and what was given up dead.
        let is_unsettled = self.waiting.has_undurable() || !self.loose.is_settled();
        if self.overlay.batches.is_empty() && (self.checkpoint_wanted || is_unsettled) {
            self.append_checkpoint(now_ms);
        }
        while !self.queue.is_empty() && self.may_decide() {
            let mut batch = Vec::new();
            while batch.len() < BATCH_COMMITS_MAX
                && self.has_room_for_a_commit()
                && let Some(request) = self.queue.pop_front()
            {
                self.take_up(request, now_ms, &mut batch);
                if self.phase != Phase::Serving {
                    return;
                }
            }
            self.append(batch, now_ms);
        }
    }

    fn may_decide(&self) -> bool {
        !self.checkpoint_wanted
            && self.loose.is_settled()
            && self.overlay.batches.len() < BATCHES_IN_FLIGHT_MAX
            && self.has_room_for_a_commit()
    }

    fn has_room_for_a_commit(&self) -> bool {
        self.overlay.bytes + Record::VALUE_BYTES_MAX <= BYTES_IN_FLIGHT_MAX
    }

    /// Answer from what is confirmed, wait for what is in flight, or decide.
    fn take_up(&mut self, request: Request, now_ms: u64, batch: &mut Vec<InFlight>) {
        if self.waiting.joins(&request) {
            // A key seen only in the overlay proves nothing yet: its commit may be dropped.
            return self.waiting.join(request);
        }
        match self.known(&request) {
            Known::New => self.decide(request, now_ms, batch),
            Known::Expired => request.answer(Answer::KeyExpired),
            Known::Used(entry) => {
                let place = entry.place;
                self.waiting.replay(place, request);
            }
        }
    }

    fn known(&self, request: &Request) -> Known<'_> {
        let key = &request.key;
        self.state.keys().look_up(&request.player, &key.hash, key.made_ms)
    }

    fn decide(&mut self, mut request: Request, now_ms: u64, batch: &mut Vec<InFlight>) {
        let time = self.commit_time_ms(now_ms);
        let context = Context {
            table: &self.settings.table,
            seeds: &self.seeds,
            partition: self.id,
            seq: self.overlay.head.next_seq,
            time_ms: time,
        };
        let player = self.overlay.player(&request.player);
        let player = player.or_else(|| self.state.player(&request.player));
        match decide(&request.player, player, &request.command, &context) {
            Ok(decision) => {
                let commit = Commit {
                    v: Commit::VERSION,
                    seq: context.seq,
                    time,
                    player: Some(request.player.clone()),
                    correlation_id: Some(request.cause.correlation_id.clone()),
                    key: Some(request.key),
                    balance_minor: Some(decision.player.balance),
                    events: decision.events,
                };
                self.overlay.hold(request.player.clone(), decision.player);
                let headers = headers_of(&request.cause);
                request.was_decided = true;
                self.waiting.join(request);
                batch.push(self.overlay.extend(commit, headers));
            }
            Err(fault) => {
                request.not_applied(NotApplied::Stopped);
                self.never_sent(batch);
                self.stop(Phase::Parked(format!("cannot draw: {fault}")));
            }
        }
    }

    /// Say what can be said now. Never in the middle of what was read: a doubt about the log comes
    /// before an answer from it.
    fn settle(&mut self) {
        match self.phase {
            Phase::TakenOver => self.release_queue(NotApplied::Superseded),
            Phase::Draining => self.finish_draining(),
            _ => {}
        }
        for (place, request) in self.waiting.durable(self.durable_end, self.now_us) {
            self.effects.push(Effect::Replay { place, request });
        }
        let durable_end = self.durable_end;
        if let Some((head, state)) = self.snapshot.take_if(|s| s.0.next_offset <= durable_end) {
            self.effects.push(Effect::SaveSnapshot { head, state });
        }
    }
}

/// What is to travel with a commit that has this cause. The shell adds when it sent it.
fn headers_of(cause: &Cause) -> Headers {
    Headers {
        traceparent: cause.traceparent.clone(),
        correlation_id: Some(cause.correlation_id.clone()),
        received_us: cause.received_us,
        decided_us: None,
    }
}
