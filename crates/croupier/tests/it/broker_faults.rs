//! Brokers come and go under load, and nothing is lost: what was acknowledged was on the disk of
//! the one there is. (With two of three: `runbooks.rs`.)

use std::sync::Arc;
use std::time::Duration;

use croupier_services::{Kafka, KafkaOptions, shared_kafka, shared_redis};
use hyper::StatusCode;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::client::Client;
use crate::election::{is_with_one, make_commits};
use crate::installation::Installation;
use crate::players::{Guest, Players, Told, UNITS};
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

/// Whoever asks while nothing can be durable.
pub(crate) struct AskedInVain {
    guest: Guest,
    keys: Vec<String>,
}

impl AskedInVain {
    /// Nothing is acknowledged to them: either nothing has happened, or nobody knows yet.
    pub(crate) async fn at(gateway: &Client) -> Self {
        let guest = Guest::new(gateway).await;
        let keys: Vec<_> = (0..3).map(|number| format!("in-vain-{number}")).collect();
        for key in &keys {
            let answer = guest.place(gateway, key, UNITS).await.expect("an answer");
            assert!(matches!(answer.status.as_u16(), 503 | 504), "{answer:?}");
            let problem = answer.json();
            let says_so = ["not_applied", "outcome_unknown"].map(|code| problem["code"] == code);
            assert!(says_so.contains(&true), "{problem}");
            assert_eq!(answer.header("croupier-position"), None);
        }
        Self { guest, keys }
    }

    /// Asked again with the same keys, they are told, and play with the others.
    pub(crate) async fn learn(mut self, players: &mut Players) {
        for key in self.keys {
            let answer = self.guest.bet(&key).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
            self.guest.told.push(Told { key, units: UNITS, answer });
        }
        players.seat(self.guest);
    }
}

/// The leader is there, answers, and refuses to store what too few would have: nothing is
/// acknowledged before there are enough again, and then every key tells what became of its bet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_with_too_few_copies_acknowledges_nothing() {
    let (Some(mut kafka), Some(redis)) = (brokers(3), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true", kafka.bootstrap());
    let installation = Installation::on(&log, &redis);
    let commits = format!("{}.commits", installation.prefix());
    make_commits(&kafka, &commits, 2);
    survives(&installation, async |cluster, players| {
        let gateway = cluster.gateway.client();
        players.have_seen(2).await;
        kafka.kill(2).unwrap();
        is_with_one(&kafka, &commits, 1).await;
        let first = AskedInVain::at(&gateway).await;
        let bet_count = players.bet_count();
        let second = AskedInVain::at(&gateway).await;
        assert_eq!(players.bet_count(), bet_count, "one copy is not enough");
        is_with_one(&kafka, &commits, 1).await;
        kafka.restart(2).unwrap();
        for asked in [first, second] {
            asked.learn(players).await;
        }
        players.have_seen(2).await;
    })
    .await;
}

/// No leader at all, while batches are on their way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_few_brokers_acknowledge_nothing() {
    let (Some(mut kafka), Some(redis)) = (brokers(3), shared_redis()) else { return };
    survives(&Installation::on(&kafka.bootstrap(), &redis), async |cluster, players| {
        let gateway = cluster.gateway.client();
        players.have_seen(2).await;
        kafka.kill(2).unwrap();
        kafka.kill(3).unwrap();
        // Who was answered just before is told by the time that the first of these is.
        let first = AskedInVain::at(&gateway).await;
        let bet_count = players.bet_count();
        let second = AskedInVain::at(&gateway).await;
        assert_eq!(players.bet_count(), bet_count, "nothing is durable now");
        kafka.start_again(&[2, 3]).unwrap();
        for asked in [first, second] {
            asked.learn(players).await;
        }
        players.have_seen(2).await;
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
        let [first, other] = &cluster.commands;
        other.serves(|count| count == 8).await;
        players.have_seen(2).await;
        first.serves(|count| count == 0).await;
        wire.let_members_in();
        first.serves(|count| count > 0).await;
        players.have_seen(2).await;
    })
    .await;
}
