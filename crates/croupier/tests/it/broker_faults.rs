//! Brokers come and go under load, and nothing is lost: what was acknowledged was on the disk of
//! the one there is. (With two of three: `runbooks.rs`.)

use std::sync::Arc;
use std::time::Duration;

use croupier_services::{Kafka, KafkaOptions, shared_kafka, shared_redis};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::installation::Installation;
use crate::roles::Role;
use crate::survival::survives;
use crate::wire::Wire;

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

/// A broker behind a wire, and what it is for; none where there can be none.
async fn wired() -> Option<Wired> {
    let (_, redis) = (shared_kafka()?, shared_redis()?);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let named = ("advertised.listeners".to_owned(), format!("CLIENT://{address}"));
    let options = KafkaOptions { settings: vec![named], ..KafkaOptions::default() };
    let kafka = Kafka::start(&options).unwrap();
    let (wire, mut carrying) = (Arc::new(Wire::default()), JoinSet::new());
    carrying.spawn(Arc::clone(&wire).carry(listener, kafka.bootstrap()));
    let installation = Installation::on(&format!("{address}?allow_not_durable=true"), &redis);
    Some(Wired { installation, wire, _carrying: carrying, _kafka: kafka })
}

struct Wired {
    installation: Installation,
    wire: Arc<Wire>,
    _carrying: JoinSet<()>,
    _kafka: Kafka,
}

/// Lost one by one, as when connections break; and for longer than an append is tried, so that
/// nobody can tell what became of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledgements_may_be_lost() {
    let Some(Wired { installation, wire, .. }) = &wired().await else { return };
    survives(installation, async |_, players| {
        players.have_seen(2).await;
        wire.lose(5);
        while wire.lost_count() < 5 {
            sleep(Duration::from_millis(10)).await;
        }
        players.have_seen(2).await;
        wire.lose(usize::MAX);
        sleep(Duration::from_secs(12)).await;
        wire.lose(0);
        players.have_seen(2).await;
    })
    .await;
    eprintln!("{} acknowledgements lost", wire.lost_count());
}

/// The group gives its partitions to the other, while it reads and writes as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_may_be_cut_off_from_its_group() {
    let Some(Wired { installation, wire, .. }) = &wired().await else { return };
    survives(installation, async |cluster, players| {
        players.have_seen(2).await;
        wire.cut_first_member_off();
        let [first, other] = cluster.commands.each_ref().map(Role::client);
        serves(&other, |count| count == 8).await;
        players.have_seen(2).await;
        serves(&first, |count| count == 0).await;
        wire.let_members_in();
        serves(&first, |count| count > 0).await;
        players.have_seen(2).await;
    })
    .await;
}

/// Returns when it says that it serves so many partitions.
async fn serves(command: &Client, is_enough: fn(usize) -> bool) {
    let asking = async {
        loop {
            let shown = command.get("/api/v1/system/partitions").await.json();
            let states = shown["partitions"].as_array().unwrap().iter();
            if is_enough(states.filter(|partition| partition["state"] == "serving").count()) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(60), asking).await.expect("the group gives partitions to others");
}
