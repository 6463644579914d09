//! A partition's slot is moved to another node of a Cluster, key by key, while it is read and
//! written. What cannot be answered from one node is refused meanwhile, and never answered from
//! half of the keys; then it goes on at the other node, which has never heard of a script.

use std::sync::Arc;
use std::time::Duration;

use croupier_services::{RedisCluster, RedisOptions as ServerOptions};
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::timeout;

use super::servers::{address_of, another, cluster_address, options};
use crate::conformance::{START_MS, Stage, meta, some_commits};
use crate::engine::{ApplyError, Views, ViewsError};
use crate::memory::MemoryViews;
use crate::redis::keys::Names;
use crate::redis::{RedisOptions, RedisViews};

const PATIENCE: Duration = Duration::from_secs(60);

/// What has become of a writer's batches, or of a reader's questions.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    done: usize,
    refused: usize,
}

/// Bring batches into the view until `rest`, each for as long as it takes, and into `memory`.
async fn write(
    views: Arc<RedisViews>,
    memory: Arc<MemoryViews>,
    count: watch::Sender<Count>,
    rest: watch::Receiver<bool>,
) {
    let mut stage = Stage::new(views.clone(), 0);
    while !*rest.borrow() {
        let commits = some_commits(&mut stage.house, 5, 30);
        let from = stage.position();
        let (next, changes) = stage.fold(commits);
        memory.apply(0, from, next, changes.clone()).await.unwrap();
        loop {
            match views.apply(0, from, next, changes.clone()).await {
                // The answer to an earlier attempt was lost.
                Err(ApplyError::Conflict { actual }) if actual == Some(next) => break,
                Ok(()) => break,
                Err(ApplyError::Failed(ViewsError::Unreachable(_))) => {
                    count.send_modify(|count| count.refused += 1);
                }
                Err(error) => panic!("{error}"),
            }
        }
        stage.goes_on_at(next);
        count.send_modify(|count| count.done += 1);
    }
}

/// Ask for the sums until `rest`: they never become older.
async fn read(views: RedisViews, count: watch::Sender<Count>, rest: watch::Receiver<bool>) {
    let mut last_seq = None;
    while !*rest.borrow() {
        match views.summary(0, START_MS).await {
            Ok(found) => {
                let seq = found.position.map(|position| position.seq);
                assert!(seq >= last_seq, "{seq:?} after {last_seq:?}");
                last_seq = seq;
                count.send_modify(|count| count.done += 1);
            }
            Err(ViewsError::Unreachable(_)) => count.send_modify(|count| count.refused += 1),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Returns when `is_enough` of what has happened since.
async fn until(count: &mut watch::Receiver<Count>, is_enough: fn(Count, Count) -> bool) {
    let before = *count.borrow();
    let waiting = count.wait_for(|now| is_enough(before, *now));
    timeout(PATIENCE, waiting).await.expect("it comes to that").unwrap();
}

fn goes_on(before: Count, now: Count) -> bool {
    now.done >= before.done + 5
}

fn is_refused(before: Count, now: Count) -> bool {
    now.refused > before.refused
}

/// The slot of a key on its way from a node to the next.
struct Moving {
    cluster: RedisCluster,
    slot: String,
    from: u32,
    to: u32,
}

impl Moving {
    fn of(cluster: RedisCluster, key: &str) -> Self {
        let mut moving = Self { cluster, slot: String::new(), from: 0, to: 0 };
        moving.slot = moving.says(1, &["CLUSTER", "KEYSLOT", key]);
        // As redis-cli gives the slots to three nodes.
        moving.from = match moving.slot.parse().unwrap() {
            0..=5_460_u32 => 1,
            5_461..=10_922 => 2,
            _ => 3,
        };
        moving.to = moving.from % 3 + 1;
        moving
    }

    fn says(&mut self, node: u32, arguments: &[&str]) -> String {
        let node = self.cluster.node(node).unwrap();
        block_in_place(|| node.cli(arguments)).unwrap().trim_end().to_owned()
    }

    fn set_slot(&mut self, node: u32, state: &str, of: u32) {
        let (slot, id) = (self.slot.clone(), self.says(of, &["CLUSTER", "MYID"]));
        assert_eq!(self.says(node, &["CLUSTER", "SETSLOT", &slot, state, &id]), "OK");
    }

    fn begin(&mut self) {
        let (from, to) = (self.from, self.to);
        self.set_slot(to, "IMPORTING", from);
        self.set_slot(from, "MIGRATING", to);
    }

    fn carry(&mut self, key: &str) {
        let address = self.cluster.node(self.to).unwrap().address();
        let (host, port) = address.split_once(':').unwrap();
        assert_eq!(self.says(self.from, &["MIGRATE", host, port, key, "0", "5000"]), "OK");
    }

    /// Move all keys that are left.
    fn carry_rest(&mut self) {
        let slot = self.slot.clone();
        loop {
            let keys = self.says(self.from, &["CLUSTER", "GETKEYSINSLOT", &slot, "100"]);
            if keys.is_empty() {
                return;
            }
            keys.lines().for_each(|key| self.carry(key));
        }
    }

    fn finish(&mut self) {
        let to = self.to;
        for node in [to, self.from, 6 - to - self.from] {
            self.set_slot(node, "NODE", to);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partition_that_is_moved_goes_on_where_it_is() {
    if cluster_address().is_none() {
        return;
    }
    let cluster = RedisCluster::start(&ServerOptions::default()).unwrap();
    let timeout = Duration::from_millis(500);
    let options = RedisOptions { timeout, ..options(&address_of(&cluster.urls())) };
    let head = Names::new(options.prefix.clone()).partition(RedisOptions::own_version(), 0).head;
    let (views, memory) = (RedisViews::new(options).unwrap(), Arc::new(MemoryViews::new()));
    views.open(&meta(1)).await.unwrap();
    memory.open(&meta(1)).await.unwrap();
    let (writes, mut written) = watch::channel(Count::default());
    let (reads, mut found) = watch::channel(Count::default());
    let (rest, resting) = watch::channel(false);
    let mut working = JoinSet::new();
    working.spawn(read(another(&views), reads, resting.clone()));
    let views = Arc::new(views);
    working.spawn(write(views.clone(), memory.clone(), writes, resting));
    until(&mut written, goes_on).await;

    let mut moving = Moving::of(cluster, &head);
    moving.begin();
    // The head is there and all else is here: nobody can answer from both.
    moving.carry(&head);
    until(&mut written, is_refused).await;
    until(&mut found, is_refused).await;
    moving.carry_rest();
    moving.finish();
    until(&mut written, goes_on).await;
    until(&mut found, goes_on).await;

    rest.send_replace(true);
    working.join_all().await;
    assert_eq!(views.digest(0).await.unwrap(), memory.digest(0).await.unwrap());
    let slot = moving.slot.clone();
    assert_eq!(moving.says(moving.from, &["CLUSTER", "COUNTKEYSINSLOT", &slot]), "0");
}
