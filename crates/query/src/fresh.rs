//! Reading one's own writes: how fresh an answer is, and waiting until it is fresh enough.
//!
//! A read waits until the view has reached what was asked for, reads, and then looks at the
//! position of what it has *read*: a view can lose what it had between the two.

use std::time::Duration;

use croupier_api::{ErrorCode, Position, PositionVector};
use croupier_http::{Failure, Freshness};
use croupier_views::{AsOf, Spanning, ViewPosition, ViewsError};
use futures_util::TryFutureExt;
use tokio::time::Instant;

use crate::desk::{Desk, unanswered};

/// A value, the positions it speaks for, and by how many commits they fall short.
#[derive(Debug, Clone)]
pub(crate) struct Fresh<T> {
    pub(crate) value: T,
    pub(crate) positions: PositionVector,
    /// `None` when they do not fall short.
    pub(crate) behind_by: Option<u64>,
}

impl<T> Fresh<Option<T>> {
    /// What was found, or `missing`. A view that is behind cannot say that there is none, not even
    /// to who allows an old answer: what they ask for may be among the commits it lacks.
    pub(crate) fn found(self, missing: impl FnOnce() -> Failure) -> Result<Fresh<T>, Failure> {
        let Self { value, positions, behind_by } = self;
        match (value, behind_by) {
            (Some(value), _) => Ok(Fresh { value, positions, behind_by }),
            (None, Some(count)) => Err(behind(count).at_vector(&positions)),
            (None, None) => Err(missing().at_vector(&positions)),
        }
    }
}

/// What a read must have reached in a partition: at least its first commit.
#[derive(Debug, Clone, Copy)]
struct Needed {
    partition: u32,
    seq: u64,
}

impl Desk {
    /// Read from `partition`, as fresh as asked for.
    pub(crate) async fn read_one<T, F>(
        &self,
        partition: u32,
        freshness: &Freshness,
        read: impl Fn() -> F,
    ) -> Result<Fresh<T>, Failure>
    where
        F: Future<Output = Result<AsOf<T>, ViewsError>>,
    {
        self.trusts(partition)?;
        let needed = self.needed(partition..partition + 1, freshness).await?;
        let read = || read().map_ok(|AsOf { position, value }| (vec![position], value));
        self.read(&needed, freshness, read).await
    }

    /// Read from all partitions, as fresh as asked for. `read` gets their number.
    pub(crate) async fn read_all<T, F>(
        &self,
        freshness: &Freshness,
        read: impl Fn(u32) -> F,
    ) -> Result<Fresh<T>, Failure>
    where
        F: Future<Output = Result<Spanning<T>, ViewsError>>,
    {
        let count = self.partition_count().await?;
        (0..count).try_for_each(|partition| self.trusts(partition))?;
        let needed = self.needed(0..count, freshness).await?;
        let read = || read(count).map_ok(|Spanning { positions, value }| (positions, value));
        self.read(&needed, freshness, read).await
    }

    /// What is needed of `partitions`. A position that cannot be is refused, whether or not this
    /// read would wait for it.
    async fn needed(
        &self,
        partitions: std::ops::Range<u32>,
        freshness: &Freshness,
    ) -> Result<Vec<Needed>, Failure> {
        let asked = freshness.min_position.as_ref();
        let count = self.partition_count().await?;
        if asked.is_some_and(|asked| asked.iter().any(|at| at.partition >= count)) {
            let message = "names a partition that there is not";
            return Err(Failure::field(ErrorCode::InvalidPosition, "min_position", message));
        }
        let seq = |partition| asked.and_then(|asked| asked.get(partition)).unwrap_or(0);
        Ok(partitions.map(|partition| Needed { partition, seq: seq(partition) }).collect())
    }

    async fn read<T, F>(
        &self,
        needed: &[Needed],
        freshness: &Freshness,
        read: impl Fn() -> F,
    ) -> Result<Fresh<T>, Failure>
    where
        F: Future<Output = Result<(Vec<Option<ViewPosition>>, T), ViewsError>>,
    {
        let deadline = Instant::now() + freshness.wait;
        let mut is_first = true;
        loop {
            let (stands, value) = read().await.map_err(|error| unanswered(&error))?;
            let stands = || needed.iter().zip(&stands);
            let reached = stands().filter_map(|(needed, stands)| {
                stands.map(|stands| Position::new(needed.partition, stands.seq))
            });
            let positions: PositionVector = reached.collect();
            let behind_by = stands().map(|(needed, stands)| needed.lacks(stands.as_ref())).sum();
            if behind_by == 0 {
                return Ok(Fresh { value, positions, behind_by: None });
            }
            let wait = deadline.saturating_duration_since(Instant::now());
            if wait.is_zero() && freshness.is_stale_allowed {
                return Ok(Fresh { value, positions, behind_by: Some(behind_by) });
            }
            if wait.is_zero() {
                return Err(behind(behind_by).at_vector(&positions));
            }
            self.wait(needed, deadline).await?;
            if !std::mem::replace(&mut is_first, false) {
                // Reached, and then not what was read: a view that loses what it had, again and
                // again. That must not become a busy loop.
                tokio::time::sleep_until(deadline.min(Instant::now() + BETWEEN_READS)).await;
            }
        }
    }

    /// Wait until every partition has reached what is needed, at most until `deadline`.
    async fn wait(&self, needed: &[Needed], deadline: Instant) -> Result<(), Failure> {
        for needed in needed {
            let wait = deadline.saturating_duration_since(Instant::now());
            let reached = self.views().reached(needed.partition, needed.seq, wait).await;
            reached.map_err(|error| unanswered(&error))?;
        }
        Ok(())
    }
}

/// How long a read that was behind although its positions had been reached waits for the next.
const BETWEEN_READS: Duration = Duration::from_millis(5);

impl Needed {
    /// How many commits what stands at `stands` lacks of this.
    fn lacks(&self, stands: Option<&ViewPosition>) -> u64 {
        let reached_count = stands.map_or(0, |stands| stands.seq.saturating_add(1));
        self.seq.saturating_add(1).saturating_sub(reached_count)
    }
}

fn behind(count: u64) -> Failure {
    let detail = format!("The view lacks {count} of the commits that were asked for; try again.");
    Failure::new(ErrorCode::ViewBehind, detail)
}
