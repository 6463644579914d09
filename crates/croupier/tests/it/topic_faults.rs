//! The topic is not what it was: deleted and made anew, or with more partitions than the log has.
//! Nothing is acknowledged any more, everybody says why, and what was acknowledged is still what
//! is read.

use croupier_services::{Kafka, Tool, shared_redis};
use hyper::StatusCode;
use tokio::time::{Duration, sleep, timeout};

use crate::broker_faults::brokers;
use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::players::{Players, UNITS};
use crate::roles::{Cluster, command, processor};

const PATIENCE: Duration = Duration::from_secs(60);

/// Settings that a topic of commits must have.
pub(crate) const KEPT: [&str; 7] = [
    "cleanup.policy=delete",
    "retention.ms=-1",
    "retention.bytes=-1",
    "message.timestamp.type=LogAppendTime",
    "unclean.leader.election.enable=false",
    "compression.type=producer",
    "max.message.bytes=1048588",
];

fn topics(kafka: &Kafka, arguments: &[&str]) {
    kafka.tool(Tool::Topics, arguments).unwrap();
}

fn make_anew(kafka: &Kafka, topic: &str) {
    topics(kafka, &["--delete", "--topic", topic]);
    let mut arguments = vec!["--create", "--topic", topic, "--partitions", "8"];
    arguments.extend(KEPT.iter().flat_map(|setting| ["--config", setting]));
    // Refused for as long as the old one is still being deleted.
    while kafka.tool(Tool::Topics, &arguments).is_err() {}
}

fn add_a_partition(kafka: &Kafka, topic: &str) {
    topics(kafka, &["--alter", "--topic", topic, "--partitions", "9"]);
}

/// Returns when it is not ready, and says so with these words.
pub(crate) async fn is_not_ready(service: &Client, words: &str) {
    let asking = async {
        loop {
            let ready = service.get("/health/ready").await;
            let is_ready = ready.status != StatusCode::SERVICE_UNAVAILABLE;
            if !is_ready && ready.json()["detail"].as_str().unwrap().contains(words) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, asking).await.expect("it is not ready, and says why");
}

/// Do it while players play; `words` are what everybody says then, `at_start` what whoever begins
/// then says.
async fn is_refused(spoil: fn(&Kafka, &str), words: &str, at_start: &str) {
    let (Some(kafka), Some(redis)) = (brokers(1), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true&check.every.ms=500", kafka.bootstrap());
    let installation = Installation::on(&log, &redis);
    let cluster = Cluster::start(&installation);
    let gateway = cluster.gateway.client();
    let mut players = Players::sit_down(std::slice::from_ref(&gateway)).await;
    players.play();
    players.have_seen(2).await;
    spoil(&kafka, &format!("{}.commits", installation.prefix()));

    for command in &cluster.commands {
        is_not_ready(&command.client(), words).await;
    }
    cluster.processor.says("UNUSABLE").await;
    players.leave().await;
    let one = players.guests().first().unwrap();
    let answer = one.place(&gateway, "after", UNITS).await.expect("an answer");
    assert!(is_no_answer(&answer), "{answer:?}");
    for guest in players.guests() {
        guest.check_reads();
        let shown = guest.balance(guest.last_position(), 0).await.expect("an answer");
        assert!(matches!(shown.status.as_u16(), 200 | 503 | 504), "{shown:?}");
    }
    // Who begins now does not begin.
    let refused = command(&installation).try_start().expect_err("it must not start");
    assert!(refused.said.contains(at_start), "{at_start:?} is not in: {}", refused.said);
    let mut late = processor(&installation);
    late.start();
    late.says(at_start).await;
}

fn is_no_answer(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 503 | 504) && answer.header("croupier-position").is_none()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_was_made_anew_is_refused() {
    is_refused(make_anew, "the topic was deleted, or made anew", "has lost its genesis").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_partitions_than_the_log_has_are_refused() {
    let words = "9 partitions, not 8 as it was made";
    is_refused(add_a_partition, words, words).await;
}
