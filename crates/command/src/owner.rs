//! The shell around a partition's loop: channels, the log, the clock. It takes no decisions.

use std::sync::Arc;
use std::time::Duration;

use croupier_clock::Clock;
use croupier_domain::Commit;
use croupier_log::{Appended, AppendError, Item, Log, LogError, Snapshot, Tail};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::commands::Status;
use crate::partition::{Effect, Partition, QUEUE_MAX};
use crate::request::{Answer, NotApplied, Request};
use crate::snapshot;

/// How often a partition looks at the clock.
const TICK: Duration = Duration::from_millis(100);

/// How long a shutdown waits for what is in flight.
const DRAIN_PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before a log that cannot be read is tried again.
const RETRY: Duration = Duration::from_millis(200);

/// Runs one partition.
pub struct Owner {
    partition: Partition,
    log: Arc<dyn Log>,
    clock: Arc<dyn Clock>,
    inbox: mpsc::Receiver<Request>,
    status: watch::Sender<Status>,
    appends: FuturesUnordered<BoxFuture<'static, (u64, Result<Appended, AppendError>)>>,
    /// Replays and snapshots: joined before the owner returns.
    side_work: TaskTracker,
}

impl Owner {
    /// An owner for `partition`, and the two ends through which the world reaches it.
    pub fn new(
        partition: Partition,
        log: Arc<dyn Log>,
        clock: Arc<dyn Clock>,
    ) -> (Self, mpsc::Sender<Request>, watch::Receiver<Status>) {
        let (requests, inbox) = mpsc::channel(QUEUE_MAX);
        let (status, observed) = watch::channel(Status::of(&partition));
        let appends = FuturesUnordered::new();
        let side_work = TaskTracker::new();
        (Self { partition, log, clock, inbox, status, appends, side_work }, requests, observed)
    }

