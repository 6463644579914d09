//! What a player costs who opened an account and did nothing since.

use std::fs;

use anyhow::Context;
use croupier_domain::{Command, Hex, Money, PlayerId, State};
use croupier_log::{Head, Lineage};
use croupier_views::{Folder, MemoryViews, Meta, PartitionTotals, ViewPosition, Views};

use crate::player::Writer;
use crate::report::{Target, heading, line, target};

const PLAYER_COUNT: u64 = 500_000;
const BATCH_COUNT: usize = 1_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

pub(crate) async fn run() -> anyhow::Result<()> {
    heading("memory: bytes a player who opened an account a day ago and is idle");
    let before = resident_bytes()?;
    let (state, _) = idle_players(|_| {})?;
    let write_side = (resident_bytes()? - before) as f64 / PLAYER_COUNT as f64;
    line(&format!("write side: {write_side:.0} B (of {} players)", state.player_count()));
    drop(state);

    let views = MemoryViews::new();
    let mut commits = Vec::new();
    drop(idle_players(|commit| commits.push(commit.clone()))?);
    views.open(&Meta::new(Hex([7; 16]), 1)).await?;
    let before = resident_bytes()?;
    fold_views(&views, commits).await?;
    let read_side = (resident_bytes()? as f64 - before as f64) / PLAYER_COUNT as f64;
    line(&format!("read side: {read_side:.0} B"));
    target("both", write_side + read_side, "B", Target::AtMost(400.0));
    Ok(())
}

/// A state of players whose keys are no longer remembered.
fn idle_players(mut seen: impl FnMut(&croupier_domain::Commit)) -> anyhow::Result<(State, u64)> {
    let lineage = Lineage([7; 16]);
    let mut writer = Writer::new(0, Head::before_genesis(lineage, 0, 1), lineage.0, 1_000);
    let deposit = Command::Deposit { amount: Money::from_units(1) };
    for number in 0..PLAYER_COUNT {
        // Two days for all of them: what is remembered is one day's.
        writer.time_ms += 2 * DAY_MS / PLAYER_COUNT;
        let player = PlayerId::parse(&format!("guest-{number:016x}"))?;
        let record = writer.write(&player, &deposit)?;
        seen(&croupier_domain::Commit::decode(&record.value)?);
    }
    writer.time_ms += 2 * DAY_MS;
    writer.write(&PlayerId::parse("the-last")?, &deposit)?;
    Ok((writer.state, writer.head.next_seq))
}

/// What the system holds for this process.
fn resident_bytes() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/statm")?;
    let pages = status.split(' ').nth(1).context("read the resident pages")?;
    Ok(pages.parse::<u64>()? * 4096)
}

async fn fold_views(
    views: &MemoryViews,
    commits: Vec<croupier_domain::Commit>,
) -> anyhow::Result<()> {
    let mut folder = Folder::new(0, PartitionTotals::default());
    let mut stored = None;
    let mut commits = commits.into_iter().peekable();
    while commits.peek().is_some() {
        let mut next = ViewPosition { seq: 0, hash: Hex([0; 32]), offset: 0 };
        for commit in commits.by_ref().take(BATCH_COUNT) {
            next = ViewPosition { seq: commit.seq, hash: Hex([0; 32]), offset: commit.seq };
            if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
                folder.admit(id, None);
            }
            folder.fold(commit)?;
        }
        views.apply(0, stored, next, folder.take_changes()).await?;
        folder.trim(0);
        stored = Some(next);
    }
    Ok(())
}
