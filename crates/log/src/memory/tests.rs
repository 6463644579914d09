use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use crate::conformance::Subject;

pub(crate) fn init(partition_count: u32) -> Init {
    Init {
        lineage: Lineage([3; 16]),
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_000,
    }
}

struct Memory(MemoryLog);

#[async_trait]
impl Subject for Memory {
    async fn fresh(partition_count: u32) -> Self {
        Self(MemoryLog::new(&init(partition_count)))
    }

    fn log(&self) -> Arc<dyn Log> {
        Arc::new(self.0.clone())
    }

    async fn reopen(self) -> Self {
        self
    }

    async fn truncate(self, partition: u32, count: usize) -> Option<Self> {
        self.0.faults().truncate(partition, count);
        Some(self)
    }
}

mod conformance {
    crate::conformance_suite!(super::Memory);
}
