//! One uninterrupted stretch of following the log.

use croupier_log::{Item, LogError, Reader, Stored, Tail, Verdict};
use croupier_views::{ApplyError, Folder, ViewPosition, ViewsError};
use futures_util::FutureExt;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::batch::{Batch, Decoded, Unfit};
use crate::end::last_record;
use crate::meters::Meters;
use crate::parts::{Parts, Progress};
use crate::place::position_of;
use crate::snapshots::Snapshots;
use crate::start;
use crate::status::Phase;

/// Why a session ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It was told to.
    Shutdown,
    /// The view stands elsewhere than where this session has put it.
    Moved {
        /// Where this session has put it.
        from: Option<ViewPosition>,
        /// Where it stands.
        to: Option<ViewPosition>,
    },
    /// The log or the view cannot be reached.
    Unreachable(String),
    /// The log no longer holds what was folded.
    Diverged(String),
    /// A commit cannot be read or folded.
    Parked(String),
}

impl From<LogError> for Ended {
    fn from(error: LogError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl From<ViewsError> for Ended {
    fn from(error: ViewsError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

/// A session of one partition.
pub(crate) struct Session<'a> {
    parts: &'a Parts,
    partition: u32,
    reader: Reader,
    /// Where the view stands, as far as this session knows.
    position: Option<ViewPosition>,
    folder: Folder,
    /// Where the log ended when the session began, until all of that is in the view.
    catching_up: Option<End>,
    /// Where the tail goes on; everything accepted in front of it is in the view or on its way.
    next_offset: u64,
    /// Whether the tail has yielded nothing yet.
    is_tail_new: bool,
    snapshots: &'a mut Snapshots,
    meters: &'a Meters,
}

/// Where the log ended.
#[derive(Debug, Clone, Copy)]
struct End {
    /// Of the last record.
    offset: u64,
    /// What the last record says it is; it may be a stray.
    seq: u64,
}

impl<'a> Session<'a> {
    /// Begin where the view stands.
    pub(crate) async fn begin(
        parts: &'a Parts,
        partition: u32,
        meters: &'a Meters,
        snapshots: &'a mut Snapshots,
    ) -> Result<Self, Ended> {
        let (log, views) = (&*parts.log, &*parts.views);
        let (reader, position) = start::reader(log, views, partition).await?;
        let loaded = views.load(partition, &[]).await?;
        if loaded.position != position {
            return Err(Ended::Moved { from: position, to: loaded.position });
        }
        let next_offset = reader.head().next_offset;
        let last = last_record(log, partition, next_offset).await?;
        let catching_up = last
            .map(|last| End { offset: last.offset, seq: last.record.seq().unwrap_or_default() });
        snapshots.began_at(position.map_or(0, |position| position.seq));
        let folder = Folder::new(partition, loaded.value.totals);
        let session = Self {
            parts,
            partition,
            reader,
            position,
            folder,
            catching_up,
            next_offset,
            is_tail_new: true,
            snapshots,
            meters,
        };
        session.publish();
        Ok(session)
    }

    /// Follow the log until something is not as expected.
    pub(crate) async fn run(mut self, shutdown: &CancellationToken) -> Ended {
        let mut polls = interval(self.parts.settings.poll_every);
        polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tail = match self.follow().await {
            Ok(tail) => tail,
            Err(ended) => return ended,
        };
        loop {
            let step = tokio::select! {
                biased;
                () = shutdown.cancelled() => return Ended::Shutdown,
                // In front of the tail: a busy log must not keep a lost view from being noticed.
                _ = polls.tick() => self.poll().await,
                items = tail.next() => self.on_items(items, &mut tail).await,
            };
            if let Err(ended) = step {
                return ended;
            }
            // A partition that catches up lets others have their turn.
            tokio::task::yield_now().await;
        }
    }

    /// A tail from the head on.
    async fn follow(&mut self) -> Result<Box<dyn Tail>, Ended> {
        let from = self.reader.head().next_offset;
        self.is_tail_new = true;
        Ok(self.parts.log.tail(self.partition, from).await?)
    }

    /// Look at where the view stands, work or not: one that has lost what it had stands further
    /// back, and nobody else would notice before the next commit.
    async fn poll(&mut self) -> Result<(), Ended> {
        let stored = self.parts.views.position(self.partition).await?;
        self.publish();
        self.still_at(stored)
    }

    async fn on_items(
        &mut self,
        items: Result<Vec<Item>, LogError>,
        tail: &mut Box<dyn Tail>,
    ) -> Result<(), Ended> {
        let mut items = items?;
        let count_max = self.parts.settings.batch_count_max;
        // Whatever else is ready goes into the same batch.
        while items.len() < count_max {
            match tail.next().now_or_never() {
                Some(more) => items.extend(more?),
                None => break,
            }
        }
        let read_us = self.parts.clock.now_us();
        let mut batch = Batch::read_at(read_us);
        let strays_before = self.reader.stray_count();
        for item in items {
            match item {
                Item::Stored(stored) => self.read(stored, &mut batch),
                // What a tail begins with; it stands where it was told to.
                Item::Recheck if self.is_tail_new => self.recheck().await?,
                // What comes next may not be what follows the head: it is read again from there.
                Item::Recheck => {
                    self.recheck().await?;
                    *tail = self.follow().await?;
                    break;
                }
            }
            self.is_tail_new = false;
            if batch.len() == count_max {
                let full = std::mem::replace(&mut batch, Batch::read_at(read_us));
                self.fold(&full).await?;
            }
        }
        if !batch.is_empty() {
            self.fold(&batch).await?;
        }
        // A stray may be of another branch of the log that has taken the place of ours.
        if self.reader.stray_count() != strays_before {
            self.meters.strayed(self.reader.stray_count().saturating_sub(strays_before));
            self.recheck().await?;
        }
        self.catching_up = self.catching_up.filter(|end| self.next_offset <= end.offset);
        self.publish();
        Ok(())
    }

    fn read(&mut self, stored: Stored, batch: &mut Batch) {
        self.next_offset = stored.offset + 1;
        if let Verdict::Accepted(head) = self.reader.offer(&stored) {
            batch.push(stored, head);
        }
    }

    async fn recheck(&self) -> Result<(), Ended> {
        let walked = self.reader.recheck(&*self.parts.log).await?;
        walked.map_err(|diverged| Ended::Diverged(diverged.to_string()))
    }

    /// Bring a batch into the view: all of it, or all in front of a commit that parks.
    async fn fold(&mut self, batch: &Batch) -> Result<(), Ended> {
        let mut decoded = batch.decode(usize::MAX);
        let mut unfit = decoded.unfit.take();
        let mut count = decoded.commits.len();
        let has_checkpoint = decoded.has_checkpoint();
        self.admit(&decoded).await?;
        if let Err((folded_count, error)) = decoded.fold(&mut self.folder) {
            // Part of the commit may be in the folder: begin again, and stop in front of it.
            (count, unfit) = (folded_count, Some(error));
            self.refold(batch, count).await?;
        }
        self.apply(batch, count).await?;
        if has_checkpoint {
            self.reader.anchor_here();
        }
        unfit.map_or(Ok(()), |unfit| Err(self.parked(&unfit)))
    }

    async fn refold(&mut self, batch: &Batch, count: usize) -> Result<(), Ended> {
        let loaded = self.parts.views.load(self.partition, &[]).await?;
        self.still_at(loaded.position)?;
        self.folder = Folder::new(self.partition, loaded.value.totals);
        let decoded = batch.decode(count);
        self.admit(&decoded).await?;
        decoded.fold(&mut self.folder).map_err(|(_, unfit)| self.parked(&unfit))
    }

    /// Load the accounts that the folder lacks. They belong to the position they come with: another
    /// than this session's would mix two moments.
    async fn admit(&mut self, decoded: &Decoded) -> Result<(), Ended> {
        let lacking = decoded.lacking(&self.folder);
        if lacking.is_empty() {
            return Ok(());
        }
        let loaded = self.parts.views.load(self.partition, &lacking).await?;
        self.still_at(loaded.position)?;
        for (id, view) in lacking.into_iter().zip(loaded.value.players) {
            self.folder.admit(id, view);
        }
        Ok(())
    }

    async fn apply(&mut self, batch: &Batch, count: usize) -> Result<(), Ended> {
        let Some(next) = batch.head_after(count).and_then(position_of) else { return Ok(()) };
        let mut changes = self.folder.take_changes();
        changes.projected_at(self.parts.clock.now_us());
        let time_ms = changes.totals.time_ms;
        let applied = self.parts.views.apply(self.partition, self.position, next, changes).await;
        match applied {
            Ok(()) => {}
            // Ours, and its answer was lost.
            Err(ApplyError::Conflict { actual }) if actual == Some(next) => {}
            Err(ApplyError::Conflict { actual }) => {
                return Err(Ended::Moved { from: self.position, to: actual });
            }
            Err(ApplyError::Failed(error)) => return Err(error.into()),
        }
        self.position = Some(next);
        self.folder.trim(self.parts.settings.cached_player_count_max);
        self.applied(next, count as u64, time_ms);
        // What is caught up with was written long ago: its way says nothing of today.
        if self.catching_up.is_none() {
            let now_us = self.parts.clock.now_us();
            self.meters.visible(batch.times(count), now_us);
            batch.trace(self.partition, count, now_us);
        }
        if self.snapshots.passed(next.seq).await {
            self.reader.anchor_here();
        }
        Ok(())
    }

    /// The view has moved on by `commit_count` commits, the last of them made at `time_ms`.
    fn applied(&self, position: ViewPosition, commit_count: u64, time_ms: u64) {
        let (partition, seq) = (self.partition, position.seq);
        self.meters.folded(commit_count);
        self.parts.status.change(partition, |status| status.time_ms = time_ms);
        if let Some(End { seq: end_seq, .. }) = self.catching_up {
            (self.parts.progress)(Progress { partition, commit_count, seq, end_seq });
        }
    }

    /// Say how it is.
    fn publish(&self) {
        let seq = self.position.map(|position| position.seq);
        let end_seq = self.reader.head().seq().max(self.catching_up.map(|end| end.seq));
        let now_ms = self.parts.clock.now_ms();
        let is_catching_up = self.catching_up.is_some();
        // On the way through what was long ago they would look as if it happened now.
        if !is_catching_up {
            self.meters.games(&self.folder.totals().games);
        }
        self.parts.status.change(self.partition, |status| {
            status.phase = if is_catching_up { Phase::CatchingUp } else { Phase::Live };
            (status.seq, status.end_seq) = (seq, end_seq);
            status.stray_count = self.reader.stray_count();
            let age_ms = now_ms.saturating_sub(status.time_ms);
            status.lag_ms = if status.lag_count() > 0 { age_ms } else { 0 };
            self.meters.follows(status);
        });
    }

    fn still_at(&self, stored: Option<ViewPosition>) -> Result<(), Ended> {
        if stored == self.position {
            Ok(())
        } else {
            Err(Ended::Moved { from: self.position, to: stored })
        }
    }

    fn parked(&self, unfit: &Unfit) -> Ended {
        let seq = self.position.map_or(0, |position| position.seq + 1);
        Ended::Parked(format!("commit {seq} of partition {}: {unfit}", self.partition))
    }
}
