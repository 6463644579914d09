//! Brokers come and go under load, and nothing is lost: what was acknowledged was on the disk of
//! the one there is, or with two of three.

use std::time::Duration;

use croupier_services::{Kafka, KafkaOptions, shared_kafka, shared_redis};
use tokio::time::sleep;

use crate::installation::Installation;
use crate::survival::survives;

/// Brokers of one's own, which may be hurt; none where there can be none.
pub(crate) fn brokers(count: u32) -> Option<Kafka> {
    shared_kafka()?;
    Some(Kafka::start(&KafkaOptions { brokers: count, ..KafkaOptions::default() }).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_broker_may_be_killed() {
    let (Some(mut kafka), Some(redis)) = (brokers(1), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true", kafka.bootstrap());
    survives(&Installation::on(&log, &redis), async |_, players| {
        // Also longer than an append is waited for before the log is asked what became of it.
        for away in [Duration::ZERO, Duration::from_secs(4)] {
            players.have_seen(2).await;
            kafka.kill(1).unwrap();
            sleep(away).await;
            kafka.restart(1).unwrap();
            players.have_seen(2).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_three_brokers_may_be_lost() {
    let (Some(mut kafka), Some(redis)) = (brokers(3), shared_redis()) else { return };
    let installation = Installation::on(&kafka.bootstrap(), &redis);
    survives(&installation, async |_, players| {
        let commits = format!("{}.commits", installation.prefix());
        let partition = || kafka.partition(&commits, 0).unwrap().expect("it has a partition 0");
        assert_eq!(partition().in_sync.len(), 3, "{:?}", partition());
        let leader = partition().leader.expect("a leader");
        players.have_seen(2).await;
        kafka.kill(leader).unwrap();
        // The others go on alone.
        players.have_seen(5).await;
        kafka.restart(leader).unwrap();
        players.have_seen(2).await;
    })
    .await;
}
