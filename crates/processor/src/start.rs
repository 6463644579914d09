//! Where a session begins.

use croupier_domain::{Commit, Hex};
use croupier_log::{Diverged, Head, Log, LogError, Reader, Record, any_accepted};
use croupier_views::{ViewPosition, Views, ViewsError};

use crate::place::head_of;
use crate::session::Ended;
use crate::snapshots;

/// A reader that stands where the view of `partition` stands: at what its engine has, else at the
/// newest snapshot that can be used, else before the genesis. The log must hold that place.
pub(crate) async fn reader(
    log: &dyn Log,
    views: &dyn Views,
    partition: u32,
) -> Result<(Reader, Option<ViewPosition>), Ended> {
    let mut position = views.position(partition).await?;
    if position.is_none() {
        position = from_snapshot(log, views, partition).await?;
    }
    let count = log.partition_count();
    let head = match &position {
        Some(position) => head_of(position),
        None => Head::before_genesis(log.lineage(), partition, count),
    };
    let reader = Reader::new(partition, count, head);
    match (stands(log, &reader).await?, &position) {
        (Ok(()), _) => Ok((reader, position)),
        (Err(diverged), Some(_)) => Err(Ended::Diverged(diverged.to_string())),
        // Were it folded all the same, everybody in it would be new and rich again.
        (Err(_), None) => {
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
        let reader = Reader::new(partition, log.partition_count(), snapshot.head);
        // Not in the log: the log has lost it. An older snapshot would only hide that, unless an
        // operator knows.
        if let Err(diverged) = stands(log, &reader).await? {
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

async fn stands(log: &dyn Log, reader: &Reader) -> Result<Result<(), Diverged>, LogError> {
    reader.recheck(log).await
}
