//! Bets over HTTP beside a no-op POST on the same server, in turns.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use croupier_clock::SystemClock;
use croupier_command::http::Facts;
use croupier_domain::Table;
use croupier_http::{Access, Answer, Limits, serve};
use croupier_log::file::{FileLog, Options};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::disk;
use crate::engine::init;
use crate::load::{self, Pace};
use crate::refold::{start_views, write_side};
use crate::report::{Target, heading, line, median, percentile_ms, rate, target};

const LASTING: Duration = Duration::from_secs(2);
const TURN_COUNT: usize = 5;
const PLAYER_COUNT: u64 = 20_000;

pub(crate) async fn run() -> anyhow::Result<()> {
    heading("HTTP: command service with its log and views, no-op and bets in turns, medians");
    let directory = tempfile::tempdir()?;
    let log = FileLog::open(directory.path(), &init(8), &Options::default(), &mut |_, _| {})?;
    let log = Arc::new(log);
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let (stop_views, views_tasks) = start_views(log.clone()).await;
    let address = serve_commands(log.clone(), &tasks, &stop).await?;

    let mut bets_per_s = 0.0;
    for connection_count in [1, 16, 64] {
        bets_per_s = compare(address, connection_count).await?;
    }
    half_load(address, directory.path(), bets_per_s / 2.0).await?;
    let stats = log.stats();
    line(&format!(
        "the log stored {} commits in {} groups, {:.2} ms a group",
        stats.commit_count,
        stats.group_count,
        stats.store_time.as_secs_f64() * 1000.0 / stats.group_count.max(1) as f64,
    ));
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    stop_views.cancel();
    views_tasks.wait().await;
    log.close();
    Ok(())
}

/// How long bets take that come evenly, `rate` of them a second, and what the disk alone would take
/// for them, in turns.
async fn half_load(address: SocketAddr, directory: &Path, rate: f64) -> anyhow::Result<()> {
    let (mut p99s, mut disk_p50s, mut disk_p99s) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURN_COUNT {
        let half = load::run(address, 64, LASTING, Pace::Open(rate), bet).await?;
        p99s.push(percentile_ms(&half.latencies, 99.0));
        let disk = tokio::task::block_in_place(|| disk::waits(directory, rate, LASTING))?;
        disk_p50s.push(percentile_ms(&disk, 50.0));
        disk_p99s.push(percentile_ms(&disk, 99.0));
    }
    target("p99 at half load", median(p99s), "ms", Target::AtMost(10.0));
    line(&format!(
        "the disk alone, group after group: p50 {:.2} ms, p99 {:.2} ms",
        median(disk_p50s),
        median(disk_p99s),
    ));
    Ok(())
}

/// Bets a second, and how they stand to the no-op.
async fn compare(address: SocketAddr, connection_count: usize) -> anyhow::Result<f64> {
    let (mut noops, mut bets, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let (mut p50s, mut p99s) = (Vec::new(), Vec::new());
    let mut refused = 0;
    for _ in 0..TURN_COUNT {
        let idle = load::run(address, connection_count, LASTING, Pace::Closed, noop).await?;
        let busy = load::run(address, connection_count, LASTING, Pace::Closed, bet).await?;
        let (noop, bet) = (rate(idle.answers, idle.took), rate(busy.answers, busy.took));
        noops.push(noop);
        bets.push(bet);
        ratios.push(bet / noop);
        p50s.push(percentile_ms(&busy.latencies, 50.0));
        p99s.push(percentile_ms(&busy.latencies, 99.0));
        refused += busy.refused;
    }
    let bets_per_s = median(bets);
    line(&format!(
        "{connection_count:3} connections: no-op {:7.0}/s, bets {bets_per_s:7.0}/s, p50 {:.2} ms, \
         p99 {:.2} ms, {refused} refused",
        median(noops),
        median(p50s),
        median(p99s),
    ));
    let ratio = median(ratios);
    if connection_count == 64 {
        target("bets to no-op", ratio, "", Target::AtLeast(0.5));
    } else {
        line(&format!("     bets to no-op: {ratio:.2}"));
    }
    Ok(bets_per_s)
}

async fn serve_commands(
    log: Arc<FileLog>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<SocketAddr> {
    let facts = Facts {
        lineage: String::new(),
        currency: String::new(),
        table: Table::default(),
        log_engine: "file".into(),
        build: "bench".into(),
        instance: "bench".into(),
        address: String::new(),
        clock: Arc::new(SystemClock),
        log: log.clone(),
    };
    let commands = write_side(log).start(tasks, stop, Arc::new(|_| {})).await?;
    let idle = croupier_http::edge(Router::new().route("/noop", post(answer_nothing)));
    let router =
        croupier_command::http::router(Arc::new(commands), facts, Access::Open).merge(idle);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tasks.spawn(serve(listener, router, Limits::default(), stop.clone()));
    Ok(address)
}

/// Reads its body and answers as many bytes as a bet's answer has, through the same layers.
async fn answer_nothing(_body: Bytes) -> Answer {
    static ANSWER: [u8; 480] = [b' '; 480];
    Answer::rendered(axum::http::StatusCode::ACCEPTED, Bytes::from_static(&ANSWER))
}

fn noop(_: u64) -> Vec<u8> {
    load::post("/noop", &body(0))
}

fn bet(number: u64) -> Vec<u8> {
    // Spread over the players, the same each run.
    load::post("/api/v1/bets", &body(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20))
}

fn body(number: u64) -> String {
    let player = number % PLAYER_COUNT;
    format!(
        r#"{{"player_id":"player-{player}","game_type":"roulette","amount":10,"session_id":"s-1"}}"#
    )
}
