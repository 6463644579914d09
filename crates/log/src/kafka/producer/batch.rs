//! What becomes of a batch, from the reports of its messages.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::kafka::clients::{IN_FLIGHT_BYTES_MAX, IN_FLIGHT_COUNT_MAX};

/// The offset of each message of a delivered batch, where the broker told.
pub(in crate::kafka) type Offsets = Vec<Option<u64>>;

/// All of a batch is stored, or why nobody knows.
pub(in crate::kafka) type Answered = oneshot::Receiver<Result<Offsets, String>>;

/// A batch on its way.
#[derive(Debug)]
pub(super) struct Batch {
    outcome: Mutex<Outcome>,
}

#[derive(Debug)]
struct Outcome {
    unreported_count: usize,
    offsets: Offsets,
    failure: Option<String>,
    answer: Option<oneshot::Sender<Result<Offsets, String>>>,
    /// Given back with the answer.
    load: Option<Share>,
}

/// One message of a batch; librdkafka holds it until it reports.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) batch: Arc<Batch>,
    pub(super) index: usize,
}

impl Batch {
    pub(super) fn new(count: usize, load: Share) -> (Arc<Self>, Answered) {
        let (answer, answered) = oneshot::channel();
        let outcome = Mutex::new(Outcome {
            unreported_count: count,
            offsets: vec![None; count],
            failure: None,
            answer: Some(answer),
            load: Some(load),
        });
        (Arc::new(Self { outcome }), answered)
    }

    /// The messages from `index` on were never sent, and no reports will come.
    pub(super) fn give_up_from(&self, index: usize, why: &str) {
        let mut outcome = self.lock();
        let count = outcome.offsets.len() - index;
        outcome.fail(why);
        outcome.report(count);
    }

    fn lock(&self) -> MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Delivery {
    pub(super) fn succeeded(self, offset: Option<u64>) {
        let mut outcome = self.batch.lock();
        outcome.offsets[self.index] = offset;
        outcome.report(1);
    }

    pub(super) fn failed(self, why: &str) {
        let mut outcome = self.batch.lock();
        outcome.fail(why);
        outcome.report(1);
    }
}

impl Outcome {
    fn fail(&mut self, why: &str) {
        self.failure.get_or_insert_with(|| why.to_owned());
    }

    fn report(&mut self, count: usize) {
        self.unreported_count -= count;
        if self.unreported_count > 0 {
            return;
        }
        self.load = None;
        let result = match self.failure.take() {
            Some(why) => Err(why),
            None => Ok(std::mem::take(&mut self.offsets)),
        };
        if let Some(answer) = self.answer.take() {
            // Nobody may be left who waits for it.
            let _ = answer.send(result);
        }
    }
}

/// How much is on its way. Kept here so that a batch is taken or refused whole: librdkafka would
/// take its beginning.
#[derive(Debug, Default)]
pub(super) struct Load {
    count: AtomicUsize,
    bytes: AtomicUsize,
}

/// A batch's part of a load.
#[derive(Debug)]
pub(super) struct Share {
    load: Arc<Load>,
    count: usize,
    bytes: usize,
}

impl Load {
    /// `None` when it would be too much.
    pub(super) fn take(self: &Arc<Self>, count: usize, bytes: usize) -> Option<Share> {
        let share = Share { load: Arc::clone(self), count, bytes };
        let count = self.count.fetch_add(count, Ordering::Relaxed) + count;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        (count <= IN_FLIGHT_COUNT_MAX && bytes <= IN_FLIGHT_BYTES_MAX).then_some(share)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.load.count.fetch_sub(self.count, Ordering::Relaxed);
        self.load.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