    /// Take the partition over, serve until `shutdown`, then drain.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut tail = self.follow().await;
        self.partition.take_over(self.clock.now_ms());
        self.carry_out(&mut tail).await;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut requests = Vec::new();
        while !shutdown.is_cancelled() {
            tokio::select! {
                () = shutdown.cancelled() => {}
                items = tail.next() => self.on_items(items, &mut tail).await,
                Some((batch, result)) = self.appends.next() => {
                    self.partition.on_append(batch, result.map(|_| ()));
                }
                _ = self.inbox.recv_many(&mut requests, QUEUE_MAX) => {
                    requests.drain(..).for_each(|request| self.partition.submit(request));
                }
                _ = ticks.tick() => self.partition.on_tick(self.clock.now_ms()),
            }
            self.partition.pump(self.clock.now_ms());
            self.carry_out(&mut tail).await;
        }
        self.drain(&mut tail).await;
    }

    async fn drain(&mut self, tail: &mut Box<dyn Tail>) {
        self.inbox.close();
        while let Ok(request) = self.inbox.try_recv() {
            request.not_applied(NotApplied::NotServing);
        }
        let drained = timeout(DRAIN_PATIENCE, self.drain_in_flight(tail)).await;
        if drained.is_err() {
            tracing::warn!("shutdown did not wait for everything in flight");
            self.partition.abandon();
        }
        self.side_work.close();
        self.side_work.wait().await;
        self.publish();
    }

    async fn drain_in_flight(&mut self, tail: &mut Box<dyn Tail>) {
        loop {
            self.partition.drain(self.clock.now_ms());
            self.carry_out(tail).await;
            if !self.partition.is_draining() && self.partition.is_idle() {
                return;
            }
            tokio::select! {
                items = tail.next() => self.on_items(items, tail).await,
                Some((batch, result)) = self.appends.next() => {
                    self.partition.on_append(batch, result.map(|_| ()));
                }
                () = sleep(TICK) => self.partition.on_tick(self.clock.now_ms()),
            }
        }
    }

    async fn on_items(&mut self, items: Result<Vec<Item>, LogError>, tail: &mut Box<dyn Tail>) {
        match items {
            Ok(items) => {
                let now_ms = self.clock.now_ms();
                for item in items {
                    match item {
                        Item::Stored(stored) => self.partition.on_stored(&stored, now_ms),
                        // What follows in this batch is read again from the head on.
                        Item::Recheck => return self.recheck(tail).await,
                    }
                }
            }
            Err(error) => {
                tracing::warn!(partition.id = self.id(), %error, "the log cannot be followed");
                *tail = self.follow().await;
            }
        }
    }

    /// Do what the loop asked for.
    async fn carry_out(&mut self, tail: &mut Box<dyn Tail>) {
        for effect in self.partition.take_effects() {
            match effect {
                Effect::Append { batch, records } => {
                    let (log, partition) = (self.log.clone(), self.id());
                    self.appends.push(Box::pin(async move {
                        (batch, log.append(partition, records).await)
                    }));
                }
                Effect::Recheck => self.recheck(tail).await,
                Effect::Replay { place, request } => {
                    let (log, partition) = (self.log.clone(), self.id());
                    self.side_work.spawn(replay(log, partition, place.offset, request));
                }
                Effect::SaveSnapshot { head, state } => {
                    let (log, partition) = (self.log.clone(), self.id());
                    self.side_work.spawn(async move {
                        let encoded = tokio::task::spawn_blocking(move || snapshot::encode(&state));
                        let Ok(Ok(state)) = encoded.await else { return };
                        let snapshot = Snapshot { head, state };
                        if let Err(error) =
                            log.save_snapshot(partition, snapshot::NAME, snapshot).await
                        {
                            tracing::warn!(partition.id = partition, %error, "no snapshot kept");
                        }
                    });
                }
            }
        }
        self.publish();
    }

    /// Walk the chain again and follow the log from the head on: the only answer to any doubt
    /// whether it still is the log that was read.
    async fn recheck(&mut self, tail: &mut Box<dyn Tail>) {
        self.walk().await;
        *tail = self.follow().await;
    }

    async fn walk(&mut self) {
        loop {
            match self.partition.reader().recheck(&*self.log).await {
                Ok(result) => return self.partition.on_recheck(result),
                Err(error) => {
                    tracing::warn!(partition.id = self.id(), %error, "the log cannot be read");
                    sleep(RETRY).await;
                }
            }
        }
    }

    /// A tail from the head on. Its first item says that it vouches for nothing before it: the walk
    /// that this asks for is done here, so that what it yields then continues the head.
    async fn follow(&mut self) -> Box<dyn Tail> {
        loop {
            match self.open_tail().await {
                Ok(tail) => return tail,
                Err(error) => {
                    tracing::warn!(partition.id = self.id(), %error, "the log cannot be followed");
                    sleep(RETRY).await;
                }
            }
        }
    }

    async fn open_tail(&mut self) -> Result<Box<dyn Tail>, LogError> {
        let from = self.partition.reader().head().next_offset;
        let mut tail = self.log.tail(self.id(), from).await?;
        let items = tail.next().await?;
        let now_ms = self.clock.now_ms();
        for item in items {
            match item {
                Item::Stored(stored) => self.partition.on_stored(&stored, now_ms),
                Item::Recheck => self.walk().await,
            }
        }
        Ok(tail)
    }

    fn id(&self) -> u32 {
        self.partition.reader().partition()
    }

    fn publish(&self) {
        let status = Status::of(&self.partition);
        self.status.send_if_modified(|last| {
            let is_new = *last != status;
            *last = status;
            is_new
        });
    }
}

/// Answer with the commit that stands at `offset`.
async fn replay(log: Arc<dyn Log>, partition: u32, offset: u64, request: Request) {
    let found = log.read(partition, offset, 1).await;
    let commit = found.ok().and_then(|stored| {
        let stored = stored.into_iter().find(|stored| stored.offset == offset)?;
        Commit::decode(&stored.record.value).ok()
    });
    // The place comes from the confirmed state, but the answer must carry the key itself.
    let commit = commit.filter(|commit| commit.key.is_some_and(|key| key.hash == request.key.hash));
    request.answer(match commit {
        Some(commit) => Answer::Committed { commit: Arc::new(commit), replayed: true },
        None => Answer::OutcomeUnknown,
    });
}
