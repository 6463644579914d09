//! The end of a partition: where it is, whether it was moved, and the one commit that changes that.

use anyhow::{Context, bail};
use croupier_domain::{Commit, Event, LostHead};
use croupier_log::{AppendError, Hash, Head, Log, Record, Stored, Walk};
use indicatif::ProgressBar;

/// How many times a commit is written again that another writer's has beaten to its place.
const ATTEMPT_COUNT: u32 = 100;

/// Where a partition ends.
pub(super) struct End {
    walk: Walk,
    /// The time of the last commit.
    time_ms: u64,
    is_moved: bool,
    accepted_losses: Vec<LostHead>,
}

/// What became of a commit that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It is the last one now.
    Now,
    /// One that says the same was there.
    Before,
}

impl End {
    /// The beginning of `partition`, to be moved on by [`End::pass`].
    pub(super) fn before_genesis(log: &dyn Log, partition: u32) -> Self {
        let walk = Walk::begin(log, partition);
        Self { walk, time_ms: 0, is_moved: false, accepted_losses: Vec::new() }
    }

    /// Read `partition` from its genesis to its end. `bar` counts commits.
    pub(super) async fn find(
        log: &dyn Log,
        partition: u32,
        bar: &ProgressBar,
    ) -> anyhow::Result<Self> {
        let mut end = Self::before_genesis(log, partition);
        while let Some(accepted) = end.next(log).await? {
            bar.inc(accepted.len() as u64);
        }
        if end.head().seq().is_none() {
            bail!("partition {partition} does not begin with its genesis");
        }
        Ok(end)
    }

    /// The next accepted records; `None` at the end.
    pub(super) async fn next(&mut self, log: &dyn Log) -> anyhow::Result<Option<Vec<Stored>>> {
        let accepted = self.walk.next(log).await?;
        for stored in accepted.iter().flatten() {
            self.pass(&stored.record)?;
        }
        Ok(accepted)
    }

    /// An accepted commit came. Only the system's own say whether the partition was moved.
    fn pass(&mut self, record: &Record) -> anyhow::Result<()> {
        self.time_ms = self.time_ms.max(record.time_ms().unwrap_or_default());
        if !record.key.is_empty() {
            return Ok(());
        }
        let seq = record.seq().unwrap_or_default();
        let commit = Commit::decode(&record.value)
            .with_context(|| format!("read commit {seq} of {}", self.walk.partition()))?;
        match commit.events[..] {
            [Event::Moved(_)] => self.is_moved = true,
            [Event::Imported(_)] => self.is_moved = false,
            [Event::LossAccepted(ref accepted)] => self.accepted_losses.extend(&accepted.lost),
            _ => {}
        }
        Ok(())
    }

    /// What its commits name as lost.
    pub(super) fn accepted_losses(&self) -> &[LostHead] {
        &self.accepted_losses
    }

    pub(super) fn head(&self) -> &Head {
        self.walk.head()
    }

    /// Write `event` as the next commit, if there is none.
    pub(super) async fn write_here(
        &mut self,
        log: &dyn Log,
        event: Event,
        now_ms: u64,
    ) -> anyhow::Result<()> {
        let record = self.record(event, now_ms);
        let hash = record.hash();
        match log.append(self.walk.partition(), vec![record]).await {
            Ok(_) if self.reads_back(log, hash).await? => Ok(()),
            Ok(_) | Err(AppendError::NotNext) => {
                bail!("partition {} has moved on in the meantime", self.walk.partition())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// End the partition with `event`, `moved` or `imported`, unless it has ended so. Others may
    /// be writing: whose commit came first is settled by the chain, and then it is tried again.
    pub(super) async fn write(
        &mut self,
        log: &dyn Log,
        event: Event,
        now_ms: u64,
    ) -> anyhow::Result<Written> {
        let partition = self.walk.partition();
        let moves = matches!(event, Event::Moved(_));
        for _ in 0..ATTEMPT_COUNT {
            if self.is_moved == moves {
                return Ok(Written::Before);
            }
            let record = self.record(event.clone(), now_ms);
            let hash = record.hash();
            match log.append(partition, vec![record]).await {
                Ok(_) | Err(AppendError::NotNext) => {}
                Err(error) => {
                    let what = format!("end partition {partition}; the same command tries again");
                    return Err(error).context(what);
                }
            }
            if self.reads_back(log, hash).await? {
                return Ok(Written::Now);
            }
        }
        bail!("others keep writing to partition {partition}: stop its command services first")
    }

    fn record(&self, event: Event, now_ms: u64) -> Record {
        let head = self.walk.head();
        let commit = Commit {
            v: Commit::VERSION,
            seq: head.next_seq,
            time: now_ms.max(self.time_ms),
            player: None,
            correlation_id: None,
            key: None,
            balance_minor: None,
            events: vec![event],
        };
        Record::new(head.hash, Vec::new(), commit.encode())
    }

    /// Read on to the end: whether the commit `hash` was accepted.
    async fn reads_back(&mut self, log: &dyn Log, hash: Hash) -> anyhow::Result<bool> {
        let mut is_accepted = false;
        while let Some(accepted) = self.next(log).await? {
            is_accepted |= accepted.iter().any(|stored| stored.record.hash() == hash);
        }
        Ok(is_accepted)
    }
}
