//! Engines in servers.

use croupier_services::unique_prefix;

use crate::redis::{RedisOptions, RedisViews};

/// Views that share nothing with others in the Redis at `address`.
pub(super) fn views_in(address: &str) -> RedisViews {
    RedisViews::new(options(address)).unwrap()
}

/// What such views are made with.
pub(super) fn options(address: &str) -> RedisOptions {
    let options = RedisOptions::new(address.parse().unwrap());
    RedisOptions { prefix: unique_prefix("views"), ..options }
}
