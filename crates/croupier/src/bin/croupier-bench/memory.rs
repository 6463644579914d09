//! What a player costs who opened an account and did nothing since.
//!
//! Resident memory is a property of a process, and what one part frees the next one takes. So each
//! side is measured in a process of its own, started for it; and what it has anyway, to work with,
//! is not a player's: what counts is by how much it grows when there are players already.

use std::fs;
use std::process::Command as Process;

use anyhow::{Context, ensure};
use croupier_domain::{Command, Commit, Hex, Money, PlayerId};
use croupier_log::{Head, Lineage};
use croupier_views::{Folder, MemoryViews, Meta, PartitionTotals, ViewPosition, Views};

use crate::player::Writer;
use crate::report::{Target, heading, line, target};

/// Who is there before anything counts.
const FIRST_COUNT: u64 = 100_000;
const PLAYER_COUNT: u64 = 500_000;
const BATCH_COUNT: u64 = 1_000;

/// Players come over a hundred days, so that what is remembered of their keys for one day is not
/// counted as theirs.
const STEP_MS: u64 = 100 * 24 * 60 * 60 * 1000 / (FIRST_COUNT + PLAYER_COUNT);

pub(crate) fn run() -> anyhow::Result<()> {
    heading("memory: bytes a player who opened an account and is idle");
    let write_side = in_own_process("memory-of-the-write-side")?;
    line(&format!("write side: {write_side:.0} B"));
    let read_side = in_own_process("memory-of-the-read-side")?;
    line(&format!("read side: {read_side:.0} B"));
    target("both", write_side + read_side, "B", Target::AtMost(400.0));
    Ok(())
}

fn in_own_process(part: &str) -> anyhow::Result<f64> {
    let output = Process::new(std::env::current_exe()?).arg(part).output()?;
    ensure!(output.status.success(), "measure {part}");
    let text = String::from_utf8(output.stdout)?;
    let figure = text.lines().last().context("a figure")?;
    Ok(figure.trim().parse()?)
}

/// The write side's bytes a player, as the last line.
pub(crate) fn write_side() -> anyhow::Result<()> {
    let mut before = 0;
    let mut writer = writer(0);
    for number in 0..FIRST_COUNT + PLAYER_COUNT {
        if number == FIRST_COUNT {
            before = resident_bytes()?;
        }
        register(&mut writer, number)?;
        if number % 10_000 == 0 {
            // As a checkpoint does.
            writer.state.digest();
        }
    }
    print_share(before)
}

/// The read side's bytes a player, as the last line.
pub(crate) async fn read_side() -> anyhow::Result<()> {
    let views = MemoryViews::new();
    views.open(&Meta::new(Hex([7; 16]), 1)).await?;
    let mut before = 0;
    let mut folder = Folder::new(0, PartitionTotals::default());
    let mut stored = None;
    for first in (0..FIRST_COUNT + PLAYER_COUNT).step_by(usize::try_from(BATCH_COUNT)?) {
        if first == FIRST_COUNT {
            before = resident_bytes()?;
        }
        // A writer of its own for every batch: only the views keep what was written.
        let mut writer = writer(first);
        for number in first..first + BATCH_COUNT {
            let commit = register(&mut writer, number)?;
            folder.admit(commit.player.clone().context("a player")?, None);
            folder.fold(commit)?;
        }
        let seq = first + BATCH_COUNT;
        let next = ViewPosition { seq, hash: Hex([0; 32]), offset: seq };
        views.apply(0, stored, next, folder.take_changes()).await?;
        folder.trim(0);
        stored = Some(next);
    }
    print_share(before)
}

fn writer(first: u64) -> Writer {
    let lineage = Lineage([7; 16]);
    let head = Head { next_seq: first + 1, ..Head::before_genesis(lineage, 0, 1) };
    Writer::new(0, head, lineage.0, 1_000 + first * STEP_MS)
}

fn register(writer: &mut Writer, number: u64) -> anyhow::Result<Commit> {
    writer.time_ms += STEP_MS;
    let player = PlayerId::parse(&format!("guest-{number:016x}"))?;
    let deposit = Command::Deposit { amount: Money::from_units(1) };
    Ok(Commit::decode(&writer.write(&player, &deposit)?.value)?)
}

fn print_share(before: u64) -> anyhow::Result<()> {
    let bytes = resident_bytes()?.saturating_sub(before);
    line(&format!("{:.1}", bytes as f64 / PLAYER_COUNT as f64));
    Ok(())
}

/// What the system holds for this process.
fn resident_bytes() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/statm")?;
    let pages = status.split(' ').nth(1).context("read the resident pages")?;
    Ok(pages.parse::<u64>()? * 4096)
}
