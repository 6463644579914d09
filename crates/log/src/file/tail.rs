//! A reader's place in the file engine.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::watch;

use super::feed::End;
use super::running::Shared;
use crate::engine::{Item, LogError, Tail};

/// How many commits one call of `next` yields at most.
const BATCH_COUNT: usize = 1024;

pub(super) struct FileTail {
    shared: Arc<Shared>,
    partition: u32,
    next_offset: u64,
    started: bool,
    end: watch::Receiver<End>,
}

impl FileTail {
    pub(super) fn new(shared: Arc<Shared>, partition: u32, from: u64) -> Self {
        let end = shared.feeds[partition as usize].subscribe();
        Self { shared, partition, next_offset: from, started: false, end }
    }
}

#[async_trait]
impl Tail for FileTail {
    async fn next(&mut self) -> Result<Vec<Item>, LogError> {
        if !self.started {
            self.started = true;
            return Ok(vec![Item::Recheck]);
        }
        loop {
            let end = *self.end.borrow_and_update();
            if self.next_offset < end.offset {
                let commits =
                    self.shared.read(self.partition, self.next_offset, BATCH_COUNT).await?;
                self.next_offset += commits.len() as u64;
                return Ok(commits.into_iter().map(Item::Stored).collect());
            }
            if end.closed || self.end.changed().await.is_err() {
                return Err(LogError::Unreachable("it is closed".into()));
            }
        }
    }
}
