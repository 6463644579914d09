//! Where the log ends now.

use croupier_log::{Log, LogError, Stored};

/// The last record of `partition` at or behind offset `from`, accepted or not; `None` when there
/// is none. Good enough to say how far there is to go. Finds it by halving: a log can be read from
/// any offset on, but not from its end.
pub(crate) async fn last_record(
    log: &dyn Log,
    partition: u32,
    from: u64,
) -> Result<Option<Stored>, LogError> {
    let Some(mut last) = first_at(log, partition, from).await? else { return Ok(None) };
    let mut step = 1u64;
    while let Some(found) = first_at(log, partition, last.offset.saturating_add(step)).await? {
        last = found;
        step = step.saturating_mul(2);
    }
    while step > 1 {
        step /= 2;
        if let Some(found) = first_at(log, partition, last.offset.saturating_add(step)).await? {
            last = found;
        }
    }
    Ok(Some(last))
}

async fn first_at(log: &dyn Log, partition: u32, from: u64) -> Result<Option<Stored>, LogError> {
    Ok(log.read(partition, from, 1).await?.into_iter().next())
}
