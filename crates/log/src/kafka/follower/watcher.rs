//! What a consumer says beside its messages: lost connections, elections, topics made anew.
//!
//! librdkafka reports none of them as an error. Its statistics, once a second, have the leader
//! epoch of every partition and how often each broker was disconnected. A lost connection is also
//! in its log, at once; if the words there ever change, it takes that second. And the log alone
//! tells when a topic has another id than before: librdkafka reads on at the old offset then, as
//! if nothing had happened. If those words change, a test fails, and whoever looks every minute is
//! what remains.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerContext;
use rdkafka::error::KafkaError;
use serde::Deserialize;

use crate::kafka::clients::relay;

/// A topic's first id takes the place of this one.
const FROM_NOTHING: &str = " from AAAAAAAAAAAAAAAAAAAAAA to ";

#[derive(Debug)]
pub(super) struct Watcher {
    topic: String,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    interruption: Option<String>,
    /// By partition.
    leader_epochs: BTreeMap<i32, i32>,
    /// By broker.
    disconnect_counts: BTreeMap<i32, u64>,
}

/// The part of librdkafka's statistics that matters here.
#[derive(Debug, Deserialize)]
struct Statistics {
    #[serde(default)]
    brokers: BTreeMap<String, Broker>,
    #[serde(default)]
    topics: BTreeMap<String, Topic>,
}

#[derive(Debug, Deserialize)]
struct Broker {
    nodeid: i32,
    #[serde(default)]
    disconnects: u64,
    /// The partitions that it leads for us.
    #[serde(default)]
    toppars: BTreeMap<String, serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Topic {
    #[serde(default)]
    partitions: BTreeMap<i32, Partition>,
}

#[derive(Debug, Deserialize)]
struct Partition {
    #[serde(default = "unknown_epoch")]
    leader_epoch: i32,
}

fn unknown_epoch() -> i32 {
    -1
}

impl Watcher {
    pub(super) fn new(topic: String) -> Self {
        Self { topic, seen: Mutex::default() }
    }

    /// Why continuity is in doubt, if it is.
    pub(super) fn interruption(&self) -> Option<String> {
        self.lock().interruption.clone()
    }

    fn observe(&self, statistics: &Statistics) {
        let mut seen = self.lock();
        for broker in statistics.brokers.values().filter(|broker| !broker.toppars.is_empty()) {
            let before = seen.disconnect_counts.insert(broker.nodeid, broker.disconnects);
            if before.is_some_and(|before| before < broker.disconnects) {
                seen.interrupt(format!("the connection to broker {} was lost", broker.nodeid));
            }
        }
        let Some(topic) = statistics.topics.get(&self.topic) else { return };
        for (number, partition) in &topic.partitions {
            let epoch = partition.leader_epoch;
            if epoch < 0 {
                continue;
            }
            let before = seen.leader_epochs.insert(*number, epoch);
            if before.is_some_and(|before| before != epoch) {
                seen.interrupt(format!("partition {number} has had an election"));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn interrupt(&mut self, why: String) {
        self.interruption.get_or_insert(why);
    }
}

impl ClientContext for Watcher {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        relay(level, facility, message);
        // A connection that never came about is nobody's loss.
        let is_lost = facility == "FAIL" && message.contains("in state UP");
        let is_anew = facility == "METADATA"
            && message.contains(" changed id from ")
            && !message.contains(FROM_NOTHING);
        if is_lost || is_anew {
            self.lock().interrupt(message.to_owned());
        }
    }

    fn stats_raw(&self, statistics: &[u8]) {
        match serde_json::from_slice(statistics) {
            Ok(statistics) => self.observe(&statistics),
            Err(error) => tracing::error!(%error, "kafka: unknown statistics: no elections seen"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "kafka");
    }
}

impl ConsumerContext for Watcher {}

#[cfg(test)]
mod tests;
