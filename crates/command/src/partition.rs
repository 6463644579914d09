//! One partition's loop, without its I/O.
//!
//! A state machine: the shell in `owner.rs` feeds it requests, records of its own log, results of
//! its appends and the time, and carries out the [`Effect`]s it asks for. It decides against the
//! confirmed state plus its own commits in flight, and answers a request only when a commit with
//! the request's key was read back as accepted and is durable. It never concludes anything from a
//! time-out, and nothing from a stray.

mod overlay;
mod phase;
mod read_back;
#[cfg(test)]
mod tests;
mod timers;
mod waiting;

use std::collections::VecDeque;

use bytes::Bytes;
use croupier_domain::fairness::SeedVault;
use croupier_domain::{Commit, Context, Event, Known, Place, State, Table, decide};
use croupier_log::{AppendError, Head, Reader, Record};

use crate::request::{Answer, NotApplied, Request};
use overlay::{Batch, InFlight, Overlay};
pub use phase::Phase;
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
    /// Walk the chain again, report with [`Partition::on_recheck`], and follow the log from the
    /// head on.
    Recheck,
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
    /// Admitted, not yet decided.
    queue: VecDeque<Request>,
    /// Decided, not yet answered.
    waiting: Waiting,
    effects: Vec<Effect>,
    next_batch: u64,
    /// The highest generation seen in any takeover record, accepted or not.
    generation_seen: u64,
    checkpoint_seq: u64,
    snapshot_seq: u64,
    /// Whether the next batch is to be a checkpoint, on settled ground.
    checkpoint_wanted: bool,
    /// Strays below this offset have been looked into.
    strays_checked_through: u64,
}

