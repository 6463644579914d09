//! Servers that tests share.

use std::collections::BTreeSet;

use crate::shared::{
    shared_kafka, shared_redis, shared_redis_cluster, skip_or_fail, unique_prefix,
};

#[test]
fn what_is_shared_is_the_same_for_all() {
    for _ in 0..2 {
        assert_eq!(shared_kafka(), shared_kafka());
        assert_eq!(shared_redis(), shared_redis());
        assert_eq!(shared_redis_cluster(), shared_redis_cluster());
    }
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
