//! View engines that lose what they had, lose their answers, or answer from another moment.

use std::sync::Arc;
use std::time::Duration;

use croupier_domain::{Command, Hex, Money};
use croupier_views::conformance::{Failover, Trouble};
use croupier_views::{Changes, MemoryViews, Meta, ViewPosition, Views};

use super::world::{LINEAGE, World, settings};
use crate::{Phase, Settings};

/// Views of nothing, open.
async fn empty() -> Arc<MemoryViews> {
    let views = Arc::new(MemoryViews::new());
    views.open(&Meta::new(Hex(LINEAGE.0), 1)).await.unwrap();
    views
}

/// Nothing is written, nothing is asked: only a look at the position can tell.
#[tokio::test(start_paused = true)]
async fn a_view_that_is_rolled_back_while_idle_is_mended_within_a_poll() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    world.writers[0].write(40).await;
    world.check(0).await;
    let older = views.copy_of(0, 1).await;
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
        let older = views.copy_of(0, 1).await;
        world.writers[0].write(round + 1).await;
        world.check(0).await;
        views.fail_over_to(older);
        world.writers[0].write(1).await;
        world.check(0).await;
    }
    assert_eq!(world.processor.phase(0), Phase::Live);
    world.processor.stop().await;
}

/// Nothing has to be loaded for it, so that only the batch itself can notice.
#[tokio::test(start_paused = true)]
async fn a_batch_from_memory_is_not_put_on_a_view_that_is_rolled_back() {
    let views = Failover::new();
    let settings = Settings { cached_player_count_max: 1_000, ..settings() };
    let mut world = World::with_settings(1, views.clone(), settings);
    let deposit = Command::Deposit { amount: Money::from_units(1) };
    world.writers[0].play(0, &deposit).await;
    world.check(0).await;
    let older = views.copy_of(0, 1).await;
    world.writers[0].play(1, &deposit).await;
    world.check(0).await;
    views.fail_over_to(older);
    world.writers[0].play(0, &deposit).await;
    world.check(0).await;
    assert_eq!(world.processor.partition(0).conflict_count, 1);
    world.writers[0].play(1, &deposit).await;
    world.check(0).await;
    world.processor.stop().await;
}

/// Everything is gone (a flush, another host): it is built again from the log.
#[tokio::test(start_paused = true)]
async fn an_emptied_view_is_built_again() {
    let views = Failover::new();
    let mut world = World::with_views(1, views.clone());
    world.writers[0].write(70).await;
    world.check(0).await;
    views.fail_over_to(empty().await);
    world.check(0).await;
    views.fail_over_to(empty().await);
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
    let other = views.copy_of(0, 1).await;
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
        let trouble = if round % 2 == 0 { Trouble::LostAnswer } else { Trouble::LostBatch };
        (0..1 + round / 5).for_each(|_| views.next_batch(trouble));
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
        views.next_batch(Trouble::Repeated);
        views.next_batch(Trouble::Repeated);
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
    let older = views.copy_of(0, 1).await;
    for index in 0..8 {
        world.writers[0].play(0, &deposit(2)).await;
        world.writers[0].play(index, &deposit(3)).await;
        world.check(0).await;
    }
    views.next_load_from(older);
    // By now the first player's account has been trimmed from the cache and must be loaded.
    for index in 1..8 {
        world.writers[0].play(index, &deposit(5)).await;
    }
    world.writers[0].play(0, &deposit(5)).await;
    world.check(0).await;
    assert!(!views.has_other_load(), "something was loaded");
    assert_eq!(world.processor.phase(0), Phase::Live, "and not taken for a damaged log");
    world.processor.stop().await;
}
