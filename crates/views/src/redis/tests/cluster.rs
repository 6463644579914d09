//! The engine against a real Cluster: the suite, and where the keys lie.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use croupier_services::{RedisCluster, RedisOptions as ServerOptions};

use super::servers::{address_of, cluster_address, options, some_history, views_in};
use crate::conformance::{Subject, meta};
use crate::engine::{Views, ViewsError};
use crate::redis::keys::Names;
use crate::redis::{RedisOptions, RedisVersions, RedisViews};

/// Views of their own, in the Cluster that all tests share.
struct InCluster(Arc<RedisViews>);

#[async_trait]
impl Subject for InCluster {
    async fn fresh() -> Self {
        Self(Arc::new(views_in(&cluster_address().expect("it is available"))))
    }

    fn views(&self) -> Arc<dyn Views> {
        self.0.clone()
    }

    fn is_available() -> bool {
        cluster_address().is_some()
    }
}

mod suite {
    use super::InCluster;

    crate::view_conformance_suite!(InCluster);
}

/// What a node says about a key is what decides; ours are those of its partition, on every node
/// some.
#[tokio::test]
async fn partitions_lie_in_one_slot_each_and_on_all_nodes() {
    let Some(urls) = croupier_services::shared_redis_cluster() else { return };
    let address = cluster_address().unwrap();
    let options = options(&address);
    let views = RedisViews::new(options.clone()).unwrap();
    views.open(&meta(6)).await.unwrap();
    let names = Names::new(options.prefix);
    let mut nodes = [0; 3];
    for partition in 0..6 {
        some_history(&views, partition, 200).await;
        let keys = names.partition(RedisOptions::own_version(), partition);
        let player = crate::conformance::player("player-1");
        let all = keys.values().chain([&*keys.head]).map(str::to_owned);
        let mut slots = BTreeSet::new();
        for key in all.chain([keys.history(&player)]) {
            let mut command = redis::cmd("CLUSTER");
            command.arg("KEYSLOT").arg(&key);
            let slot = views.answer(&command).await.unwrap();
            let redis::Value::Int(slot) = slot else { panic!("{slot:?}") };
            slots.insert(slot);
        }
        assert_eq!(slots.len(), 1, "partition {partition}");
        nodes[*slots.first().unwrap() as usize * 3 / 16_384] += 1;
    }
    assert!(nodes.iter().all(|count| *count > 0), "{nodes:?}");
    assert_eq!(urls.len(), 3);
}

/// Without one of its nodes a Cluster serves nothing, and says so soon; with the node back, which
/// has forgotten everything, it does again, and what was elsewhere is still there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_node_is_noticed_and_gone_on_without_what_it_had() {
    if cluster_address().is_none() {
        return;
    }
    let mut cluster = RedisCluster::start(&ServerOptions::default()).unwrap();
    let timeout = Duration::from_secs(1);
    let options = RedisOptions { timeout, ..options(&address_of(&cluster.urls())) };
    let views = RedisViews::new(options).unwrap();
    views.open(&meta(6)).await.unwrap();
    for partition in 0..6 {
        some_history(&views, partition, 50).await;
    }
    let positions = async || {
        let asked = (0..6).map(|partition| views.position(partition));
        futures_util::future::join_all(asked).await
    };
    let before = positions().await;
    assert!(before.iter().all(|at| matches!(at, Ok(Some(_)))), "{before:?}");
    cluster.node(2).unwrap().kill();
    let unreachable = async || {
        let found = positions().await;
        found.iter().any(|at| matches!(at, Err(ViewsError::Unreachable(_))))
    };
    until(unreachable).await;
    tokio::task::block_in_place(|| cluster.node(2).unwrap().restart().unwrap());
    until(async || positions().await.iter().all(Result::is_ok)).await;
    for (was, is) in before.iter().zip(positions().await) {
        assert!(is == *was || is == Ok(None), "{is:?}");
    }
    let lost = positions().await.iter().filter(|at| **at == Ok(None)).count();
    assert!((1..=4).contains(&lost), "{lost} of the partitions were on that node");
}

/// Wait, at most a minute, until `reached`.
async fn until(reached: impl AsyncFn() -> bool) {
    let reaches = async {
        while !reached().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reaches).await.expect("it comes to that");
}

/// A version goes without a trace, whichever nodes its keys are on.
#[tokio::test]
async fn a_version_is_dropped_from_all_nodes() {
    let Some(address) = cluster_address() else { return };
    let options = options(&address);
    let versions = RedisVersions::new(options.clone()).unwrap();
    let old = versions.engine(7).unwrap();
    old.open(&meta(4)).await.unwrap();
    for partition in 0..4 {
        some_history(&old, partition, 300).await;
    }
    assert_eq!(versions.list().await.unwrap().len(), 1);
    versions.drop_old(7, |_| {}).await.unwrap();
    assert_eq!(versions.list().await.unwrap(), []);
    let mut left = redis::cmd("KEYS");
    left.arg(format!("{}:*", options.prefix));
    let left = old.writes.call_all(&left).await.unwrap();
    assert!(left.iter().all(|keys| *keys == redis::Value::Array(Vec::new())), "{left:?}");
}
