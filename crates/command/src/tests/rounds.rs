//! Rounds whose players do not come back.

use croupier_domain::games::blackjack::Action;
use croupier_domain::{BetId, Chosen};
use croupier_log::memory::Fate;

use super::*;

const DAY_MS: u64 = 24 * 3_600_000;

/// Alice, with a round open.
async fn open_round(house: &House, desk: &Desk) {
    let mut n = 0;
    while house.fold().await.state.due_rounds(u64::MAX).count() == 0 {
        n += 1;
        desk.do_ask("alice", round(10), &format!("round {n}")).await;
    }
}

fn stand(bet_id: BetId, version: u32) -> Command {
    Command::Act { bet_id, version, action: Chosen::Known(Action::Stand) }
}

fn expiries(fold: &super::rival::Fold) -> usize {
    let events = fold.commits.iter().flat_map(|commit| &commit.events);
    let is_expiry = |event: &&Event| match event {
        Event::RoundAdvanced(step) => step.step == croupier_domain::RoundStep::Expiry,
        _ => false,
    };
    events.filter(is_expiry).count()
}

#[tokio::test(start_paused = true)]
async fn an_expired_round_is_settled_once_by_a_commit() {
    let house = House::new();
    let desk = house.open().await;
    open_round(&house, &desk).await;
    house.pass(1_000).await;
    assert_eq!(expiries(&house.fold().await), 0, "not before its time");
    house.clock.advance(DAY_MS);
    house.pass(1_000).await;
    let fold = house.fold().await;
    assert_eq!(expiries(&fold), 1, "and once, though the timer looks ten times a second");
    assert_eq!(fold.state.totals().open_stakes(), 0);
    assert_eq!(fold.count("command_rejected"), 0);
    house.audit([desk]).await;
}

/// A client may know how the timer calls its keys, and can still use none of them up.
#[tokio::test(start_paused = true)]
async fn no_key_of_a_clients_keeps_a_round_from_expiring() {
    let house = House::new();
    let desk = house.open().await;
    open_round(&house, &desk).await;
    let state = house.fold().await.state;
    let open = state.player(&player("alice")).unwrap().open_round.as_ref().unwrap();
    let key = format!("expire:{}", open.bet_id);
    assert_eq!(desk.do_ask("alice", deposit(1), &key).await, "committed");
    house.clock.advance(DAY_MS);
    house.pass(1_000).await;
    let fold = house.fold().await;
    assert_eq!((expiries(&fold), fold.state.totals().open_stakes()), (1, 0));
    house.audit([desk]).await;
}

/// The round that is due ends in flight, and the next one begins there: that one has its time.
#[tokio::test(start_paused = true)]
async fn a_round_that_begins_in_flight_is_not_the_one_that_is_due() {
    let mut house = House::new();
    house.settings.append_patience_ms = 2 * DAY_MS;
    let desk = house.open().await;
    open_round(&house, &desk).await;
    let open_one = |state: &croupier_domain::State| {
        let open = state.player(&player("alice")).unwrap().open_round.as_ref();
        open.map(|open| (open.bet_id, open.round.version()))
    };
    let (bet_id, version) = open_one(&house.fold().await.state).unwrap();
    house.clock.advance(DAY_MS - 1_000);
    house.faults.hold_appends(0);
    desk.ask("alice", stand(bet_id, version), "stand");
    house.settle().await;
    for n in 0..8 {
        desk.ask("alice", round(10), &format!("next {n}"));
    }
    house.settle().await;
    house.pass(2_000).await;
    house.faults.release_appends(0);
    house.pass(2_000).await;
    let fold = house.fold().await;
    assert_eq!(expiries(&fold), 0, "the first was stood on, the others are not due");
    assert!(open_one(&fold.state).is_some_and(|(open, _)| open != bet_id), "another is open");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn an_expiry_that_times_out_is_settled_once() {
    let house = House::new();
    let desk = house.open().await;
    open_round(&house, &desk).await;
    house.faults.next_append(0, Fate::Hold);
    house.clock.advance(DAY_MS);
    let late = house.faults.held(0).await.time_out();
    house.pass(1_000).await;
    late.land();
    house.pass(1_000).await;
    assert_eq!(expiries(&house.fold().await), 1);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn rounds_that_wait_to_expire_do_not_fill_the_queue() {
    let mut house = House::new();
    house.settings.append_patience_ms = 2 * DAY_MS;
    let desk = house.open().await;
    open_round(&house, &desk).await;
    house.faults.hold_appends(0);
    for n in 0..crate::partition::BATCHES_IN_FLIGHT_MAX {
        desk.ask("bob", deposit(1), &format!("k{n}"));
        house.settle().await;
    }
    house.clock.advance(DAY_MS);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(desk.status.borrow().queue_len, 1, "one round, one request");
    house.faults.release_appends(0);
    house.pass(500).await;
    assert_eq!(expiries(&house.fold().await), 1);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn two_owners_expire_a_round_once() {
    let house = House::new();
    let old = house.open().await;
    open_round(&house, &old).await;
    house.faults.hold_appends(0);
    house.clock.advance(DAY_MS);
    let stale = house.faults.held(0).await;
    house.faults.release_appends(0);
    let newcomer = house.open().await;
    house.pass(1_000).await;
    stale.confirm();
    house.pass(1_000).await;
    assert_eq!(expiries(&house.fold().await), 1);
    house.audit([old, newcomer]).await;
}
