//! The memory engine: the suite, and what only it has.

mod snapshots;

use std::sync::Arc;

use async_trait::async_trait;

use crate::conformance::Subject;
use crate::engine::Views;
use crate::memory::MemoryViews;

struct InMemory(Arc<MemoryViews>);

#[async_trait]
impl Subject for InMemory {
    async fn fresh() -> Self {
        Self(Arc::new(MemoryViews::new()))
    }

    fn views(&self) -> Arc<dyn Views> {
        self.0.clone()
    }
}

crate::view_conformance_suite!(InMemory);
