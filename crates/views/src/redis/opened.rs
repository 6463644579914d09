//! Which version a process works with, and what that is a view of.
//!
//! Whoever folds opens a view and says what it is to be a view of; every partition's head keeps
//! that, and every script compares it. So nothing that somebody else has left under the same names
//! is ever answered from or written to, whenever it came there: a partition without the right head
//! is refused in the same breath as it is read. After a flush there are no heads, and whoever has
//! opened the view opens it again; whoever only reads has nothing to say until then. Who has once
//! read from a view does not go on with another log's: its answers would not follow one another.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use redis::Value;
use tokio::time::Instant;

use super::RedisViews;
use super::keys::Keys;
use super::options::RedisOptions;
use super::replies::{meta_text, number, read_meta, read_position};
use super::script::{Call, OPEN};
use super::server;
use crate::engine::ViewsError;
use crate::meta::Meta;
use crate::position::ViewPosition;

/// How long a version that was found to be the live one is taken for it.
const BELIEVED: Duration = Duration::from_secs(1);

/// What stands in the heads of a version that is being dropped; behind a colon, how many there
/// are.
pub(super) const DROPPED: &str = "dropped";

/// What a process knows of the version it works with.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What the views were opened for, or were found to be.
    known: Option<Meta>,
    /// Whether it was this process that has opened them.
    is_opener: bool,
    view: Option<Arc<View>>,
    /// When its version was last found to be the one to work with.
    found: Option<Instant>,
}

/// A version that is open.
#[derive(Debug)]
pub(super) struct View {
    pub(super) version: u32,
    meta: Meta,
    pub(super) meta_text: String,
    partitions: Vec<Keys>,
}

impl View {
    pub(super) fn keys(&self, partition: u32) -> Result<&Keys, ViewsError> {
        let unknown = ViewsError::UnknownPartition(partition);
        self.partitions.get(partition as usize).ok_or(unknown)
    }
}

impl RedisViews {
    /// Open the views for `meta`, in the version that is to be worked with.
    pub(super) async fn open_for(&self, meta: &Meta) -> Result<(), ViewsError> {
        server::check(&self.writes).await?;
        let version = self.version_for(Some(meta)).await?;
        let view = self.open_version(version, meta).await?;
        let mut state = self.state();
        (state.known, state.is_opener) = (Some(*meta), true);
        state.view = Some(view);
        state.found = Some(Instant::now());
        Ok(())
    }

    /// The version to work with, which is open.
    pub(super) async fn view(&self) -> Result<Arc<View>, ViewsError> {
        let (known, is_opener, current) = {
            let mut state = self.state();
            let is_believed = self.options.version.is_some()
                || state.found.is_some_and(|found| found.elapsed() < BELIEVED);
            let current = state.view.clone();
            match &current {
                Some(view) if is_believed => return Ok(view.clone()),
                // Others go on with it while this one looks.
                Some(_) => state.found = Some(Instant::now()),
                None => {}
            }
            (state.known, state.is_opener, current)
        };
        let version = self.version_for(known.as_ref()).await?;
        let view = match (current, known) {
            (Some(current), _) if current.version == version => current,
            (_, Some(known)) if is_opener => self.open_version(version, &known).await?,
            (_, known) => self.find_version(version, known).await?,
        };
        let mut state = self.state();
        state.known = Some(view.meta);
        state.view = Some(view.clone());
        state.found = Some(Instant::now());
        Ok(view)
    }

    /// A version that somebody has opened, if it is the `known` or can at least be read.
    async fn find_version(
        &self,
        version: u32,
        known: Option<Meta>,
    ) -> Result<Arc<View>, ViewsError> {
        let stored = self.meta_of(version).await?.ok_or(ViewsError::NotOpen)?;
        let given = known.unwrap_or(Meta::new(stored.lineage, stored.partition_count));
        if stored == given {
            Ok(Arc::new(self.described(version, &stored)))
        } else {
            Err(ViewsError::OtherMeta { stored, given })
        }
    }

    /// A partition of `view` was found to be of something else, or of nothing. Another version may
    /// be live by now, and this one dropped; else whoever has opened the view opens it again if it
    /// is empty. Then it is worth asking once more.
    pub(super) async fn lost(&self, view: &View, stored: Option<String>) -> Result<(), ViewsError> {
        self.state().found = None;
        if self.view().await?.version != view.version {
            return Ok(());
        }
        let is_opener = self.state().is_opener;
        match stored {
            Some(stored) => Err(other_meta(&stored, view.meta)),
            // It may be another server by now.
            None if is_opener => {
                server::check(&self.writes).await?;
                self.open_version(view.version, &view.meta).await.map(drop)
            }
            None => Err(ViewsError::NotOpen),
        }
    }

    /// What the version to work with is a view of, if it is open.
    pub(super) async fn stored_meta(&self) -> Result<Option<Meta>, ViewsError> {
        let known = self.state().known;
        let version = self.version_for(known.as_ref()).await?;
        self.meta_of(version).await
    }

