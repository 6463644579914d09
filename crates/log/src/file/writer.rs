//! The one thread that writes.

use std::sync::Arc;
use std::time::Instant;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::checkpoint::Wake;
use super::feed::Feed;
use super::rows::{insert_commit, update_head};
use super::running::Shared;
use crate::chain::{Head, Record, Verdict, accept};
use crate::engine::{AppendError, Appended, Stored};

/// A group ends when it has this many bytes of keys and values.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One append, on its way to the writer.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) partition: u32,
    pub(super) records: Vec<Record>,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
}

impl Job {
    fn bytes(&self) -> usize {
        self.records.iter().map(|record| record.key.len() + record.value.len()).sum()
    }

    /// Nobody may be left who waits for it.
    fn answer(self, answer: Result<Appended, AppendError>) {
        let _ = self.answer.send(answer);
    }
}

pub(super) struct Writer {
    connection: Connection,
    /// Where every partition stands, durably.
    heads: Vec<Head>,
    shared: Arc<Shared>,
    wake: Wake,
    /// Tells when something was stored.
    now_us: Option<fn() -> u64>,
    /// The last group was refused for want of room: it is said once.
    is_full: bool,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        heads: Vec<Head>,
        shared: Arc<Shared>,
        wake: Wake,
        now_us: Option<fn() -> u64>,
    ) -> Self {
        Self { connection, heads, shared, wake, now_us, is_full: false }
    }

    /// Serve until the last sender of jobs is gone.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            let group = gather(first, &mut jobs);
            self.store(group);
        }
    }

    /// Store what follows of a group, all or nothing, and answer.
    fn store(&mut self, group: Vec<Job>) {
        let (group, heads) = self.accept(group);
        if group.is_empty() {
            return;
        }
        let started = Instant::now();
        if !self.commit(&group, &heads) {
            self.shared.counters.full(group.len());
            group.into_iter().for_each(|job| job.answer(Err(AppendError::Full)));
            return;
        }
        let commit_count = group.iter().map(|job| job.records.len()).sum();
        let bytes = group.iter().map(Job::bytes).sum();
        self.shared.counters.stored(group.len(), commit_count, bytes, started.elapsed());
        let end_count = heads.iter().zip(&self.heads).filter(|(new, old)| new != old).count();
        self.heads = heads;
        let appended_us = self.now_us.map(|now_us| now_us());
        for job in group {
            self.publish(job, appended_us);
        }
        self.wake.wrote(&self.connection, bytes, end_count);
    }

    /// The accept rule, under the writer's ownership: what does not follow is refused here, so
    /// that no stray is ever stored. Returns the rest and where it leads.
    fn accept(&self, group: Vec<Job>) -> (Vec<Job>, Vec<Head>) {
        let mut heads = self.heads.clone();
        let count = u32::try_from(heads.len()).unwrap_or(u32::MAX);
        let (followed, refused): (Vec<Job>, Vec<Job>) = group.into_iter().partition(|job| {
            let place = &mut heads[job.partition as usize];
            let led = job.records.iter().try_fold(*place, |head, record| {
                match accept(&head, job.partition, count, head.next_offset, record) {
                    Verdict::Accepted(head) => Some(head),
                    Verdict::Stray(_) => None,
                }
            });
            led.inspect(|head| *place = *head).is_some()
        });
        self.shared.counters.refused(refused.len());
        refused.into_iter().for_each(|job| job.answer(Err(AppendError::NotNext)));
        (followed, heads)
    }

    /// Make a group durable. `false` when there is no room: nothing of it is stored then.
    fn commit(&mut self, group: &[Job], heads: &[Head]) -> bool {
        loop {
            let Err(error) = self.try_commit(group, heads) else {
                self.is_full = false;
                return true;
            };
            match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => {
                    if !self.is_full {
                        tracing::error!(%error, "the log has no room left: appends are refused");
                    }
                    self.is_full = true;
                    return false;
                }
                // Only before the first write: the transaction begins with its lock.
                Some(ErrorCode::DatabaseBusy) => {
                    tracing::warn!(%error, "another program keeps the log locked: waiting");
                }
                _ => abort(&error),
            }
        }
    }

    fn try_commit(&mut self, group: &[Job], heads: &[Head]) -> rusqlite::Result<()> {
        let mut offsets: Vec<u64> = self.heads.iter().map(|head| head.next_offset).collect();
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        for job in group {
            let offset = &mut offsets[job.partition as usize];
            for record in &job.records {
                insert_commit(&transaction, job.partition, *offset, record)?;
                *offset += 1;
            }
        }
        for (partition, (head, before)) in (0..).zip(heads.iter().zip(&self.heads)) {
            if head != before {
                update_head(&transaction, partition, head.next_offset - 1, &head.hash)?;
            }
        }
        transaction.commit()
    }

    /// Show a durable append to the tails, then answer it.
    fn publish(&self, job: Job, appended_us: Option<u64>) {
        let feed = &self.shared.feeds[job.partition as usize];
        let first = feed.end().offset;
        let commits = (first..).zip(job.records);
        feed.publish(commits.map(|(offset, record)| Stored { offset, record, appended_us }));
        let appended = Appended { last_offset: feed.end().offset.checked_sub(1) };
        // Nobody may be left who waits for it.
        let _ = job.answer.send(Ok(appended));
    }
}

impl Drop for Writer {
    /// However the writer ends, nobody waits for it in vain.
    fn drop(&mut self) {
        self.shared.feeds.iter().for_each(Feed::close);
    }
}

/// Everything that waits, to a limit.
fn gather(first: Job, jobs: &mut mpsc::Receiver<Job>) -> Vec<Job> {
    let mut bytes = first.bytes();
    let mut group = vec![first];
    while bytes < GROUP_BYTES_MAX {
        let Ok(job) = jobs.try_recv() else { break };
        bytes += job.bytes();
        group.push(job);
    }
    group
}

/// After a failed write or fsync nobody knows what the disk holds, and asking again may be answered
/// wrongly: the kernel forgets such errors. Only a new process that reads the disk can tell.
pub(super) fn abort(error: &rusqlite::Error) -> ! {
    tracing::error!(%error, "the log could not be written; ending the process");
    std::process::abort()
}
