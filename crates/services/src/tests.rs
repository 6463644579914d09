//! The servers are real, so these tests take seconds.

mod broker;
mod brokers;
mod jars;
mod leash;
mod ports;
mod redis;
mod redis_cluster;
mod secured;
mod shared;

use std::time::Duration;

use crate::patience::Patience;

/// A server that takes longer to do what it must has not done it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it is so.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let mut patience = Patience::new(what, PATIENCE);
    while !is_so() {
        assert!(patience.go_on(String::new), "waited in vain for {what}");
    }
}
