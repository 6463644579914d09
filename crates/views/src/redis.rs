//! Views in Redis, which outlive the processes that write and read them.
//!
//! **One script moves a partition.** A batch goes to the server as one call of one script
//! (`lua/apply.lua`): it compares the stored position with the expected one, writes all values
//! and the next position, and says that it has moved; or it writes nothing and answers where the
//! partition stands. Scripts run one after the other, reach replicas and the append-only file as
//! one transaction, and are in a snapshot of the server entirely or not at all. So whatever
//! survives a crash or a failover is a partition's view at some position of its past.
//!
//! **One script answers a question**, with the position at which it was asked (`lua/*.lua`).
//!
//! **Nothing is believed of what is stored.** Every script first compares what the partition is
//! a view of (`opened`), and the position is read whenever somebody wants to know it.
//!
//! Views have versions (`keys`), so that a new one can be built beside the one that answers
//! (`versions`). In a Cluster all keys of a partition lie in one slot (`slot`), and partitions are
//! independent, so they spread over the nodes.

mod address;
mod batch;
mod digest;
mod failure;
mod hints;
mod keys;
mod link;
mod list;
mod opened;
mod options;
mod reads;
mod replies;
mod score;
mod script;
mod server;
mod slot;
mod versions;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use croupier_domain::PlayerId;
use tokio::time::Instant;

use crate::board::{Board, Place, Standing, Surroundings};
use crate::changes::Changes;
use crate::digest::Digest;
use crate::engine::{
    ApplyError, BetPage, Loaded, PartitionSummary, Receipt, Snapshot, Views, ViewsError,
};
use crate::meta::Meta;
use crate::player::PlayerView;
use crate::position::{AsOf, ViewPosition};

use batch::Target;
use hints::Hints;
use keys::Names;
use link::Link;
use opened::State;

pub use address::{InvalidRedisAddress, RedisAddress};
pub use options::{RedisOptions, RedisTls};
pub use versions::{Comparison, RedisVersions, VersionError, VersionInfo};

#[cfg(test)]
mod tests;

/// How often a position that is waited for is read when nothing is heard of it.
const READ_EVERY: Duration = Duration::from_millis(100);

/// The engine. See the module.
pub struct RedisViews {
    options: RedisOptions,
    names: Names,
    /// For batches and what belongs to them, which may be large.
    writes: Link,
    /// For questions, which should not stand in line behind those.
    reads: Link,
    hints: Arc<Hints>,
    state: Mutex<State>,
}

impl RedisViews {
    /// Views in the Redis that `options` name. Connects when something is asked of it.
    ///
    /// # Errors
    /// [`ViewsError::Unusable`] when the prefix cannot begin a key, or a certificate is none.
    pub fn new(options: RedisOptions) -> Result<Self, ViewsError> {
        if !options.has_valid_prefix() {
            let what = format!("{:?} cannot begin the names of keys", options.prefix);
            return Err(ViewsError::Unusable(what));
        }
        let names = Names::new(options.prefix.clone());
        let hints = Arc::new(Hints::default());
        let writes = Link::new(&options)?;
        let reads = Link::listening(&options, names.moved(), hints.clone())?;
        Ok(Self { options, names, writes, reads, hints, state: Mutex::default() })
    }
}

