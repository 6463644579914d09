//! The shell around a partition's loop: channels, the log, the clock. It takes no decisions.

mod follow;
mod steadiness;

use std::sync::Arc;
use std::time::Duration;

use croupier_clock::Clock;
use croupier_domain::{Commit, Place, State};
use croupier_log::{AppendError, Appended, Head, Item, Log, Record, Snapshot, Tail};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::commands::Status;
use crate::meters::Meters;
use crate::ownership::{Claim, Ownership, Turn};
use crate::partition::{Effect, Partition, QUEUE_MAX};
use crate::request::{Answer, Request};
use crate::snapshot;
pub(crate) use steadiness::Jump;
use steadiness::Steadiness;

/// How often a partition looks at the clock.
const TICK: Duration = Duration::from_millis(100);

/// How long a shutdown waits for what is in flight.
const DRAIN_PATIENCE: Duration = Duration::from_secs(10);

/// An append that has returned.
struct Returned {
    batch: u64,
    result: Result<Appended, AppendError>,
    took: Duration,
}

/// Runs one partition.
pub struct Owner {
    partition: Partition,
    log: Arc<dyn Log>,
    clock: Arc<dyn Clock>,
    steadiness: Steadiness,
    inbox: mpsc::Receiver<Request>,
    status: watch::Sender<Status>,
    meters: Meters,
    claim: Claim,
    /// Why the log cannot be followed, while that is so.
    trouble: Option<Arc<str>>,
    /// Until when a partition that is no longer ours may finish what is in flight.
    leaving_until: Option<Instant>,
    appends: FuturesUnordered<BoxFuture<'static, Returned>>,
    /// Replays and snapshots: joined before the owner returns.
    side_work: TaskTracker,
}

impl Owner {
    /// An owner for `partition` whenever `ownership` says so, and the two ends through which the
    /// world reaches it.
    pub fn new(
        partition: Partition,
        log: Arc<dyn Log>,
        clock: Arc<dyn Clock>,
        ownership: Ownership,
    ) -> (Self, mpsc::Sender<Request>, watch::Receiver<Status>) {
        let (requests, inbox) = mpsc::channel(QUEUE_MAX);
        let (status, observed) = watch::channel(Status::of(&partition));
        let appends = FuturesUnordered::new();
        let side_work = TaskTracker::new();
        let claim = Claim::new(ownership, partition.reader().partition());
        let meters = Meters::new(partition.reader().partition());
        // What was before is where its counters begin, and no increase.
        meters.show(&status.borrow());
        let leaving_until = None;
        let steadiness = Steadiness::new(clock.now_ms());
        let owner = Self {
            partition,
            log,
            clock,
            steadiness,
            inbox,
            status,
            meters,
            claim,
            trouble: None,
            leaving_until,
            appends,
            side_work,
        };
        (owner, requests, observed)
    }

    /// Where it says what it is doing.
    pub(crate) fn status(&self) -> watch::Sender<Status> {
        self.status.clone()
    }

    /// Follow the partition until `shutdown`, own it while it is assigned, then drain.
    pub async fn run(mut self, shutdown: CancellationToken) {
        // Cancelled where it waits: nothing is half done there.
        shutdown.run_until_cancelled(self.serve()).await;
        self.drain().await;
    }

    async fn serve(&mut self) {
        let mut tail = self.follow().await;
        let mut ticks = ticks();
        loop {
            self.heed();
            self.partition.clock_shows(self.clock.now_us());
            let now_ms = self.clock.now_ms();
            if let Some(jump) = self.steadiness.look(now_ms) {
                self.partition.on_clock_jump(jump);
            }
            self.partition.pump(now_ms);
            self.leave();
            self.carry_out();
            self.turn(&mut tail, &mut ticks).await;
        }
    }

    /// Do what a new assignment asks for.
    fn heed(&mut self) {
        match self.claim.turn() {
            Some(Turn::Own) => {
                self.leaving_until = None;
                self.partition.assign();
            }
            Some(Turn::Release) => {
                self.leaving_until = Some(Instant::now() + DRAIN_PATIENCE);
                self.partition.release();
            }
            None => {}
        }
    }

    /// Go on with letting the partition go, if that has begun.
    fn leave(&mut self) {
        let Some(until) = self.leaving_until else { return };
        self.partition.drain(self.clock.now_ms());
        if !self.partition.is_drained() {
            if Instant::now() < until {
                return;
            }
            tracing::warn!(partition.id = self.id(), "appends in flight are left behind");
            self.partition.abandon();
        }
        self.leaving_until = None;
        self.partition.stand_by();
        self.claim.let_go();
    }

    async fn drain(&mut self) {
        self.inbox.close();
        while let Ok(request) = self.inbox.try_recv() {
            self.partition.submit(request);
        }
        self.partition.drain(self.clock.now_ms());
        if timeout(DRAIN_PATIENCE, self.drain_in_flight()).await.is_err() {
            tracing::warn!(partition.id = self.id(), "shutdown leaves appends in flight behind");
            self.partition.abandon();
        }
        self.carry_out();
        self.side_work.close();
        self.side_work.wait().await;
    }

