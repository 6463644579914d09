//! A reader's place in a partition.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::feed::{Feed, Followed, View};
use super::shared::Shared;
use crate::engine::{Item, LogError, Stored, Tail};

/// How many commits one call of `next` yields at most.
const BATCH_COUNT: usize = 1024;

/// How long a new tail waits until its partition is followed.
const BEGIN_PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct KafkaTail {
    shared: Arc<Shared>,
    partition: u32,
    /// Where it goes on after a doubt. Nobody can say how much of what it yielded is gone: any of
    /// it may have been written anew, so none may be jumped over. A reader that knows its own head
    /// begins a new tail there.
    from: u64,
    next_offset: u64,
    /// How many of the partition's doubts this tail has passed on; `None` before its first item.
    seen: Option<u64>,
    changes: watch::Receiver<u64>,
    /// Is this the log that was opened? Asked once for each doubt.
    birth: Asked<()>,
    /// What is not in memory any more. Asked once for each offset.
    older: Asked<Vec<Stored>>,
}

impl KafkaTail {
    pub(super) fn new(shared: Arc<Shared>, partition: u32, from: u64) -> Self {
        let feed = shared.feed(partition);
        feed.enter();
        let changes = feed.subscribe();
        let (birth, older) = (Asked(None), Asked(None));
        Self { shared, partition, from, next_offset: from, seen: None, changes, birth, older }
    }

    fn feed(&self) -> &Feed {
        self.shared.feed(self.partition)
    }

    async fn wait(&mut self) -> Result<(), LogError> {
        // The sender lives in `shared`, which this tail keeps alive.
        let change = self.changes.changed();
        if self.seen.is_some() {
            let _ = change.await;
            return Ok(());
        }
        match timeout(BEGIN_PATIENCE, change).await {
            Ok(_changed) => Ok(()),
            Err(_elapsed) => Err(LogError::Unreachable("no broker sends the partition".into())),
        }
    }

    async fn recheck(&mut self, doubt: u64, followed: Followed) -> Result<Vec<Item>, LogError> {
        if followed == Followed::Yes {
            // Whoever is told to walk the chain again must walk the log that was opened.
            let (shared, partition) = (Arc::clone(&self.shared), self.partition);
            self.birth.answer(doubt, move || shared.check_birth(partition)).await?;
        }
        self.seen = Some(doubt);
        self.next_offset = self.from;
        self.older = Asked(None);
        Ok(vec![Item::Recheck])
    }

    async fn catch_up(&mut self) -> Result<Vec<Stored>, LogError> {
        let (shared, partition, from) =
            (Arc::clone(&self.shared), self.partition, self.next_offset);
        let read = move || shared.reads.commits(partition, from, BATCH_COUNT);
        let commits = self.older.answer(from, read).await?;
        if commits.is_empty() {
            return Err(LogError::Unreachable("the log ends before what it had".into()));
        }
        Ok(commits)
    }

    fn yielded(&mut self, commits: Vec<Stored>) -> Vec<Item> {
        if let Some(last) = commits.last() {
            self.next_offset = last.offset + 1;
        }
        commits.into_iter().map(Item::Stored).collect()
    }
}

#[async_trait]
impl Tail for KafkaTail {
    async fn next(&mut self) -> Result<Vec<Item>, LogError> {
        loop {
            self.changes.borrow_and_update();
            match self.feed().view(self.next_offset, self.seen, BATCH_COUNT) {
                View::Wait => self.wait().await?,
                View::Doubt(doubt, followed) => return self.recheck(doubt, followed).await,
                View::Ready(commits) => return Ok(self.yielded(commits)),
                View::Behind => {
                    let commits = self.catch_up().await?;
                    return Ok(self.yielded(commits));
                }
                View::Failed(failure) => return Err(failure),
            }
        }
    }
}

impl Drop for KafkaTail {
    fn drop(&mut self) {
        self.feed().leave();
    }
}

/// What the broker is being asked, by number. Kept outside the call that asks, so that whoever
/// gives up waiting, again and again, gets the answer in the end.
struct Asked<T>(Option<(u64, JoinHandle<Result<T, LogError>>)>);

impl<T: Send + 'static> Asked<T> {
    async fn answer(
        &mut self,
        number: u64,
        ask: impl FnOnce() -> Result<T, LogError> + Send + 'static,
    ) -> Result<T, LogError> {
        let asked = self.0.take_if(|(asked, _)| *asked == number);
        let (_, answer) = self.0.insert(asked.unwrap_or_else(|| (number, spawn_blocking(ask))));
        let answer = answer.await;
        self.0 = None;
        answer.unwrap_or_else(|error| Err(LogError::Unreachable(error.to_string())))
    }
}
