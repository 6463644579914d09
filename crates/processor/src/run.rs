//! All partitions, from the start to the last snapshot.

use croupier_domain::Hex;
use croupier_views::{Meta, ViewsError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::parts::Parts;
use crate::worker::Worker;

/// Why a processor cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The view is not one of this log, or not one that this build folds.
    #[error(transparent)]
    Views(#[from] ViewsError),
}

/// Keep the views at the end of the log until `shutdown`; then save what a restart goes on from.
/// Returns when every task of it has ended.
///
/// # Errors
/// When the views are another log's or another build's. Everything else is tried again, or stops
/// one partition and is told by [`Parts::status`].
pub async fn run(parts: Parts, shutdown: CancellationToken) -> Result<(), StartError> {
    let (lineage, partition_count) = (parts.log.lineage(), parts.log.partition_count());
    let meta = Meta::new(Hex(lineage.0), partition_count);
    while let Err(error) = parts.views.open(&meta).await {
        let ViewsError::Unreachable(why) = &error else { return Err(error.into()) };
        tracing::warn!(%why, "the views cannot be opened yet");
        let retry = tokio::time::sleep(parts.settings.retry_after);
        if shutdown.run_until_cancelled(retry).await.is_none() {
            return Ok(());
        }
    }
    let workers = TaskTracker::new();
    for partition in 0..partition_count {
        workers.spawn(Worker::new(parts.clone(), partition, shutdown.clone()).run());
    }
    workers.close();
    workers.wait().await;
    Ok(())
}
