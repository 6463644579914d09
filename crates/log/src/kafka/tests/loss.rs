//! The conformance suite's losses, brought about in the files of a real broker.

use async_trait::async_trait;
use croupier_services::Kafka;

use super::own::{brokers, cut, settings_of};
use super::*;
use crate::conformance::Subject;

struct Own {
    kafka: Kafka,
    settings: Settings,
    partition_count: u32,
    log: Arc<KafkaLog>,
}

#[async_trait]
impl Subject for Own {
    fn is_available() -> bool {
        croupier_services::shared_kafka().is_some()
    }

    async fn fresh(partition_count: u32) -> Self {
        let kafka = brokers(1).unwrap();
        let settings = settings_of(&kafka);
        let log = Arc::new(KafkaLog::open(&settings, &init(partition_count)).unwrap());
        Self { kafka, settings, partition_count, log }
    }

    fn log(&self) -> Arc<dyn Log> {
        Arc::clone(&self.log) as Arc<dyn Log>
    }

    async fn reopen(mut self) -> Self {
        self.log.close();
        let init = init(self.partition_count);
        self.log = Arc::new(KafkaLog::open(&self.settings, &init).unwrap());
        self
    }

    async fn truncate(mut self, partition: u32, count: usize) -> Option<Self> {
        self.log.close();
        self.kafka.kill(1).unwrap();
        cut(&self.kafka, &Topics::of(&self.settings.prefix).commits, partition, count as u64);
        self.kafka.restart(1).unwrap();
        Some(self.reopen().await)
    }
}

crate::conformance_suite!(@module Own, loss:
    stands_when_nothing_is_lost,
    notices_a_truncation,
    notices_a_truncation_that_was_written_over,
);
