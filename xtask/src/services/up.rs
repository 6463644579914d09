//! `up`: one Kafka and one Redis until Ctrl-C.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use croupier_services::{Jvm, Kafka, KafkaOptions, Redis, RedisOptions};
use signal_hook::consts::TERM_SIGNALS;
use signal_hook::flag;

use super::record::{Record, Running};
use super::{Ports, Wanted, directory};

/// How soon Ctrl-C and the end of a server are noticed.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Starts both, says where they are, and stays until it is told to stop or one of them ends.
pub(super) fn run(wanted: Wanted) -> Result<ExitCode> {
    let directory = directory();
    let running = Running::claim(&directory)?;
    // Until both run, Ctrl-C ends this process, and with it whatever it has started.
    println!("Starting Kafka and Redis; the first time, Kafka is fetched from Maven Central.");
    let (mut kafka, mut redis) = start(wanted, &directory)?;
    let stop = stop_flag()?;
    let process = std::process::id();
    let record = Record { process, kafka: kafka.bootstrap(), redis: redis.url() };
    running.announce(&directory, &record)?;
    println!("\n{record}\n\nTheir data is in {}; Ctrl-C stops them.", directory.display());
    let mut failure = None;
    while failure.is_none() && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(LOOK_EVERY);
        failure = kafka.failure().or_else(|| redis.failure());
    }
    println!("Stopping; a second Ctrl-C does not wait.");
    kafka.stop_all();
    redis.stop();
    match failure {
        Some(failure) => Err(failure.into()),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn start(wanted: Wanted, directory: &Path) -> Result<(Kafka, Redis)> {
    let well_known = |port| (wanted.ports == Ports::WellKnown).then_some(port);
    let redis = Redis::start(&RedisOptions {
        directory: Some(directory.join("redis")),
        port: well_known(6379),
        append_only: true,
        ..RedisOptions::default()
    })?;
    let kafka = Kafka::start(&KafkaOptions {
        brokers: wanted.brokers,
        // One broker cannot take over the storage of three.
        directory: Some(directory.join(format!("kafka-{}", wanted.brokers))),
        port: well_known(9092),
        jvm: Jvm::RunsFast,
        ..KafkaOptions::default()
    })?;
    Ok((kafka, redis))
}

/// Raised by the first Ctrl-C or SIGTERM; the second one ends the process.
fn stop_flag() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in TERM_SIGNALS {
        let register = || {
            flag::register_conditional_shutdown(*signal, 1, Arc::clone(&stop))?;
            flag::register(*signal, Arc::clone(&stop))
        };
        register().context("could not ask to be told of signals")?;
    }
    Ok(stop)
}
