//! Assignments: they make an instance take over or let go, and decide nothing.

use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn who_is_assigned_nothing_follows_and_decides_nothing() {
    let house = House::new();
    let owner = house.open().await;
    let follower = house.stand_by().await;
    assert_eq!(owner.do_ask("alice", deposit(10), "k1").await, "committed");
    house.pass(1_000).await;
    assert_eq!((follower.phase(), follower.seq()), ("following", owner.seq()));
    let appended = house.log.append_count();
    let answer = follower.ask("alice", deposit(10), "new");
    let answer = follower.answer(answer).await;
    assert!(matches!(answer, Answer::NotApplied(NotApplied::NotServing)), "{answer:?}");
    let used = follower.ask("alice", deposit(10), "k1");
    let used = follower.answer(used).await;
    assert!(matches!(used, Answer::OutcomeUnknown), "it is in the log: {used:?}");
    assert_eq!(house.log.append_count(), appended);
    let takeover = follower.status.borrow().takeover.clone().unwrap();
    assert_eq!(takeover.instance, "desk-1", "it knows the owner");
    house.audit([owner, follower]).await;
}

#[tokio::test(start_paused = true)]
async fn a_follower_that_is_assigned_takes_over_where_the_owner_stood() {
    let house = House::new();
    let owner = house.open().await;
    let mut follower = house.stand_by().await;
    assert_eq!(owner.do_ask("alice", deposit(10), "k1").await, "committed");
    follower.assign(2);
    follower.reaches("serving").await;
    house.settle().await;
    assert_eq!(owner.phase(), "taken_over");
    assert_eq!(follower.do_ask("alice", deposit(10), "k1").await, "replayed");
    assert_eq!(follower.do_ask("alice", deposit(10), "k2").await, "committed");
    house.audit([owner, follower]).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_revoked_is_finished_and_let_go() {
    let house = House::new();
    let mut owner = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = owner.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    owner.revoke();
    house.settle().await;
    assert_eq!((owner.phase(), owner.holds()), ("draining", true));
    let refused = owner.ask("alice", deposit(10), "k2");
    let refused = owner.answer(refused).await;
    assert!(matches!(refused, Answer::NotApplied(NotApplied::NotServing)), "{refused:?}");
    append.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&owner.answer(in_flight).await), "committed");
    owner.reaches("following").await;
    assert!(!owner.holds());
    let fold = house.fold().await;
    assert_eq!(names(fold.commits.last().unwrap()), ["checkpointed"]);
    owner.assign(3);
    owner.reaches("serving").await;
    assert_eq!(owner.do_ask("alice", deposit(10), "k1").await, "replayed");
    house.audit([owner]).await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_finished_is_let_go_after_ten_seconds() {
    let house = House::new();
    let mut owner = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = owner.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    owner.revoke();
    house.pass(9_000).await;
    assert!(owner.holds());
    house.pass(2_000).await;
    assert_eq!((owner.phase(), owner.holds()), ("following", false));
    assert!(matches!(owner.answer(in_flight).await, Answer::OutcomeUnknown));
    append.confirm();
    house.faults.release_appends(0);
    owner.assign(3);
    owner.reaches("serving").await;
    house.audit([owner]).await;
}

#[tokio::test(start_paused = true)]
async fn who_was_taken_over_comes_back_only_by_a_new_assignment() {
    let house = House::new();
    let mut owner = house.open().await;
    house.foreign_takeover(7).await;
    house.pass(60_000).await;
    assert_eq!(owner.phase(), "taken_over");
    owner.assign(1);
    house.pass(60_000).await;
    assert_eq!(owner.phase(), "taken_over", "it has seen that one");
    owner.assign(2);
    owner.reaches("serving").await;
    assert_eq!(owner.do_ask("alice", deposit(10), "k1").await, "committed");
    house.audit([owner]).await;
}

/// Cut off from the log, it did not see that another came; then the group gave it back.
#[tokio::test(start_paused = true)]
async fn a_takeover_that_was_not_read_yet_does_not_use_an_assignment_up() {
    let house = House::new();
    let mut owner = house.open().await;
    house.faults.hide_from_tails(0);
    house.foreign_takeover(7).await;
    owner.assign(2);
    house.settle().await;
    assert_eq!(owner.phase(), "serving", "as far as it knows");
    house.faults.show_to_tails(0);
    house.pass(1_000).await;
    owner.reaches("serving").await;
    assert_eq!(owner.do_ask("alice", deposit(10), "k1").await, "committed");
    let takeover = owner.status.borrow().takeover.clone().unwrap();
    assert_eq!((takeover.instance.as_str(), takeover.generation), ("desk-1", 8));
    house.audit([owner]).await;
}

/// An assignment of an owner is used up by what it appends next, and brings nobody back later.
#[tokio::test(start_paused = true)]
async fn an_assignment_of_an_owner_is_used_up_at_once() {
    let house = House::new();
    let owner = house.open().await;
    owner.assign(2);
    house.pass(500).await;
    assert_eq!(house.fold().await.count("takeover"), 1, "it was the owner all the time");
    house.foreign_takeover(7).await;
    house.pass(60_000).await;
    assert_eq!(owner.phase(), "taken_over");
    house.audit([owner]).await;
}

#[tokio::test(start_paused = true)]
async fn who_is_assigned_again_while_letting_go_goes_on() {
    let house = House::new();
    let mut owner = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = owner.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    owner.revoke();
    house.settle().await;
    owner.assign(3);
    owner.reaches("serving").await;
    append.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&owner.answer(in_flight).await), "committed");
    assert_eq!(owner.do_ask("alice", deposit(10), "k2").await, "committed");
    assert_eq!(house.fold().await.count("takeover"), 1, "it was the owner all the time");
    house.audit([owner]).await;
}
