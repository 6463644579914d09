//! What was ordered, what is said about what runs, and that it is true.

use std::ffi::OsString;
use std::path::Path;

use super::for_tests::{ForTests, Outcome, Started};
use super::record::{Record, Running};
use super::{Order, Ports, Wanted, order};

#[track_caller]
fn check(words: &[&str], expected: Option<Order>) {
    let arguments: Vec<OsString> = words.iter().map(OsString::from).collect();
    assert_eq!(order(&arguments).ok(), expected);
}

#[test]
fn orders_are_understood_or_refused() {
    let up = |brokers, ports| Some(Order::Up(Wanted { brokers, ports }));
    check(&[], up(1, Ports::WellKnown));
    check(&["up"], up(1, Ports::WellKnown));
    check(&["up", "--brokers", "3"], up(3, Ports::WellKnown));
    check(&["up", "--free-ports", "--brokers", "1"], up(1, Ports::Free));
    check(&["status"], Some(Order::Status));
    check(&["down"], Some(Order::Down));
    for wrong in [&["up", "--brokers", "2"][..], &["up", "--brokers"], &["down", "now"], &["run"]] {
        check(wrong, None);
    }
}

/// A directory that is nobody else's.
fn directory(name: &str) -> std::path::PathBuf {
    croupier_services::root().join("xtask-tests").join(croupier_services::unique_prefix(name))
}

fn record(kafka: &str) -> Record {
    let redis = "redis://127.0.0.1:6379/0".to_owned();
    Record { process: 7, kafka: kafka.to_owned(), redis }
}

#[test]
fn what_runs_is_what_holds_the_lock() {
    let directory = directory("record");
    let of_running = |directory: &Path| Record::of_running(directory).unwrap();
    assert_eq!(of_running(&directory), None);
    let running = Running::claim(&directory).unwrap();
    let starting = Record::of_running(&directory).unwrap_err().to_string();
    assert!(starting.contains("starting"), "{starting}");
    running.announce(&directory, &record("127.0.0.1:9092")).unwrap();
    assert_eq!(of_running(&directory), Some(record("127.0.0.1:9092")));
    let second = Running::claim(&directory).unwrap_err().to_string();
    assert!(second.contains("run already"), "{second}");
    // As a process has it that was started meanwhile and does not yet run its program.
    let inherited = running.lock.try_clone().unwrap();
    drop(running);
    // What it said is still there, and nobody believes it.
    assert_eq!(of_running(&directory), None);
    Record::wait_until_stopped(&directory).unwrap();
    drop(inherited);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn the_command_to_type_is_printed() {
    let one = record("127.0.0.1:9092").to_string();
    let expected = "Kafka  127.0.0.1:9092\n\
        Redis  redis://127.0.0.1:6379/0\n\
        \n\
        cargo xtask up -- --log 'kafka://127.0.0.1:9092/croupier?allow_not_durable=true' \
        --views redis://127.0.0.1:6379/0";
    assert_eq!(one, expected);
    let three = record("127.0.0.1:1,127.0.0.1:2").to_string();
    assert!(three.contains("--log 'kafka://127.0.0.1:1,127.0.0.1:2/croupier' "), "{three}");
}

#[test]
fn tests_are_told_of_what_was_started_and_people_of_the_rest() {
    let started = |name, variable, outcome| Started { name, variable, outcome };
    let address = "127.0.0.1:9092".to_owned();
    let runs = Outcome::Runs { address, seconds: 2.54, _server: Box::new(()) };
    let missing = Outcome::Missing("redis-cli is missing".to_owned());
    let servers = vec![
        started("Kafka", "ONE", runs),
        started("Redis", "TWO", Outcome::Named),
        started("Redis Cluster", "THREE", missing),
    ];
    let all = ForTests { servers };
    assert_eq!(all.variables().collect::<Vec<_>>(), [("ONE", "127.0.0.1:9092")]);
    let words = "servers: Kafka after 2.5 s, Redis as TWO says, \
        no Redis Cluster (redis-cli is missing)";
    assert_eq!(all.in_words(), words);
    assert_eq!(all.outcome(false).unwrap().in_words(), words);
}

#[test]
fn in_ci_a_missing_server_is_a_failure() {
    let missing = || {
        let outcome = Outcome::Missing("java is missing".to_owned());
        ForTests { servers: vec![Started { name: "Kafka", variable: "ONE", outcome }] }
    };
    assert!(missing().outcome(false).is_ok());
    let error = missing().outcome(true).err().unwrap().to_string();
    assert_eq!(error, "there is no Kafka to test with: java is missing");
}
