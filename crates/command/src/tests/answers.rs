//! When a client is answered: read back, durable, and never from what is only in flight.

use croupier_log::AppendError;
use croupier_log::memory::Fate;

use super::*;
use crate::request::NotApplied;

#[tokio::test(start_paused = true)]
async fn an_answer_waits_for_its_read_back() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hide_from_tails(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    house.settle().await;
    assert_eq!(house.stored_commits().await.len(), 1, "it is in the log, durably");
    assert!(desk.heard(ask).is_none(), "but was not read back");
    house.faults.show_to_tails(0);
    assert_eq!(word(&desk.answer(ask).await), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_waits_for_durability() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    append.land();
    house.settle().await;
    assert_eq!(desk.seq(), 2, "it was read back as accepted");
    assert!(desk.heard(ask).is_none(), "but may still be lost");
    append.answer(Ok(croupier_log::Appended { last_offset: Some(2) }));
    house.settle().await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_knows_no_offsets_confirms_what_was_read_back() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    for (key, is_read_first) in [("k1", true), ("k2", false)] {
        let ask = desk.ask("alice", deposit(10), key);
        let append = house.faults.held(0).await;
        house.faults.hide_from_tails(0);
        append.land();
        if is_read_first {
            house.faults.show_to_tails(0);
            house.settle().await;
        }
        append.answer(Ok(croupier_log::Appended { last_offset: None }));
        house.faults.show_to_tails(0);
        house.settle().await;
        assert_eq!(desk.heard(ask).as_ref().map(word), Some("committed"), "{key}");
    }
    assert_eq!(house.fold().await.count("checkpointed"), 0, "without a barrier");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_later_record_confirms_what_lost_its_acknowledgement() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let first = desk.ask("alice", deposit(10), "k1");
    let unanswered = house.faults.held(0).await;
    unanswered.land();
    let second = desk.ask("bob", deposit(10), "k2");
    let confirmed = house.faults.held(0).await;
    house.settle().await;
    assert!(desk.heard(first).is_none());
    confirmed.confirm();
    house.settle().await;
    assert_eq!(word(&desk.heard(first).unwrap()), "committed", "a later record is durable");
    assert_eq!(word(&desk.heard(second).unwrap()), "committed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_barrier_confirms_what_lost_its_acknowledgement() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.next_append(0, Fate::StoreWithoutAnswer);
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    house.pass(200).await;
    assert_eq!(desk.seq(), 2, "it was read back as accepted");
    assert!(desk.heard(ask).is_none(), "but nobody said that it is durable");
    house.faults.held(0).await.confirm();
    assert_eq!(word(&desk.answer(ask).await), "replayed");
    assert_eq!(house.fold().await.count("checkpointed"), 1, "the barrier is a checkpoint");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn replays_and_reused_keys_wait_for_durability_too() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let first = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    append.land();
    house.settle().await;
    let again = desk.ask("alice", deposit(10), "k1");
    let other = desk.ask("alice", deposit(11), "k1");
    house.settle().await;
    for ask in [first, again, other] {
        assert!(desk.heard(ask).is_none(), "what they would be told of may still be lost");
    }
    append.answer(Ok(croupier_log::Appended { last_offset: Some(2) }));
    assert_eq!(word(&desk.answer(first).await), "committed");
    assert_eq!(word(&desk.answer(again).await), "replayed");
    assert_eq!(word(&desk.answer(other).await), "key reused");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_a_commit() {
    let house = House::new();
    let desk = house.open().await;
    let cases = [(on("bridge", 10), "k1"), (bet(1), "k2"), (bet(1_000), "k3")];
    for (command, key) in cases {
        let ask = desk.ask("alice", command, key);
        let Answer::Committed { commit, .. } = desk.answer(ask).await else { panic!("{key}") };
        assert!(names(&commit).contains(&"bet_rejected"), "{key}: {:?}", names(&commit));
    }
    assert_eq!(house.fold().await.count("bet_rejected"), 3, "all of them are in the log");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_stale_refusal_is_never_answered() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k0").await, "committed");
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", bet(200), "k1");
    let refusal = house.faults.held(0).await;
    assert!(String::from_utf8_lossy(&refusal.records()[0].value).contains("insufficient_funds"));
    house.foreign("alice", deposit(500), "elsewhere").await;
    refusal.confirm();
    house.faults.release_appends(0);
    let Answer::Committed { commit, .. } = desk.answer(ask).await else { panic!("an answer") };
    assert!(names(&commit).contains(&"bet_placed"), "the log says that there was money");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_key_seen_only_in_flight_waits_for_its_read_back() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let first = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    let again = desk.ask("alice", deposit(10), "k1");
    let other = desk.ask("alice", deposit(11), "k1");
    house.pass(500).await;
    for ask in [first, again, other] {
        assert!(desk.heard(ask).is_none(), "nothing is known yet");
    }
    append.confirm();
    assert_eq!(word(&desk.answer(first).await), "committed");
    assert_eq!(word(&desk.answer(again).await), "replayed");
    assert_eq!(word(&desk.answer(other).await), "key reused");
    assert_eq!(house.fold().await.of_players().len(), 1);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_key_in_flight_that_dies_answers_nobody() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let first = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    let other = desk.ask("alice", deposit(11), "k1");
    house.settle().await;
    append.answer(Err(AppendError::Full));
    for ask in [first, other] {
        let answer = desk.answer(ask).await;
        assert!(matches!(answer, Answer::NotApplied(NotApplied::LogFull)), "{answer:?}");
    }
    house.faults.release_appends(0);
    assert_eq!(desk.do_ask("alice", deposit(11), "k1").await, "committed", "the key is free");
    house.audit([desk]).await;
}
