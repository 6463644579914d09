//! Shutting down: what is in flight is finished, what is not known is not guessed.

use croupier_log::memory::Fate;
use croupier_log::{AppendError, Log};
use tokio::time::Instant;

use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn shutdown_answers_what_is_in_flight_and_leaves_a_checkpoint_and_a_snapshot() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    desk.shut();
    house.settle().await;
    assert_eq!(desk.phase(), "draining");
    let late = desk.ask("alice", deposit(10), "k2");
    assert!(desk.heard(late).is_none() && desk.requests.is_closed(), "no intake");
    desk.hang_up(late);
    append.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(in_flight).await), "committed");
    desk.close().await;
    let fold = house.fold().await;
    assert_eq!(names(fold.commits.last().unwrap()), ["checkpointed"]);
    let snapshots = house.log.snapshots(0, crate::snapshot::NAME).await.unwrap();
    assert_eq!(snapshots[0].head, *fold.reader.head(), "at the last commit");
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_not_decided_at_shutdown_was_not_applied() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let mut held = Vec::new();
    let mut in_flight = Vec::new();
    for n in 0..crate::partition::BATCHES_IN_FLIGHT_MAX {
        in_flight.push(desk.ask("alice", deposit(10), &format!("k{n}")));
        held.push(house.faults.held(0).await);
    }
    let queued = desk.ask("alice", deposit(10), "queued");
    let joining = desk.ask("alice", deposit(10), "k0");
    house.settle().await;
    desk.shut();
    house.settle().await;
    let answer = desk.heard(queued).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::NotServing)), "{answer:?}");
    assert!(desk.heard(joining).is_none(), "its key is in flight");
    held.into_iter().for_each(croupier_log::memory::InFlight::confirm);
    house.faults.release_appends(0);
    for ask in in_flight {
        assert_eq!(word(&desk.answer(ask).await), "committed");
    }
    assert_eq!(word(&desk.answer(joining).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_drain_in_ten_seconds_is_outcome_unknown() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    house.settle().await;
    let started = Instant::now();
    desk.shut();
    house.pass(9_900).await;
    assert!(desk.heard(ask).is_none(), "it may still be read back");
    house.pass(200).await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown");
    desk.close().await;
    assert!(started.elapsed().as_secs() < 11);
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn shutdown_ends_whatever_the_log_does() {
    for case in ["out of reach", "full", "silent", "unknown at once", "taking over", "not open"] {
        let house = House::new();
        if case == "not open" {
            let desk = house.try_open().await.unwrap();
            house.faults.disconnect();
            house.pass(1_000).await;
            house.audit([desk]).await;
            continue;
        }
        house.faults.next_append(0, Fate::Store);
        if case == "taking over" {
            house.faults.hold_appends(0);
        }
        let desk = house.try_open().await.unwrap();
        house.settle().await;
        match case {
            "out of reach" => house.faults.disconnect(),
            "silent" => house.faults.hold_appends(0),
            "full" => refuse_all(&house, Fate::Refuse(AppendError::Full)),
            "unknown at once" => refuse_all(&house, Fate::LoseWithoutAnswer),
            _ => {}
        }
        desk.ask("alice", deposit(10), "k1");
        house.pass(300).await;
        let started = Instant::now();
        desk.close().await;
        assert!(started.elapsed().as_secs() <= 10, "{case}: {:?}", started.elapsed());
        assert!(house.log.append_count() < 300, "{case}: {}", house.log.append_count());
        house.audit([]).await;
    }
}

fn refuse_all(house: &House, fate: Fate) {
    (0..2_000).for_each(|_| house.faults.next_append(0, fate.clone()));
}

#[tokio::test(start_paused = true)]
async fn shutdown_while_taking_over_waits_for_the_takeover() {
    let house = House::new();
    house.faults.hold_appends(0);
    let desk = house.try_open().await.unwrap();
    let waiting = desk.ask("alice", deposit(10), "k1");
    let takeover = house.faults.held(0).await;
    desk.shut();
    house.settle().await;
    let answer = desk.heard(waiting).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::NotServing)), "{answer:?}");
    takeover.confirm();
    house.faults.release_appends(0);
    desk.close().await;
    assert_eq!(house.fold().await.count("checkpointed"), 1);
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_acknowledgement_at_shutdown_is_made_good_by_a_checkpoint() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    desk.shut();
    append.land();
    drop(append.time_out());
    house.settle().await;
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(ask).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_is_kept_only_of_what_is_durable() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    house.faults.hold_appends(0);
    desk.shut();
    let checkpoint = house.faults.held(0).await;
    checkpoint.land();
    house.pass(500).await;
    assert_eq!(desk.seq(), 3, "the checkpoint was read back");
    let snapshots = house.log.snapshots(0, crate::snapshot::NAME).await.unwrap();
    assert!(snapshots.is_empty(), "and may still be lost: then a snapshot of it would be an alarm");
    checkpoint.answer(Ok(croupier_log::Appended { last_offset: Some(3) }));
    desk.close().await;
    assert_eq!(house.log.snapshots(0, crate::snapshot::NAME).await.unwrap().len(), 1);
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn a_takeover_in_the_middle_of_a_shutdown_ends_it() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    desk.shut();
    house.settle().await;
    house.foreign_takeover(2).await;
    house.settle().await;
    let answer = desk.heard(ask).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::Superseded)), "{answer:?}");
    append.confirm();
    let started = Instant::now();
    desk.close().await;
    assert!(started.elapsed().as_millis() < 500, "there is nothing left to wait for");
    assert_eq!(house.fold().await.count("checkpointed"), 0, "nothing behind the newcomer");
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn nobody_left_to_ask_is_no_reason_to_spin() {
    let house = House::new();
    let mut desk = house.open().await;
    let (requests, _) = tokio::sync::mpsc::channel(1);
    drop(std::mem::replace(&mut desk.requests, requests));
    // Paused time only moves on while the loop waits.
    house.pass(1_000).await;
    assert_eq!(desk.phase(), "serving");
    house.audit([desk]).await;
}
