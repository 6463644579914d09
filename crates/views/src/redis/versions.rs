//! Versions of the views, one beside the other.
//!
//! A view that must become another (a build that folds otherwise, another shape, a doubt) is not
//! changed: another version is built from the log beside it, by a processor on the engine that
//! [`RedisVersions::engine`] gives. Once it has caught up, [`RedisVersions::compare`] says whether
//! the two hold the same, [`RedisVersions::switch`] lets it answer, and [`RedisVersions::drop_old`]
//! removes the other, later, when nobody wants to go back any more.
//!
//! ```text
//! build v2 ──► catch up ──► compare v1, v2 ──► switch ──► … ──► drop v1
//!                v1 answers and is written to     │  v2 answers and is written to
//! ```
//!
//! A process follows the switch within about a second if its build can read the version (see
//! [`RedisOptions::version`]); one that cannot stays with its own build's version. So builds can be
//! exchanged one process after the other.

use std::collections::BTreeSet;
use std::time::Duration;

use redis::Value;
use tokio::time::{Instant, sleep};

use super::digest::{Interrupted, Reading};
use super::keys::Keys;
use super::opened::DROPPED;
use super::options::RedisOptions;
use super::replies::{Reply, number};
use super::{RedisViews, opened};
use crate::digest::Digest;
use crate::engine::ViewsError;
use crate::meta::Meta;
use crate::position::{AsOf, ViewPosition};

/// About how many accounts go in one step of a removal.
const REMOVED_COUNT: u32 = 500;

/// How long to wait before two versions that stand apart are looked at again.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(2);

/// The versions of one installation's views.
#[derive(Debug)]
pub struct RedisVersions {
    pub(super) views: RedisViews,
    pub(super) options: RedisOptions,
}

/// A version that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionInfo {
    /// Its number.
    pub version: u32,
    /// What it is a view of; `None` while it is being dropped.
    pub meta: Option<Meta>,
    /// Where its partitions stand.
    pub positions: Vec<Option<ViewPosition>>,
    /// Whether it is the one that processes of this build work with.
    pub is_live: bool,
}

/// How a partition of two versions compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// At this position both hold the same.
    Same(Option<ViewPosition>),
    /// At this position they do not.
    Different(Option<ViewPosition>),
    /// They have not stood at one position in time.
    Apart {
        /// Where the first stood.
        one: Option<ViewPosition>,
        /// Where the second stood.
        other: Option<ViewPosition>,
    },
}

/// Why nothing was done with a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// There is none of that number.
    #[error("there is no version {0} of the views")]
    Unknown(u32),
    /// It answers, or is the one that would if no other did.
    #[error("version {0} of the views is live: switch to another first")]
    Live(u32),
    /// It is of another log, or of one with another number of partitions.
    #[error("version {0} is not a view of the same log as version {1}")]
    OtherLog(u32, u32),
    /// Redis has not answered, or with something else.
    #[error(transparent)]
    Views(#[from] ViewsError),
}

impl RedisVersions {
    /// The versions in the Redis that `options` name, whatever version those choose.
    ///
    /// # Errors
    /// Those of [`RedisViews::new`].
    pub fn new(options: RedisOptions) -> Result<Self, ViewsError> {
        let options = RedisOptions { version: None, ..options };
        Ok(Self { views: RedisViews::new(options.clone())?, options })
    }

    /// The engine for one version and no other, to build it, to look at it, or to audit it.
    ///
    /// # Errors
    /// Those of [`RedisViews::new`].
    pub fn engine(&self, version: u32) -> Result<RedisViews, ViewsError> {
        RedisViews::new(RedisOptions { version: Some(version), ..self.options.clone() })
    }

    /// Every version that was opened and has not been dropped, by number.
    ///
    /// # Errors
    /// See [`ViewsError`].
    pub async fn list(&self) -> Result<Vec<VersionInfo>, ViewsError> {
        let live = self.live().await?;
        let mut versions = Vec::new();
        for version in self.numbers().await? {
            let meta = self.views.meta_of(version).await?;
            let mut positions = Vec::new();
            // Where another build's stand can be told as well: heads have one form.
            for partition in 0..meta.map_or(0, |meta| meta.partition_count) {
                positions.push(self.views.position_of(version, partition).await?);
            }
            versions.push(VersionInfo { version, meta, positions, is_live: version == live });
        }
        Ok(versions)
    }

