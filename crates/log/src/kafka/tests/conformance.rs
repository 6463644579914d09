use std::sync::Arc;

use async_trait::async_trait;

use super::{fresh_settings, init};
use crate::conformance::Subject;
use crate::engine::Log;
use crate::kafka::{KafkaLog, Settings};

struct Shared {
    settings: Settings,
    partition_count: u32,
    log: Arc<KafkaLog>,
}

#[async_trait]
impl Subject for Shared {
    fn is_available() -> bool {
        croupier_services::shared_kafka().is_some()
    }

    async fn fresh(partition_count: u32) -> Self {
        let settings = fresh_settings("conformance").unwrap();
        let log = Arc::new(KafkaLog::open(&settings, &init(partition_count)).unwrap());
        Self { settings, partition_count, log }
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

    /// A broker does not lose what it has while others use it.
    async fn truncate(self, _partition: u32, _count: usize) -> Option<Self> {
        None
    }
}

crate::conformance_suite!(Shared);
