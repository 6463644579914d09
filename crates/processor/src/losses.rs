//! Which lost heads an operator has accepted the loss of.

use std::collections::HashSet;

use croupier_domain::{Commit, Event};
use croupier_log::{Hash, Head, Log, LogError, Reader, Verdict};

/// How many records are read at a time.
const READ_COUNT: usize = 4096;

/// The heads that the accepted commits of `partition` name as lost. Reads the whole log: who asks
/// has found something missing.
pub(crate) async fn accepted_losses(
    log: &dyn Log,
    partition: u32,
) -> Result<HashSet<Hash>, LogError> {
    let count = log.partition_count();
    let genesis = Head::before_genesis(log.lineage(), partition, count);
    let mut reader = Reader::new(partition, count, genesis);
    let (mut losses, mut offset) = (HashSet::new(), 0);
    loop {
        let batch = log.read(partition, offset, READ_COUNT).await?;
        let Some(last) = batch.last() else { return Ok(losses) };
        offset = last.offset + 1;
        for stored in &batch {
            let is_systems = stored.record.key.is_empty();
            if matches!(reader.offer(stored), Verdict::Accepted(_)) && is_systems {
                losses.extend(named_in(&stored.record.value));
            }
        }
    }
}

/// The lost heads that a commit names.
fn named_in(value: &[u8]) -> Vec<Hash> {
    let events = Commit::decode(value).map(|commit| commit.events).unwrap_or_default();
    let lost = events.into_iter().flat_map(|event| match event {
        Event::LossAccepted(accepted) => accepted.lost,
        _ => Vec::new(),
    });
    lost.map(|head| Hash(head.hash.0)).collect()
}
