//! What the handlers share.

use std::fmt;
use std::sync::Arc;

use croupier_api::ErrorCode;
use croupier_clock::Clock;
use croupier_http::Failure;
use croupier_views::{PlayerId, Views, ViewsError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::stream::Hub;

/// How players are mapped to partitions: (player id, partition count) → partition. The log's own
/// function; the read side has no log to ask.
pub type PartitionOf = fn(&[u8], u32) -> u32;

/// What the query service is made of.
#[derive(Clone)]
pub struct Parts {
    /// What it answers from.
    pub views: Arc<dyn Views>,
    /// How players are mapped to partitions.
    pub partition_of: PartitionOf,
    /// Who knows whether the views follow the log.
    pub oversight: Oversight,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where tasks are spawned, so that the process can wait for them.
    pub tasks: TaskTracker,
    /// Cancelled when the service is to end; streams end with it.
    pub stopping: CancellationToken,
    /// The version of this build.
    pub build: String,
}

/// Who knows whether the views follow the log: the processor, where it is in this process.
#[derive(Clone)]
pub struct Oversight {
    /// What is wrong, in phrases; empty when nothing is.
    pub troubles: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    /// Whether a partition's view holds what the log has lost: then it must not be answered from.
    pub has_diverged: Arc<dyn Fn(u32) -> bool + Send + Sync>,
    /// The last commit of a partition that is known to be in the log; `None` where nobody reads it.
    pub end: Option<EndOf>,
}

/// Partition → the seq of its last commit, if there is one.
pub type EndOf = Arc<dyn Fn(u32) -> Option<u64> + Send + Sync>;

impl Oversight {
    /// For a process that has no processor: the positions in the answers are all there is to know.
    pub fn none() -> Self {
        Self { troubles: Arc::new(Vec::new), has_diverged: Arc::new(|_| false), end: None }
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("build", &self.build).finish_non_exhaustive()
    }
}

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    parts: Arc<Parts>,
    hub: Hub,
}

impl Desk {
    pub(crate) fn new(parts: Parts) -> Self {
        let hub = Hub::new(parts.tasks.clone(), parts.stopping.clone());
        Self { parts: Arc::new(parts), hub }
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn views(&self) -> &dyn Views {
        &*self.parts.views
    }

    /// How many partitions there are.
    pub(crate) async fn partition_count(&self) -> Result<u32, Failure> {
        let meta = self.views().meta().await.map_err(|error| unanswered(&error))?;
        let meta = meta.ok_or_else(|| unanswered(&ViewsError::NotOpen))?;
        Ok(meta.partition_count)
    }

    /// The domain's id for the wire's, and the partition it belongs to.
    pub(crate) async fn locate(
        &self,
        player: &croupier_api::PlayerId,
    ) -> Result<(PlayerId, u32), Failure> {
        let id = PlayerId::parse(player.as_str()).map_err(|error| Failure::internal(&error))?;
        let partition =
            (self.parts.partition_of)(id.as_str().as_bytes(), self.partition_count().await?);
        Ok((id, partition))
    }

    /// Refuse to answer from a view that holds what the log has lost.
    pub(crate) fn trusts(&self, partition: u32) -> Result<(), Failure> {
        if (self.parts.oversight.has_diverged)(partition) {
            let detail = "The log has lost what this view shows; an operator must look at it.";
            return Err(Failure::new(ErrorCode::PartitionUnavailable, detail));
        }
        Ok(())
    }
}

/// Why a view gave no answer, as far as it is the client's business.
pub(crate) fn unanswered(error: &ViewsError) -> Failure {
    match error {
        ViewsError::NotOpen => {
            Failure::new(ErrorCode::ViewBehind, "The views are not open yet; try again.")
        }
        ViewsError::Unreachable(why) => {
            tracing::warn!(%why, "the views cannot be reached");
            Failure::new(ErrorCode::BackendUnreachable, "The views cannot be reached; try again.")
        }
        ViewsError::OtherMeta { .. }
        | ViewsError::UnknownPartition(_)
        | ViewsError::Unusable(_) => Failure::internal(error),
    }
}
