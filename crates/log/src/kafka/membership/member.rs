//! A member as librdkafka sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{ClientContext, Offset, TopicPartitionList};

use super::HAND_OVER;
use super::roster::Roster;
use crate::kafka::clients::relay;

/// How soon a member sees that it is to leave.
const POLL: Duration = Duration::from_millis(50);

/// How long leaving may take beyond a hand-over.
const LEAVE_PATIENCE: Duration = Duration::from_secs(2);

/// What stands in front of the generation in the log.
const GENERATION: &str = "JoinGroup response: GenerationId ";

pub(super) struct Member {
    roster: Arc<Roster>,
}

impl Member {
    pub(super) fn new(roster: Arc<Roster>) -> Self {
        Self { roster }
    }

    fn given(&self, consumer: &BaseConsumer<Self>, list: &mut TopicPartitionList) {
        // Nothing is read, so nobody need be asked where from.
        let assigned = list
            .set_all_offsets(Offset::End)
            .and_then(|()| consumer.incremental_assign(list))
            .and_then(|()| consumer.pause(list));
        match assigned {
            Ok(()) => {
                tracing::info!(partitions = ?partitions_of(list), "partitions are given");
                self.roster.give(partitions_of(list));
            }
            Err(error) => tracing::error!(%error, "partitions cannot be taken"),
        }
    }

    fn taken(&self, consumer: &BaseConsumer<Self>, list: &TopicPartitionList) {
        let partitions = partitions_of(list);
        if consumer.assignment_lost() {
            tracing::warn!(?partitions, "partitions are lost: this instance was silent too long");
            self.roster.lose(&partitions);
        } else {
            tracing::info!(?partitions, "partitions are asked back");
            self.roster.give_back(&partitions);
        }
        if let Err(error) = consumer.incremental_unassign(list) {
            tracing::error!(%error, "partitions cannot be given back");
        }
    }
}

/// Be a member until it is to end.
pub(super) fn serve(consumer: BaseConsumer<Member>, topic: &str, must_end: &AtomicBool) {
    if let Err(error) = consumer.subscribe(&[topic]) {
        tracing::error!(%error, "no member of the group of owners");
        return;
    }
    while !must_end.load(Ordering::Acquire) {
        attend(&consumer);
    }
    consumer.unsubscribe();
    let left = Instant::now() + HAND_OVER + LEAVE_PATIENCE;
    while Instant::now() < left && consumer.assignment().is_ok_and(|list| list.count() > 0) {
        attend(&consumer);
    }
}

/// Messages are of no interest here; what is, happens meanwhile.
fn attend(consumer: &BaseConsumer<Member>) {
    if let Some(Err(error)) = consumer.poll(POLL) {
        tracing::debug!(%error, "kafka: member");
    }
}

fn partitions_of(list: &TopicPartitionList) -> Vec<u32> {
    let elements = list.elements();
    elements.iter().filter_map(|element| u32::try_from(element.partition()).ok()).collect()
}

impl ClientContext for Member {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        relay(level, facility, message);
        // It is nowhere else. If these words ever change, a test fails, and meanwhile every
        // assignment has the generation 0, which is lower than any other.
        if let Some((_, rest)) = message.split_once(GENERATION) {
            let digits = rest.split(',').next().unwrap_or_default();
            // A refused request has -1 here.
            if let Ok(generation) = digits.parse() {
                self.roster.enter(generation);
            }
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "kafka: member");
    }
}

impl ConsumerContext for Member {
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        event: RDKafkaRespErr,
        list: &mut TopicPartitionList,
    ) {
        match event {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => self.given(consumer, list),
            _ => self.taken(consumer, list),
        }
    }
}
