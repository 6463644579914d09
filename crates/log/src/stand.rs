//! Whether the log still leads to a head that was kept outside of it.
//!
//! A snapshot or a view names the last commit it has folded. That commit's record alone proves
//! nothing: when the log has lost its end, a late duplicate may stand at the same offset behind
//! another predecessor. So the accept rule is walked up to it, over what the log holds now.

use std::collections::HashMap;

use crate::chain::{Head, Verdict};
use crate::engine::{Log, LogError, Stored};
use crate::reader::{Diverged, Reader};

/// How many records in front of a head are walked before it is believed. To mislead the walk a lost
/// branch would have to come back with half as many duplicates, in order, and with its last at the
/// very offset where it was.
pub const WINDOW_COUNT: u32 = 1024;

/// How many records one step of a walk through the whole log reads.
const STEP_COUNT: usize = 4096;

/// A reader that stands at the commit `head` names, by the accept rule.
///
/// The same chain may stand at other offsets: an export leaves strays out. Then it is the whole log
/// that leads there, and the reader stands where the commit is now; whoever keeps offsets of
/// earlier commits must compare.
///
/// # Errors
/// The outer one when the log cannot be read; the inner one when it does not lead to that commit.
pub async fn stand_at(
    log: &dyn Log,
    partition: u32,
    head: &Head,
) -> Result<Result<Reader, Diverged>, LogError> {
    let from = head.next_offset.saturating_sub(WINDOW_COUNT.into());
    if from > 0 {
        let mut window = log.read(partition, from, WINDOW_COUNT as usize).await?;
        window.retain(|stored| stored.offset < head.next_offset);
        if let Some(reader) = led_by(&window, partition, log.partition_count(), head) {
            return Ok(Ok(reader));
        }
    }
    // The window says no, or too little: the whole log has the last word.
    led_from_genesis(log, partition, head).await
}

/// The reader at `head`, when most of `window` is one chain that ends there by the accept rule.
fn led_by(window: &[Stored], partition: u32, partition_count: u32, head: &Head) -> Option<Reader> {
    let by_hash: HashMap<_, _> = window.iter().map(|s| (s.record.hash(), &s.record)).collect();
    let mut start = Head { next_offset: 0, ..*head };
    while let Some(record) = by_hash.get(&start.hash) {
        start.hash = record.prev;
        start.next_seq = start.next_seq.saturating_sub(1);
    }
    let mut reader = Reader::new(partition, partition_count, start);
    let mut first = None;
    for stored in window {
        if let Verdict::Accepted(head) = reader.offer(stored) {
            first.get_or_insert(head);
        }
    }
    let chain_count = head.next_seq - start.next_seq;
    let leads = reader.head() == head && chain_count >= u64::from(WINDOW_COUNT / 2);
    let reader = Reader::new(partition, partition_count, *head);
    first.filter(|_| leads).map(|first| reader.trusting(first))
}

/// Walk from the genesis to the commit that has the head's number.
async fn led_from_genesis(
    log: &dyn Log,
    partition: u32,
    head: &Head,
) -> Result<Result<Reader, Diverged>, LogError> {
    let count = log.partition_count();
    let genesis = Head::before_genesis(log.lineage(), partition, count);
    let mut walk = Reader::new(partition, count, genesis);
    // A head that lies a window behind the walk, as far as there is one, and the next such.
    let (mut anchor, mut next_anchor) = (genesis, genesis);
    let mut offset = 0;
    while walk.head().next_seq < head.next_seq {
        let batch = log.read(partition, offset, STEP_COUNT).await?;
        let Some(last) = batch.last() else { break };
        offset = last.offset + 1;
        for stored in &batch {
            if walk.head().next_seq == head.next_seq {
                break;
            }
            let Verdict::Accepted(at) = walk.offer(stored) else { continue };
            if at.next_seq.is_multiple_of(WINDOW_COUNT.into()) {
                anchor = std::mem::replace(&mut next_anchor, at);
            }
        }
    }
    let at = *walk.head();
    if (at.next_seq, at.hash) == (head.next_seq, head.hash) {
        return Ok(Ok(Reader::new(partition, count, at).trusting(anchor)));
    }
    Ok(Err(Diverged::at(partition, head)))
}

#[cfg(test)]
mod tests;
