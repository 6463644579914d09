//! Whether the log still leads to the head of a snapshot.

use std::collections::HashMap;

use croupier_log::{Diverged, Head, Log, LogError, Reader, Stored};

/// How many records in front of a snapshot's head are walked before it is believed. To mislead the
/// walk a lost branch would have to come back with half as many duplicates, in order, and with its
/// last at the very offset where it was.
pub(crate) const WALK_COUNT: u32 = 1024;

/// Walk the accept rule up to `head`. The head's record alone proves nothing: when the log has lost
/// its end, a late duplicate may stand at the same offset behind another predecessor.
///
/// # Errors
/// The outer one when the log cannot be read; the inner one when the walk does not arrive.
pub(super) async fn walk_to(
    log: &dyn Log,
    partition: u32,
    head: &Head,
) -> Result<Result<(), Diverged>, LogError> {
    let from = head.next_offset.saturating_sub(WALK_COUNT.into());
    let window = records(log, partition, from, head).await?;
    if from > 0 && leads_to(&window, partition, log.partition_count(), head) {
        return Ok(Ok(()));
    }
    // The window says no, or too little: the whole log has the last word.
    let genesis = Head::before_genesis(log.lineage(), partition, log.partition_count());
    let mut reader = Reader::new(partition, log.partition_count(), genesis);
    let mut offset = 0;
    loop {
        let records = records(log, partition, offset, head).await?;
        let Some(last) = records.last() else { break };
        offset = last.offset + 1;
        for stored in &records {
            reader.offer(stored);
        }
    }
    let Head { hash, next_seq, next_offset } = *head;
    let (seq, offset) = (next_seq.saturating_sub(1), next_offset.saturating_sub(1));
    let diverged = Diverged { partition, seq, hash, offset };
    Ok(if reader.head() == head { Ok(()) } else { Err(diverged) })
}

/// The next records from offset `from` on, up to the head's.
async fn records(
    log: &dyn Log,
    partition: u32,
    from: u64,
    head: &Head,
) -> Result<Vec<Stored>, LogError> {
    let mut records = log.read(partition, from, WALK_COUNT as usize).await?;
    records.retain(|stored| stored.offset < head.next_offset);
    Ok(records)
}

/// Whether most of `window` is one chain that ends at `head` by the accept rule.
fn leads_to(window: &[Stored], partition: u32, partition_count: u32, head: &Head) -> bool {
    let by_hash: HashMap<_, _> = window.iter().map(|s| (s.record.hash(), &s.record)).collect();
    let mut start = Head { next_offset: 0, ..*head };
    while let Some(record) = by_hash.get(&start.hash) {
        start.hash = record.prev;
        start.next_seq = start.next_seq.saturating_sub(1);
    }
    let mut reader = Reader::new(partition, partition_count, start);
    for stored in window {
        reader.offer(stored);
    }
    let chain_count = head.next_seq - start.next_seq;
    reader.head() == head && chain_count >= u64::from(WALK_COUNT / 2)
}