impl Partition {
    /// A partition that has caught up with its log and has yet to take it over.
    pub fn new(
        id: u32,
        settings: Settings,
        seeds: SeedVault,
        reader: Reader,
        state: State,
        snapshot_seq: u64,
    ) -> Self {
        let overlay = Overlay::at(*reader.head());
        let generation_seen = state.generation();
        let checkpoint_seq = reader.head().next_seq;
        Self {
            id,
            settings,
            seeds,
            phase: Phase::Following,
            reader,
            state,
            overlay,
            queue: VecDeque::new(),
            waiting: Waiting::default(),
            effects: Vec::new(),
            next_batch: 0,
            generation_seen,
            checkpoint_seq,
            snapshot_seq,
            checkpoint_wanted: false,
            strays_checked_through: 0,
        }
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
            Some(why) => request.not_applied(why),
            None if self.queue.len() >= QUEUE_MAX => request.not_applied(NotApplied::QueueFull),
            None => self.queue.push_back(request),
        }
    }

    /// Decide what waits, as far as the bounds on what is in flight allow, and append it.
    pub fn pump(&mut self, now_ms: u64) {
        if self.phase != Phase::Serving {
            return;
        }
        // A checkpoint states the digest of confirmed state: it waits until nothing is in flight.
        // The same commit is the barrier that makes a foreign commit's answer durable.
        let needs_barrier = self.waiting.has_undurable();
        if self.overlay.batches.is_empty() && (self.checkpoint_wanted || needs_barrier) {
            self.append_checkpoint(now_ms);
        }
        while !self.queue.is_empty() && !self.checkpoint_wanted && self.has_room() {
            let mut batch = Vec::new();
            while batch.len() < BATCH_COMMITS_MAX
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

    fn has_room(&self) -> bool {
        self.overlay.batches.len() < BATCHES_IN_FLIGHT_MAX
            && self.overlay.bytes() < BYTES_IN_FLIGHT_MAX
    }

    /// Answer from what is confirmed, wait for what is in flight, or decide.
    fn take_up(&mut self, request: Request, now_ms: u64, batch: &mut Vec<InFlight>) {
        if self.waiting.joins(&request) {
            // A key seen only in the overlay proves nothing yet: its commit may be dropped.
            self.waiting.join(request);
            return;
        }
        match self.state.keys().look_up(&request.player, &request.key.hash, request.key.made_ms) {
            Known::New => self.decide(request, now_ms, batch),
            Known::Expired => request.answer(Answer::KeyExpired),
            Known::Used(entry) if entry.fingerprint != request.key.fingerprint => {
                request.answer(Answer::KeyReused);
            }
            Known::Used(entry) => {
                let place = entry.place;
                self.effects.push(Effect::Replay { place, request });
            }
        }
    }

    fn decide(&mut self, request: Request, now_ms: u64, batch: &mut Vec<InFlight>) {
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
                    correlation_id: Some(request.correlation_id.clone()),
                    key: Some(request.key),
                    balance_minor: Some(decision.player.balance),
                    events: decision.events,
                };
                self.overlay.hold(request.player.clone(), decision.player);
                self.waiting.decided(request);
                batch.push(self.overlay.extend(commit));
            }
            Err(fault) => {
                request.not_applied(NotApplied::Stopped);
                self.stop(Phase::Parked(format!("cannot draw: {fault}")));
            }
        }
    }

    /// The owner's clock, but never before the commit before.
    fn commit_time_ms(&self, now_ms: u64) -> u64 {
        now_ms.max(self.state.time_ms()).max(self.overlay.time_ms)
    }

    fn append(&mut self, commits: Vec<InFlight>, now_ms: u64) {
        if commits.is_empty() {
            return;
        }
        let batch = self.next_batch;
        self.next_batch += 1;
        let records = commits.iter().map(|commit| commit.record.clone()).collect();
        self.overlay.batches.push_back(Batch::new(batch, commits, now_ms));
        self.effects.push(Effect::Append { batch, records });
    }

    /// Append a commit of the system's own.
    fn append_system(&mut self, event: Event, now_ms: u64) {
        let commit = Commit {
            v: Commit::VERSION,
            seq: self.overlay.head.next_seq,
            time: self.commit_time_ms(now_ms),
            player: None,
            correlation_id: None,
            key: None,
            balance_minor: None,
            events: vec![event],
        };
        let in_flight = self.overlay.extend(commit);
        self.append(vec![in_flight], now_ms);
    }

    /// The result of an append.
    pub fn on_append(&mut self, batch: u64, result: Result<(), AppendError>) {
        match result {
            Ok(()) => self.on_durable(batch),
            Err(_) if !self.overlay.has(batch) => {}
            Err(AppendError::Full | AppendError::TooLarge) => {
                // Nothing of it is in the log, and what was built on it can never be accepted.
                for key in self.overlay.cut(batch, *self.reader.head()) {
                    self.waiting.give_up(&key, &Answer::NotApplied(NotApplied::LogFull));
                }
                self.rebuild_overlay();
            }
            Err(AppendError::NotNext) => self.drop_speculation(),
            Err(AppendError::Unknown(_)) => {
                // It may still come. Decided again it has the same key, so it counts once.
                self.drop_speculation();
                self.effects.push(Effect::Recheck);
            }
        }
    }

    /// After a definite failure in the middle of what is in flight: batches before it stand.
    fn rebuild_overlay(&mut self) {
        self.overlay.rebuild(|id| self.state.player(id));
    }

    /// Forget what was decided ahead of the log, and decide its requests again, in their order.
    fn drop_speculation(&mut self) {
        let keys = self.overlay.clear(*self.reader.head());
        for key in keys.into_iter().rev() {
            for request in self.waiting.take_back(&key).into_iter().rev() {
                self.queue.push_front(request);
            }
        }
    }
}

impl InFlight {
    fn record(prev: croupier_log::Hash, commit: &Commit) -> Record {
        let key = commit.player.as_ref().map(|player| Bytes::copy_from_slice(player.as_str().as_bytes()));
        Record { prev, key: key.unwrap_or_default(), value: Bytes::from(commit.encode()) }
    }
}
