//! Views in memory, rebuilt from a snapshot and the log.
//!
//! Every partition is behind its own lock. A batch holds it for as long as it takes to put some
//! values in place; a query for as long as it takes to copy what it answers. Snapshots and digests
//! take a copy of pointers under the lock and do their work outside: whoever changes a value
//! afterwards copies it first ([`croupier_domain::Slab`]).
//!
//! Most accounts of a large system are idle, so what is kept for one is kept small: one slot with
//! its numbers, one id that everything shares, one place on the balance board. Bets are kept as
//! bytes (`packed`) and read again when somebody asks.

mod boards;
mod history;
mod partition;
mod sessions;
mod snapshot;

use std::sync::{Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use croupier_domain::PlayerId;
use tokio::sync::watch;

use crate::board::{Board, Place, Standing, Surroundings};
use crate::changes::Changes;
use crate::digest::Digest;
use crate::engine::{
    ApplyError, BetPage, Loaded, PartitionSummary, Receipt, Snapshot, Views, ViewsError,
};
use crate::meta::Meta;
use crate::player::PlayerView;
use crate::position::{AsOf, ViewPosition};

use partition::Partition;
use snapshot::Image;

#[cfg(test)]
mod tests;

/// The engine. See the module.
#[derive(Debug, Default)]
pub struct MemoryViews {
    opened: OnceLock<Opened>,
}

#[derive(Debug)]
struct Opened {
    meta: Meta,
    shards: Vec<Shard>,
}

#[derive(Debug)]
struct Shard {
    partition: RwLock<Partition>,
    /// The partition's position, changed under its lock, for whoever waits.
    position: watch::Sender<Option<ViewPosition>>,
    /// Why it is not what the log has.
    diverged: Mutex<Option<String>>,
}

impl Shard {
    fn new(partition: Partition) -> Self {
        let position = watch::Sender::new(partition.position());
        Self { partition: RwLock::new(partition), position, diverged: Mutex::default() }
    }

    /// A panic while the lock was held is a bug that has already been reported; the processor
    /// goes on from the position, which is moved last.
    fn read(&self) -> RwLockReadGuard<'_, Partition> {
        self.partition.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Partition> {
        self.partition.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `read` finds, and the position it finds it at.
    fn as_of<T>(&self, read: impl FnOnce(&Partition) -> T) -> AsOf<T> {
        let partition = self.read();
        AsOf { position: partition.position(), value: read(&partition) }
    }

    /// What `read` finds on the boards.
    fn as_of_boards<T>(&self, read: impl FnOnce(&Partition) -> T) -> AsOf<T> {
        let partition = self.read();
        if partition.boards().are_current() {
            return AsOf { position: partition.position(), value: read(&partition) };
        }
        drop(partition);
        let mut partition = self.write();
        partition.refresh_boards();
        AsOf { position: partition.position(), value: read(&partition) }
    }
}

impl MemoryViews {
    /// Views of nothing, to be opened.
    pub fn new() -> Self {
        Self::default()
    }

    fn opened(&self) -> Result<&Opened, ViewsError> {
        self.opened.get().ok_or(ViewsError::NotOpen)
    }

    fn shard(&self, partition: u32) -> Result<&Shard, ViewsError> {
        let unknown = ViewsError::UnknownPartition(partition);
        self.opened()?.shards.get(partition as usize).ok_or(unknown)
    }

    /// A copy of the partition's pointers.
    fn image(&self, partition: u32) -> Result<Image, ViewsError> {
        let opened = self.opened()?;
        Ok(self.shard(partition)?.read().image(opened.meta))
    }
}

#[async_trait]
impl Views for MemoryViews {
    fn engine(&self) -> &'static str {
        "memory"
    }

    async fn open(&self, meta: &Meta) -> Result<(), ViewsError> {
        let opened = self.opened.get_or_init(|| {
            let shards = (0..meta.partition_count).map(|n| Shard::new(Partition::new(n)));
            Opened { meta: *meta, shards: shards.collect() }
        });
        if opened.meta == *meta {
            Ok(())
        } else {
            Err(ViewsError::OtherMeta { stored: opened.meta, given: *meta })
        }
    }

    async fn meta(&self) -> Result<Option<Meta>, ViewsError> {
        Ok(self.opened.get().map(|opened| opened.meta))
    }

    async fn position(&self, partition: u32) -> Result<Option<ViewPosition>, ViewsError> {
        Ok(self.shard(partition)?.read().position())
    }

    async fn reached(
        &self,
        partition: u32,
        seq: u64,
        wait: Duration,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        let shard = self.shard(partition)?;
        let mut positions = shard.position.subscribe();
        let reached = positions.wait_for(|at| at.is_some_and(|at| at.seq >= seq));
        // Reached, or not in time: either way the answer is where it stands now.
        let _ = tokio::time::timeout(wait, reached).await;
        Ok(shard.read().position())
    }

    async fn load(&self, partition: u32, players: &[PlayerId]) -> Result<AsOf<Loaded>, ViewsError> {
        transpose(self.shard(partition)?.as_of(|partition| {
            let totals = partition.totals().clone();
            let players =
                players.iter().map(|id| partition.player(id)).collect::<Result<_, _>>()?;
            Ok(Loaded { totals, players })
        }))
    }

    async fn apply(
        &self,
        partition: u32,
        expected: Option<ViewPosition>,
        next: ViewPosition,
        changes: Changes,
    ) -> Result<(), ApplyError> {
        let shard = self.shard(partition)?;
        let mut partition = shard.write();
        let actual = partition.position();
        if actual != expected {
            return Err(ApplyError::Conflict { actual });
        }
        partition.apply(next, changes);
        shard.position.send_replace(Some(next));
        Ok(())
    }

    async fn player(
        &self,
        partition: u32,
        player: &PlayerId,
    ) -> Result<AsOf<Option<PlayerView>>, ViewsError> {
        transpose(self.shard(partition)?.as_of(|partition| partition.player(player)))
    }

    async fn bets(
        &self,
        partition: u32,
        player: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError> {
        transpose(self.shard(partition)?.as_of(|partition| partition.bets(player, before, limit)))
    }

    async fn bet(&self, partition: u32, seq: u64) -> Result<AsOf<Option<Receipt>>, ViewsError> {
        transpose(self.shard(partition)?.as_of(|partition| partition.bet(seq)))
    }

    async fn top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError> {
        let shard = self.shard(partition)?;
        Ok(shard.as_of_boards(|partition| partition.boards().top(board, limit)))
    }

    async fn standing(
        &self,
        partition: u32,
        board: Board,
        player: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError> {
        transpose(self.shard(partition)?.as_of_boards(|partition| {
            let Some(view) = partition.player(player)? else { return Ok(Place::Unknown) };
            let value = board.value(&view).filter(|_| partition.boards().has(board));
            let Some(value) = value else { return Ok(Place::Unranked) };
            let standing = Standing { value, player: player.clone() };
            let surroundings = partition.boards().surroundings(board, &standing, limit);
            Ok(Place::Ranked(standing, surroundings))
        }))
    }

    async fn surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError> {
        let shard = self.shard(partition)?;
        Ok(shard.as_of_boards(|partition| partition.boards().surroundings(board, of, limit)))
    }

    async fn summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError> {
        Ok(self.shard(partition)?.as_of(|partition| PartitionSummary {
            totals: partition.totals().clone(),
            active_session_count: partition.sessions().count_since(since_ms),
        }))
    }

    async fn digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError> {
        let image = self.image(partition)?;
        let position = image.position();
        Ok(AsOf { position, value: aside(move || image.digest()).await? })
    }

    async fn set_diverged(&self, partition: u32, why: Option<&str>) -> Result<(), ViewsError> {
        let diverged = self.shard(partition)?.diverged.lock();
        *diverged.unwrap_or_else(PoisonError::into_inner) = why.map(Into::into);
        Ok(())
    }

    async fn diverged(&self, partition: u32) -> Result<Option<String>, ViewsError> {
        let diverged = self.shard(partition)?.diverged.lock();
        Ok(diverged.unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn snapshot(&self, partition: u32) -> Result<Option<Snapshot>, ViewsError> {
        let image = self.image(partition)?;
        let Some(position) = image.position() else { return Ok(None) };
        let state = aside(move || image.encode()).await?;
        Ok(Some(Snapshot { position, state: state.into() }))
    }

    async fn restore(&self, partition: u32, state: Bytes) -> Result<ViewPosition, ViewsError> {
        let shard = self.shard(partition)?;
        let meta = self.opened()?.meta;
        let decoded = aside(move || snapshot::decode(&state, &meta, partition)).await?;
        let restored = decoded.map_err(|error| ViewsError::Unusable(error.to_string()))?;
        let unusable = || ViewsError::Unusable("the partition is not empty".into());
        let position = restored.position().ok_or_else(unusable)?;
        let mut current = shard.write();
        if current.position().is_some() {
            return Err(unusable());
        }
        *current = restored;
        shard.position.send_replace(Some(position));
        Ok(position)
    }
}

fn transpose<T>(answer: AsOf<Result<T, ViewsError>>) -> Result<AsOf<T>, ViewsError> {
    let AsOf { position, value } = answer;
    value.map(|value| AsOf { position, value })
}

/// Do what takes long beside the tasks that must answer.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ViewsError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| ViewsError::Unusable(error.to_string()))
}
