//! A log that cannot be followed: who is certain not to be in it is told so, and at once.

use super::*;
use crate::request::NotApplied;

fn check_out_of_sight(answer: Option<Answer>) {
    let Some(Answer::NotApplied(why)) = answer else { panic!("{answer:?}") };
    assert_eq!(why, NotApplied::LogOutOfSight);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_is_not_reached_takes_nothing() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.disconnect();
    house.lose(0);
    house.pass(100).await;
    let first = desk.ask("alice", deposit(10), "k1");
    house.pass(10).await;
    check_out_of_sight(desk.heard(first));
    house.faults.reconnect();
    house.pass(1_000).await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_that_says_nothing_is_waited_for_but_not_for_long() {
    let house = House::new();
    let desk = house.open().await;
    house.log.mute(true);
    house.lose(0);
    let waits = desk.ask("alice", deposit(10), "k1");
    house.pass(1_000).await;
    assert!(desk.heard(waits).is_none(), "it may be back at any moment");
    house.pass(1_500).await;
    check_out_of_sight(desk.heard(waits));
    let late = desk.ask("alice", deposit(10), "k2");
    house.pass(10).await;
    check_out_of_sight(desk.heard(late));
    house.log.mute(false);
    house.pass(1_000).await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn who_comes_in_a_short_doubt_is_decided_after_it() {
    let house = House::new();
    let desk = house.open().await;
    house.log.mute(true);
    house.lose(0);
    let waits = desk.ask("alice", deposit(10), "k1");
    house.pass(1_000).await;
    house.log.mute(false);
    assert_eq!(word(&desk.answer(waits).await), "committed");
    house.audit([desk]).await;
}

/// What was sent may be in the log, so nobody who asks with its key is told that it is not.
#[tokio::test(start_paused = true)]
async fn what_may_be_in_it_is_not_denied() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let sent = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    house.faults.disconnect();
    house.lose(0);
    house.pass(100).await;
    let again = desk.ask("alice", deposit(10), "k1");
    let other = desk.ask("alice", deposit(10), "k2");
    house.pass(10).await;
    assert!(desk.heard(sent).is_none());
    assert_eq!(word(&desk.heard(again).unwrap()), "outcome unknown");
    check_out_of_sight(desk.heard(other));
    house.faults.reconnect();
    append.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(sent).await), "committed");
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "replayed");
    house.audit([desk]).await;
}
