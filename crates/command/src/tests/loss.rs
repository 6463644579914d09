//! A log that has lost something it had acknowledged: noticed, and nothing said after it.

use croupier_domain::{Event, Hex, LossAccepted, LostHead};
use croupier_log::Log;

use super::rival::system;
use super::*;
use crate::request::NotApplied;
use crate::startup::StartError;

/// After a loss: nothing is answered from what was read, nothing is appended.
async fn ends_diverged(house: House, mut desk: Desk, in_flight: Option<super::desk::Ask>) {
    desk.reaches("diverged").await;
    let append_count = house.log.append_count();
    if let Some(ask) = in_flight {
        assert_eq!(word(&desk.answer(ask).await), "outcome unknown");
    }
    let ask = desk.ask("alice", deposit(10), "after");
    house.pass(10_000).await;
    let answer = desk.heard(ask).unwrap();
    assert!(matches!(answer, Answer::NotApplied(NotApplied::Stopped)), "{answer:?}");
    let answer = desk.do_ask("alice", deposit(10), "k1").await;
    assert_eq!(answer, "outcome unknown", "no replay from a lost branch either");
    assert_eq!(house.log.append_count(), append_count, "nothing is appended");
    house.audit([desk]).await;
}

async fn with_two_commits() -> (House, Desk) {
    let house = House::new();
    let desk = house.open().await;
    for key in ["k1", "k2"] {
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
    }
    (house, desk)
}

#[tokio::test(start_paused = true)]
async fn a_truncated_log_is_noticed_at_once() {
    let (house, desk) = with_two_commits().await;
    house.lose(1);
    ends_diverged(house, desk, None).await;
}

