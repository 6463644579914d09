//! The runbooks of the operators' handbook, as they stand there: players bet while somebody follows
//! them on real processes, and the audit comes after.
#![cfg(target_os = "linux")]

mod commands;
mod document;
mod operator;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use croupier_log::Log;
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_services::{
    Redis, RedisOptions, Tool, curl, openssl, shared_kafka, shared_redis, sqlite3,
};
use tempfile::TempDir;

use crate::audit::Ledger;
use crate::broker_faults::brokers;
use crate::client::Client;
use crate::installation::Installation;
use crate::players::{Guest, Players, Told, UNITS};
use crate::shipped::available;
use crate::survival::holds;
use crate::twelve::{PLAYER_COUNT, balances_of, bet, bets};
use document::{Beginning, Runbook, beginning, blocks};
use operator::Operator;

/// Whose blocks are run below.
const RUN: [&str; 9] = [
    "Back up and restore",
    "Full disk",
    "Lose Redis",
    "Lose a broker",
    "Move from embedded to Kafka",
    "Rotate keys",
    "Scale each role",
    "Upgrade and roll back",
    "",
];

#[test]
fn every_runbook_is_run() {
    let run: BTreeSet<_> = RUN.map(str::to_owned).into();
    assert_eq!(blocks().into_keys().collect::<BTreeSet<_>>(), run);
}

/// An option of the log: the group talks often, so that those who come and go are noticed at once.
const QUICK: &str = "session.timeout.ms=1500";

/// Both at once: neither takes over what the other leaves.
const STOP_TWO: &str = r#"kill $(cat "$RUN/command-1.pid" "$RUN/command-2.pid")
wait $(cat "$RUN/command-1.pid" "$RUN/command-2.pid")"#;

/// Whether there are the programs that the runbooks name.
fn has_programs() -> bool {
    [curl(), openssl(), sqlite3()].into_iter().all(|program| available(program).is_some())
}

/// What was acknowledged before the copy is there again, what came after is decided anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_log_is_restored() {
    if !has_programs() {
        return;
    }
    let installation = Installation::embedded();
    let data = installation.path().join("data");
    let mut operator = Operator::at(&installation, &[("DATA", data.display().to_string())]);
    operator.runs(&beginning(Beginning::OneProcess));
    let (command, query) = (operator.client("COMMAND_1"), operator.client("QUERY_1"));
    let first = bets(&command, "first").await;
    let balances = balances_of(&query, &first).await;
    let mut runbook = Runbook::called("Back up and restore");
    operator.runs(&runbook.next());
    bets(&command, "second").await;
    operator.runs(&runbook.next());
    operator.runs("kill -s KILL $(cat \"$RUN/up.pid\")");
    fs::write(data.join("log.sqlite3"), "what a broken disk has left").unwrap();
    operator.runs(&runbook.next());
    let (command, query) = (command.reconnected(), query.reconnected());
    assert_eq!(balances_of(&query, &first).await, balances);
    let again = bet(&command, 0, "first").await;
    assert_eq!(again.body, first[0].body, "what was copied is known by its key");
    for answer in bets(&command, "second").await {
        assert_eq!(answer.header("idempotency-replayed"), None, "what came after is not");
    }
    operator.runs("stop up");
    let log = Installation::embedded();
    fs::copy(data.join("log.sqlite3"), log.path().join("log.sqlite3")).unwrap();
    assert_eq!(Ledger::read(&log).await.bet_count, 2 * PLAYER_COUNT);
}

/// A disk of its own, small; none where nobody may have one.
struct Disk(TempDir);

