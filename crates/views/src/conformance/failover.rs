//! An engine that goes wrong, for tests of whoever uses one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use croupier_domain::PlayerId;

use crate::board::{Board, Place, Standing, Surroundings};
use crate::changes::Changes;
use crate::digest::Digest;
use crate::engine::{
    ApplyError, BetPage, Loaded, PartitionSummary, Receipt, Snapshot, Views, ViewsError,
};
use crate::memory::MemoryViews;
use crate::meta::Meta;
use crate::player::PlayerView;
use crate::position::{AsOf, ViewPosition};

/// Views in memory behind a connection that loses things, and that can be pointed at another copy.
#[derive(Debug, Default)]
pub struct Failover {
    primary: Mutex<Arc<MemoryViews>>,
    /// Answers the next load of an account instead of the primary.
    loads_from: Mutex<Option<Arc<MemoryViews>>>,
    /// What becomes of the next batches.
    troubles: Mutex<VecDeque<Trouble>>,
    /// What every wait ends with.
    reached_lie: Mutex<Option<ViewPosition>>,
}

/// What becomes of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is applied, and nobody is told.
    LostAnswer,
    /// It is lost on the way.
    LostBatch,
    /// It is sent twice, as a client does that got no answer.
    Repeated,
}

impl Failover {
    /// An empty engine.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    fn primary(&self) -> Arc<MemoryViews> {
        self.primary.lock().unwrap().clone()
    }

    /// A copy of what `partition` holds now, with nothing in the other partitions.
    pub async fn copy_of(&self, partition: u32, partition_count: u32) -> Arc<MemoryViews> {
        let primary = self.primary();
        let meta = primary.meta().await.unwrap().unwrap();
        assert_eq!(meta.partition_count, partition_count);
        let copy = Arc::new(MemoryViews::new());
        copy.open(&meta).await.unwrap();
        if let Some(snapshot) = primary.snapshot(partition).await.unwrap() {
            copy.restore(partition, snapshot.state).await.unwrap();
        }
        copy
    }

    /// From now on `other` answers.
    pub fn fail_over_to(&self, other: Arc<MemoryViews>) {
        *self.primary.lock().unwrap() = other;
    }

    /// The next load of an account is answered by `other`.
    pub fn next_load_from(&self, other: Arc<MemoryViews>) {
        *self.loads_from.lock().unwrap() = Some(other);
    }

    /// Whether that load is still to come.
    pub fn has_other_load(&self) -> bool {
        self.loads_from.lock().unwrap().is_some()
    }

    /// Decide what becomes of the next batch that has no trouble yet.
    pub fn next_batch(&self, trouble: Trouble) {
        self.troubles.lock().unwrap().push_back(trouble);
    }

    /// From now on every wait ends at once, and says that `position` was reached.
    pub fn lie_about_reached(&self, position: ViewPosition) {
        *self.reached_lie.lock().unwrap() = Some(position);
    }
}

#[async_trait]
impl Views for Failover {
    fn engine(&self) -> &'static str {
        "failover"
    }
    async fn open(&self, meta: &Meta) -> Result<(), ViewsError> {
        self.primary().open(meta).await
    }
    async fn meta(&self) -> Result<Option<Meta>, ViewsError> {
        self.primary().meta().await
    }
    async fn position(&self, partition: u32) -> Result<Option<ViewPosition>, ViewsError> {
        self.primary().position(partition).await
    }
    async fn reached(
        &self,
        partition: u32,
        seq: u64,
        wait: Duration,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        let lie = *self.reached_lie.lock().unwrap();
        match lie {
            Some(position) => Ok(Some(position)),
            None => self.primary().reached(partition, seq, wait).await,
        }
    }
    async fn load(&self, partition: u32, ids: &[PlayerId]) -> Result<AsOf<Loaded>, ViewsError> {
        let other = self.loads_from.lock().unwrap().take_if(|_| !ids.is_empty());
        other.unwrap_or_else(|| self.primary()).load(partition, ids).await
    }
    async fn apply(
        &self,
        partition: u32,
        expected: Option<ViewPosition>,
        next: ViewPosition,
        changes: Changes,
    ) -> Result<(), ApplyError> {
        let trouble = self.troubles.lock().unwrap().pop_front();
        let no_answer = ApplyError::Failed(ViewsError::Unreachable("no answer".into()));
        if trouble == Some(Trouble::LostBatch) {
            return Err(no_answer);
        }
        let primary = self.primary();
        if trouble == Some(Trouble::Repeated) {
            primary.apply(partition, expected, next, changes.clone()).await?;
        }
        let applied = primary.apply(partition, expected, next, changes).await;
        if trouble == Some(Trouble::LostAnswer) { Err(no_answer) } else { applied }
    }
    async fn player(
        &self,
        partition: u32,
        id: &PlayerId,
    ) -> Result<AsOf<Option<PlayerView>>, ViewsError> {
        self.primary().player(partition, id).await
    }
    async fn bets(
        &self,
        partition: u32,
        id: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError> {
        self.primary().bets(partition, id, before, limit).await
    }
    async fn bet(&self, partition: u32, seq: u64) -> Result<AsOf<Option<Receipt>>, ViewsError> {
        self.primary().bet(partition, seq).await
    }
    async fn top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError> {
        self.primary().top(partition, board, limit).await
    }
    async fn standing(
        &self,
        partition: u32,
        board: Board,
        id: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError> {
        self.primary().standing(partition, board, id, limit).await
    }
    async fn surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError> {
        self.primary().surroundings(partition, board, of, limit).await
    }
    async fn summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError> {
        self.primary().summary(partition, since_ms).await
    }
    async fn digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError> {
        self.primary().digest(partition).await
    }
    async fn set_diverged(&self, partition: u32, why: Option<&str>) -> Result<(), ViewsError> {
        self.primary().set_diverged(partition, why).await
    }
    async fn diverged(&self, partition: u32) -> Result<Option<String>, ViewsError> {
        self.primary().diverged(partition).await
    }
    /// Like an engine that outlives the process: there is nothing to keep.
    async fn snapshot(&self, _: u32) -> Result<Option<Snapshot>, ViewsError> {
        Ok(None)
    }
    async fn restore(&self, partition: u32, state: Bytes) -> Result<ViewPosition, ViewsError> {
        self.primary().restore(partition, state).await
    }
}
