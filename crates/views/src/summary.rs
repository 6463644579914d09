//! All partitions in sums.

use futures_util::future::try_join_all;

use crate::engine::{Views, ViewsError};
use crate::position::Spanning;
use crate::totals::PartitionTotals;

/// How long after its last bet a session counts as active.
pub const ACTIVE_SESSION_MS: u64 = 30 * 60 * 1000;

/// Everything in sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The partitions' sums, added up.
    pub totals: PartitionTotals,
    /// Distinct (player, session) pairs with a bet in the last 30 minutes of log time.
    pub active_session_count: u64,
}

/// Everything in sums. The last 30 minutes end with the newest commit of any partition when the
/// question is asked: an idle partition's sessions end all the same.
///
/// # Errors
/// See [`ViewsError`].
pub async fn summary(
    views: &dyn Views,
    partition_count: u32,
) -> Result<Spanning<Summary>, ViewsError> {
    let times = (0..partition_count).map(|partition| views.summary(partition, u64::MAX));
    let times = try_join_all(times).await?;
    let now_ms = times.iter().map(|part| part.value.totals.time_ms).max().unwrap_or(0);
    let since_ms = now_ms.saturating_sub(ACTIVE_SESSION_MS);
    let parts = (0..partition_count).map(|partition| views.summary(partition, since_ms));
    let parts = try_join_all(parts).await?;
    Ok(Spanning::of(parts, |parts| {
        let mut totals = PartitionTotals::default();
        parts.iter().for_each(|part| totals.add(&part.totals));
        let active_session_count = parts.iter().map(|part| part.active_session_count).sum();
        Summary { totals, active_session_count }
    }))
}