impl Disk {
    fn mounted() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=128m,mode=700", "croupier"]).arg(folder.path());
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        if !is_mounted {
            eprintln!("SKIPPED, a disk cannot be filled: nobody but root may mount a small one");
        }
        is_mounted.then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Not a byte is left.
    fn fill(&self) {
        let fill = |size: usize| {
            let rest = vec![0; size];
            let path = |number| self.path().join(format!("rest-{size}-{number}"));
            (0..).take_while(|number| fs::write(path(*number), &rest).is_ok()).count()
        };
        assert!(fill(1024 * 1024) < 128, "the disk is larger than it should be");
        fill(4096);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(self.path()).status());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_made_room_on_and_a_log_moves_to_kafka() {
    let (Some(kafka), Some(redis)) = (shared_kafka().filter(|_| has_programs()), shared_redis())
    else {
        return;
    };
    let kafka = Installation::on(&format!("{kafka}?allow_not_durable=true&{QUICK}"), &redis);
    let disk = Disk::mounted();
    let embedded = Installation::embedded();
    let data = disk.as_ref().map_or(embedded.path(), Disk::path).join("data");
    let (views, prefix) = kafka.views_at();
    let variables = [
        ("DATA", data.display().to_string()),
        ("KAFKA_LOG", kafka.log()),
        ("REDIS_VIEWS", views),
        ("CROUPIER_VIEWS_PREFIX", prefix),
    ];
    let mut operator = Operator::at(&embedded, &variables);
    operator.runs(&beginning(Beginning::OneProcess));
    // `up` has the port of the first gateway: players find the one after the other.
    let mut players = Players::two_sit_down(operator.client("GATEWAY_1")).await;
    let mut runbook = Runbook::called("Full disk");
    let (before, after) = (runbook.next(), runbook.next());
    if let Some(disk) = &disk {
        operator.runs(&before);
        disk.fill();
        let mut guest = Guest::new(&operator.client("GATEWAY_1")).await;
        let key = refused_key(&mut guest, &operator.client("GATEWAY_1")).await;
        operator.runs(&after);
        let answer = guest.bet(&key).await;
        guest.told.push(Told { key, units: UNITS, answer });
        players.seat(guest);
    }
    players.play();
    players.have_seen(2).await;
    let mut runbook = Runbook::called("Move from embedded to Kafka");
    operator.runs(&runbook.next());
    players.have_seen(2).await;
    holds(&kafka, &mut players, || drop(operator.runs(STOP_TWO))).await;
}

/// Bet until a bet is refused: what was in files already is used up first. Returns its key.
async fn refused_key(guest: &mut Guest, gateway: &Client) -> String {
    loop {
        let key = format!("full-{}", guest.told.len());
        let answer = guest.place(gateway, &key, UNITS).await.expect("an answer");
        if answer.status == 503 {
            assert_eq!(answer.json()["code"], "not_applied", "{answer:?}");
            return key;
        }
        assert_eq!(answer.status, 202, "{answer:?}");
        guest.told.push(Told { key, units: UNITS, answer });
    }
}

/// The binary of another version: the one that `CROUPIER_TEST_PREVIOUS` names, else this one under
/// another name.
fn previous() -> String {
    let named = std::env::var("CROUPIER_TEST_PREVIOUS").ok();
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_croupier").to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_keys_and_redis_are_replaced_while_it_runs() {
    let (Some(kafka), Some(_)) = (shared_kafka().filter(|_| has_programs()), shared_redis()) else {
        return;
    };
    let mut redis = Redis::start(&RedisOptions::default()).unwrap();
    let log = format!("{kafka}?allow_not_durable=true&{QUICK}");
    let installation = Installation::on(&log, &redis.url());
    let new = installation.path().join("croupier-of-tomorrow");
    symlink(env!("CARGO_BIN_EXE_croupier"), &new).unwrap();
    let address = redis.address();
    let (_, port) = address.rsplit_once(':').unwrap();
    let variables = [
        ("BINARY", previous()),
        ("OLD", previous()),
        ("NEW", new.display().to_string()),
        ("REDIS", port.to_owned()),
    ];
    let mut operator = Operator::at(&installation, &variables);
    operator.runs(&beginning(Beginning::EveryRole));
    let mut players = Players::two_sit_down(operator.client("GATEWAY_1")).await;
    players.play();
    let names = ["processor-1", "query-1", "command-1", "command-2", "gateway-1"];
    let count_new = |operator: &Operator| {
        let binaries = names.map(|name| operator.binary_of(name));
        binaries.into_iter().filter(|binary| *binary == new).count()
    };
    let mut runbook = Runbook::called("Upgrade and roll back");
    let blocks = [runbook.next(), runbook.next(), runbook.next()];
    // At the end the version is this one, also where the other keeps its views in another form.
    let steps = [(0, 3), (1, 5), (2, 0), (0, 3), (1, 5)];
    let is_other = previous() != env!("CARGO_BIN_EXE_croupier");
    for (block, expected) in &steps[..if is_other { 5 } else { 3 }] {
        operator.runs(&blocks[*block]);
        assert_eq!(count_new(&operator), *expected);
        players.have_seen(2).await;
    }

    redis.kill();
    players.have_bet(2).await;
    redis.restart().unwrap();
    operator.runs(&Runbook::called("Lose Redis").next());
    players.have_seen(2).await;

    let mut runbook = Runbook::called("Rotate keys");
    for _ in 0..2 {
        operator.runs(&runbook.next());
        players.have_seen(2).await;
    }
    joins(&mut players, &operator, "GATEWAY_1").await;
    holds(&installation, &mut players, || drop(operator.runs(STOP_TWO))).await;
    assert!(has_seed_of(2, &installation).await, "the new key is not used");
    operator.runs("run command-1; run command-2");
    let old = Guest::new(&operator.client("GATEWAY_1")).await;
    let status_of = async |guest: &Guest, operator: &Operator, key: &str| {
        guest.place(&operator.client("GATEWAY_1"), key, 10).await.unwrap().status
    };
    operator.runs(&runbook.next());
    assert!(Guest::new(&operator.client("GATEWAY_1")).await.has_token_of_key_of(&old));
    operator.runs(&runbook.next());
    let new = Guest::new(&operator.client("GATEWAY_1")).await;
    assert!(!new.has_token_of_key_of(&old), "the new key does not sign");
    assert_eq!(status_of(&old, &operator, "both").await, 202);
    operator.runs(&runbook.next());
    assert_eq!(status_of(&old, &operator, "gone").await, 401);
    operator.runs(&runbook.next());
    assert_eq!(status_of(&new, &operator, "new").await, 202);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_is_lost_and_every_role_is_scaled() {
    let (Some(mut kafka), Some(redis)) = (brokers(3).filter(|_| has_programs()), shared_redis())
    else {
        return;
    };
    let installation = Installation::on(&format!("{}?{QUICK}", kafka.bootstrap()), &redis);
    let path = std::env::var("PATH").unwrap();
    let tools = tempfile::tempdir().unwrap();
    kafka.write_tool(Tool::Topics, &tools.path().join("kafka-topics.sh")).unwrap();
    let path = format!("{}:{path}", tools.path().display());
    let variables = [("BROKERS", kafka.bootstrap()), ("PATH", path)];
    let mut operator = Operator::at(&installation, &variables);
    operator.runs(&beginning(Beginning::EveryRole));
    let mut players = Players::two_sit_down(operator.client("GATEWAY_1")).await;
    players.play();
    players.have_seen(2).await;

    let mut runbook = Runbook::called("Lose a broker");
    let commits = format!("{}.commits", installation.prefix());
    let partition = || kafka.partition(&commits, 0).unwrap().expect("it has a partition 0");
    assert_eq!(partition().in_sync.len(), 3, "{:?}", partition());
    let leader = partition().leader.expect("a leader");
    kafka.kill(leader).unwrap();
    operator.runs(&runbook.next());
    // The others go on alone.
    players.have_seen(5).await;
    kafka.restart(leader).unwrap();
    operator.runs(&runbook.next());
    let in_sync = kafka.partition(&commits, 0).unwrap().unwrap().in_sync;
    assert_eq!(in_sync.len(), 3, "{in_sync:?}");

    let mut runbook = Runbook::called("Scale each role");
    operator.runs(&runbook.next());
    players.have_seen(2).await;
    joins(&mut players, &operator, "GATEWAY_2").await;
    players.play();
    operator.runs(&runbook.next());
    players.have_seen(2).await;
    holds(&installation, &mut players, || drop(operator.runs("stop command-2; stop command-3")))
        .await;
}

/// One more player, who has bet at `gateway` and goes on with the others.
async fn joins(players: &mut Players, operator: &Operator, gateway: &str) {
    let mut guest = Guest::new(&operator.client("GATEWAY_1")).await;
    let key = "joined".to_owned();
    let answer = guest.bet_at(&operator.client(gateway), &key, UNITS).await;
    guest.told.push(Told { key, units: UNITS, answer });
    players.rest().await;
    players.seat(guest);
}

/// Whether a seed of the log was committed to under that master key.
async fn has_seed_of(key_id: u32, installation: &Installation) -> bool {
    let log = KafkaLog::open_existing(&Settings::parse(&installation.log()).unwrap()).unwrap();
    let says = format!(r#""key_id":{key_id}}}"#);
    for partition in 0..log.partition_count() {
        let stored = log.read(partition, 0, usize::MAX).await.unwrap();
        let mut values = stored.iter().map(|it| String::from_utf8_lossy(&it.record.value));
        if values.any(|value| value.contains(&says)) {
            return true;
        }
    }
    false
}
