//! Late, lost, doubled and overtaken appends: every command takes effect once.

use croupier_log::AppendError;
use croupier_log::memory::Fate;

use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn a_stray_is_a_verdict_on_a_record() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let first = desk.ask("alice", deposit(10), "k1");
    let c1 = house.faults.held(0).await;
    let second = desk.ask("alice", deposit(20), "k2");
    let c2 = house.faults.held(0).await;
    c2.land();
    house.settle().await;
    assert_eq!(desk.seq(), 1, "c2 came before c1");
    assert!(desk.status.borrow().stray_count > 0);
    c1.land();
    house.settle().await;
    assert_eq!(desk.seq(), 2, "c1 is accepted, and c2 in front of it stays a stray");
    c2.land();
    house.settle().await;
    assert_eq!(desk.seq(), 3, "c2's duplicate is accepted");
    c1.answer(Ok(croupier_log::Appended { last_offset: Some(3) }));
    c2.answer(Ok(croupier_log::Appended { last_offset: Some(4) }));
    house.settle().await;
    assert_eq!(desk.heard(first).as_ref().map(word), Some("committed"));
    assert_eq!(desk.heard(second).as_ref().map(word), Some("committed"));
    assert_eq!(house.log.append_count(), 3, "nothing was decided again");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_was_given_up_may_still_be_the_answer() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let late = house.faults.held(0).await.time_out();
    let probe = house.faults.held(0).await;
    assert!(desk.heard(ask).is_none(), "a time-out says nothing");
    late.land();
    house.settle().await;
    assert_eq!(desk.seq(), 2, "it was accepted after all");
    probe.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(ask).await), "replayed");
    assert_eq!(house.stored_commits().await.len(), 1, "and was not decided again");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_command_takes_effect_once_although_its_first_append_lands_late_and_twice() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::Hold);
    let ask = desk.ask("alice", deposit(10), "k1");
    let late = house.faults.held(0).await.time_out();
    assert_eq!(word(&desk.answer(ask).await), "committed", "decided again");
    late.land();
    late.land();
    house.settle().await;
    let fold = house.fold().await;
    assert_eq!((fold.of_players().len(), house.stored_commits().await.len()), (1, 3));
    assert_eq!(fold.balance("alice"), Money::from_units(110));
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn whichever_commit_carries_the_key_is_the_answer() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let own = house.faults.held(0).await;
    let foreign = house.foreign("alice", deposit(10), "k1").await;
    own.confirm();
    house.faults.release_appends(0);
    let Answer::Committed { commit, replayed, .. } = desk.answer(ask).await else { panic!("told") };
    assert_eq!((&*commit, replayed), (&foreign, true), "the client had retried elsewhere");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_foreign_commit_without_a_takeover_means_deciding_again_at_once() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let asks = ["k1", "k2", "k3"].map(|key| desk.ask("alice", bet(10), key));
    let dead = house.faults.held(0).await;
    house.foreign("alice", deposit(7), "elsewhere").await;
    house.settle().await;
    house.faults.release_appends(0);
    house.settle().await;
    let told = asks.map(|ask| desk.heard(ask));
    for (answer, seq) in told.iter().zip([3, 4, 5]) {
        let Some(Answer::Committed { commit, .. }) = answer else { panic!("{answer:?}") };
        assert_eq!(commit.seq, seq, "in their order, behind the foreign one, without a wait");
    }
    dead.confirm();
    house.settle().await;
    assert_eq!(house.fold().await.of_players().len(), 4);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_time_out_is_never_answered_as_failed() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let mut late = Vec::new();
    for _ in 0..20 {
        house.pass(1_000).await;
        late.extend(std::iter::from_fn(|| house.faults.held_now(0)));
        assert!(desk.heard(ask).is_none(), "nobody knows");
    }
    desk.shut();
    house.pass(11_000).await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown");
    late[0].land();
    assert_eq!(house.fold().await.of_players().len(), 1, "and here it is");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_that_is_full_does_not_make_a_time_out_a_failure() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::Hold);
    let given_up = desk.ask("alice", deposit(10), "k1");
    let late = house.faults.held(0).await.time_out();
    (0..5).for_each(|_| house.faults.next_append(0, Fate::Refuse(AppendError::Full)));
    let fresh = desk.ask("bob", deposit(10), "k2");
    house.pass(300).await;
    let refused = desk.heard(fresh).unwrap();
    assert!(matches!(refused, Answer::NotApplied(NotApplied::LogFull)), "{refused:?}");
    assert!(desk.heard(given_up).is_none(), "it was in flight: no room now does not undo that");
    late.land();
    assert_eq!(word(&desk.answer(given_up).await), "replayed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_built_on_a_refused_batch_is_decided_again() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let asks = [("alice", "k1"), ("bob", "k2"), ("carol", "k3")];
    let mut held = Vec::new();
    let mut told = Vec::new();
    for (id, key) in asks {
        told.push(desk.ask(id, deposit(10), key));
        held.push(house.faults.held(0).await);
    }
    let [first, second, third] = <[_; 3]>::try_from(held).unwrap();
    second.answer(Err(AppendError::Full));
    house.settle().await;
    let refused = desk.heard(told[1]).unwrap();
    assert!(matches!(refused, Answer::NotApplied(NotApplied::LogFull)), "{refused:?}");
    first.confirm();
    third.answer(Err(AppendError::NotNext));
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(told[0]).await), "replayed");
    assert_eq!(word(&desk.answer(told[2]).await), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_dead_predicted_head_makes_progress_again() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let mut asks = Vec::new();
    for key in ["k1", "k2", "k3"] {
        asks.push(desk.ask("alice", deposit(10), key));
        let append = house.faults.held(0).await;
        if key == "k1" {
            drop(append.time_out());
        } else {
            append.confirm();
        }
    }
    house.faults.release_appends(0);
    for ask in asks {
        assert_eq!(word(&desk.answer(ask).await), "committed");
    }
    assert_eq!(house.fold().await.balance("alice"), Money::from_units(130));
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn silence_makes_progress_again() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::Hold);
    let ask = desk.ask("alice", deposit(10), "k1");
    let silent = house.faults.held(0).await;
    house.pass(house::PATIENCE_MS + 500).await;
    assert_eq!(word(&desk.answer(ask).await), "committed");
    silent.land();
    house.settle().await;
    assert_eq!(house.fold().await.of_players().len(), 1);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn patience_ends_although_the_clock_goes_back() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::LoseWithoutAnswer);
    house.faults.next_append(0, Fate::Hold);
    let ask = desk.ask("alice", deposit(10), "k1");
    let _silent = house.faults.held(0).await;
    house.clock.set(house.now_ms() - 3_600_000);
    house.pass(house::PATIENCE_MS + 500).await;
    assert_eq!(word(&desk.answer(ask).await), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_producer_that_stores_twice_has_no_second_effect() {
    let house = House::new();
    let desk = house.open().await;
    for key in ["k1", "k2", "k3"] {
        house.faults.next_append(0, Fate::StoreTwice);
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
    }
    assert_eq!(house.fold().await.balance("alice"), Money::from_units(130));
    assert_eq!(house.stored_commits().await.len(), 6);
    house.audit([desk]).await;
}
