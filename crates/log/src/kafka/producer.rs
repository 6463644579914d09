//! A producer, the thread that serves it, and the answers to what it was given.
//!
//! A batch is answered once, when librdkafka has reported each of its messages. Whoever fails takes
//! all others with it: what a writer sends is a chain, and what follows a missing link is a stray.
//! So after the first failure, and after a fatal error, a producer is of no more use: everything it
//! still holds is purged and its outcome unknown, and its owner makes a new one.
//!
//! Not librdkafka's futures: each holds memory until it is polled, and an append may be dropped.

mod batch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, DeliveryResult, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, ProducerContext, PurgeConfig};
use rdkafka::{ClientContext, Timestamp};

use super::clients::{Clients, DELIVERY_TIMEOUT_MS, relay};
use crate::engine::LogError;

use batch::{Batch, Delivery, Load};

pub(super) use batch::{Answered, Offsets};

/// How soon the thread looks whether its producer has failed or is to end.
const POLL: Duration = Duration::from_millis(10);

/// How long a producer that ends well waits for what it holds: it is given up before that.
const FLUSH_PATIENCE: Duration = Duration::from_millis(DELIVERY_TIMEOUT_MS as u64 + 2000);

/// How long the reports of a purge may take.
const PURGE_PATIENCE: Duration = Duration::from_secs(2);

/// One message.
pub(super) struct Outgoing<'a> {
    pub(super) topic: &'a str,
    pub(super) partition: u32,
    pub(super) key: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) headers: Option<OwnedHeaders>,
}

/// Nothing of a batch was sent, and nothing will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotSent {
    /// Too much is on its way.
    Full,
    /// The producer takes nothing any more.
    Failed(String),
}

/// See the module. Dropped, it delivers what it holds and ends, in its own time.
pub(super) struct Producer {
    inner: Arc<Inner>,
    load: Arc<Load>,
}

struct Inner {
    producer: BaseProducer<Reports>,
    must_end: AtomicBool,
}

impl Producer {
    /// A producer and its thread, which ends when the producer was dropped or has failed.
    pub(super) fn start(clients: &Clients) -> Result<(Self, JoinHandle<()>), LogError> {
        let producer = clients.producer(Reports::default())?;
        let inner = Arc::new(Inner { producer, must_end: AtomicBool::new(false) });
        let served = Arc::clone(&inner);
        let thread = thread::Builder::new()
            .name("log-producer".into())
            .spawn(move || served.serve())
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok((Self { inner, load: Arc::default() }, thread))
    }

    /// Whether it has failed and takes nothing any more.
    pub(super) fn has_failed(&self) -> bool {
        self.inner.producer.context().has_failed()
    }

    /// Hand over a batch, in order. Waits for nothing. Two callers at once are the business of
    /// whoever cares for the order between them.
    pub(super) fn send<'a>(
        &self,
        messages: impl ExactSizeIterator<Item = Outgoing<'a>>,
        bytes: usize,
    ) -> Result<Answered, NotSent> {
        if self.has_failed() {
            return Err(NotSent::Failed("an earlier append failed".into()));
        }
        let count = messages.len();
        let load = self.load.take(count, bytes).ok_or(NotSent::Full)?;
        let (batch, answered) = Batch::new(count, load);
        for (index, message) in messages.enumerate() {
            let delivery = Box::new(Delivery { batch: Arc::clone(&batch), index });
            let Err(error) = self.inner.send(message, delivery) else { continue };
            if index == 0 {
                return Err(match error.rdkafka_error_code() {
                    Some(RDKafkaErrorCode::QueueFull) => NotSent::Full,
                    _ => NotSent::Failed(error.to_string()),
                });
            }
            // Its beginning is on its way.
            self.inner.producer.context().fail(&error);
            batch.give_up_from(index, &error.to_string());
            break;
        }
        Ok(answered)
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        self.inner.must_end.store(true, Ordering::Release);
    }
}

impl Inner {
    fn send(&self, message: Outgoing<'_>, delivery: Box<Delivery>) -> Result<(), KafkaError> {
        let Outgoing { topic, partition, key, value, headers } = message;
        let mut record = BaseRecord::with_opaque_to(topic, delivery)
            .partition(i32::try_from(partition).unwrap_or(i32::MAX))
            .key(key)
            .payload(value);
        record.headers = headers;
        self.producer.send(record).map_err(|(error, _record)| error)
    }

    fn serve(&self) {
        let reports = self.producer.context();
        while !self.must_end.load(Ordering::Acquire) && !reports.has_failed() {
            self.producer.poll(POLL);
        }
        if !reports.has_failed() {
            // Either everything is delivered, or something was not and is purged below.
            let _ = self.producer.flush(FLUSH_PATIENCE);
        }
        self.producer.purge(PurgeConfig::default().queue().inflight());
        if self.producer.flush(PURGE_PATIENCE).is_err() {
            tracing::warn!("kafka: not every append that was given up could be reported");
        }
    }
}

/// Where librdkafka reports to.
#[derive(Debug, Default)]
struct Reports {
    failed: AtomicBool,
}

impl Reports {
    fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Said once: what is purged fails too.
    fn fail(&self, error: &KafkaError) {
        if !self.failed.swap(true, Ordering::AcqRel) {
            tracing::warn!(%error, "kafka: the producer is given up for a new one");
        }
    }
}

impl ClientContext for Reports {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        relay(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::Fatal) {
            self.fail(&error);
        }
        tracing::debug!(%error, reason, "kafka");
    }
}

impl ProducerContext for Reports {
    type DeliveryOpaque = Box<Delivery>;

    fn delivery(&self, result: &DeliveryResult<'_>, delivery: Box<Delivery>) {
        match result {
            Ok(message) => delivery.succeeded(offset_of(message)),
            Err((error, _message)) => {
                self.fail(error);
                delivery.failed(&error.to_string());
            }
        }
    }
}

/// Where a message stands, if the broker said so. A batch that the broker recognised as a duplicate
/// is a success without a place; librdkafka counts on from "nowhere" then, -1, 0, 1, which looks
/// like places. But only what was truly answered has the broker's time.
fn offset_of(message: &BorrowedMessage<'_>) -> Option<u64> {
    match message.timestamp() {
        Timestamp::LogAppendTime(_) => u64::try_from(message.offset()).ok(),
        Timestamp::CreateTime(_) | Timestamp::NotAvailable => None,
    }
}
