//! What was given up is settled by the log before anything is decided again, and before anybody is
//! told that nothing will happen.

use croupier_log::memory::Fate;

use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn nothing_is_decided_while_a_given_up_commit_may_land() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let given_up = desk.ask("alice", deposit(10), "k1");
    drop(house.faults.held(0).await.time_out());
    let probe = house.faults.held(0).await;
    let fresh = desk.ask("bob", deposit(10), "k2");
    house.pass(500).await;
    assert!(house.faults.held_now(0).is_none(), "only the probe is in flight");
    assert!(probe.records()[0].key.is_empty(), "and it is nobody's");
    probe.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(given_up).await), "committed");
    assert_eq!(word(&desk.answer(fresh).await), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_may_land_is_not_refused_at_shutdown() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let given_up = desk.ask("alice", deposit(10), "k1");
    let late = house.faults.held(0).await.time_out();
    let probe = house.faults.held(0).await;
    let fresh = desk.ask("bob", deposit(10), "k2");
    let again = desk.ask("alice", deposit(10), "k1");
    house.settle().await;
    desk.shut();
    house.settle().await;
    let refused = desk.heard(fresh).unwrap();
    assert!(matches!(refused, Answer::NotApplied(NotApplied::NotServing)), "{refused:?}");
    assert!(desk.heard(given_up).is_none() && desk.heard(again).is_none(), "it may still land");
    late.land();
    drop(probe.time_out());
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(given_up).await), "replayed");
    assert_eq!(word(&desk.answer(again).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn the_last_checkpoint_settles_what_was_given_up() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let given_up = desk.ask("alice", deposit(10), "k1");
    let late = house.faults.held(0).await.time_out();
    house.settle().await;
    desk.shut();
    house.faults.release_appends(0);
    let answer = desk.answer(given_up).await;
    assert!(matches!(answer, Answer::NotApplied(NotApplied::NotServing)), "{answer:?}");
    late.land();
    assert_eq!(house.fold().await.of_players().len(), 0, "it can never be accepted now");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_identical_probe_does_not_hide_what_may_land() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::StoreWithoutAnswer);
    house.faults.hold_appends(0);
    // The barrier for k1, and k2 behind it, both given up: the next barrier has the same bytes.
    let first = desk.ask("alice", deposit(10), "k1");
    house.pass(100).await;
    let second = desk.ask("bob", deposit(10), "k2");
    house.settle().await;
    let barrier = house.faults.held(0).await;
    let behind = house.faults.held(0).await;
    assert!(barrier.records()[0].key.is_empty() && !behind.records()[0].key.is_empty());
    let now_ms = house.now_ms();
    let (_, late) = (barrier.time_out(), behind.time_out());
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert_eq!(house.now_ms(), now_ms, "the same millisecond");
    house.faults.held(0).await.confirm();
    house.settle().await;
    late.land();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(first).await), "replayed");
    assert_eq!(word(&desk.answer(second).await), "replayed", "decided once, not twice");
    assert_eq!(house.stored_commits().await.len(), 2);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_has_gone_is_not_decided_again() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::Hold);
    let ask = desk.ask("alice", deposit(10), "k1");
    drop(house.faults.held(0).await.time_out());
    desk.hang_up(ask);
    house.pass(500).await;
    assert_eq!(house.fold().await.of_players().len(), 0, "nobody wants it any more");
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed", "until it is asked");
    house.audit([desk]).await;
}