#[tokio::test(start_paused = true)]
async fn a_late_duplicate_at_the_same_offset_does_not_hide_a_loss() {
    let (house, desk) = with_two_commits().await;
    let lost = house.stored().await.pop().unwrap();
    house.lose(2);
    house.foreign("alice", deposit(5), "elsewhere").await;
    assert_eq!(house.faults.write(0, lost.record.clone()), lost.offset, "where it was");
    ends_diverged(house, desk, None).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_at_a_loss_is_outcome_unknown() {
    let (house, desk) = with_two_commits().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("bob", deposit(10), "k3");
    let append = house.faults.held(0).await;
    let queued = desk.ask("bob", deposit(10), "k3");
    house.lose(1);
    house.settle().await;
    assert_eq!(word(&desk.heard(queued).unwrap()), "outcome unknown");
    append.confirm();
    ends_diverged(house, desk, Some(ask)).await;
}

#[tokio::test(start_paused = true)]
async fn a_loss_that_nobody_announces_shows_as_a_stray() {
    let (house, desk) = with_two_commits().await;
    house.log.keep_quiet();
    house.lose(1);
    // The live branch grows; to this reader its commits are strays.
    house.foreign("bob", deposit(5), "elsewhere").await;
    ends_diverged(house, desk, None).await;
}

#[tokio::test(start_paused = true)]
async fn no_loss_hides_between_the_walk_and_the_tail() {
    let (house, desk) = with_two_commits().await;
    house.lose(0);
    house.log.lose_when_followed(1);
    ends_diverged(house, desk, None).await;
}

#[tokio::test(start_paused = true)]
async fn a_replay_carries_the_key_itself() {
    let (house, desk) = with_two_commits().await;
    house.log.keep_quiet();
    house.faults.hide_from_tails(0);
    house.lose(1);
    house.foreign("carol", deposit(5), "elsewhere").await;
    let ask = desk.ask("alice", deposit(10), "k2");
    house.settle().await;
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown", "that is somebody else's");
    house.faults.show_to_tails(0);
    ends_diverged(house, desk, None).await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_answered_between_a_stray_and_the_walk() {
    let (house, desk) = with_two_commits().await;
    house.log.keep_quiet();
    house.faults.hold_appends(0);
    let ask = desk.ask("bob", deposit(10), "k3");
    let append = house.faults.held(0).await;
    house.lose(1);
    house.foreign("carol", deposit(5), "elsewhere").await;
    // On the dead branch, behind the stray, acknowledged: what the loop has waited for.
    append.confirm();
    ends_diverged(house, desk, Some(ask)).await;
}

#[tokio::test(start_paused = true)]
async fn a_loss_that_nobody_announces_shows_as_a_time_out() {
    let (house, desk) = with_two_commits().await;
    house.log.keep_quiet();
    house.faults.hide_from_tails(0);
    house.lose(1);
    house.faults.hold_appends(0);
    let ask = desk.ask("bob", deposit(10), "k3");
    let _silent = house.faults.held(0).await;
    house.pass(house::PATIENCE_MS + 500).await;
    ends_diverged(house, desk, Some(ask)).await;
}

#[tokio::test(start_paused = true)]
async fn a_loss_that_nobody_announces_shows_as_a_failed_append() {
    let (house, desk) = with_two_commits().await;
    house.log.keep_quiet();
    house.faults.hide_from_tails(0);
    house.lose(1);
    house.faults.next_append(0, croupier_log::memory::Fate::LoseWithoutAnswer);
    let ask = desk.ask("bob", deposit(10), "k3");
    house.settle().await;
    assert_eq!(desk.phase(), "diverged", "without waiting for patience to end");
    ends_diverged(house, desk, Some(ask)).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_read_and_never_acknowledged_may_be_lost_and_was_not_answered() {
    let (house, desk) = with_two_commits().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k3");
    house.faults.held(0).await.land();
    house.settle().await;
    assert_eq!(desk.seq(), 4, "read back as accepted");
    house.lose(1);
    ends_diverged(house, desk, Some(ask)).await;
}

#[tokio::test(start_paused = true)]
async fn reading_goes_on_behind_the_head_when_only_strays_were_lost() {
    let (house, desk) = with_two_commits().await;
    (0..3).for_each(|_| house.stray());
    house.settle().await;
    house.lose(3);
    house.foreign("bob", deposit(5), "elsewhere").await;
    house.settle().await;
    assert_eq!(desk.seq(), 4, "where a stray stood there is a commit now");
    assert_eq!(desk.do_ask("alice", deposit(10), "k3").await, "committed");
    house.found_again();
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_acknowledged_of_a_lost_stray_makes_nothing_durable() {
    let (house, desk) = with_two_commits().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k3");
    let overtaken = house.faults.held(0).await;
    house.foreign("bob", deposit(5), "elsewhere").await;
    let decided_again = house.faults.held(0).await;
    let stray = overtaken.land();
    house.settle().await;
    overtaken.answer(Ok(croupier_log::Appended { last_offset: Some(stray.start) }));
    house.settle().await;
    house.lose(1);
    house.settle().await;
    assert_eq!(decided_again.land(), stray, "where the acknowledged stray stood");
    house.settle().await;
    assert_eq!(desk.seq(), 5, "read back as accepted");
    assert!(desk.heard(ask).is_none(), "and not acknowledged");
    decided_again.answer(Ok(croupier_log::Appended { last_offset: Some(stray.start) }));
    assert_eq!(word(&desk.answer(ask).await), "committed");
    house.found_again();
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_lost_commit_has_overtaken_may_live_again() {
    let mut house = House::new();
    house.settings.checkpoint_every_count = 2;
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let overtaken = house.faults.held(0).await;
    house.pass(200).await;
    // A checkpoint is due: it goes first, and the request waits to be decided again.
    house.foreign("bob", deposit(5), "elsewhere").await;
    let checkpoint = house.faults.held(0).await;
    assert!(checkpoint.records()[0].key.is_empty());
    house.lose(1);
    house.settle().await;
    assert_eq!(desk.phase(), "diverged");
    assert_eq!(word(&desk.heard(ask).unwrap()), "outcome unknown");
    overtaken.land();
    assert_eq!(house.fold().await.of_players().len(), 1, "what overtook it is gone");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_doubt_without_a_loss_changes_nothing() {
    let (house, desk) = with_two_commits().await;
    for key in ["k3", "k4", "k5"] {
        house.faults.recheck(0);
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
    }
    assert_eq!(house.log.append_count(), 6);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_ahead_of_the_log_is_proof_of_a_loss_and_no_older_one_hides_it() {
    let house = House::new();
    for key in ["k1", "k2"] {
        let desk = house.open().await;
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
        desk.close().await;
    }
    assert_eq!(house.log.snapshots(0, crate::snapshot::NAME).await.unwrap().len(), 2);
    house.lose(1);
    let refused = house.try_open().await.err().unwrap();
    assert!(matches!(refused, StartError::Diverged(_)), "{refused}");
    house.audit([]).await;
}

/// An operator has named what is gone: exactly that is forgotten.
#[tokio::test(start_paused = true)]
async fn an_accepted_loss_excuses_what_it_names_and_nothing_else() {
    let house = House::new();
    for key in ["k1", "k2"] {
        let desk = house.open().await;
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
        desk.close().await;
    }
    let gone = house.log.snapshots(0, crate::snapshot::NAME).await.unwrap()[0].head;
    house.lose(1);
    for (hash, is_excused) in [(croupier_log::Hash([9; 32]), false), (gone.hash, true)] {
        let lost = vec![LostHead { seq: gone.next_seq - 1, hash: Hex(hash.0) }];
        let event = Event::LossAccepted(LossAccepted { lost });
        let value = |fold: &super::rival::Fold| {
            system(fold.next_seq(), fold.state.time_ms(), event).encode()
        };
        house.foreign_value(value).await;
        match house.try_open().await {
            Ok(desk) => {
                assert!(is_excused);
                assert_eq!(desk.do_ask("alice", deposit(10), "k3").await, "committed");
                desk.close().await;
            }
            Err(StartError::Diverged(diverged)) => assert!(!is_excused, "{diverged}"),
            Err(other) => panic!("{other}"),
        }
    }
    house.audit([]).await;
}

/// A log with commits and strays in front of a snapshot, and the snapshot's head.
async fn with_a_snapshot(commits: u32, strays: u32) -> (House, croupier_log::Stored) {
    let house = House::new();
    let desk = house.open().await;
    for n in 0..commits {
        desk.ask("alice", deposit(1), &format!("k{n}"));
    }
    house.settle().await;
    (0..strays).for_each(|_| house.stray());
    assert_eq!(desk.do_ask("alice", deposit(1), "the last one").await, "committed");
    desk.close().await;
    let checkpoint = house.stored().await.pop().unwrap();
    (house, checkpoint)
}

#[tokio::test(start_paused = true)]
async fn a_late_duplicate_of_its_head_does_not_vouch_for_a_snapshot() {
    for count in [1, 2 * croupier_log::WINDOW_COUNT] {
        let (house, checkpoint) = with_a_snapshot(count, 0).await;
        house.lose(2);
        house.foreign("bob", deposit(5), "elsewhere").await;
        let again = house.faults.write(0, checkpoint.record.clone());
        assert_eq!(again, checkpoint.offset, "where it was");
        let refused = house.try_open().await.err().expect("a refusal");
        assert!(matches!(refused, StartError::Diverged(_)), "{count}: {refused}");
        house.audit([]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_behind_many_strays_is_believed() {
    let many = croupier_log::WINDOW_COUNT;
    for (commits, strays) in [(2 * many, 0), (2 * many, many / 4), (2 * many, many), (10, many)] {
        let (house, _) = with_a_snapshot(commits, strays).await;
        let desk = house.open().await;
        assert_eq!(desk.do_ask("alice", deposit(1), "after").await, "committed");
        house.audit([desk]).await;
    }
}
