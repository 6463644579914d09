//! Standing at the head of a log that can be lost sight of.
//!
//! While it cannot be followed nothing is decided, so nobody is kept waiting for that either:
//! whoever is certain not to be in the log is told at once that nothing happened, and who may be in
//! it that nobody knows.

use std::sync::Arc;
use std::time::Duration;

use croupier_log::{Diverged, Item, Log, LogError, Reader, Tail};
use tokio::pin;
use tokio::time::{Instant, sleep, sleep_until};

use super::Owner;
use crate::partition::QUEUE_MAX;

/// How long to wait before a log that cannot be read is tried again.
pub(super) const RETRY: Duration = Duration::from_millis(200);

/// How long requests wait for a log that does not say whether it can be read. Less than they are
/// waited for, so that "nothing happened" comes before "nobody knows".
const PATIENCE: Duration = Duration::from_secs(2);

/// A tail, what it said first, and what the chain in front of it was found to be.
struct Stand {
    tail: Box<dyn Tail>,
    first: Vec<Item>,
    walked: Result<(), Diverged>,
}

impl Owner {
    /// A tail from the head on.
    pub(super) async fn follow(&mut self) -> Box<dyn Tail> {
        let patient_until = Instant::now() + PATIENCE;
        loop {
            let from = self.partition.reader().clone();
            let standing = stand(self.log.clone(), from);
            match self.meanwhile(patient_until, standing).await {
                Ok(Stand { tail, first, walked }) => {
                    self.trouble = None;
                    self.partition.on_recheck(walked);
                    self.on_items(first.into_iter().skip_while(|item| *item == Item::Recheck));
                    return tail;
                }
                Err(error) => {
                    self.cannot_follow(&error);
                    self.meanwhile(patient_until, sleep(RETRY)).await;
                }
            }
        }
    }

    /// Say so, in the log once for each reason: it may take long, and is tried all the time.
    pub(super) fn cannot_follow(&mut self, error: &LogError) {
        self.is_in_trouble(format!("its log cannot be followed: {error}"));
    }

    fn is_in_trouble(&mut self, why: String) {
        if self.trouble.as_deref() != Some(&*why) {
            tracing::warn!(partition.id = self.id(), "{why}");
            self.trouble = Some(why.into());
            self.publish();
            self.partition.refuse_waiting();
        }
    }

    /// The output of `work`. Whoever arrives meanwhile waits, but not beyond `patient_until`, nor
    /// once it is known that the log cannot be followed.
    pub(super) async fn meanwhile<T>(
        &mut self,
        patient_until: Instant,
        work: impl Future<Output = T>,
    ) -> T {
        pin!(work);
        loop {
            let mut requests = Vec::new();
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = sleep_until(patient_until), if self.trouble.is_none() => {
                    self.is_in_trouble("its log does not say where it ends".to_owned());
                }
                1.. = self.inbox.recv_many(&mut requests, QUEUE_MAX) => {
                    let is_known = self.trouble.is_some();
                    for request in requests {
                        match is_known {
                            true => self.partition.refuse_arrived(request),
                            false => self.partition.submit(request),
                        }
                    }
                }
            }
        }
    }
}

/// A tail vouches for what comes after its first item. So it is opened first, and then the chain is
/// walked again: no loss can hide between the two.
async fn stand(log: Arc<dyn Log>, reader: Reader) -> Result<Stand, LogError> {
    let mut tail = log.tail(reader.partition(), reader.head().next_offset).await?;
    let first = tail.next().await?;
    let walked = reader.recheck(&*log).await?;
    Ok(Stand { tail, first, walked })
}
