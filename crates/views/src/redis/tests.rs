//! The engine against real servers: the suite, and what only it has.

mod cluster;
mod digests;
mod hints;
mod lost;
mod moved;
mod refused;
mod secured;
mod servers;
mod versions;

use std::sync::Arc;

use async_trait::async_trait;

use crate::conformance::Subject;
use crate::engine::Views;
use crate::redis::RedisViews;

/// Views of their own, in the server that all tests share.
struct InRedis(Arc<RedisViews>);

#[async_trait]
impl Subject for InRedis {
    async fn fresh() -> Self {
        let address = croupier_services::shared_redis().expect("it is available");
        Self(Arc::new(servers::views_in(&address)))
    }

    fn views(&self) -> Arc<dyn Views> {
        self.0.clone()
    }

    fn is_available() -> bool {
        croupier_services::shared_redis().is_some()
    }
}

crate::view_conformance_suite!(InRedis);
