//! Where the views stand, told by whoever answers from them.
//!
//! A processor says how far it is behind, and a processor that has died says nothing. So alerts
//! compare what the command services have read of the log with this: neither needs a processor.

use std::sync::Arc;
use std::time::Duration;

use croupier_views::{Views, ViewsError};
use metrics::gauge;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often it is looked: more often than anybody scrapes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Show in `tasks` where `views` stand, until `stopping`. Where they cannot be reached they are
/// taken to stand where they stood: the log goes on, so that is noticed too.
pub(super) fn show(views: Arc<dyn Views>, tasks: &TaskTracker, stopping: &CancellationToken) {
    let stopping = stopping.clone();
    tasks.spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            if let Err(error) = show_once(&*views).await {
                tracing::debug!(%error, "where the views stand is not known");
            }
            sleep(LOOK_EVERY).await;
        }
    }));
}

async fn show_once(views: &dyn Views) -> Result<(), ViewsError> {
    let count = views.meta().await?.map_or(0, |meta| meta.partition_count);
    for partition in 0..count {
        let seq = views.position(partition).await?.map_or(0, |position| position.seq);
        let label = partition.to_string();
        gauge!("croupier_query_view_commits", "partition" => label).set(seq as f64);
    }
    Ok(())
}
