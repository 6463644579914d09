//! Where a session begins.

use croupier_domain::{Commit, Hex};
use croupier_log::{Head, Log, Reader, Record, any_accepted, stand_at};
use croupier_views::{ViewPosition, Views, ViewsError};

use crate::place::head_of;
use crate::session::Ended;
use crate::snapshots;

/// A reader that stands where the view of `partition` stands: at what its engine has, else at the
/// newest snapshot that can be used, else before the genesis. The log must lead to that place.
pub(crate) async fn reader(
    log: &dyn Log,
    views: &dyn Views,
    partition: u32,
) -> Result<(Reader, Option<ViewPosition>), Ended> {
    let mut position = views.position(partition).await?;
    if position.is_none() {
        position = from_snapshot(log, views, partition).await?;
    }
    let Some(at) = &position else { return Ok((before_genesis(log, partition).await?, None)) };
    match stand_at(log, partition, &head_of(at)).await? {
        Ok(reader) => Ok((reader, position)),
        Err(diverged) => Err(Ended::Diverged(diverged.to_string())),
    }
}

/// A reader in front of a genesis that is there. Were a partition without one folded, everybody in
/// it would be new and rich again.
async fn before_genesis(log: &dyn Log, partition: u32) -> Result<Reader, Ended> {
    let count = log.partition_count();
    let head = Head::before_genesis(log.lineage(), partition, count);
    let reader = Reader::new(partition, count, head);
    match reader.recheck(log).await? {
        Ok(()) => Ok(reader),
        Err(_) => {
            let why = format!("partition {partition} does not begin with its genesis");
            Err(Ended::Diverged(why))
        }
    }
}

/// Fill an empty view from the newest snapshot that it can use.
async fn from_snapshot(
    log: &dyn Log,
    views: &dyn Views,
    partition: u32,
) -> Result<Option<ViewPosition>, Ended> {
    for snapshot in log.snapshots(partition, snapshots::NAME).await? {
        // Not in the log: the log has lost it. An older snapshot would only hide that, unless an
        // operator knows.
        if let Err(diverged) = stand_at(log, partition, &snapshot.head).await? {
            let hash = Hex(snapshot.head.hash.0);
            let is_accepted = |record: &Record| {
                // The system's commits have no key.
                record.key.is_empty() && Commit::accepts_loss(&record.value, &hash)
            };
            if !any_accepted(log, partition, is_accepted).await? {
                return Err(Ended::Diverged(diverged.to_string()));
            }
            tracing::warn!(partition.id = partition, %diverged, "its loss was accepted");
            continue;
        }
        match views.restore(partition, snapshot.state).await {
            Ok(position) => return Ok(Some(position)),
            Err(ViewsError::Unusable(why)) => {
                let seq = snapshot.head.seq();
                tracing::warn!(partition.id = partition, seq, %why, "leave out a snapshot");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}
