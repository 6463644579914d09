//! Servers, engines in them, and something to put there.

use std::time::Duration;

use croupier_services::{Redis, unique_prefix};

use crate::conformance::{House, START_MS, Stage, meta, some_commits};
use crate::engine::Views;
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

/// The same views, as another process has them.
pub(super) fn another(views: &RedisViews) -> RedisViews {
    RedisViews::new(views.options.clone()).unwrap()
}

/// The address of the Cluster that all tests share.
pub(super) fn cluster_address() -> Option<String> {
    croupier_services::shared_redis_cluster().map(|urls| address_of(&urls))
}

/// The address of the Cluster that has nodes at `urls`.
pub(super) fn address_of(urls: &[String]) -> String {
    let hosts = urls.iter().map(|url| {
        let host = url.strip_prefix("redis://").unwrap();
        host.split_once('/').map_or(host, |(host, _)| host)
    });
    format!("redis-cluster://{}", hosts.collect::<Vec<_>>().join(","))
}

/// A server for one test alone, which it may break; none where no server can be had.
pub(super) fn own(options: &croupier_services::RedisOptions) -> Option<Redis> {
    croupier_services::shared_redis()?;
    Some(Redis::start(options).unwrap())
}

/// A server for one test alone, and views of two partitions in it that give up soon.
pub(super) fn own_with_views(
    options: &croupier_services::RedisOptions,
) -> Option<(Redis, RedisViews)> {
    let redis = own(options)?;
    let options = self::options(&format!("redis://{}", redis.address()));
    let timeout = Duration::from_millis(500);
    let views = RedisViews::new(RedisOptions { timeout, ..options }).unwrap();
    Some((redis, views))
}

/// Put `count` commits into an empty partition that is open.
pub(super) async fn some_history(views: &RedisViews, partition: u32, count: usize) -> House {
    let views = std::sync::Arc::new(another(views));
    views.open(&meta(views.stored_meta().await.unwrap().unwrap().partition_count)).await.unwrap();
    let mut stage = Stage::new(views, partition);
    stage.house.time_ms = START_MS + u64::from(partition);
    let commits = some_commits(&mut stage.house, count, 30);
    stage.apply(commits).await;
    stage.house
}
