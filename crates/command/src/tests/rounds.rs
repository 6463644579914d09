//! Rounds whose players do not come back.

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