    async fn drain_in_flight(&mut self) {
        self.carry_out();
        let mut tail = self.follow().await;
        let mut ticks = ticks();
        while !self.partition.is_drained() {
            self.turn(&mut tail, &mut ticks).await;
            self.partition.drain(self.clock.now_ms());
            self.carry_out();
        }
    }

    /// Wait for whatever happens next, and tell the partition.
    async fn turn(&mut self, tail: &mut Box<dyn Tail>, ticks: &mut Interval) {
        let mut requests = Vec::new();
        let mut has_tail = true;
        tokio::select! {
            // In a fixed order, so that a run can be repeated: what ends work before what brings
            // it.
            biased;
            _ = ticks.tick() => self.partition.on_tick(self.clock.now_ms()),
            () = self.claim.changed() => {}
            Some(Returned { batch, result, took }) = self.appends.next() => {
                self.meters.appended(took, result.is_ok());
                self.partition.clock_shows(self.clock.now_us());
                self.partition.on_append(batch, result);
            }
            items = tail.next() => match items {
                Ok(items) => self.on_items(items),
                Err(error) => {
                    self.cannot_follow(&error);
                    has_tail = false;
                    self.meanwhile(Instant::now(), sleep(follow::RETRY)).await;
                }
            },
            1.. = self.inbox.recv_many(&mut requests, QUEUE_MAX) => {
                requests.into_iter().for_each(|request| self.partition.submit(request));
            }
        }
        if self.partition.is_in_doubt() || !has_tail {
            *tail = self.follow().await;
        }
    }

    fn on_items(&mut self, items: impl IntoIterator<Item = Item>) {
        let now_us = self.clock.now_us();
        let now_ms = now_us / 1000;
        self.partition.clock_shows(now_us);
        for item in items {
            match item {
                Item::Stored(stored) => self.partition.on_stored(&stored, now_ms),
                Item::Recheck => self.partition.doubt(),
            }
        }
    }

    /// Do what the loop asked for. Waits for nothing.
    fn carry_out(&mut self) {
        let partition = self.id();
        for effect in self.partition.take_effects() {
            let log = self.log.clone();
            match effect {
                Effect::Append { batch, mut records } => {
                    self.meters.appending(records.len());
                    let now_us = self.clock.now_us();
                    for record in &mut records {
                        record.headers.decided_us = Some(now_us);
                    }
                    self.partition.on_sent(batch, now_us);
                    self.appends.push(Box::pin(append(log, partition, batch, records)));
                }
                Effect::Replay { place, request } => {
                    self.side_work.spawn(replay(log, partition, place, request));
                }
                Effect::SaveSnapshot { head, state } => {
                    self.side_work.spawn(save_snapshot(log, partition, head, state));
                }
            }
        }
        if self.partition.phase().is_stopped() {
            // What was not sent yet must not be sent any more.
            self.appends.clear();
        }
        self.publish();
    }

    fn id(&self) -> u32 {
        self.partition.reader().partition()
    }

    fn publish(&self) {
        let mut status = Status::of(&self.partition);
        status.trouble.clone_from(&self.trouble);
        self.status.send_if_modified(|last| {
            let is_new = *last != status;
            if is_new {
                self.meters.show(&status);
            }
            *last = status;
            is_new
        });
    }
}

async fn append(log: Arc<dyn Log>, partition: u32, batch: u64, records: Vec<Record>) -> Returned {
    let began = Instant::now();
    let result = log.append(partition, records).await;
    Returned { batch, result, took: began.elapsed() }
}

fn ticks() -> Interval {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Answer with the commit at `place`.
async fn replay(log: Arc<dyn Log>, partition: u32, place: Place, request: Request) {
    let found = log.read(partition, place.offset, 1).await;
    let commit = found.ok().and_then(|stored| {
        let stored = stored.into_iter().find(|stored| stored.offset == place.offset)?;
        Commit::decode(&stored.record.value).ok()
    });
    // The place is a fact of the confirmed state, but the answer must carry the key itself.
    let commit = commit.filter(|commit| commit.key.is_some_and(|key| key.hash == request.key.hash));
    match commit {
        Some(commit) => request.committed(Arc::new(commit), None),
        None => request.answer(Answer::OutcomeUnknown),
    }
}

async fn save_snapshot(log: Arc<dyn Log>, partition: u32, head: Head, state: Box<State>) {
    let encoded = tokio::task::spawn_blocking(move || snapshot::encode(&state)).await;
    let Ok(Ok(state)) = encoded else { return };
    let snapshot = Snapshot { head, state };
    if let Err(error) = log.save_snapshot(partition, snapshot::NAME, snapshot).await {
        tracing::warn!(partition.id = partition, %error, "no snapshot kept");
    }
}
