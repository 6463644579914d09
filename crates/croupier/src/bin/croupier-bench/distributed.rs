//! Kafka and Redis beside the embedded engines: the same binary twice, loaded in turns.
//!
//! `cargo xtask bench` starts one broker and one Redis and says where they are. Everything runs on
//! this machine, the load as well, so it is the ratio that counts.

mod installation;
mod projection;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::load::{self, Pace, ask};
use crate::report::{Target, heading, latencies, line, median, percentile_ms, rate, target};
use installation::{Installation, SESSION_TIMEOUT, Servers};

const LASTING: Duration = Duration::from_secs(2);
const TURN_COUNT: usize = 5;
const CONNECTION_COUNT: usize = 64;
const VISIBLE_COUNT: u64 = 500;
const PARTITION_COUNT: u32 = 8;

/// Run it on the servers that `--kafka=` and `--redis=` name; without, say what is missing.
pub(crate) async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let named = |name: &str| {
        arguments.iter().find_map(|argument| argument.strip_prefix(name)?.strip_prefix('='))
    };
    heading("Kafka and Redis beside the embedded engines, in turns, medians");
    let (Some(kafka), Some(redis)) = (named("--kafka"), named("--redis")) else {
        line(
            "left out: needs --kafka=HOST:PORT and --redis=redis://…; `cargo xtask bench` has them",
        );
        return Ok(());
    };
    let directory = tempfile::tempdir()?;
    let servers = Servers::new(kafka, redis, directory.path());
    let embedded = Installation::embedded(directory.path()).await?;
    let shared = servers.start().await?;

    let bets_per_s = compare(&embedded, &shared).await?;
    half_load(&shared, bets_per_s / 2.0).await?;
    visible(&shared).await?;
    drop(embedded);
    takeover(&servers, shared).await?;
    projection::run(kafka, redis).await
}

/// Bets a second on Kafka, and how they stand to those on the embedded log.
async fn compare(embedded: &Installation, shared: &Installation) -> anyhow::Result<f64> {
    let (mut ours, mut theirs, mut ratios, mut p99s) = (vec![], vec![], vec![], vec![]);
    for _ in 0..TURN_COUNT {
        let one = load::run(embedded.command, CONNECTION_COUNT, LASTING, Pace::Closed, bet).await?;
        let other = load::run(shared.command, CONNECTION_COUNT, LASTING, Pace::Closed, bet).await?;
        if one.refused + other.refused > 0 {
            bail!("{} bets were refused", one.refused + other.refused);
        }
        let (one_rate, other_rate) = (rate(one.answers, one.took), rate(other.answers, other.took));
        ours.push(one_rate);
        theirs.push(other_rate);
        ratios.push(other_rate / one_rate);
        p99s.push(percentile_ms(&other.latencies, 99.0));
    }
    line(&format!(
        "{CONNECTION_COUNT} connections: embedded {:.0}/s, Kafka and Redis {:.0}/s, p99 {:.2} ms",
        median(ours),
        median(theirs.clone()),
        median(p99s),
    ));
    target("bets to embedded", median(ratios), "", Target::AtLeast(0.3));
    Ok(median(theirs))
}

async fn half_load(shared: &Installation, bets_per_s: f64) -> anyhow::Result<()> {
    let mut p99s = Vec::new();
    for _ in 0..TURN_COUNT {
        let pace = Pace::Open(bets_per_s);
        let half = load::run(shared.command, CONNECTION_COUNT, LASTING, pace, bet).await?;
        p99s.push(percentile_ms(&half.latencies, 99.0));
    }
    target("p99 at half load", median(p99s), "ms", Target::AtMost(25.0));
    Ok(())
}

/// From the moment a bet is sent until a read shows it, one bet after the other.
async fn visible(shared: &Installation) -> anyhow::Result<()> {
    let mut took = latencies();
    for number in 0..VISIBLE_COUNT {
        let began = Instant::now();
        let answer = ask(shared.command, &bet(number)).await?;
        let position = answer.header("croupier-position").context("a bet without a position")?;
        let path = format!(
            "/api/v1/players/{}/balance?min_position={position}&wait_ms=10000",
            player(number)
        );
        let read = ask(shared.query, &get(&path)).await?;
        if read.status != 200 {
            bail!("a read was answered {}", read.status);
        }
        took.record(u64::try_from(began.elapsed().as_micros())?)?;
    }
    line(&format!("bet to visible: median {:.2} ms", percentile_ms(&took, 50.0)));
    target("bet to visible, p99", percentile_ms(&took, 99.0), "ms", Target::AtMost(100.0));
    Ok(())
}

/// From the owner's end by kill -9 until every partition takes bets again.
async fn takeover(servers: &Servers, owner: Installation) -> anyhow::Result<()> {
    let heir = servers.start_beside(&owner).await?;
    let players = one_of_each_partition();
    owner.kill();
    let began = Instant::now();
    for player in players {
        let request = load::post("/api/v1/bets", &body(&player));
        while ask(heir.command, &request).await.map_or(0, |answer| answer.status) != 202 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if began.elapsed() > Duration::from_secs(60) {
                bail!("nobody took over");
            }
        }
    }
    let bound = SESSION_TIMEOUT.as_secs_f64() + 3.0;
    target("takeover after kill -9", began.elapsed().as_secs_f64(), "s", Target::AtMost(bound));
    Ok(())
}

fn one_of_each_partition() -> Vec<String> {
    let of = |partition| {
        let mut names = (0..u32::MAX).map(|number| format!("heir-{number}"));
        let is_there = |name: &String| {
            croupier_log::partition_of(name.as_bytes(), PARTITION_COUNT) == partition
        };
        names.find(is_there).unwrap_or_default()
    };
    (0..PARTITION_COUNT).map(of).collect()
}

fn bet(number: u64) -> Vec<u8> {
    load::post("/api/v1/bets", &body(&player(number)))
}

/// Spread over the players, the same each run.
fn player(number: u64) -> String {
    format!("player-{}", (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % 20_000)
}

fn body(player: &str) -> String {
    format!(r#"{{"player_id":"{player}","game_type":"roulette","amount":10,"session_id":"s-1"}}"#)
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}
