//! View engines that lose what they had, lose their answers, or answer from another moment.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use croupier_domain::{Command, Hex, Money, PlayerId};
use croupier_views::{
    ApplyError, AsOf, BetPage, Board, Changes, Digest, Loaded, MemoryViews, Meta, PartitionSummary,
    Place, PlayerView, Receipt, Snapshot, Standing, Surroundings, ViewPosition, Views, ViewsError,
};

use super::world::{LINEAGE, World};
use crate::Phase;

/// Views in memory behind a connection that can be pointed at another copy.
struct Failover {
    primary: RwLock<Arc<MemoryViews>>,
    /// Answers the next loads instead of the primary.
    loads_from: RwLock<Option<Arc<MemoryViews>>>,
    /// How many of the next batches are applied without an answer.
    lost_answers: AtomicU32,
    /// How many of the next batches get lost on the way.
    lost_batches: AtomicU32,
    /// How many of the next batches are sent twice, as a client does that got no answer.
    repeated_batches: AtomicU32,
}

impl Failover {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            primary: RwLock::new(Arc::new(MemoryViews::new())),
            loads_from: RwLock::default(),
            lost_answers: AtomicU32::new(0),
            lost_batches: AtomicU32::new(0),
            repeated_batches: AtomicU32::new(0),
        })
    }

    fn primary(&self) -> Arc<MemoryViews> {
        self.primary.read().unwrap().clone()
    }

    /// A copy of what partition 0 holds now.
    async fn copy(&self) -> Arc<MemoryViews> {
        let copy = empty(1).await;
        if let Some(snapshot) = self.primary().snapshot(0).await.unwrap() {
            copy.restore(0, snapshot.state).await.unwrap();
        }
        copy
    }

    fn fail_over_to(&self, other: Arc<MemoryViews>) {
        *self.primary.write().unwrap() = other;
    }
}

async fn empty(partition_count: u32) -> Arc<MemoryViews> {
    let views = Arc::new(MemoryViews::new());
    views.open(&Meta::new(Hex(LINEAGE.0), partition_count)).await.unwrap();
    views
}

fn take_one(count: &AtomicU32) -> bool {
    count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
}

fn no_answer() -> ViewsError {
    ViewsError::Unreachable("no answer".into())
}

#[async_trait]
impl Views for Failover {
    fn engine(&self) -> &'static str {
        "failover"
    }
    async fn open(&self, meta: &Meta) -> Result<(), ViewsError> {
        self.primary().open(meta).await
    }
    async fn meta(&self) -> Result<Option<Meta>, ViewsError> {
        self.primary().meta().await
    }
    async fn position(&self, partition: u32) -> Result<Option<ViewPosition>, ViewsError> {
        self.primary().position(partition).await
    }
    async fn reached(
        &self,
        partition: u32,
        seq: u64,
        wait: Duration,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        self.primary().reached(partition, seq, wait).await
    }
    async fn load(&self, partition: u32, ids: &[PlayerId]) -> Result<AsOf<Loaded>, ViewsError> {
        let other = self.loads_from.write().unwrap().take_if(|_| !ids.is_empty());
        other.unwrap_or_else(|| self.primary()).load(partition, ids).await
    }
    async fn apply(
        &self,
        partition: u32,
        expected: Option<ViewPosition>,
        next: ViewPosition,
        changes: Changes,
    ) -> Result<(), ApplyError> {
        if take_one(&self.lost_batches) {
            return Err(no_answer().into());
        }
        if take_one(&self.repeated_batches) {
            self.primary().apply(partition, expected, next, changes.clone()).await?;
        }
        let applied = self.primary().apply(partition, expected, next, changes).await;
        if take_one(&self.lost_answers) { Err(no_answer().into()) } else { applied }
    }
    async fn player(
        &self,
        partition: u32,
        id: &PlayerId,
    ) -> Result<AsOf<Option<PlayerView>>, ViewsError> {
        self.primary().player(partition, id).await
    }
    async fn bets(
        &self,
        partition: u32,
        id: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError> {
        self.primary().bets(partition, id, before, limit).await
    }
    async fn bet(&self, partition: u32, seq: u64) -> Result<AsOf<Option<Receipt>>, ViewsError> {
        self.primary().bet(partition, seq).await
    }
    async fn top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError> {
        self.primary().top(partition, board, limit).await
    }
    async fn standing(
        &self,
        partition: u32,
        board: Board,
        id: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError> {
        self.primary().standing(partition, board, id, limit).await
    }
    async fn surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError> {
        self.primary().surroundings(partition, board, of, limit).await
    }
    async fn summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError> {
        self.primary().summary(partition, since_ms).await
    }
    async fn digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError> {
        self.primary().digest(partition).await
    }
    /// Like an engine that outlives the process: there is nothing to keep.
    async fn snapshot(&self, _: u32) -> Result<Option<Snapshot>, ViewsError> {
        Ok(None)
    }
    async fn restore(&self, partition: u32, state: Bytes) -> Result<ViewPosition, ViewsError> {
        self.primary().restore(partition, state).await
    }
}

/// Nothing is written, nothing is asked: only a look at the position can tell.
#[tokio::test(start_paused = true)]
async fn a_view_that_is_rolled_back_while_idle_is_mended_within_a_poll() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    world.writers[0].write(40).await;
    world.check(0).await;
    let older = views.copy().await;
    world.writers[0].write(40).await;
    world.check(0).await;
    tokio::time::sleep(Duration::from_secs(20)).await;
    views.fail_over_to(older);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let position = views.position(0).await.unwrap();
    assert_eq!(position.map(|at| at.seq), Some(80), "noticed and mended within one poll");
    world.check(0).await;
    assert_eq!(world.processor.partition(0).conflict_count, 1);
    world.processor.stop().await;
}

