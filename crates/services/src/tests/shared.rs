//! Servers that tests share.

use std::collections::BTreeSet;
use std::process::Command;

use crate::shared::{
    KAFKA, REDIS, REDIS_CLUSTER, shared_kafka, shared_redis, shared_redis_cluster, skip_or_fail,
    unique_prefix,
};
use crate::{environment, process};

#[test]
fn what_is_shared_is_the_same_for_all() {
    for _ in 0..2 {
        assert_eq!(shared_kafka(), shared_kafka());
        assert_eq!(shared_redis(), shared_redis());
        assert_eq!(shared_redis_cluster(), shared_redis_cluster());
    }
}

/// Set for the process that finds servers in its environment.
const CHILD: &str = "CROUPIER_SERVICES_CHILD";

/// Not a test but the program of the next one.
#[test]
fn child() {
    if environment::variable(CHILD).is_some() {
        println!("says {:?}", shared_kafka());
        println!("says {:?}", shared_redis());
        println!("says {:?}", shared_redis_cluster());
    }
}

#[test]
fn a_server_that_is_named_is_used() {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "tests::shared::child", "--nocapture"]).env(CHILD, "1");
    child.env(KAFKA, "there:1").env(REDIS, "redis://there/1").env(REDIS_CLUSTER, "one,two");
    let said = process::output(&mut child).unwrap();
    let said: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("says ")).map(|it| it.1).collect();
    let expected = [r#"Some("there:1")"#, r#"Some("redis://there/1")"#, r#"Some(["one", "two"])"#];
    assert_eq!(said, expected);
}

#[test]
fn without_a_server_a_test_is_skipped_and_in_ci_it_fails() {
    let words = skip_or_fail("Kafka", "java is missing", false);
    assert_eq!(words, "SKIPPED, there is no Kafka to test with: java is missing");
    let failed = std::panic::catch_unwind(|| skip_or_fail("Kafka", "java is missing", true));
    let message = failed.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(*message, "there is no Kafka to test with: java is missing");
}

#[test]
fn no_two_prefixes_are_alike() {
    let prefixes: BTreeSet<String> = (0..100).map(|_| unique_prefix("bets")).collect();
    assert_eq!(prefixes.len(), 100);
    assert!(prefixes.iter().all(|prefix| prefix.starts_with("bets-")));
}