    /// The version that processes of this build work with unless they were told another.
    ///
    /// # Errors
    /// See [`ViewsError`].
    pub async fn live(&self) -> Result<u32, ViewsError> {
        let switched_to = self.views.live_version().await?;
        Ok(switched_to.unwrap_or(RedisOptions::own_version()))
    }

    /// From now on `version` answers. Returns the version that did.
    ///
    /// Whether it has caught up and holds the same is for the caller to have made sure of.
    ///
    /// # Errors
    /// When there is no such version, or it is of another log than the one that answers.
    pub async fn switch(&self, version: u32) -> Result<u32, VersionError> {
        let unknown = VersionError::Unknown(version);
        let meta = self.views.meta_of(version).await?.ok_or(unknown)?;
        let live = self.live().await?;
        let of_live = self.views.meta_of(live).await?;
        let is_of_one_log = of_live.is_none_or(|of_live| {
            of_live.lineage == meta.lineage && of_live.partition_count == meta.partition_count
        });
        if !is_of_one_log {
            return Err(VersionError::OtherLog(version, live));
        }
        let mut command = redis::cmd("SET");
        command.arg(self.views.names.live()).arg(version).arg("GET");
        let before = match self.views.answer(&command).await? {
            Value::BulkString(before) => u32::try_from(number(&before)?).ok(),
            _ => None,
        };
        Ok(before.unwrap_or(RedisOptions::own_version()))
    }

    /// Compare two versions partition by partition, each time at one position, while both may be
    /// written to; wait at most `patience` a partition for them to meet. `progress` is told of
    /// each.
    ///
    /// # Errors
    /// When there is no such version, they are of different logs, or one cannot be read by this
    /// build.
    pub async fn compare(
        &self,
        one: u32,
        other: u32,
        patience: Duration,
        mut progress: impl FnMut(u32, Comparison),
    ) -> Result<Vec<Comparison>, VersionError> {
        let of_one = self.views.meta_of(one).await?.ok_or(VersionError::Unknown(one))?;
        let of_other = self.views.meta_of(other).await?.ok_or(VersionError::Unknown(other))?;
        if of_one != of_other {
            return Err(VersionError::OtherLog(one, other));
        }
        let engines = (self.engine(one)?, self.engine(other)?);
        let mut comparisons = Vec::new();
        for partition in 0..of_one.partition_count {
            let compared = compare_partition(&engines.0, &engines.1, partition, patience).await?;
            progress(partition, compared);
            comparisons.push(compared);
        }
        Ok(comparisons)
    }

    /// Remove a version, step by step, so that nobody waits for it. From the first step on nobody
    /// reads or writes it; but a processor that was told to work with it builds it again
    /// afterwards: stop that first. `progress` is told how many accounts have gone. One that was
    /// interrupted goes on when it is asked for again.
    ///
    /// # Errors
    /// When it is live, or there is no such version.
    pub async fn drop_old(
        &self,
        version: u32,
        mut progress: impl FnMut(u64),
    ) -> Result<(), VersionError> {
        if version == self.live().await? {
            return Err(VersionError::Live(version));
        }
        let mut removed = 0;
        if let Some(partition_count) = self.mark_dropped(version).await? {
            for partition in 0..partition_count {
                let keys = self.views.names.partition(version, partition);
                self.remove(&keys, |count| {
                    removed += count;
                    progress(removed);
                })
                .await?;
            }
            // The first partition's head knows how many there are: it goes last.
            let heads = (0..partition_count).rev();
            for head in heads.map(|n| self.views.names.partition(version, n).head) {
                self.command("UNLINK", &[&head]).await?;
            }
        } else if !self.numbers().await?.contains(&version) {
            return Err(VersionError::Unknown(version));
        }
        self.command("SREM", &[&self.views.names.versions(), &version.to_string()]).await?;
        Ok(())
    }

