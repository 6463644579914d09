//! The topic is not what it was: deleted and made anew, or with more partitions than the log has.
//! Nothing is acknowledged any more, everybody says why, and what was acknowledged is still what
//! is read. What there still is is audited: the log, if there is one, and the views.

use croupier_log::kafka::{KafkaLog, Settings};
use croupier_services::{Kafka, Tool, shared_redis};
use croupier_views::redis::RedisViews;
use croupier_views::{PlayerId, Sum, Views};
use hyper::StatusCode;
use tokio::time::{Duration, sleep, timeout};

use crate::audit::Ledger;
use crate::broker_faults::brokers;
use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::players::{Guest, Players, UNITS};
use crate::roles::{Cluster, command, processor};
use crate::survival::check_told;

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

/// What is to happen to a topic, and what everybody says then.
struct Fault {
    spoil: fn(&Kafka, &str),
    words: &'static str,
    /// What whoever begins then says.
    at_start: &'static str,
    /// Whether the commits are still there.
    keeps_log: bool,
}

/// Do it while players play.
async fn is_refused(fault: Fault) {
    let Fault { spoil, words, at_start, keeps_log } = fault;
    let (Some(kafka), Some(redis)) = (brokers(1), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true&check.every.ms=500", kafka.bootstrap());
    let installation = Installation::on(&log, &redis);
    let mut cluster = Cluster::start(&installation);
    // Who has read that it is refused reads nothing: the audit looked before, and not since.
    let address = installation.log().replace("check.every.ms=500", "check.every.ms=3600000");
    let log = KafkaLog::open_existing(&Settings::parse(&address).unwrap()).unwrap();
    let views = installation.views().await;
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
    cluster.stop();
    check_views(&views, players.guests()).await;
    if keeps_log {
        check_log(&log, &views, players.guests()).await;
    }
}

/// What was acknowledged is in the log, once; its money adds up; and the views are what it folds to
/// as far as they got.
async fn check_log(log: &KafkaLog, views: &RedisViews, guests: &[Guest]) {
    check_told(guests, &Ledger::of(log).await);
    let mut seqs = Vec::new();
    for partition in 0..8 {
        seqs.push(views.position(partition).await.unwrap().expect("a position").seq);
    }
    let refolded = Ledger::up_to(log, |partition| seqs[partition as usize]).await;
    for partition in 0..8 {
        assert_eq!(views.digest(partition).await.unwrap(), refolded.digest(partition).await);
    }
}

/// Everybody has what they were told last, as far as the views got; and what a partition's players
/// have is what came in and was not lost.
async fn check_views(views: &RedisViews, guests: &[Guest]) {
    for partition in 0..8 {
        let of_partition: Vec<_> =
            guests.iter().filter(|guest| guest.partition() == partition).collect();
        let ids: Vec<_> = of_partition.iter().map(|g| PlayerId::parse(&g.id).unwrap()).collect();
        let loaded = views.load(partition, &ids).await.unwrap();
        let seq = loaded.position.expect("a position").seq;
        let mut sum = Sum::ZERO;
        for (guest, shown) in of_partition.iter().zip(loaded.value.players) {
            let shown = shown.expect("a player");
            let told = guest.balance_as_of(seq);
            assert!(told.is_none_or(|told| told == shown.balance.to_string()), "{shown:?}");
            sum += shown.balance;
        }
        let totals = loaded.value.totals;
        let came_in = totals.deposited.plus(totals.games.paid());
        assert_eq!(sum, came_in.less(totals.withdrawn).less(totals.games.wagered()));
    }
}

fn is_no_answer(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 503 | 504) && answer.header("croupier-position").is_none()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_was_made_anew_is_refused() {
    is_refused(Fault {
        spoil: make_anew,
        words: "the topic was deleted, or made anew",
        at_start: "has lost its genesis",
        keeps_log: false,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_partitions_than_the_log_has_are_refused() {
    let words = "9 partitions, not 8 as it was made";
    is_refused(Fault { spoil: add_a_partition, words, at_start: words, keeps_log: true }).await;
}
