//! How fast a log is folded into a Redis, and what a player takes up there.
//!
//! ```text
//! cargo run --release -p croupier-processor --example fold_into_redis -- \
//!     127.0.0.1:6379 [commits] [players] [commits a batch] [idle]
//! ```
//!
//! The log is in memory and has real commits: bets on every game, deposits, rotated seeds. With
//! `idle`, every player only makes a deposit. The views get a prefix of their own, which is not
//! removed afterwards.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement for whoever runs it: what goes wrong may end it"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use croupier_clock::SystemClock;
use croupier_domain::{Command, PlayerId};
use croupier_log::memory::MemoryLog;
use croupier_log::{Init, Lineage, Log, Record, partition_of};
use croupier_processor::{Parts, Settings, Status, run};
use croupier_views::conformance::{Chance, House, START_MS, deposit, player};
use croupier_views::redis::{RedisOptions, RedisViews};
use tokio_util::sync::CancellationToken;

/// The one of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PARTITION_COUNT: u32 = 8;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let host = arguments.next().expect("host:port of a Redis");
    let mut number = |default| arguments.next().map_or(default, |text| text.parse().unwrap());
    let (commit_count, player_count): (u64, u64) = (number(400_000), number(100_000));
    let settings = Settings::default();
    let batch_count_max = number(settings.batch_count_max as u64) as usize;
    let is_idle = arguments.next().is_some();
    let log = filled(commit_count, player_count, is_idle).await;

    let prefix = format!("bench-{}", std::process::id());
    let options =
        RedisOptions { prefix, ..RedisOptions::new(format!("redis://{host}").parse().unwrap()) };
    let views = Arc::new(RedisViews::new(options).unwrap());
    let before = Usage::now(&host);
    let status = Status::new(PARTITION_COUNT);
    let parts = Parts {
        log: Arc::new(log),
        views,
        clock: Arc::new(SystemClock),
        settings: Settings { batch_count_max, ..settings },
        status: status.clone(),
        progress: Arc::new(|_| {}),
    };
    let begun = Instant::now();
    let shutdown = CancellationToken::new();
    let stop = async {
        status.caught_up().await;
        shutdown.cancel();
        begun.elapsed()
    };
    let (ended, took) = tokio::join!(run(parts, shutdown.clone()), stop);
    ended.unwrap();
    assert!(status.troubles().is_empty(), "{:?}", status.troubles());
    Usage::now(&host).report(&before, took, commit_count, player_count);
}

/// A log of `commit_count` commits, spread over the players by chance.
async fn filled(commit_count: u64, player_count: u64, is_idle: bool) -> MemoryLog {
    let init = Init {
        lineage: Lineage([7; 16]),
        partition_count: PARTITION_COUNT,
        currency: "credits".into(),
        exponent: 2,
        time_ms: START_MS,
    };
    let log = MemoryLog::new(&init);
    let mut players = vec![Vec::new(); PARTITION_COUNT as usize];
    for n in 0..player_count {
        let id = player(&format!("player-{:09}", n.wrapping_mul(7_919) % 1_000_000_007));
        let partition = partition_of(id.as_str().as_bytes(), PARTITION_COUNT);
        players[partition as usize].push(id);
    }
    for (partition, players) in (0..).zip(players) {
        let mut house = House::new(partition);
        let mut chance = Chance(partition.into());
        let mut head = init.genesis(partition).record().hash();
        let mut records = Vec::new();
        let count = match is_idle {
            true => players.len() as u64,
            false => commit_count / u64::from(PARTITION_COUNT),
        };
        for n in 0..count {
            house.time_ms += chance.below(20);
            let (id, command) = next(&players, &house, &mut chance, is_idle.then_some(n));
            let commit = house.commit(id, &command);
            let value = commit.encode();
            let record = Record::new(head, id.as_str().to_owned(), value);
            head = record.hash();
            records.push(record);
        }
        log.append(partition, records).await.unwrap();
    }
    log
}

fn next<'a>(
    players: &'a [PlayerId],
    house: &House,
    chance: &mut Chance,
    idle: Option<u64>,
) -> (&'a PlayerId, Command) {
    match idle {
        Some(n) => (&players[n as usize], deposit(100)),
        None => {
            let id = &players[chance.below(players.len() as u64) as usize];
            (id, chance.command(house, id))
        }
    }
}

/// What the server has used.
struct Usage {
    memory_bytes: f64,
    cpu: Duration,
}

impl Usage {
    /// Asked as by hand: `INFO`, and a text that is as long as its first line says.
    fn now(host: &str) -> Self {
        let mut connection = TcpStream::connect(host).unwrap();
        connection.write_all(b"INFO\r\n").unwrap();
        let mut reader = BufReader::new(connection);
        let mut length = String::new();
        reader.read_line(&mut length).unwrap();
        let mut info = vec![0; length[1..].trim().parse().unwrap()];
        reader.read_exact(&mut info).unwrap();
        let info = String::from_utf8(info).unwrap();
        let number = |name: &str| -> f64 {
            let mut lines = info.lines();
            let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            found.unwrap().parse().unwrap()
        };
        let cpu_s = number("used_cpu_user") + number("used_cpu_sys");
        Self { memory_bytes: number("used_memory"), cpu: Duration::from_secs_f64(cpu_s) }
    }

    fn report(&self, before: &Self, took: Duration, commit_count: u64, player_count: u64) {
        let per_commit = |time: Duration| time.as_secs_f64() * 1e6 / commit_count as f64;
        let memory_bytes = self.memory_bytes - before.memory_bytes;
        println!("{commit_count} commits of {player_count} players in {took:.2?}");
        println!("{:.0} commits/s", commit_count as f64 / took.as_secs_f64());
        println!("{:.1} µs a commit of the server's CPU", per_commit(self.cpu - before.cpu));
        println!("{:.0} bytes of the server's memory a player", memory_bytes / player_count as f64);
    }
}
