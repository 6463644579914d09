//! Reading what a partition holds, from any offset, without waiting at its end.
//!
//! Every read asks the broker how far the partition goes and then fetches: nothing is answered from
//! memory, because a reader that walks its chain again wants to know what the log holds *now*. One
//! exception: a scan goes on with what was fetched ahead for it, for as long as it does not pause.

mod cursor;

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use rdkafka::message::{BorrowedMessage, Message};

use super::clients::Clients;
use super::wire::stored_of;
use crate::engine::{LogError, Stored};

use cursor::{Bounds, Cursor};

pub(super) use cursor::Goes;

/// How many cursors wait for the next reader; more are opened when more read at once. As many as
/// may scan side by side when everything starts: each goes on with what it has fetched ahead.
const IDLE_COUNT_MAX: usize = 16;

/// One read ends after this many bytes, whatever it was asked for: the caller comes again.
const READ_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A message of another topic than that of the commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) offset: u64,
    pub(super) key: Bytes,
    pub(super) value: Bytes,
}

pub(super) struct Reads {
    clients: Clients,
    commits: String,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    cursors: Vec<Cursor>,
    closed: bool,
}

impl Reads {
    pub(super) fn new(clients: Clients, commits: String) -> Self {
        Self { clients, commits, idle: Mutex::default() }
    }

    /// At most `count_max` commits from offset `from` on; none only at the end. Blocks.
    pub(super) fn commits(
        &self,
        partition: u32,
        from: u64,
        count_max: usize,
    ) -> Result<Vec<Stored>, LogError> {
        let mut commits = Vec::new();
        if count_max == 0 {
            return Ok(commits);
        }
        let mut bytes = 0;
        self.scan(&self.commits, partition, from, whole(partition), |message| {
            if let Some(stored) = stored_of(message) {
                bytes += stored.record.key.len() + stored.record.value.len();
                commits.push(stored);
            }
            if commits.len() < count_max && bytes < READ_BYTES_MAX { Goes::On } else { Goes::No }
        })?;
        Ok(commits)
    }

    /// Everything from offset `from` on that `visit` wants, up to where the partition ends now.
    /// Blocks.
    pub(super) fn messages(
        &self,
        topic: &str,
        partition: u32,
        from: u64,
        mut visit: impl FnMut(Raw) -> Goes,
    ) -> Result<(), LogError> {
        self.scan(
            topic,
            partition,
            from,
            |_any| Ok(()),
            |message| {
                let Ok(offset) = u64::try_from(message.offset()) else { return Goes::On };
                let key = Bytes::copy_from_slice(message.key().unwrap_or_default());
                let value = Bytes::copy_from_slice(message.payload().unwrap_or_default());
                visit(Raw { offset, key, value })
            },
        )
    }

    /// Where a partition begins and ends now. Blocks.
    pub(super) fn bounds(&self, topic: &str, partition: u32) -> Result<Bounds, LogError> {
        let cursor = self.take(topic, partition, None)?;
        let bounds = cursor.bounds(topic, partition)?;
        self.give_back(cursor);
        Ok(bounds)
    }

    /// Let idle cursors let go of what they do not need.
    pub(super) fn tidy(&self) {
        self.lock().cursors.iter_mut().for_each(Cursor::tidy);
    }

    /// Keep no cursors from now on.
    pub(super) fn close(&self) {
        let idle = std::mem::replace(&mut *self.lock(), Idle { cursors: Vec::new(), closed: true });
        drop(idle);
    }

    fn scan(
        &self,
        topic: &str,
        partition: u32,
        from: u64,
        check: impl FnOnce(Bounds) -> Result<(), LogError>,
        visit: impl FnMut(&BorrowedMessage<'_>) -> Goes,
    ) -> Result<(), LogError> {
        let mut cursor = self.take(topic, partition, Some(from))?;
        if !cursor.goes_on(topic, partition, from) {
            let bounds = cursor.bounds(topic, partition)?;
            check(bounds)?;
            cursor.go_to(topic, partition, from, bounds)?;
        }
        cursor.scan(visit)?;
        self.give_back(cursor);
        Ok(())
    }

    /// The cursor that stands there already, else one that stands nowhere, else a new one while
    /// there are few. One that fails is not given back.
    fn take(&self, topic: &str, partition: u32, from: Option<u64>) -> Result<Cursor, LogError> {
        let mut idle = self.lock();
        if idle.closed {
            return Err(LogError::Unreachable("it is closed".into()));
        }
        let stands =
            |cursor: &Cursor| from.is_some_and(|at| cursor.stands_at(topic, partition, at));
        let cursors = &mut idle.cursors;
        let place = cursors
            .iter()
            .position(stands)
            .or_else(|| cursors.iter().position(Cursor::stands_nowhere))
            .or_else(|| cursors.len().checked_sub(IDLE_COUNT_MAX));
        match place {
            Some(place) => Ok(cursors.remove(place)),
            None => {
                drop(idle);
                Cursor::open(&self.clients)
            }
        }
    }

    fn give_back(&self, cursor: Cursor) {
        let mut idle = self.lock();
        if !idle.closed && idle.cursors.len() < IDLE_COUNT_MAX {
            idle.cursors.push(cursor);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Commits are never removed: where the beginning is gone, everybody would be new and rich again.
fn whole(partition: u32) -> impl FnOnce(Bounds) -> Result<(), LogError> {
    move |bounds| match bounds.start {
        0 => Ok(()),
        start => Err(LogError::Unusable(format!(
            "partition {partition} begins at offset {start}: what stood in front of it is gone"
        ))),
    }
}
