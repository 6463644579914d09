//! What is shipped is no fiction: the command lines, the environment and the health checks are
//! read from the files that hold them, and run as processes against the real Kafka and Redis. Only
//! where things are is another: [`system`] states the whole table.

mod compose;
mod image;
mod manifests;
mod redis;
mod servers;
mod system;
mod validity;

use std::fmt::Display;
use std::path::Path;

use croupier_services::{curl, openssl, shared};
use serde_json::Value;

use crate::players::{Guest, Told, UNITS, balance_in};
use system::System;

/// Where what is shipped lies.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What there is to run; none where it cannot be had.
pub(crate) fn available<T, E: Display>(found: Result<T, E>) -> Option<T> {
    if let Err(why) = &found {
        assert!(!shared::is_ci(), "what is shipped cannot be tested: {why}");
        eprintln!("SKIPPED, what is shipped cannot be tested: {why}");
    }
    found.ok()
}

/// Whether the programs are there that the files and the handbook name.
fn has_programs() -> bool {
    [curl(), openssl()].into_iter().all(|program| available(program).is_some())
}

/// The text of a file, by its path in the project.
fn text_of(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// The words of a YAML list.
fn words(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

/// All of it comes up in its order, takes a bet at `fronts`, and does so again after each of
/// `roles` was killed and has come back.
async fn serves(system: &mut System, fronts: [(&str, u16); 2], roles: &[&str]) {
    system.start().await;
    let fronts = fronts.map(|(name, port)| system.client(name, port));
    // A guest of one gateway is a guest of the other: they have the same secrets.
    let mut guest = Guest::new(&fronts[0]).await;
    for (number, role) in [&["nobody"], roles].concat().into_iter().enumerate() {
        if number > 0 {
            system.kill(role);
            system.start().await;
        }
        for (gateway, front) in fronts.iter().enumerate() {
            let key = format!("{number}-{gateway}");
            let answer = guest.bet_at(front, &key, UNITS).await;
            assert_eq!(answer.status, 202, "after {role} was killed: {answer:?}");
            guest.told.push(Told { key, units: UNITS, answer });
        }
        assert!(balance_in(&guest.read_last().await).is_some());
    }
}
