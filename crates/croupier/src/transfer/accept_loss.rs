//! Going on without what a log has lost.
//!
//! A log may lose commits that were acknowledged: an unclean election, a restored backup. Whoever
//! had seen them stops, and what they have kept (snapshots, views) proves the loss at every start.
//! Here an operator names the surviving head of a partition; a commit behind it names what was
//! kept of the lost branch, by hash, so that exactly that is forgotten and any other loss is still
//! noticed.

use std::collections::HashMap;

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_domain::{Event, Hex, LossAccepted, LostHead};
use croupier_log::{Hash, Log};
use croupier_views::Views;
use indicatif::ProgressBar;

use super::end::End;
use super::say;
use crate::config::AcceptLossRole;
use crate::{engines, progress, telemetry};

/// Under which names readers keep their snapshots: the command service, the processor.
const SNAPSHOT_NAMES: [&str; 2] = ["state", "views"];

/// Say what is gone; or, with heads, let their partitions go on behind them.
///
/// # Errors
/// When a partition ends elsewhere than named, has lost nothing that is known of, or the log or
/// the views cannot be reached. Partitions named before it have been written to by then.
pub async fn accept_loss(role: AcceptLossRole) -> anyhow::Result<()> {
    telemetry::start(&role.process)?;
    let named = named(&role.heads)?;
    let log = engines::open_log_to_read(&role.log)?;
    let views = engines::kept_views(&role.views)?;
    let bar = progress::counter("reading the log");
    let mut found_count = 0;
    for partition in 0..log.log.partition_count() {
        let kept = kept(&*log.log, views.as_deref(), partition).await?;
        let (mut end, lost) = missing(&*log.log, partition, kept, &bar).await?;
        let head = format!("{partition}:{}:{}", end.head().next_seq - 1, end.head().hash);
        match named.get(&partition) {
            None if lost.is_empty() => {}
            None => {
                found_count += 1;
                say(&format!("partition {partition} ends at {head}; gone are {}", text(&lost)));
            }
            Some(named) if *named != head => {
                bail!("partition {partition} ends at {head}, not at {named}");
            }
            Some(_) if lost.is_empty() => bail!("nothing is known to be gone at {head}"),
            Some(_) => {
                found_count += 1;
                let accepted = Event::LossAccepted(LossAccepted { lost: lost.clone() });
                end.write_here(&*log.log, accepted, SystemClock.now_ms()).await?;
                say(&format!("partition {partition} goes on at {head} without {}", text(&lost)));
            }
        }
    }
    bar.finish_and_clear();
    log.close();
    if found_count == 0 {
        say("nothing is known to be gone");
    } else if named.is_empty() {
        say("name the heads to go on there; what is gone stays gone");
    }
    Ok(())
}

/// `PARTITION:SEQ:HASH`, by partition.
fn named(heads: &[String]) -> anyhow::Result<HashMap<u32, &str>> {
    let mut named = HashMap::new();
    for head in heads {
        let (partition, rest) = head.split_once(':').context("a head is PARTITION:SEQ:HASH")?;
        let hash = rest.split_once(':').and_then(|(_seq, hash)| Hash::parse(hash));
        hash.with_context(|| format!("{head} has no hash: a head is PARTITION:SEQ:HASH"))?;
        let partition = partition.parse().with_context(|| format!("{head} has no partition"))?;
        if named.insert(partition, head.as_str()).is_some() {
            bail!("partition {partition} is named twice");
        }
    }
    Ok(named)
}

/// The heads that snapshots and views stand on.
async fn kept(
    log: &dyn Log,
    views: Option<&dyn Views>,
    partition: u32,
) -> anyhow::Result<Vec<LostHead>> {
    let mut kept = Vec::new();
    for name in SNAPSHOT_NAMES {
        for snapshot in log.snapshots(partition, name).await? {
            let seq = snapshot.head.seq().unwrap_or_default();
            kept.push(LostHead { seq, hash: Hex(snapshot.head.hash.0) });
        }
    }
    if let Some(views) = views
        && let Some(at) = views.position(partition).await?
    {
        kept.push(LostHead { seq: at.seq, hash: at.hash });
    }
    kept.sort_by_key(|head| (head.seq, head.hash.0));
    kept.dedup();
    Ok(kept)
}

/// Where the partition ends, and which of the `kept` heads it has not, but for those whose loss
/// was accepted before.
async fn missing(
    log: &dyn Log,
    partition: u32,
    mut kept: Vec<LostHead>,
    bar: &ProgressBar,
) -> anyhow::Result<(End, Vec<LostHead>)> {
    let mut end = End::before_genesis(log, partition);
    while let Some(accepted) = end.next(log).await? {
        for stored in &accepted {
            let seq = stored.record.seq();
            kept.retain(|head| Some(head.seq) != seq || head.hash.0 != stored.record.hash().0);
        }
        bar.inc(accepted.len() as u64);
    }
    if end.head().seq().is_none() {
        bail!("partition {partition} does not begin with its genesis");
    }
    kept.retain(|head| !end.accepted_losses().contains(head));
    Ok((end, kept))
}

/// `commit 40 (5f2c…), commit 60 (a81e…)`
fn text(lost: &[LostHead]) -> String {
    let texts: Vec<_> =
        lost.iter().map(|head| format!("commit {} ({})", head.seq, head.hash)).collect();
    texts.join(", ")
}
