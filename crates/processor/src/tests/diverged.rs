//! The log has lost what the view has folded: nothing is written any more, and everybody is told.

use std::sync::Arc;
use std::time::Duration;

use croupier_domain::{Commit, Event, Hex, LossAccepted, LostHead};
use croupier_log::{Head, Log, Reader, Record, Verdict};
use croupier_views::{MemoryViews, Views};

use super::tampered::{Tampered, Tampering};
use super::world::{Running, World, Writer, check, new_log, settings};
use crate::Phase;

async fn assert_stays(world: &World, before: &croupier_views::AsOf<croupier_views::Digest>) {
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(world.views.digest(0).await.unwrap(), *before, "nothing is written");
    assert_eq!(world.processor.phase(0).name(), "diverged");
    assert!(world.processor.status.has_diverged(0));
    assert_eq!(world.processor.status.troubles().len(), 1);
    let noted = world.views.diverged(0).await.unwrap();
    assert!(noted.is_some(), "who answers from the view has no processor to ask");
}

/// A note of what is no longer so goes when the view is found in the log again.
#[tokio::test(start_paused = true)]
async fn a_view_that_is_in_the_log_is_said_to_be() {
    let log = new_log(1);
    Writer::new(&log, 0).write(7).await;
    let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
    let running = Running::start(&log, views.clone(), settings());
    running.caught_up().await;
    running.stop().await;
    views.set_diverged(0, Some("a broker was away")).await.unwrap();
    let running = Running::start(&log, views.clone(), settings());
    running.caught_up().await;
    assert_eq!(views.diverged(0).await.unwrap(), None);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_suffix_is_noticed_at_once() {
    let mut world = World::new(2);
    world.writers[0].write(60).await;
    world.check(0).await;
    let before = world.views.digest(0).await.unwrap();
    world.log.faults().truncate(0, 5);
    world.processor.enters(0, "diverged").await;
    assert_stays(&world, &before).await;
    // Others are none the worse for it.
    world.writers[1].write(30).await;
    world.check(1).await;
    assert!(!world.processor.status.has_diverged(1));
    assert_eq!(world.views.diverged(1).await.unwrap(), None);
    world.processor.stop().await;
}

/// The surviving branch is a log like any other; the view is not of that log.
#[tokio::test(start_paused = true)]
async fn the_surviving_branch_is_not_folded() {
    let mut world = World::new(1);
    world.writers[0].write(30).await;
    let survivor = (world.writers[0].house.clone(), world.writers[0].head);
    world.writers[0].write(6).await;
    world.check(0).await;
    let before = world.views.digest(0).await.unwrap();
    world.log.faults().truncate(0, 6);
    (world.writers[0].house, world.writers[0].head) = survivor;
    world.writers[0].house.time_ms += 1;
    world.writers[0].write(20).await;
    world.processor.enters(0, "diverged").await;
    assert_stays(&world, &before).await;
    world.processor.stop().await;
}

/// An engine that does not notice that it lost something: only strays tell.
#[tokio::test(start_paused = true)]
async fn strays_give_a_silent_loss_away() {
    let mut world = World::new(1);
    let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
    let log = Arc::new(Tampered::new(&world.log, Tampering::NoRechecks));
    let silent = Running::start_on(log, views.clone(), settings());
    world.writers[0].write(30).await;
    let survivor = (world.writers[0].house.clone(), world.writers[0].head);
    world.writers[0].write(4).await;
    check(&world.log, &*views, 0).await;
    let before = views.digest(0).await.unwrap();
    world.log.faults().truncate(0, 4);
    (world.writers[0].house, world.writers[0].head) = survivor;
    world.writers[0].house.time_ms += 1;
    world.writers[0].write(9).await;
    silent.enters(0, "diverged").await;
    assert_eq!(views.digest(0).await.unwrap(), before);
    silent.stop().await;
    world.processor.stop().await;
}

/// A view that outlives the process stands at a commit that the log lacks.
#[tokio::test(start_paused = true)]
async fn a_loss_while_nobody_looked_is_noticed_at_the_start() {
    let mut world = World::new(1);
    world.writers[0].write(50).await;
    world.check(0).await;
    let before = world.views.digest(0).await.unwrap();
    world.processor.stop().await;
    world.log.faults().truncate(0, 1);
    world.processor = Running::start(&world.log, world.views.clone(), settings());
    world.processor.enters(0, "diverged").await;
    assert_stays(&world, &before).await;
    world.processor.stop().await;
}

/// A late duplicate of the view's last commit stands where that stood, behind another's: a stray.
#[tokio::test(start_paused = true)]
async fn a_late_duplicate_of_its_head_does_not_vouch_for_a_view() {
    for count in [50, 2 * croupier_log::WINDOW_COUNT as usize] {
        let mut world = World::new(1);
        world.writers[0].write(count - 1).await;
        let survivor = (world.writers[0].house.clone(), world.writers[0].head);
        world.writers[0].write(2).await;
        world.check(0).await;
        let before = world.views.digest(0).await.unwrap();
        world.processor.stop().await;
        let last = world.log.read(0, 0, usize::MAX).await.unwrap().pop().unwrap();
        world.log.faults().truncate(0, 2);
        (world.writers[0].house, world.writers[0].head) = survivor;
        world.writers[0].house.time_ms += 1;
        world.writers[0].write(1).await;
        assert_eq!(world.log.faults().write(0, last.record), last.offset, "where it was");
        world.processor = Running::start(&world.log, world.views.clone(), settings());
        world.processor.enters(0, "diverged").await;
        assert_stays(&world, &before).await;
        world.processor.stop().await;
    }
}

/// The same chain in another log, without the strays that were between its commits: offsets are
/// the engine's own.
#[tokio::test(start_paused = true)]
async fn a_view_goes_on_in_a_log_with_other_offsets() {
    let with_strays = new_log(1);
    let mut writer = Writer::new(&with_strays, 0);
    writer.write(20).await;
    let stray = with_strays.read(0, 3, 1).await.unwrap().remove(0).record;
    for _ in 0..3 {
        with_strays.faults().write(0, stray.clone());
    }
    writer.write(20).await;
    let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
    let running = Running::start(&with_strays, views.clone(), settings());
    check(&with_strays, &*views, 0).await;
    running.stop().await;
    let dense = new_log(1);
    let count = dense.partition_count();
    let genesis = Head::before_genesis(dense.lineage(), 0, count);
    let mut reader = Reader::new(0, count, genesis);
    for stored in with_strays.read(0, 0, usize::MAX).await.unwrap() {
        if let Verdict::Accepted(head) = reader.offer(&stored)
            && head.next_seq > 1
        {
            dense.append(0, vec![stored.record]).await.unwrap();
        }
    }
    let running = Running::start(&dense, views.clone(), settings());
    check(&dense, &*views, 0).await;
    let mut writer = writer.in_log(&dense);
    writer.write(20).await;
    check(&dense, &*views, 0).await;
    assert_eq!(views.position(0).await.unwrap().unwrap().offset, 60);
    running.stop().await;
}

/// A snapshot whose head the log lacks is proof of a loss; an older one would only hide it.
#[tokio::test(start_paused = true)]
async fn a_snapshot_ahead_of_the_log_is_not_passed_over() {
    let log = new_log(1);
    let mut writer = Writer::new(&log, 0);
    for _ in 0..2 {
        writer.write(120).await;
        let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
        let running = Running::start(&log, views.clone(), settings());
        check(&log, &*views, 0).await;
        running.stop().await;
    }
    assert!(log.snapshots(0, crate::snapshots::NAME).await.unwrap().len() > 1);
    log.faults().truncate(0, 3);
    let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
    let running = Running::start(&log, views.clone(), settings());
    running.enters(0, "diverged").await;
    assert_eq!(views.position(0).await.unwrap(), None);
    running.stop().await;
}

/// An operator has named what is gone: exactly that is forgotten.
#[tokio::test(start_paused = true)]
async fn an_accepted_loss_excuses_what_it_names_and_nothing_else() {
    let log = new_log(1);
    let mut writer = Writer::new(&log, 0);
    writer.write(240).await;
    let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
    let running = Running::start(&log, views.clone(), settings());
    check(&log, &*views, 0).await;
    running.stop().await;
    let gone: Vec<_> = log.snapshots(0, crate::snapshots::NAME).await.unwrap();
    log.faults().truncate(0, 3);
    let named = |hash: [u8; 32]| vec![LostHead { seq: 240, hash: Hex(hash) }];
    for (lost, is_excused) in [(named([9; 32]), false), (named(gone[0].head.hash.0), true)] {
        let last = log.read(0, 0, usize::MAX).await.unwrap().pop().unwrap().record;
        let commit = Commit {
            v: Commit::VERSION,
            seq: last.seq().unwrap() + 1,
            time: last.time_ms().unwrap(),
            player: None,
            correlation_id: None,
            key: None,
            balance_minor: None,
            events: vec![Event::LossAccepted(LossAccepted { lost })],
        };
        log.faults().write(0, Record::new(last.hash(), "", commit.encode()));
        let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
        let running = Running::start(&log, views.clone(), settings());
        if is_excused {
            check(&log, &*views, 0).await;
        } else {
            running.enters(0, "diverged").await;
        }
        running.stop().await;
    }
}

/// Were a log without its beginning folded, everybody in it would be new and rich again.
#[tokio::test(start_paused = true)]
async fn a_log_without_its_genesis_is_refused() {
    for lost in [1, 40] {
        let log = new_log(1);
        let mut writer = Writer::new(&log, 0);
        writer.write(39).await;
        let kept = log.read(0, lost, 100).await.unwrap();
        log.faults().truncate(0, 40);
        kept.into_iter().for_each(|stored| {
            log.faults().write(0, stored.record);
        });
        let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
        let running = Running::start(&log, views.clone(), settings());
        running.enters(0, "diverged").await;
        let Phase::Diverged(why) = running.phase(0) else { unreachable!() };
        assert!(why.contains("genesis"), "{why}");
        assert_eq!(views.position(0).await.unwrap(), None);
        running.stop().await;
    }
}