    /// What `version` is a view of, if it is open.
    pub(super) async fn meta_of(&self, version: u32) -> Result<Option<Meta>, ViewsError> {
        Ok(self.meta_text_of(version).await?.as_deref().and_then(read_meta))
    }

    /// What stands where the meta of `version` should.
    pub(super) async fn meta_text_of(&self, version: u32) -> Result<Option<String>, ViewsError> {
        self.head_field(version, 0, "meta").await
    }

    /// Where `partition` of `version` stands, whatever it is a view of.
    pub(super) async fn position_of(
        &self,
        version: u32,
        partition: u32,
    ) -> Result<Option<ViewPosition>, ViewsError> {
        let text = self.head_field(version, partition, "position").await?;
        Ok(text.as_deref().and_then(read_position))
    }

    async fn head_field(
        &self,
        version: u32,
        partition: u32,
        field: &str,
    ) -> Result<Option<String>, ViewsError> {
        let head = self.names.partition(version, partition).head;
        let mut command = redis::cmd("HGET");
        command.arg(&head).arg(field);
        match self.answer(&command).await? {
            Value::BulkString(text) => Ok(Some(String::from_utf8_lossy(&text).into_owned())),
            _ => Ok(None),
        }
    }

    /// The live version, if there is one.
    pub(super) async fn live_version(&self) -> Result<Option<u32>, ViewsError> {
        let mut command = redis::cmd("GET");
        command.arg(self.names.live());
        match self.answer(&command).await? {
            Value::BulkString(text) => Ok(u32::try_from(number(&text)?).ok()),
            _ => Ok(None),
        }
    }

    /// The version to work with: the one that was chosen; else the live one, if it is what was
    /// opened or can be read; else the build's own.
    async fn version_for(&self, known: Option<&Meta>) -> Result<u32, ViewsError> {
        if let Some(chosen) = self.options.version {
            return Ok(chosen);
        }
        let own = RedisOptions::own_version();
        let Some(live) = self.live_version().await? else { return Ok(own) };
        let current = self.state().view.as_ref().map(|view| view.version);
        if live == own || current == Some(live) {
            return Ok(live);
        }
        let stored = self.meta_of(live).await?;
        let is_ours = stored.is_some_and(|stored| match known {
            Some(known) => stored == *known,
            None => stored == Meta::new(stored.lineage, stored.partition_count),
        });
        Ok(if is_ours { live } else { own })
    }

    /// Say in all heads of `version` that it is a view of `meta`, or find that they say so. The
    /// first partition's decides between two who open at once.
    async fn open_version(&self, version: u32, meta: &Meta) -> Result<Arc<View>, ViewsError> {
        let view = self.described(version, meta);
        for keys in &view.partitions {
            let probe = keys.history_of("");
            let names = [
                &keys.head,
                &keys.accounts,
                &keys.bets,
                &keys.sessions,
                &keys.journal,
                &probe,
                &keys.boards[0],
                &keys.remainders,
                &keys.outdated,
            ];
            let call = Call::new(&OPEN, &names.map(String::as_str));
            let mut reply = call.with(view.meta_text.as_bytes()).run(&self.writes).await?;
            let said = reply.text()?;
            if said.as_deref() == Some("denied") {
                let (command, key) = (reply.text()?, reply.text()?);
                let (command, key) = (command.unwrap_or_default(), key.unwrap_or_default());
                let what = format!("the user of Redis may not run {command} on {key}");
                return Err(ViewsError::Unusable(what));
            }
            if let Some(stored) = reply.text()?.filter(|stored| *stored != view.meta_text) {
                return Err(other_meta(&stored, *meta));
            }
        }
        let mut command = redis::cmd("SADD");
        command.arg(self.names.versions()).arg(version);
        self.answer(&command).await?;
        Ok(Arc::new(view))
    }

    fn described(&self, version: u32, meta: &Meta) -> View {
        let partitions = 0..meta.partition_count;
        View {
            version,
            meta: *meta,
            meta_text: meta_text(meta),
            partitions: partitions.map(|n| self.names.partition(version, n)).collect(),
        }
    }

    /// What is answered to a command that is no script.
    pub(super) async fn answer(&self, command: &redis::Cmd) -> Result<Value, ViewsError> {
        let answered = self.writes.call(command).await;
        answered.map_err(|failure| failure.told(self.writes.address()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn other_meta(stored: &str, given: Meta) -> ViewsError {
    match read_meta(stored) {
        Some(stored) => ViewsError::OtherMeta { stored, given },
        None if stored.starts_with(DROPPED) => {
            ViewsError::Unusable("the version is being dropped".into())
        }
        None => ViewsError::Unusable(format!("{stored:?} stands where a view's meta should")),
    }
}

/// How many partitions a version has whose first head says `stored`.
pub(super) fn partition_count_in(stored: &str) -> Option<u32> {
    let dropped = stored.strip_prefix(DROPPED).and_then(|rest| rest.strip_prefix(':'));
    match dropped {
        Some(count) => count.parse().ok(),
        None => read_meta(stored).map(|meta| meta.partition_count),
    }
}
