//! Proving the whole log on open.
//!
//! Every partition is walked by the accept rule. A changed byte in any commit breaks the chain at
//! its successor; the last commit of a partition has none, so its hash was written down in `heads`
//! by the transaction that stored it, which also tells when commits are missing at the end. What
//! the chain cannot see, SQLite's own check of its pages does: keys that lead a search astray.

use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use rusqlite::Connection;

use super::connect::{self, failed};
use super::directory::Directory;
use super::rows::{read_head, visit_commits};
use crate::chain::{Head, StrayReason, Verdict, accept};
use crate::engine::{LogError, Stored};
use crate::genesis::Genesis;

/// Threads that walk. More do not help: two read as fast as a disk delivers.
const THREAD_COUNT: usize = 2;

/// How much is read ahead at once.
const READ_AHEAD_BYTES: usize = 1024 * 1024;

/// Progress is told after this many commits of a partition.
const STEP_COUNT: u64 = 4096;

/// Prove the log that `genesis` begins. Returns where every partition ends.
///
/// `progress` is told how many commits are done, and how many there are.
pub(super) fn walk(
    connection: &Connection,
    directory: &Directory,
    genesis: &Genesis,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Head>, LogError> {
    let path = &directory.database();
    let walk = Walk { path, genesis, next_task: AtomicU32::new(0) };
    let total = walk.count_commits(connection)?;
    let mut results = thread::scope(|scope| {
        let (steps, done) = channel();
        let spawn = |_thread| {
            let (walk, steps) = (&walk, steps.clone());
            scope.spawn(move || walk.work(&steps))
        };
        let workers: Vec<_> = (0..THREAD_COUNT).map(spawn).collect();
        scope.spawn(|| walk.read_ahead(directory));
        drop(steps);
        let mut done_count = 0;
        for step in done {
            done_count += step;
            progress(done_count, total);
        }
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.collect::<thread::Result<Vec<_>>>()
    })
    .map_err(|_panic| LogError::Unusable("a thread that proved the log panicked".into()))?
    .concat();
    // What is wrong with a commit says more than what is wrong with a page.
    results.sort_by_key(|(task, _result)| task.partition().unwrap_or(u32::MAX));
    let heads: Vec<Option<Head>> =
        results.into_iter().map(|(_task, result)| result).collect::<Result<_, _>>()?;
    Ok(heads.into_iter().flatten().collect())
}

struct Walk<'a> {
    path: &'a Path,
    genesis: &'a Genesis,
    next_task: AtomicU32,
}

/// A part of the proof: the check of all pages, which takes longest and so comes first, then one
/// partition after the other.
#[derive(Debug, Clone, Copy)]
struct Task(u32);

impl Task {
    fn partition(self) -> Option<u32> {
        self.0.checked_sub(1)
    }
}

/// The head of a partition; none from the check of the pages.
type TaskResult = Result<Option<Head>, LogError>;

