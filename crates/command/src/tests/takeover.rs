//! Who owns a partition: a matter of liveness, settled by the log.

use croupier_log::memory::Fate;

use super::house::PATIENCE_MS;
use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn serving_begins_when_the_own_takeover_was_read_back() {
    let house = House::new();
    house.faults.next_append(0, Fate::Hold);
    let mut desk = house.try_open().await.unwrap();
    let ask = desk.ask("alice", deposit(10), "k1");
    let takeover = house.faults.held(0).await;
    takeover.land();
    house.faults.hide_from_tails(0);
    house.settle().await;
    assert_eq!(desk.phase(), "taking_over", "stored, and not read back");
    house.pass(500).await;
    assert!(house.stored_commits().await.is_empty(), "nothing is decided before");
    house.faults.show_to_tails(0);
    desk.reaches("serving").await;
    takeover.answer(Ok(croupier_log::Appended { last_offset: Some(1) }));
    assert_eq!(word(&desk.answer(ask).await), "committed", "it waited");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_takeover_is_honoured_even_as_a_stray() {
    let house = House::new();
    let desk = house.open().await;
    house.stray_takeover(1);
    house.settle().await;
    assert_eq!(desk.phase(), "serving", "a generation that is not newer is none");
    house.stray_takeover(2);
    house.settle().await;
    assert_eq!(desk.phase(), "taken_over");
    let append_count = house.log.append_count();
    let refused = desk.ask("alice", deposit(10), "k1");
    house.pass(60_000).await;
    let refused = desk.heard(refused).unwrap();
    assert!(matches!(refused, Answer::NotApplied(NotApplied::NotServing)), "{refused:?}");
    assert_eq!(house.log.append_count(), append_count, "it appends nothing more, by itself");
    assert_eq!(desk.phase(), "taken_over", "and does not come back");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_foreign_takeover_has_overtaken_was_not_applied() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = desk.ask("alice", deposit(10), "k1");
    let overtaken = house.faults.held(0).await;
    house.foreign_takeover(2).await;
    house.settle().await;
    let answer = desk.heard(in_flight).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::Superseded)), "{answer:?}");
    assert_eq!(desk.phase(), "taken_over");
    overtaken.confirm();
    house.pass(10_000).await;
    assert_eq!(desk.phase(), "taken_over", "it does not take over again by itself");
    assert_eq!(house.fold().await.count("takeover"), 2);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_when_yielding_is_answered_if_it_is_accepted() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let in_flight = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    let again = desk.ask("alice", deposit(10), "k1");
    house.stray_takeover(2);
    house.settle().await;
    let retried = desk.ask("alice", deposit(10), "k1");
    house.pass(500).await;
    assert_eq!(desk.phase(), "taken_over");
    for ask in [in_flight, again, retried] {
        assert!(desk.heard(ask).is_none(), "its key may still be accepted");
    }
    append.confirm();
    assert_eq!(word(&desk.answer(in_flight).await), "committed");
    assert_eq!(word(&desk.answer(again).await), "replayed");
    assert_eq!(word(&desk.answer(retried).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn taken_and_not_known_is_outcome_unknown() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let silent = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    house.stray_takeover(2);
    house.pass(PATIENCE_MS + 500).await;
    assert_eq!(word(&desk.heard(silent).unwrap()), "outcome unknown");
    append.land();
    assert_eq!(house.fold().await.of_players().len(), 1, "it came later");
    house.settle().await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_append_of_a_yielding_owner_is_outcome_unknown() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    house.stray_takeover(2);
    house.settle().await;
    let late = append.time_out();
    house.pass(300).await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown");
    let retried = desk.ask("alice", deposit(10), "k1");
    house.pass(300).await;
    assert_eq!(word(&desk.heard(retried).unwrap()), "outcome unknown", "and not: not applied");
    late.land();
    house.settle().await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_acknowledgement_on_its_way_is_waited_for_when_taken_over() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let acknowledged = desk.ask("alice", deposit(10), "k1");
    let first = house.faults.held(0).await;
    first.land();
    house.foreign_takeover(2).await;
    house.settle().await;
    assert_eq!(desk.phase(), "taken_over");
    assert!(desk.heard(acknowledged).is_none());
    first.answer(Ok(croupier_log::Appended { last_offset: Some(2) }));
    house.settle().await;
    assert_eq!(word(&desk.heard(acknowledged).unwrap()), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_acknowledgement_that_does_not_come_is_not_waited_for_when_taken_over() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    append.land();
    house.foreign_takeover(2).await;
    house.pass(300).await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_takeover_that_loses_its_race_is_tried_again() {
    let house = House::new();
    let mut busy = house.open().await;
    house.faults.hold_appends(0);
    let mut newcomer = house.try_open().await.unwrap();
    let takeover = house.faults.held(0).await;
    let bet = busy.ask("alice", deposit(10), "k1");
    house.faults.held(0).await.confirm();
    takeover.confirm();
    house.faults.release_appends(0);
    newcomer.reaches("serving").await;
    busy.reaches("taken_over").await;
    assert_eq!(word(&busy.answer(bet).await), "committed");
    assert_eq!(newcomer.do_ask("alice", deposit(10), "k2").await, "committed");
    assert_eq!(busy.do_ask("alice", deposit(10), "k3").await, "not applied");
    house.audit([busy, newcomer]).await;
}

#[tokio::test(start_paused = true)]
async fn two_that_take_over_at_once_end_with_one() {
    let house = House::new();
    house.faults.hold_appends(0);
    let mut first = house.try_open().await.unwrap();
    let one = house.faults.held(0).await;
    let mut second = house.try_open().await.unwrap();
    let other = house.faults.held(0).await;
    other.confirm();
    one.confirm();
    house.faults.release_appends(0);
    second.reaches("serving").await;
    first.reaches("taken_over").await;
    house.pass(10_000).await;
    assert_eq!((first.phase(), second.phase()), ("taken_over", "serving"));
    house.audit([first, second]).await;
}

#[tokio::test(start_paused = true)]
async fn a_race_lost_to_an_older_takeover_is_run_again() {
    let house = House::new();
    let desk = house.open().await;
    desk.kill().await;
    house.stray_takeover(5);
    house.faults.hold_appends(0);
    let mut newcomer = house.try_open().await.unwrap();
    let takeover = house.faults.held(0).await;
    house.foreign_takeover(3).await;
    takeover.confirm();
    house.faults.release_appends(0);
    newcomer.reaches("serving").await;
    let generation = newcomer.status.borrow().generation();
    assert!(generation > 6, "higher than every one it has seen: {generation}");
    house.audit([newcomer]).await;
}

#[tokio::test(start_paused = true)]
async fn nobody_yields_to_a_takeover_that_was_lost_before_it_came() {
    let house = House::new();
    house.stray_takeover(5);
    let desk = house.open().await;
    house.pass(1_000).await;
    assert_eq!(desk.phase(), "serving", "whoever wrote that is long gone");
    assert_eq!(desk.status.borrow().generation(), 6);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_own_takeover_that_came_late_is_a_takeover() {
    let house = House::new();
    house.faults.hold_appends(0);
    let mut desk = house.try_open().await.unwrap();
    let late = house.faults.held(0).await.time_out();
    let second = house.faults.held(0).await;
    late.land();
    desk.reaches("serving").await;
    second.confirm();
    house.faults.release_appends(0);
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn two_writers_never_both_succeed() {
    let house = House::new();
    let mut old = house.open().await;
    assert_eq!(old.do_ask("alice", deposit(10), "k0").await, "committed");
    // The newcomer's takeover is accepted while the old owner neither reads nor waits.
    house.faults.hold_appends(0);
    let zombie = old.ask("alice", bet(100), "k1");
    let stale = house.faults.held(0).await;
    house.faults.release_appends(0);
    let newcomer = house.open().await;
    assert_eq!(newcomer.do_ask("alice", bet(100), "k2").await, "committed");
    stale.confirm();
    old.reaches("taken_over").await;
    assert_eq!(word(&old.answer(zombie).await), "not applied", "one balance, one bet");
    assert_eq!(house.fold().await.count("bet_placed"), 1);
    house.audit([old, newcomer]).await;
}
