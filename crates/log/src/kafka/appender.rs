//! The one producer through which every partition is appended to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::clients::{Clients, MESSAGE_BYTES_MAX};
use super::producer::{Answered, NotSent, Outgoing, Producer};
use super::stats::Counters;
use super::wire::Source;
use crate::chain::Record;
use crate::engine::{AppendError, Appended, LogError};
use crate::genesis::Lineage;

/// Room for the headers in a message of the largest size.
const KEY_BYTES_MAX: usize = MESSAGE_BYTES_MAX - Record::VALUE_BYTES_MAX - 64 * 1024;

pub(super) struct Appender {
    clients: Clients,
    topic: String,
    sources: Vec<Source>,
    counters: Arc<Counters>,
    current: Mutex<Current>,
}

/// The producer in use, and the threads of all there have been.
#[derive(Default)]
struct Current {
    /// Made when it is first needed: who only reads may not be allowed to write.
    producer: Option<Producer>,
    threads: Vec<JoinHandle<()>>,
    closed: bool,
}

impl Appender {
    pub(super) fn new(
        clients: Clients,
        topic: String,
        lineage: Lineage,
        partition_count: u32,
        counters: Arc<Counters>,
    ) -> Self {
        let sources = (0..partition_count).map(|p| Source::new(lineage, p)).collect();
        Self { clients, topic, sources, counters, current: Mutex::default() }
    }

    /// The caller has seen that the partition exists. The batch is on its way, in order, as soon
    /// as this is polled.
    pub(super) async fn append(
        &self,
        partition: u32,
        records: Vec<Record>,
    ) -> Result<Appended, AppendError> {
        let too_large = |record: &Record| !record.fits() || record.key.len() > KEY_BYTES_MAX;
        if records.iter().any(too_large) {
            return Err(AppendError::TooLarge);
        }
        if records.is_empty() {
            return Ok(Appended { last_offset: None });
        }
        let bytes = records.iter().map(|record| record.key.len() + record.value.len()).sum();
        let result = match self.begin(partition, &records, bytes) {
            Ok(answered) => delivered(answered).await,
            Err(error) => Err(error),
        };
        match &result {
            Ok(_) => self.counters.appended(records.len(), bytes),
            Err(AppendError::Full) => self.counters.full(),
            Err(_) => self.counters.unknown(),
        }
        result
    }

    fn begin(
        &self,
        partition: u32,
        records: &[Record],
        bytes: usize,
    ) -> Result<Answered, AppendError> {
        let source = &self.sources[partition as usize];
        let headers: Vec<_> = records.iter().map(|record| source.headers(record)).collect();
        // Held until all of the batch is handed over, so that no other comes in between.
        let mut current = self.lock();
        let producer =
            self.usable(&mut current).map_err(|error| AppendError::Unknown(error.to_string()))?;
        let messages = records.iter().zip(headers).map(|(record, headers)| Outgoing {
            topic: &self.topic,
            partition,
            key: &record.key,
            value: &record.value,
            headers: Some(headers),
        });
        producer.send(messages, bytes).map_err(|not_sent| match not_sent {
            NotSent::Full => AppendError::Full,
            NotSent::Failed(why) => AppendError::Unknown(why),
        })
    }

    /// The producer in use, or a new one in the place of one that has failed.
    fn usable<'a>(&self, current: &'a mut Current) -> Result<&'a Producer, LogError> {
        if current.closed {
            return Err(LogError::Unreachable("it is closed".into()));
        }
        if current.producer.take_if(|producer| producer.has_failed()).is_some() {
            self.counters.producer_restarted();
            current.threads.retain(|thread| !thread.is_finished());
        }
        let producer = match current.producer.take() {
            Some(producer) => producer,
            None => {
                let (producer, thread) = Producer::start(&self.clients)?;
                current.threads.push(thread);
                producer
            }
        };
        Ok(current.producer.insert(producer))
    }

    /// Deliver what was handed over, or give it up. Blocks.
    pub(super) fn close(&self) {
        let before =
            std::mem::replace(&mut *self.lock(), Current { closed: true, ..Current::default() });
        drop(before.producer);
        for thread in before.threads {
            if thread.join().is_err() {
                tracing::error!("a producer's thread panicked");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn delivered(answered: Answered) -> Result<Appended, AppendError> {
    let closed = || Err("the log was closed".into());
    match answered.await.unwrap_or_else(|_dropped| closed()) {
        Ok(offsets) => Ok(Appended { last_offset: offsets.last().copied().flatten() }),
        Err(why) => Err(AppendError::Unknown(why)),
    }
}
