//! Following a log in which nothing is lost, whatever else is in it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use croupier_log::memory::Fate;
use croupier_log::{Hash, Log, Record};
use croupier_views::conformance::{START_MS, bet};
use croupier_views::games::Game;
use croupier_views::{HopTimes, MemoryViews, Views};

use super::tampered::{Tampered, Tampering};
use super::world::{Running, World, check, settings, until};
use crate::{Phase, Settings};

#[tokio::test(start_paused = true)]
async fn every_partition_is_folded_to_its_end() {
    let mut world = World::new(3);
    for round in 0..5 {
        for writer in &mut world.writers {
            writer.write(30 + round).await;
        }
        for partition in 0..3 {
            world.check(partition).await;
            let status = world.processor.partition(partition);
            assert_eq!((status.phase.clone(), status.lag_count()), (Phase::Live, 0));
            assert_eq!((status.lag_ms, status.stray_count, status.conflict_count), (0, 0, 0));
        }
    }
    world.processor.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_empty_log_is_its_genesis() {
    let world = World::new(2);
    world.processor.caught_up().await;
    for partition in 0..2 {
        assert_eq!(world.views.position(partition).await.unwrap().map(|at| at.seq), Some(0));
        world.check(partition).await;
    }
    world.processor.stop().await;
}

/// Late, doubled, foreign and misplaced records are counted, and never folded.
#[tokio::test(start_paused = true)]
async fn strays_are_not_folded() {
    let mut world = World::new(2);
    let faults = world.log.faults();
    let mut stray_count = 0;
    for round in 0..6 {
        let behind = world.writers[0].head;
        world.writers[0].write(10).await;
        faults.next_append(0, Fate::StoreTwice);
        world.writers[0].write(1).await;
        stray_count += 1;
        // A zombie goes on where it believes the log to end.
        let commit = world.writers[0].house.clone().checkpoint().encode();
        faults.write(0, Record::new(behind, Bytes::new(), commit));
        // A foreign program, and a player of the other partition.
        let value = Bytes::from_static(b"not a commit");
        faults.write(0, Record::new(Hash([round; 32]), Bytes::new(), value));
        let head = world.writers[0].head;
        let foreign = world.writers[1].commit();
        let foreign = croupier_domain::Commit { seq: world.writers[0].house.next_seq(), ..foreign };
        let key = Bytes::from(foreign.player.clone().map_or(String::new(), |id| id.to_string()));
        if !key.is_empty() {
            faults.write(0, Record::new(head, key, foreign.encode()));
            stray_count += 1;
        }
        stray_count += 2;
        world.check(0).await;
    }
    let counted = async || world.processor.partition(0).stray_count == stray_count;
    assert!(until(counted).await, "{stray_count}: {:?}", world.processor.partition(0));
    assert_eq!(world.processor.phase(0), Phase::Live);
    world.processor.stop().await;
}

/// A log may end with strays, even with some that claim to be further on than it is.
#[tokio::test(start_paused = true)]
async fn catching_up_ends_behind_strays() {
    let mut world = World::new(1);
    world.writers[0].write(20).await;
    for seq in [21, 900] {
        let value = Bytes::from(format!(r#"{{"v":1,"seq":{seq}}}"#));
        world.log.faults().write(0, Record::new(Hash([3; 32]), Bytes::new(), value));
    }
    let views = Arc::new(MemoryViews::new());
    let late = Running::start(&world.log, views, settings());
    late.caught_up().await;
    assert_eq!((late.phase(0), late.partition(0).lag_count()), (Phase::Live, 0));
    late.stop().await;
    world.check(0).await;
    world.processor.stop().await;
}

/// Whether the log hands out its records one by one or all at once is its own affair.
#[tokio::test(start_paused = true)]
async fn batches_have_the_size_they_should() {
    for (tampering, batch_count_max) in [
        (Tampering::Crumbs, 16),
        (Tampering::None, 16),
        (Tampering::Crumbs, 1),
        (Tampering::None, 500),
    ] {
        let mut world = World::new(1);
        world.writers[0].write(149).await;
        let views: Arc<dyn Views> = Arc::new(MemoryViews::new());
        let log = Arc::new(Tampered::new(&world.log, tampering));
        let settings = Settings { batch_count_max, ..settings() };
        let mut running = Running::start_on(log, views.clone(), settings);
        running.caught_up().await;
        check(&world.log, &*views, 0).await;
        let mut sizes = Vec::new();
        while let Ok(progress) = running.progress.try_recv() {
            sizes.push(progress.commit_count as usize);
        }
        assert_eq!(sizes.iter().sum::<usize>(), 150);
        assert_eq!(sizes.len(), 150_usize.div_ceil(batch_count_max), "{tampering:?}: {sizes:?}");
        running.stop().await;
        world.processor.stop().await;
    }
}

/// Gaps between offsets are nothing to wonder at.
#[tokio::test(start_paused = true)]
async fn gaps_are_passed_over() {
    let mut world = World::new(1);
    for gap in [1, 7, 5_000] {
        world.writers[0].write(12).await;
        world.log.faults().skip_offsets(0, gap);
    }
    world.writers[0].write(3).await;
    world.check(0).await;
    world.processor.stop().await;
}

/// A tail that cannot vouch for continuity is believed again after the chain was walked.
#[tokio::test(start_paused = true)]
async fn a_doubt_without_a_loss_changes_nothing() {
    let mut world = World::new(1);
    for _ in 0..8 {
        world.writers[0].write(40).await;
        world.log.faults().recheck(0);
        world.writers[0].write(7).await;
        world.check(0).await;
    }
    assert_eq!(world.processor.phase(0), Phase::Live);
    world.processor.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_log_out_of_reach_is_tried_again() {
    let mut world = World::new(2);
    world.writers[0].write(20).await;
    world.check(0).await;
    world.log.faults().disconnect();
    world.processor.enters(0, "unreachable").await;
    assert_eq!(world.processor.status.troubles().len(), 2);
    world.log.faults().reconnect();
    world.writers[0].write(20).await;
    world.check(0).await;
    world.processor.enters(1, "live").await;
    assert!(world.processor.status.troubles().is_empty());
    world.processor.stop().await;
}

/// What is read and not folded yet is lag; how old that is too.
#[tokio::test(start_paused = true)]
async fn lag_is_seen() {
    let mut world = World::new(1);
    world.writers[0].write(5).await;
    world.check(0).await;
    let before = world.processor.partition(0);
    assert!(before.time_ms > 0);
    world.log.faults().hide_from_tails(0);
    world.writers[0].write(10).await;
    let again = Running::start(&world.log, Arc::new(MemoryViews::new()), settings());
    again.enters(0, "catching_up").await;
    let status = again.partition(0);
    assert_eq!((status.end_seq, status.seq), (Some(15), None));
    assert_eq!(status.lag_count(), 16, "the genesis is one of them");
    assert!(status.lag_ms > 0);
    world.log.faults().show_to_tails(0);
    world.writers[0].write(1).await;
    again.caught_up().await;
    assert_eq!((again.partition(0).lag_count(), again.partition(0).lag_ms), (0, 0));
    again.stop().await;
    world.processor.stop().await;
}

/// Told to stop while it waits, it stops at once.
#[tokio::test(start_paused = true)]
async fn shutdown_does_not_wait() {
    let world = World::new(4);
    world.processor.caught_up().await;
    let begun = tokio::time::Instant::now();
    world.processor.stop().await;
    assert!(begun.elapsed() < Duration::from_millis(100));
    assert!(world.log.read(0, 0, 1).await.is_ok());
}

/// What travelled with a commit is noted on its bet, with what the processor saw itself.
#[tokio::test(start_paused = true)]
async fn bets_have_their_times() {
    let mut world = World::new(1);
    let faults = world.log.faults();
    let writer = &mut world.writers[0];
    let untold = writer.house.commit(&writer.players[0], &bet(Game::Dice, 10));
    let record = writer.record(&untold);
    world.log.append(0, vec![record]).await.unwrap();
    faults.set_appended_ms(START_MS + 3);
    let writer = &mut world.writers[0];
    let commit = writer.house.commit(&writer.players[0], &bet(Game::Dice, 10));
    let mut record = writer.record(&commit);
    record.headers.received_us = Some(START_MS * 1_000 + 1_001);
    record.headers.decided_us = Some(START_MS * 1_000 + 2_002);
    world.log.append(0, vec![record]).await.unwrap();
    world.check(0).await;
    // Its clock stands still.
    let now_us = Some((START_MS + 3_600_000) * 1_000);
    let expected = HopTimes {
        received_us: Some(START_MS * 1_000 + 1_001),
        decided_us: Some(START_MS * 1_000 + 2_002),
        appended_us: Some(START_MS * 1_000 + 3_000),
        read_us: now_us,
        projected_us: now_us,
    };
    let receipt = world.views.bet(0, commit.seq).await.unwrap().value.unwrap();
    assert_eq!(receipt.bet.times, expected);
    let untold = world.views.bet(0, untold.seq).await.unwrap().value.unwrap();
    assert_eq!(untold.bet.times, HopTimes::default());
    world.processor.stop().await;
}