#[async_trait]
impl Views for RedisViews {
    fn engine(&self) -> &'static str {
        "redis"
    }

    async fn open(&self, meta: &Meta) -> Result<(), ViewsError> {
        self.open_for(meta).await
    }

    async fn meta(&self) -> Result<Option<Meta>, ViewsError> {
        self.stored_meta().await
    }

    async fn position(&self, partition: u32) -> Result<Option<ViewPosition>, ViewsError> {
        self.stored_position(partition).await
    }

    async fn reached(
        &self,
        partition: u32,
        seq: u64,
        wait: Duration,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        let deadline = Instant::now() + wait;
        loop {
            let version = self.view().await?.version;
            // Before the look at the position: what moves it afterwards is heard.
            let mut heard = self.hints.listen(version, partition);
            let position = self.stored_position(partition).await?;
            let now = Instant::now();
            if position.is_some_and(|at| at.seq >= seq) || now >= deadline {
                return Ok(position);
            }
            let moved = async {
                while heard.changed().await.is_ok() && *heard.borrow_and_update() < seq {}
            };
            let until = deadline.min(now + READ_EVERY);
            // Heard, or not in time: either way the position is read.
            let _ = tokio::time::timeout_at(until, moved).await;
        }
    }

    async fn load(&self, partition: u32, players: &[PlayerId]) -> Result<AsOf<Loaded>, ViewsError> {
        self.read_accounts(&self.writes, partition, players).await
    }

    async fn apply(
        &self,
        partition: u32,
        expected: Option<ViewPosition>,
        next: ViewPosition,
        changes: Changes,
    ) -> Result<(), ApplyError> {
        let mut is_first = true;
        loop {
            let view = self.view().await?;
            let (keys, meta) = (view.keys(partition)?, view.meta_text.as_str());
            let channel = self.names.moved();
            let (version, channel) = (view.version, channel.as_str());
            let target = Target { version, partition, keys, meta, channel };
            let call = batch::call(target, expected, &next, &changes);
            let mut reply = call.run(&self.writes).await?;
            match reply.text()?.as_deref() {
                Some("ok") => return Ok(()),
                Some("conflict") => {
                    return Err(ApplyError::Conflict { actual: reply.position()? });
                }
                Some("meta") if is_first => self.lost(&view, reply.text()?).await?,
                said => return Err(reads::refused(said, partition, &view, reply).into()),
            }
            is_first = false;
        }
    }

    async fn player(
        &self,
        partition: u32,
        player: &PlayerId,
    ) -> Result<AsOf<Option<PlayerView>>, ViewsError> {
        let asked = std::slice::from_ref(player);
        let loaded = self.read_accounts(&self.reads, partition, asked).await?;
        Ok(loaded.map(|loaded| loaded.players.into_iter().next().flatten()))
    }

    async fn bets(
        &self,
        partition: u32,
        player: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AsOf<BetPage>, ViewsError> {
        self.read_bets(partition, player, before, limit).await
    }

    async fn bet(&self, partition: u32, seq: u64) -> Result<AsOf<Option<Receipt>>, ViewsError> {
        self.read_bet(partition, seq).await
    }

    async fn top(
        &self,
        partition: u32,
        board: Board,
        limit: usize,
    ) -> Result<AsOf<Vec<Standing>>, ViewsError> {
        self.read_top(partition, board, limit).await
    }

    async fn standing(
        &self,
        partition: u32,
        board: Board,
        player: &PlayerId,
        limit: usize,
    ) -> Result<AsOf<Place>, ViewsError> {
        self.read_standing(partition, board, player, limit).await
    }

    async fn surroundings(
        &self,
        partition: u32,
        board: Board,
        of: &Standing,
        limit: usize,
    ) -> Result<AsOf<Surroundings>, ViewsError> {
        self.read_surroundings(partition, board, of, limit).await
    }

    async fn summary(
        &self,
        partition: u32,
        since_ms: u64,
    ) -> Result<AsOf<PartitionSummary>, ViewsError> {
        self.read_summary(partition, since_ms).await
    }

    async fn digest(&self, partition: u32) -> Result<AsOf<Digest>, ViewsError> {
        self.read_digest(partition).await
    }

    async fn set_diverged(&self, partition: u32, why: Option<&str>) -> Result<(), ViewsError> {
        self.store_diverged(partition, why).await
    }

    async fn diverged(&self, partition: u32) -> Result<Option<String>, ViewsError> {
        self.read_diverged(partition).await
    }

    async fn snapshot(&self, partition: u32) -> Result<Option<Snapshot>, ViewsError> {
        self.view().await?.keys(partition)?;
        Ok(None)
    }

    async fn restore(&self, _: u32, _: Bytes) -> Result<ViewPosition, ViewsError> {
        Err(ViewsError::Unusable("views in Redis are built from the log alone".into()))
    }
}

impl fmt::Debug for RedisViews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisViews").field("options", &self.options).finish_non_exhaustive()
    }
}