/// A batch comes first: it must not be put on top of what is left.
#[tokio::test(start_paused = true)]
async fn a_view_that_is_rolled_back_under_load_is_mended() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    for round in 0..6 {
        world.writers[0].write(30).await;
        world.check(0).await;
        let older = views.copy().await;
        world.writers[0].write(round + 1).await;
        world.check(0).await;
        views.fail_over_to(older);
        world.writers[0].write(1).await;
        world.check(0).await;
    }
    assert_eq!(world.processor.phase(0), Phase::Live);
    world.processor.stop().await;
}

/// Everything is gone (a flush, another host): it is built again from the log.
#[tokio::test(start_paused = true)]
async fn an_emptied_view_is_built_again() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    world.writers[0].write(70).await;
    world.check(0).await;
    views.fail_over_to(empty(1).await);
    world.check(0).await;
    views.fail_over_to(empty(1).await);
    world.writers[0].write(5).await;
    world.check(0).await;
    world.processor.stop().await;
}

/// Another copy took over that stands on a commit nobody else has.
#[tokio::test(start_paused = true)]
async fn a_view_of_another_history_is_diverged() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    world.writers[0].write(30).await;
    world.check(0).await;
    let other = views.copy().await;
    let position = other.position(0).await.unwrap();
    let foreign = ViewPosition { seq: 31, hash: Hex([1; 32]), offset: 31 };
    let totals = other.load(0, &[]).await.unwrap().value.totals;
    let changes = Changes { totals, ..Changes::default() };
    other.apply(0, position, foreign, changes).await.unwrap();
    world.writers[0].write(3).await;
    world.check(0).await;
    views.fail_over_to(other);
    world.processor.enters(0, "diverged").await;
    assert_eq!(views.position(0).await.unwrap(), Some(foreign));
    world.processor.stop().await;
}

/// The script ran and its answer was lost, or it never ran: once is once.
#[tokio::test(start_paused = true)]
async fn lost_answers_and_lost_batches_double_nothing() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    for round in 0..10 {
        let lost = if round % 2 == 0 { &views.lost_answers } else { &views.lost_batches };
        lost.store(1 + round / 5, Ordering::SeqCst);
        world.writers[0].write(25).await;
        world.check(0).await;
    }
    world.processor.enters(0, "live").await;
    assert_eq!(world.processor.partition(0).conflict_count, 0);
    world.processor.stop().await;
}

/// A conflict with one's own batch is no conflict.
#[tokio::test(start_paused = true)]
async fn a_batch_that_is_sent_twice_is_applied_once() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    for _ in 0..5 {
        views.repeated_batches.store(2, Ordering::SeqCst);
        world.writers[0].write(40).await;
        world.check(0).await;
    }
    let status = world.processor.partition(0);
    assert_eq!((status.phase, status.conflict_count), (Phase::Live, 0));
    world.processor.stop().await;
}

/// An account from an older moment must not be folded into a newer one, even though the batch
/// would find the position where it expects it.
#[tokio::test(start_paused = true)]
async fn an_account_from_another_moment_is_not_used() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    let deposit = |units| Command::Deposit { amount: Money::from_units(units) };
    world.writers[0].play(0, &deposit(1)).await;
    world.check(0).await;
    let older = views.copy().await;
    for index in 0..8 {
        world.writers[0].play(0, &deposit(2)).await;
        world.writers[0].play(index, &deposit(3)).await;
        world.check(0).await;
    }
    *views.loads_from.write().unwrap() = Some(older);
    // By now the first player's account has been trimmed from the cache and must be loaded.
    for index in 1..8 {
        world.writers[0].play(index, &deposit(5)).await;
    }
    world.writers[0].play(0, &deposit(5)).await;
    world.check(0).await;
    assert!(views.loads_from.read().unwrap().is_none(), "something was loaded");
    assert_eq!(world.processor.phase(0), Phase::Live, "and not taken for a damaged log");
    world.processor.stop().await;
}
