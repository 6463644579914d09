//! Bounds: what is in flight, what waits, and how often a log that fails is asked.

use croupier_log::AppendError;
use croupier_log::memory::{Fate, InFlight};

use super::*;
use crate::partition::{BATCH_COMMITS_MAX, BATCHES_IN_FLIGHT_MAX, BYTES_IN_FLIGHT_MAX, QUEUE_MAX};
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn four_batches_are_in_flight_at_most() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    for n in 0..10 {
        desk.ask("alice", deposit(1), &format!("k{n}"));
        house.settle().await;
    }
    let mut held: Vec<InFlight> = std::iter::from_fn(|| house.faults.held_now(0)).collect();
    assert_eq!(held.len(), BATCHES_IN_FLIGHT_MAX);
    assert_eq!(desk.status.borrow().queue_len, 6);
    // One that comes back makes room for one; read back but not acknowledged is in flight still.
    held[0].land();
    house.settle().await;
    assert!(house.faults.held_now(0).is_none());
    held.remove(0).answer(Ok(croupier_log::Appended { last_offset: Some(2) }));
    house.settle().await;
    let next = house.faults.held_now(0).unwrap();
    assert_eq!(next.records().len(), 6, "all that waited");
    held.into_iter().for_each(InFlight::confirm);
    next.confirm();
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn four_mebibytes_are_in_flight_at_most() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let correlation_id = "c".repeat(200 * 1024);
    let asks: Vec<_> = (0..60)
        .map(|n| desk.ask_with("alice", deposit(1), &format!("k{n}"), &correlation_id))
        .collect();
    house.settle().await;
    let held: Vec<InFlight> = std::iter::from_fn(|| house.faults.held_now(0)).collect();
    let records = held.iter().flat_map(InFlight::records);
    let bytes: usize = records.map(|record| record.value.len()).sum();
    assert!(bytes <= BYTES_IN_FLIGHT_MAX, "{bytes}");
    assert!(bytes > BYTES_IN_FLIGHT_MAX / 2, "{bytes}");
    held.into_iter().for_each(InFlight::confirm);
    house.faults.release_appends(0);
    for ask in asks {
        assert_eq!(word(&desk.answer(ask).await), "committed", "the room comes back");
    }
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_batch_has_a_limit() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    for n in 0..2 * BATCH_COMMITS_MAX {
        desk.ask("alice", deposit(1), &format!("k{n}"));
    }
    house.settle().await;
    let held: Vec<InFlight> = std::iter::from_fn(|| house.faults.held_now(0)).collect();
    assert_eq!(held.iter().map(|h| h.records().len()).collect::<Vec<_>>(), [BATCH_COMMITS_MAX; 2]);
    held.into_iter().for_each(InFlight::confirm);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_decision_sees_everything_in_flight() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let asks = [bet(40), bet(40), withdraw(1), deposit(7), bet(40)];
    let mut held = std::collections::VecDeque::new();
    let mut told = Vec::new();
    for (n, command) in asks.into_iter().enumerate() {
        told.push(desk.ask("alice", command, &format!("k{n}")));
        house.settle().await;
        held.extend(house.faults.held_now(0));
        // One of two comes back, so that confirmed and speculative state take turns.
        if n % 2 == 1 {
            held.pop_front().unwrap().confirm();
            house.settle().await;
        }
    }
    held.into_iter().for_each(InFlight::confirm);
    house.faults.release_appends(0);
    for ask in told {
        assert_eq!(word(&desk.answer(ask).await), "committed");
    }
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_checkpoint_waits_until_nothing_is_in_flight() {
    let mut house = House::new();
    house.settings.checkpoint_every_count = 2;
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let asks = ["k1", "k2", "k3"].map(|key| desk.ask("alice", deposit(1), key));
    house.pass(300).await;
    let first = house.faults.held_now(0).unwrap();
    assert!(house.faults.held_now(0).is_none(), "it is due, and waits");
    assert!(!first.records()[0].key.is_empty());
    first.confirm();
    house.faults.release_appends(0);
    for ask in asks {
        assert_eq!(word(&desk.answer(ask).await), "committed");
    }
    house.pass(300).await;
    assert!(house.fold().await.count("checkpointed") > 0);
    assert_eq!(desk.phase(), "serving", "and says what the fold says");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_is_not_applied_at_once() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let in_flight: Vec<_> = (0..BATCHES_IN_FLIGHT_MAX).map(|n| format!("k{n}")).collect();
    for key in &in_flight {
        desk.ask("alice", deposit(1), key);
        house.settle().await;
    }
    for n in 0..QUEUE_MAX {
        desk.ask("alice", deposit(1), &format!("queued {n}"));
    }
    house.settle().await;
    let refused = desk.ask("alice", deposit(1), "one too many");
    let retried = desk.ask("alice", deposit(1), "k0");
    house.settle().await;
    let answer = desk.heard(refused).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::QueueFull)), "{answer:?}");
    assert!(desk.heard(retried).is_none(), "its key is in flight: that waits with it");
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(retried).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_full_inbox_is_not_applied_at_once() {
    let house = House::new();
    let desk = house.open().await;
    // The loop is busy asking for a log that is out of reach.
    house.faults.recheck(0);
    house.faults.disconnect();
    house.settle().await;
    let ways_in = vec![(desk.requests.clone(), desk.status.clone())];
    let commands = crate::Commands::new(ways_in);
    for n in 0..QUEUE_MAX {
        desk.ask("alice", deposit(1), &format!("k{n}"));
    }
    let before = tokio::time::Instant::now();
    let answer = commands.submit(player("alice"), deposit(1), "one too many", "c-1".into()).await;
    assert!(matches!(answer, Answer::NotApplied(NotApplied::QueueFull)), "{answer:?}");
    assert_eq!(before.elapsed().as_millis(), 0);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_does_not_wait_for_ever_and_is_not_told_that_it_failed() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ways_in = vec![(desk.requests.clone(), desk.status.clone())];
    let commands = crate::Commands::new(ways_in);
    let before = tokio::time::Instant::now();
    let answer = commands.submit(player("alice"), deposit(1), "k1", "c-1".into()).await;
    assert_eq!(word(&answer), "outcome unknown");
    assert!(before.elapsed().as_secs() < 5);
    house.faults.release_appends(0);
    house.settle().await;
    let answer = commands.submit(player("alice"), deposit(1), "k1", "c-1".into()).await;
    assert_eq!(word(&answer), "replayed", "the same key says what became of it");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_full_log_is_not_applied_and_recovers() {
    let house = House::new();
    let desk = house.open().await;
    (0..5).for_each(|_| house.faults.next_append(0, Fate::Refuse(AppendError::Full)));
    for n in 0..5 {
        let ask = desk.ask("alice", deposit(1), &format!("k{n}"));
        let answer = desk.answer(ask).await;
        assert!(matches!(answer, Answer::NotApplied(NotApplied::LogFull)), "{answer:?}");
    }
    assert_eq!(desk.do_ask("alice", deposit(1), "k0").await, "committed");
    assert_eq!(house.fold().await.balance("alice"), Money::from_units(101));
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_is_too_large_is_not_applied() {
    let house = House::new();
    let desk = house.open().await;
    let correlation_id = "c".repeat(300 * 1024);
    let ask = desk.ask_with("alice", deposit(1), "k1", &correlation_id);
    assert_eq!(word(&desk.answer(ask).await), "not applied");
    assert_eq!(desk.do_ask("alice", deposit(1), "k1").await, "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_full_log_lets_nobody_wait_for_a_takeover() {
    let house = House::new();
    (0..20).for_each(|_| house.faults.next_append(0, Fate::Refuse(AppendError::Full)));
    let mut desk = house.try_open().await.unwrap();
    let ask = desk.ask("alice", deposit(1), "k1");
    house.pass(500).await;
    let answer = desk.heard(ask).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::LogFull)), "{answer:?}");
    desk.reaches("serving").await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_that_fails_at_once_is_not_asked_in_a_loop() {
    let fates = [
        Fate::Refuse(AppendError::Full),
        Fate::Refuse(AppendError::NotNext),
        Fate::LoseWithoutAnswer,
    ];
    for fate in fates {
        let mut house = House::new();
        // Whatever the loop wants to append by itself: a checkpoint, a barrier, a decision again.
        house.settings.checkpoint_every_count = 1;
        let desk = house.open().await;
        (0..1_000).for_each(|_| house.faults.next_append(0, fate.clone()));
        let before = house.log.append_count();
        desk.ask("alice", deposit(1), "k1");
        house.pass(1_000).await;
        let asked_count = house.log.append_count() - before;
        assert!((1..=22).contains(&asked_count), "{fate:?}: {asked_count} in a second");
        desk.kill().await;
        house.audit([]).await;
    }
}
