//! Commits that nobody here can read: the partition parks, the others serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use croupier_clock::Clock;
use croupier_domain::{Event, Hex, Imported, Moved};
use croupier_log::partition_of;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::rival::{checkpoint, system};
use super::*;
use crate::WriteSide;
use crate::owner::Owner;
use crate::ownership::Ownership;
use crate::request::NotApplied;
use crate::startup::StartError;

type Wrong = fn(&super::rival::Fold) -> Vec<u8>;

/// What an accepted commit can be that this build must not skip.
const WRONGS: [(&str, Wrong); 5] = [
    ("a newer version", |fold| {
        let seq = fold.next_seq();
        format!(r#"{{"v":9,"seq":{seq},"time":1,"who":"knows"}}"#).into_bytes()
    }),
    ("no commit", |fold| format!(r#"{{"v":1,"seq":{},"what":[]}}"#, fold.next_seq()).into_bytes()),
    ("another digest", |fold| {
        system(fold.next_seq(), fold.state.time_ms(), checkpoint(Hex([9; 16]))).encode()
    }),
    ("time that went back", |fold| {
        let event = checkpoint(fold.state.clone().digest());
        system(fold.next_seq(), fold.state.time_ms() - 1, event).encode()
    }),
    ("another balance", |fold| {
        let (mut commit, _) = fold.decide("alice", &deposit(1), "k9", fold.state.time_ms());
        commit.balance_minor = Some(Money::from_units(9));
        commit.encode()
    }),
];

#[tokio::test(start_paused = true)]
async fn a_commit_that_cannot_be_read_parks_and_is_not_skipped() {
    for (name, wrong) in WRONGS {
        let house = House::new();
        let desk = house.open().await;
        house.faults.hold_appends(0);
        let in_flight = desk.ask("alice", deposit(10), "k1");
        let append = house.faults.held(0).await;
        house.foreign_value(wrong).await;
        house.settle().await;
        assert_eq!(desk.phase(), "parked", "{name}");
        assert_eq!(word(&desk.heard(in_flight).unwrap()), "outcome unknown", "{name}");
        append.confirm();
        let append_count = house.log.append_count();
        let refused = desk.ask("alice", deposit(10), "k2");
        house.pass(5_000).await;
        let refused = desk.heard(refused).unwrap();
        assert!(matches!(refused, Answer::NotApplied(NotApplied::Stopped)), "{name}: {refused:?}");
        assert_eq!(house.log.append_count(), append_count, "{name}: nothing is appended");
        let error = house.try_open().await.err().unwrap();
        let is_parked = matches!(
            error,
            StartError::Undecodable { seq: 2, .. } | StartError::Unfoldable { seq: 2, .. }
        );
        assert!(is_parked, "{name}: {error}");
        house.audit([desk]).await;
    }
}

/// A lineage must not live twice: behind `moved` nobody decides, until `imported`.
#[tokio::test(start_paused = true)]
async fn nobody_decides_on_what_was_moved() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k0").await, "committed");
    house.faults.hold_appends(0);
    let in_flight = desk.ask("alice", deposit(10), "k1");
    let append = house.faults.held(0).await;
    house.foreign_value(|fold| written(fold, Event::Moved(Moved {}))).await;
    house.settle().await;
    assert_eq!(desk.phase(), "moved");
    // What was in flight is dead: another commit took its place.
    assert_eq!(word(&desk.heard(in_flight).unwrap()), "not applied");
    append.confirm();
    house.faults.release_appends(0);
    let append_count = house.log.append_count();
    let refused = desk.ask("alice", deposit(10), "k2");
    house.pass(5_000).await;
    assert_eq!(word(&desk.heard(refused).unwrap()), "not applied");
    assert_eq!(house.log.append_count(), append_count, "nothing is appended");
    let error = house.try_open().await.err().unwrap();
    assert!(matches!(error, StartError::Moved(_)), "{error}");
    desk.close().await;
    house.foreign_value(|fold| written(fold, Event::Imported(Imported {}))).await;
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    assert_eq!(desk.do_ask("alice", deposit(10), "k0").await, "replayed");
    house.audit([desk]).await;
}

fn written(fold: &super::rival::Fold, event: Event) -> Vec<u8> {
    system(fold.next_seq(), fold.state.time_ms(), event).encode()
}

#[tokio::test(start_paused = true)]
async fn a_seed_that_cannot_be_derived_parks() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", bet(10), "k1").await, "committed");
    desk.close().await;
    let mut settings = house.settings.clone();
    settings.instance = "wrong-key".into();
    let (log, now_ms) = (&*house.log, house.now_ms());
    let opening =
        crate::startup::open_partition(log, 0, settings, house::vault(2), now_ms, &|_| ());
    let mut desk = Desk::run(&house, 9, opening.await.unwrap(), house.clock.clone());
    desk.reaches("serving").await;
    house.settle().await;
    let append_count = house.log.append_count();
    let before: Vec<_> = (0..crate::partition::BATCH_COMMITS_MAX + 3)
        .map(|n| desk.ask("bob", deposit(10), &format!("k{n}")))
        .collect();
    let wrong = desk.ask("alice", bet(10), "wrong");
    desk.reaches("parked").await;
    for ask in before.into_iter().chain([wrong]) {
        assert_eq!(word(&desk.heard(ask).unwrap()), "not applied");
    }
    house.pass(1_000).await;
    assert_eq!(house.log.append_count(), append_count, "what was decided before it is not sent");
    assert_eq!(house.fold().await.count("bet_placed"), 1, "nothing is drawn from another seed");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn other_partitions_go_on() {
    let house = House::with_partitions(2);
    let in_partition = |wanted: u32| {
        let names = (0..).map(|n| format!("player-{n}"));
        let mut names = names.filter(move |name| partition_of(name.as_bytes(), 2) == wanted);
        names.next().unwrap()
    };
    let (tasks, shutdown) = (TaskTracker::new(), CancellationToken::new());
    let mut ways_in = Vec::new();
    for id in 0..2 {
        let partition = house.read_in("both", id, house.now_ms()).await.unwrap();
        let (log, clock, ownership) =
            (house.log.clone(), house.clock.clone(), Ownership::of_all(2));
        let (owner, requests, status) = Owner::new(partition, log, clock, ownership);
        tasks.spawn(owner.run(shutdown.clone()));
        ways_in.push((requests, status));
    }
    let commands = Arc::new(crate::Commands::new(ways_in));
    house.settle().await;
    house.foreign_value(WRONGS[0].1).await;
    house.settle().await;
    let phases: Vec<_> = commands.statuses().map(|status| status.phase.name()).collect();
    assert_eq!(phases, ["parked", "serving"]);
    for (partition, expected) in [(0, "not applied"), (1, "committed")] {
        let id = player(&in_partition(partition));
        let answer = commands.submit(id, deposit(10), "k1", "c-1".into()).await;
        assert_eq!(word(&answer), expected, "partition {partition}");
    }
    shutdown.cancel();
    tasks.close();
    tasks.wait().await;
}

/// A clock that breaks: what comes next panics.
struct Breaks {
    at_ms: u64,
    is_broken: AtomicBool,
}

impl Clock for Breaks {
    fn now_ms(&self) -> u64 {
        assert!(!self.is_broken.load(Ordering::Relaxed), "broken");
        self.at_ms
    }
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_panics_is_seen_to_have_stopped() {
    let house = House::new();
    let clock = Arc::new(Breaks { at_ms: house.now_ms(), is_broken: AtomicBool::new(false) });
    let (tasks, shutdown) = (TaskTracker::new(), CancellationToken::new());
    let side = WriteSide {
        log: house.log.clone(),
        clock: clock.clone(),
        settings: house.settings.clone(),
        seeds: house::vault(1),
        ownership: Ownership::of_all(1),
    };
    let commands = side.start(&tasks, &shutdown, Arc::new(|_| ())).await.unwrap();
    let submit = |key: &'static str| commands.submit(player("alice"), deposit(1), key, "c".into());
    assert_eq!(word(&submit("k1").await), "committed");
    clock.is_broken.store(true, Ordering::Relaxed);
    assert_eq!(word(&submit("k2").await), "outcome unknown", "it was taken");
    let status = commands.status(0).unwrap();
    assert_eq!((status.phase.name(), status.serves()), ("parked", false));
    assert_eq!(word(&submit("k3").await), "not applied");
    tasks.close();
    tasks.wait().await;
}