impl Walk<'_> {
    /// Do one task after the other, until none is left.
    fn work(&self, steps: &Sender<u64>) -> Vec<(Task, TaskResult)> {
        let connection = connect::open(self.path).map_err(|error| failed(self.path, &error));
        let mut results = Vec::new();
        while let Some(task) = self.take_task() {
            let result = match (&connection, task.partition()) {
                (Ok(connection), Some(partition)) => {
                    self.walk_partition(connection, partition, steps).map(Some)
                }
                (Ok(connection), None) => self.check_pages(connection).map(|()| None),
                (Err(error), _) => Err(error.clone()),
            };
            results.push((task, result));
        }
        results
    }

    fn take_task(&self) -> Option<Task> {
        let task = self.next_task.fetch_add(1, Ordering::Relaxed);
        (task <= self.genesis.partition_count).then_some(Task(task))
    }

    fn walk_partition(
        &self,
        connection: &Connection,
        partition: u32,
        steps: &Sender<u64>,
    ) -> Result<Head, LogError> {
        let count = self.genesis.partition_count;
        let mut head = Head::before_genesis(self.genesis.lineage, partition, count);
        let mut damage = None;
        visit_commits(connection, partition, 0, |stored| {
            match self.follows(&head, partition, &stored) {
                Ok(next) => head = next,
                Err(what) => damage = Some(what),
            }
            if head.next_seq.is_multiple_of(STEP_COUNT) {
                // Nobody listens only when the walk is over.
                let _ = steps.send(STEP_COUNT);
            }
            damage.is_none()
        })
        .map_err(|error| failed(self.path, &error))?;
        let _ = steps.send(head.next_seq % STEP_COUNT);
        match damage {
            None => self.ends_at(connection, partition, &head)?,
            Some(what) => return Err(damaged(partition, head.next_offset, what)),
        }
        Ok(head)
    }

    /// The accept rule; in this engine offsets have no gaps, and the first commit is the genesis.
    fn follows(&self, head: &Head, partition: u32, stored: &Stored) -> Result<Head, String> {
        let offset = head.next_offset;
        if stored.offset != offset {
            return Err(format!("it is missing; the next is offset {}", stored.offset));
        }
        let count = self.genesis.partition_count;
        match accept(head, partition, count, offset, &stored.record) {
            Verdict::Accepted(_) if offset == 0 && !self.is_genesis(partition, stored) => {
                Err("it is not the genesis that partition 0 has".into())
            }
            Verdict::Accepted(next) => Ok(next),
            Verdict::Stray(StrayReason::OtherPredecessor) => {
                Err("it does not follow the commit before it; one of the two was changed".into())
            }
            Verdict::Stray(StrayReason::SeqDoesNotFollow) => Err("its seq does not follow".into()),
            Verdict::Stray(StrayReason::ForeignKey) => {
                Err("its player belongs to another partition".into())
            }
        }
    }

    fn is_genesis(&self, partition: u32, stored: &Stored) -> bool {
        let expected = Genesis { partition, ..self.genesis.clone() };
        Genesis::from_record(&stored.record) == Some(expected)
    }

    /// Whether the last commit is the one that was written down as such.
    fn ends_at(
        &self,
        connection: &Connection,
        partition: u32,
        head: &Head,
    ) -> Result<(), LogError> {
        let last = read_head(connection, partition).map_err(|error| failed(self.path, &error))?;
        let what = match last {
            Some((offset, hash)) if offset + 1 == head.next_offset => {
                if hash == head.hash {
                    return Ok(());
                }
                let what = "it, the last, was changed, or what was written down of it";
                return Err(damaged(partition, offset, what.into()));
            }
            Some((offset, _hash)) => format!("the last commit should be at offset {offset}"),
            None => "nothing was written down of the last commit".into(),
        };
        Err(damaged(partition, head.next_offset, what))
    }

    fn check_pages(&self, connection: &Connection) -> Result<(), LogError> {
        let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        let found: String = check.map_err(|error| failed(self.path, &error))?;
        if found == "ok" {
            return Ok(());
        }
        Err(LogError::Damaged { place: self.path.display().to_string(), what: found })
    }

    /// Read the file from front to back, so that the operating system has it in memory when the
    /// walks ask for it: partitions lie interleaved, and each walk skips through all of it. An
    /// error is for the walks to meet.
    fn read_ahead(&self, directory: &Directory) {
        let mut buffer = vec![0; READ_AHEAD_BYTES];
        let Ok(mut file) = directory.opened_database() else { return };
        let is_walking = || self.next_task.load(Ordering::Relaxed) <= self.genesis.partition_count;
        while is_walking() && file.read(&mut buffer).is_ok_and(|count| count > 0) {}
    }

    fn count_commits(&self, connection: &Connection) -> Result<u64, LogError> {
        let sql = "SELECT coalesce(sum(\"offset\" + 1), 0) FROM heads";
        let count: rusqlite::Result<i64> = connection.query_row(sql, [], |row| row.get(0));
        count.map(i64::cast_unsigned).map_err(|error| failed(self.path, &error))
    }
}

fn damaged(partition: u32, offset: u64, what: String) -> LogError {
    LogError::Damaged { place: format!("partition {partition}, offset {offset}"), what }
}
