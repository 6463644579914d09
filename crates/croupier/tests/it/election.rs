//! Somebody elects a broker that lacks what was acknowledged. What clients were told is gone then,
//! and nothing can bring it back; everybody who had read it says so and answers nothing more, until
//! an operator accepts the loss. What is left then is audited like any other log.

use std::collections::{BTreeMap, BTreeSet};

use croupier_services::{Kafka, Tool, shared_redis};
use hyper::StatusCode;
use serde_json::Value;
use tokio::time::{Duration, sleep, timeout};

use crate::accepted_loss::accept_loss;
use crate::broker_faults::brokers;
use crate::client::Client;
use crate::installation::Installation;
use crate::players::{Guest, Players, UNITS, balance_in};
use crate::roles::Cluster;
use crate::survival::ends_well;
use crate::topic_faults::KEPT;

const PATIENCE: Duration = Duration::from_secs(60);

/// Commits on brokers 1 and 2 only, where `enough` of them must have a record: broker 3 is there so
/// that there are enough to elect at all.
pub(crate) fn make_commits(kafka: &Kafka, topic: &str, enough: u32) {
    let assignment = ["1:2"; 8].join(",");
    let mut arguments = vec!["--create", "--topic", topic, "--replica-assignment", &assignment];
    arguments.extend(KEPT.iter().flat_map(|setting| ["--config", setting]));
    let enough = format!("min.insync.replicas={enough}");
    arguments.extend(["--config", &enough]);
    kafka.tool(Tool::Topics, &arguments).unwrap();
}

/// Whether every partition of `topic` is led by `leader`, and nobody else has it.
fn is_led_by(kafka: &Kafka, topic: &str, leader: u32) -> bool {
    (0..8).all(|partition| {
        let found = kafka.partition(topic, partition).ok().flatten();
        found.is_some_and(|it| it.leader == Some(leader) && it.in_sync == [leader])
    })
}

/// Returns when every partition of `topic` is known to be with `leader` and nobody else.
pub(crate) async fn is_with_one(kafka: &Kafka, topic: &str, leader: u32) {
    let shrinking = async {
        while !is_led_by(kafka, topic, leader) {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, shrinking).await.expect("the other is missed");
}

/// What `command` says of `partition`, once it says that it has diverged.
async fn has_diverged(command: &Client, partition: u32) -> Value {
    let asking = async {
        loop {
            let shown = command.get("/api/v1/system/partitions").await.json();
            let shown = shown["partitions"][partition as usize].clone();
            if shown["state"] == "diverged" {
                return shown;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, asking).await.expect("it says that it has diverged")
}

/// What the views have was acknowledged, and the log no longer has it: until the query service has
/// heard that, it says nothing else, and then it says nothing.
async fn is_answered_no_more(guest: &Guest) {
    let told = guest.told.iter().rev().find_map(|told| balance_in(&told.answer));
    let asking = async {
        loop {
            let shown = guest.balance(guest.last_position(), 0).await.expect("an answer");
            if shown.status == StatusCode::SERVICE_UNAVAILABLE
                && shown.json()["code"] == "partition_unavailable"
            {
                return;
            }
            // A bet that nobody got an answer to may have been the last that the views saw.
            let is_told = guest.has_open_bet || balance_in(&shown) == told;
            assert!(shown.status != StatusCode::OK || is_told, "{shown:?}");
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, asking).await.expect("nobody is answered from what the log has lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unclean_election_ends_in_diverged_until_its_loss_is_accepted() {
    let (Some(mut kafka), Some(redis)) = (brokers(3), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true", kafka.bootstrap());
    let installation = Installation::on(&log, &redis);
    let commits = format!("{}.commits", installation.prefix());
    make_commits(&kafka, &commits, 1);
    let mut cluster = Cluster::start(&installation);
    let gateway = cluster.gateway.client();
    let mut players = Players::sit_down(std::slice::from_ref(&gateway)).await;
    players.play();
    players.have_seen(2).await;
    kafka.kill(2).unwrap();
    is_with_one(&kafka, &commits, 1).await;
    // Acknowledged, read and shown; and only broker 1 has it.
    players.have_seen(3).await;
    kafka.kill(1).unwrap();
    players.leave().await;
    kafka.restart(2).unwrap();
    // Nobody is elected while broker 1 is not yet missed.
    while !is_led_by(&kafka, &commits, 2) {
        let unclean = ["--election-type", "unclean", "--all-topic-partitions"];
        let _ = kafka.tool_at(&kafka.address(2).unwrap(), Tool::LeaderElection, &unclean);
    }

    let lost: BTreeSet<u32> = players.guests().iter().map(Guest::partition).collect();
    for command in &cluster.commands {
        for partition in &lost {
            let shown = has_diverged(&command.client(), *partition).await;
            assert!(shown["reason"].is_string(), "{shown}");
        }
        let health = command.client().get("/health").await.json();
        assert!(health["reason"].as_str().unwrap().contains("diverged"), "{health}");
    }
    cluster.processor.says("DIVERGED").await;
    for guest in players.guests() {
        guest.check_reads();
        let answer = guest.place(&gateway, "after", UNITS).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
        assert_eq!(answer.json()["code"], "partition_unavailable", "{answer:?}");
        is_answered_no_more(guest).await;
    }

    // The lost broker has nothing that the elected one has not; so it follows, and is no witness.
    cluster.stop();
    kafka.restart(1).unwrap();
    let kept: BTreeMap<u32, u64> = accept_loss(&installation).iter().map(|head| at(head)).collect();
    // Where nobody played, a takeover may be gone.
    assert!(lost.iter().all(|partition| kept.contains_key(partition)), "{kept:?}");
    let forgotten_count = players.forget(|position| {
        let (partition, seq) = at(position);
        kept.get(&partition).is_none_or(|kept_seq| seq <= *kept_seq)
    });
    assert!(forgotten_count >= 3 * players.guests().len(), "{forgotten_count}");
    cluster.start_again();
    ends_well(&installation, &mut cluster, &mut players).await;
}

/// Partition and seq, in front of whatever follows.
fn at(position: &str) -> (u32, u64) {
    let mut numbers = position.split(':');
    let mut next = || numbers.next().expect("a number");
    (next().parse().unwrap(), next().parse().unwrap())
}
