//! Servers that tests share: those that the environment names, else one for this process.
//!
//! `cargo xtask test` starts them once and sets the variables. A test run on its own starts what
//! it needs, and a machine that cannot have a server skips its tests and says so; except where
//! nobody would read that, with `CI=true`, and there they fail.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::environment;
use crate::error::{Error, in_full};
use crate::kafka::{Kafka, KafkaOptions};
use crate::redis::{Redis, RedisCluster, RedisOptions};
use crate::screen::say;

/// The bootstrap address of a Kafka to use instead of starting one.
pub const KAFKA: &str = "CROUPIER_TEST_KAFKA";
/// The URL of a Redis to use instead of starting one.
pub const REDIS: &str = "CROUPIER_TEST_REDIS";
/// The URLs of the nodes of a Redis Cluster to use instead of starting one, with commas between.
pub const REDIS_CLUSTER: &str = "CROUPIER_TEST_REDIS_CLUSTER";

/// The bootstrap address `127.0.0.1:PORT` of a broker; none if there is no way to have one here,
/// and the test is to be skipped. With `CI=true` it panics instead.
pub fn shared_kafka() -> Option<String> {
    static STARTED: OnceLock<Result<Kafka, String>> = OnceLock::new();

    let start = || Kafka::start(&KafkaOptions::default());
    let started = || STARTED.get_or_init(|| told(start()));
    named(KAFKA).or_else(|| Some(available("Kafka", started())?.bootstrap()))
}

/// The URL `redis://127.0.0.1:PORT/0` of a server; none if there is no way to have one here, and
/// the test is to be skipped. With `CI=true` it panics instead.
pub fn shared_redis() -> Option<String> {
    static STARTED: OnceLock<Result<Redis, String>> = OnceLock::new();

    let start = || Redis::start(&RedisOptions::default());
    let started = || STARTED.get_or_init(|| told(start()));
    named(REDIS).or_else(|| Some(available("Redis", started())?.url()))
}

/// The URLs of the nodes of a Redis Cluster; none if there is no way to have one here, and the
/// test is to be skipped. With `CI=true` it panics instead.
pub fn shared_redis_cluster() -> Option<Vec<String>> {
    static STARTED: OnceLock<Result<RedisCluster, String>> = OnceLock::new();

    let start = || RedisCluster::start(&RedisOptions::default());
    let started = || STARTED.get_or_init(|| told(start()));
    match named(REDIS_CLUSTER) {
        Some(urls) => Some(urls.split(',').map(str::to_owned).collect()),
        None => Some(available("Redis Cluster", started())?.urls()),
    }
}

/// A name that nobody has used before, on any server, in any run: `bets-5f2c…-1`.
pub fn unique_prefix(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let random = RandomState::new().hash_one(std::process::id());
    format!("{name}-{random:016x}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Whether nobody is there to read that a test was skipped: `CI=true`.
pub fn is_ci() -> bool {
    environment::text("CI").is_some_and(|value| value == "true" || value == "1")
}

fn named(variable: &str) -> Option<String> {
    environment::text(variable)
}

/// A failure to start is kept as what to say about it, once for each test that asks.
fn told<T>(started: Result<T, Error>) -> Result<T, String> {
    started.map_err(|error| in_full(&error))
}

fn available<'a, T>(what: &str, started: &'a Result<T, String>) -> Option<&'a T> {
    match started {
        Ok(server) => Some(server),
        Err(why) => {
            say(&skip_or_fail(what, why, is_ci()));
            None
        }
    }
}

/// What to say of a test that is skipped. Where it must not be, this panics: in a test that is the
/// way to fail.
pub(crate) fn skip_or_fail(what: &str, why: &str, is_ci: bool) -> String {
    assert!(!is_ci, "there is no {what} to test with: {why}");
    format!("SKIPPED, there is no {what} to test with: {why}")
}
