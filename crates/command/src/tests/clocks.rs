//! Wrong clocks: they may stop an owner, they may not move the partition's time.

use std::sync::Arc;

use croupier_clock::ManualClock;
use tokio::sync::watch;
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::house::{PATIENCE_MS, START_MS};
use super::*;
use crate::WriteSide;
use crate::ownership::{Assignment, Ownership};

const HOUR_MS: u64 = 3_600_000;

#[tokio::test(start_paused = true)]
async fn an_owner_whose_clock_is_not_the_logs_does_not_serve() {
    let cases = [
        ("agrees", 0, "serving"),
        ("a little ahead", 5_000, "serving"),
        ("ahead", 5_001, "clock_wrong"),
        ("a little behind", -5_000, "serving"),
        ("behind", -5_001, "clock_wrong"),
        ("a day ahead", 25 * 3_600_000, "clock_wrong"),
    ];
    for (name, ahead_ms, expected) in cases {
        let house = House::new();
        let clock = Arc::new(ManualClock::at(START_MS + 60_000));
        house.faults.set_appended_ms((START_MS + 60_000).saturating_add_signed(-ahead_ms));
        let mut desk = house.open_by(clock).await;
        desk.reaches(expected).await;
        house.settle().await;
        let answer = desk.do_ask("alice", deposit(10), "k1").await;
        let is_served = expected == "serving";
        assert_eq!(answer == "committed", is_served, "{name}: {answer}");
        house.audit([desk]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_wrong_clock_expires_no_key_and_no_round() {
    let house = House::new();
    house.faults.set_appended_ms(START_MS);
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    let mut n = 0;
    while house.fold().await.state.due_rounds(u64::MAX).count() == 0 {
        n += 1;
        desk.do_ask("bob", round(10), &format!("round {n}")).await;
    }
    desk.kill().await;
    let ahead = Arc::new(ManualClock::at(START_MS + 25 * HOUR_MS));
    let mut wrong = house.open_by(ahead).await;
    wrong.reaches("clock_wrong").await;
    house.pass(1_000).await;
    let fold = house.fold().await;
    assert_eq!(fold.state.time_ms(), START_MS, "its takeover has not moved the time on");
    house.faults.set_appended_ms(house.now_ms());
    let right = house.open().await;
    assert_eq!(right.do_ask("bob", deposit(1), "k2").await, "committed");
    house.pass(500).await;
    assert_eq!(right.do_ask("alice", deposit(10), "k1").await, "replayed", "the key is known");
    assert_eq!(house.fold().await.state.due_rounds(u64::MAX).count(), 1, "the round is open");
    house.audit([wrong, right]).await;
}

#[tokio::test(start_paused = true)]
async fn time_never_goes_back_though_the_clock_does() {
    let house = House::new();
    let desk = house.open().await;
    house.pass(10_000).await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    house.clock.set(START_MS + 2_000);
    assert_eq!(desk.do_ask("alice", deposit(10), "k2").await, "committed");
    house.faults.hold_appends(0);
    house.clock.set(START_MS + 12_000);
    let early = desk.ask("alice", deposit(10), "k3");
    let first = house.faults.held(0).await;
    house.clock.set(START_MS + 3_000);
    let late = desk.ask("alice", deposit(10), "k4");
    let second = house.faults.held(0).await;
    first.confirm();
    second.confirm();
    for ask in [early, late] {
        assert_eq!(word(&desk.answer(ask).await), "committed");
    }
    let times: Vec<u64> = house.fold().await.of_players().iter().map(|c| c.time).collect();
    let expected = [10_000, 10_000, 12_000, 12_000].map(|after| START_MS + after);
    assert_eq!(times, expected, "in the log and in flight");
    house.clock.set(START_MS + 12_000);
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_read_back_is_not_a_wrong_clock() {
    let mut house = House::new();
    house.settings.append_patience_ms = 60_000;
    house.faults.set_appended_ms(START_MS);
    house.faults.hide_from_tails(0);
    let mut desk = house.try_open().await.unwrap();
    house.pass(10_000).await;
    house.faults.set_appended_ms(house.now_ms());
    house.faults.show_to_tails(0);
    desk.reaches("serving").await;
    assert_eq!(house.fold().await.count("takeover"), 2, "what came back late says nothing");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_read_back_does_not_excuse_a_wrong_clock() {
    let mut house = House::new();
    house.settings.append_patience_ms = 60_000;
    house.faults.set_appended_ms(START_MS - HOUR_MS);
    house.faults.hide_from_tails(0);
    let mut desk = house.try_open().await.unwrap();
    house.pass(10_000).await;
    house.faults.show_to_tails(0);
    desk.reaches("clock_wrong").await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ahead_only_costs_time() {
    let house = House::new();
    let desk = house.open().await;
    house.faults.hold_appends(0);
    let ask = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    house.clock.advance(PATIENCE_MS + HOUR_MS);
    house.pass(200).await;
    append.confirm();
    house.faults.release_appends(0);
    assert_eq!(word(&desk.answer(ask).await), "replayed");
    house.audit([desk]).await;
}

/// Two instances on one log: what one of them takes for the time is compared with the log's again.
#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_while_serving_dates_nothing() {
    for (name, jump_ms, log_jumps, expected) in [
        ("a day ahead", 25 * HOUR_MS as i64, false, "clock_wrong"),
        ("an hour back", -(HOUR_MS as i64), false, "clock_wrong"),
        ("asleep for an hour", HOUR_MS as i64, true, "serving"),
    ] {
        let mut house = House::new();
        house.settings.address = "http://desk".into();
        house.clock.advance(2 * HOUR_MS);
        house.faults.set_appended_ms(house.now_ms());
        let mut desk = house.open().await;
        assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
        let before_ms = house.now_ms();
        house.clock.set(before_ms.saturating_add_signed(jump_ms));
        if log_jumps {
            house.faults.set_appended_ms(house.now_ms());
        }
        let ask = desk.ask("alice", deposit(10), "k2");
        house.pass(500).await;
        desk.reaches(expected).await;
        let is_served = expected == "serving";
        assert_eq!(word(&desk.answer(ask).await) == "committed", is_served, "{name}");
        let fold = house.fold().await;
        assert_eq!(fold.count("takeover"), 2, "{name}");
        assert_eq!(fold.state.time_ms() == before_ms, !is_served, "{name}: no time is moved on");
        house.audit([desk]).await;
    }
}

/// The clock is the machine's: who serves nothing because of it makes room. While it serves
/// something else, it is the log's clock that is wrong, and would be for others.
#[tokio::test(start_paused = true)]
async fn who_serves_nothing_for_its_clock_leaves_and_who_serves_something_stays() {
    let house = House::with_partitions(2);
    let (assign, assigned) = watch::channel(Assignment { partitions: [(0, 1)].into() });
    let (left, mut has_left) = watch::channel(false);
    let leave = move || assert!(!left.send_replace(true), "it leaves once");
    let side = WriteSide {
        log: house.log.clone(),
        clock: house.clock.clone(),
        settings: house.settings.clone(),
        seeds: house::vault(1),
        ownership: Ownership { assigned, hold: Arc::new(|_| None), leave: Some(Arc::new(leave)) },
    };
    let (tasks, shutdown) = (TaskTracker::new(), CancellationToken::new());
    house.faults.set_appended_ms(house.now_ms());
    let commands = side.start(&tasks, &shutdown, Arc::new(|_| ())).await.unwrap();
    house.pass(1_000).await;
    let phase = |id| commands.status(id).unwrap().phase.name();
    assert_eq!((phase(0), phase(1)), ("serving", "following"));
    house.faults.set_appended_ms(house.now_ms() - HOUR_MS);
    assign.send_replace(Assignment { partitions: [(0, 1), (1, 2)].into() });
    house.pass(2_000).await;
    assert_eq!((phase(0), phase(1)), ("serving", "clock_wrong"));
    assert!(!*has_left.borrow());
    assign.send_replace(Assignment { partitions: [(1, 2)].into() });
    timeout(Duration::from_secs(5), has_left.changed()).await.expect("it leaves").unwrap();
    shutdown.cancel();
    tasks.close();
    tasks.wait().await;
}