    /// Make the heads of `version` refuse everybody. Returns how many there are.
    pub(super) async fn mark_dropped(&self, version: u32) -> Result<Option<u32>, ViewsError> {
        let stored = self.views.meta_text_of(version).await?;
        let Some(partition_count) = stored.as_deref().and_then(opened::partition_count_in) else {
            return Ok(None);
        };
        let mark = format!("{DROPPED}:{partition_count}");
        for partition in 0..partition_count {
            let head = self.views.names.partition(version, partition).head;
            self.command("HSET", &[&head, "meta", &mark]).await?;
        }
        Ok(Some(partition_count))
    }

    async fn remove(&self, keys: &Keys, mut removed: impl FnMut(u64)) -> Result<(), ViewsError> {
        let mut cursor = String::from("0");
        loop {
            let count = REMOVED_COUNT.to_string();
            let scan = [&keys.accounts, &cursor, "COUNT", &count];
            let mut reply = Reply::of(self.command("HSCAN", &scan).await?)?;
            cursor = reply.text()?.unwrap_or_default();
            let mut accounts = reply.list()?;
            let mut histories = Vec::new();
            while let Some(player) = accounts.text()? {
                accounts.bytes()?;
                histories.push(keys.history_of(&player));
            }
            if !histories.is_empty() {
                let names: Vec<&str> = histories.iter().map(String::as_str).collect();
                self.command("UNLINK", &names).await?;
                removed(histories.len() as u64);
            }
            if cursor == "0" {
                break;
            }
        }
        let values: Vec<&str> = keys.values().collect();
        self.command("UNLINK", &values).await?;
        Ok(())
    }

    async fn numbers(&self) -> Result<BTreeSet<u32>, ViewsError> {
        let members = match self.command("SMEMBERS", &[&self.views.names.versions()]).await? {
            Value::Set(members) | Value::Array(members) => members,
            _ => Vec::new(),
        };
        let numbers = members.into_iter().filter_map(|member| match member {
            Value::BulkString(text) => u32::try_from(number(&text).ok()?).ok(),
            _ => None,
        });
        Ok(numbers.collect())
    }

    async fn command(&self, name: &str, arguments: &[&str]) -> Result<Value, ViewsError> {
        let mut command = redis::cmd(name);
        arguments.iter().for_each(|argument| {
            command.arg(argument);
        });
        self.views.answer(&command).await
    }
}

async fn compare_partition(
    one: &RedisViews,
    other: &RedisViews,
    partition: u32,
    patience: Duration,
) -> Result<Comparison, VersionError> {
    let failed = |interrupted| match interrupted {
        Interrupted::Failed(error) => VersionError::Views(error),
        Interrupted::Gone => {
            let what = "a version has lost what it had while it was compared";
            VersionError::Views(ViewsError::Unreachable(what.into()))
        }
    };
    let mut one = Reading::begin(one, partition).await.map_err(failed)?;
    let compared = match Reading::begin(other, partition).await {
        Ok(mut other) => {
            let compared = until_they_meet(&mut one, &mut other, patience).await;
            other.end().await;
            compared
        }
        Err(interrupted) => Err(interrupted),
    };
    one.end().await;
    compared.map_err(failed)
}

async fn until_they_meet(
    one: &mut Reading<'_>,
    other: &mut Reading<'_>,
    patience: Duration,
) -> Result<Comparison, Interrupted> {
    let until = Instant::now() + patience;
    loop {
        let AsOf { position: at_one, value: of_one } = one.catch_up().await?;
        let AsOf { position: at_other, value: of_other }: AsOf<Digest> = other.catch_up().await?;
        if at_one == at_other {
            let is_same = of_one == of_other;
            let made = if is_same { Comparison::Same } else { Comparison::Different };
            return Ok(made(at_one));
        }
        if Instant::now() >= until {
            return Ok(Comparison::Apart { one: at_one, other: at_other });
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
}
