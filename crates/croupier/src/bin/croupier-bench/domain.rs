//! What a decision and a fold cost.

use std::hint::black_box;
use std::time::Instant;

use croupier_domain::{Commit, Place, PlayerId};
use croupier_log::{Head, Lineage};

use crate::player::{Writer, bet};
use crate::report::{heading, line, median};

const BET_COUNT: u32 = 100_000;
const RUN_COUNT: usize = 5;

pub(crate) fn run() -> anyhow::Result<()> {
    heading("domain: nanoseconds a bet (roulette, one chip), medians");
    let lineage = Lineage([7; 16]);
    let mut writer = Writer::new(0, Head::before_genesis(lineage, 0, 1), lineage.0, 1_000);
    let players: anyhow::Result<Vec<_>> =
        (0..1_000).map(|n| Ok(PlayerId::parse(&format!("player-{n}"))?)).collect();
    let players = players?;
    for player in &players {
        writer.write(player, &bet(10))?;
    }
    let commit = writer.decide(&players[0], &bet(10))?;
    let bytes = commit.encode();
    line(&format!("a bet's commit has {} bytes", bytes.len()));
    let player = |n: u32| &players[n as usize % players.len()];
    measure("decide", |n| {
        black_box(writer.decide(player(n), &bet(10)).is_ok());
    });
    measure("encode", |_| {
        black_box(commit.encode());
    });
    measure("decode", |_| {
        black_box(Commit::decode(&bytes).is_ok());
    });
    // Each is folded onto the same state again and again: the balance it ends with is the one that
    // its writer had.
    let mut state = writer.state.clone();
    measure("fold, keys included", |n| {
        let mut commit = commit.clone();
        if let Some(key) = &mut commit.key {
            key.hash.0[8..12].copy_from_slice(&n.to_be_bytes());
        }
        let place = Place { seq: u64::from(n), offset: u64::from(n) };
        black_box(state.fold(&commit, place).is_ok());
    });
    Ok(())
}

fn measure(what: &str, mut action: impl FnMut(u32)) {
    let runs = (0..RUN_COUNT).map(|_| {
        let began = Instant::now();
        (0..BET_COUNT).for_each(&mut action);
        began.elapsed().as_nanos() as f64 / f64::from(BET_COUNT)
    });
    let nanoseconds = median(runs.collect());
    line(&format!("{what:24} {nanoseconds:8.0} ns"));
}
