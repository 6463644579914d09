//! How fast is the chain on Kafka? Commits are appended, read back by a tail through the accept
//! rule, and only then counted.
//!
//! `cargo run --release -p croupier-log --example kafka_rate -- ADDRESS [SECONDS]`, where the
//! address is `kafka://HOST:PORT/PREFIX?allow_not_durable=true` of a broker to which nobody minds
//! that topics are added.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement for people to read")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use croupier_log::kafka::{KafkaLog, Settings};
use croupier_log::{Head, Init, Item, Lineage, Log, Reader, Record, Verdict, partition_of};
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::task::JoinSet;

/// About what a bet's commit has.
const VALUE_BYTES: usize = 700;

/// In flight in all, in batches of, partitions.
const RUNS: &[(usize, usize, u32)] = &[
    (1, 1, 1),
    (64, 1, 1),
    (64, 16, 1),
    (1000, 1, 1),
    (1000, 50, 1),
    (64, 1, 8),
    (1000, 1, 8),
    (1000, 25, 8),
    (8000, 100, 8),
];

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap();
    let seconds = arguments.next().map_or(5, |text| text.parse().unwrap());
    println!("in flight  batch  partitions  commits/s  p50 ms  p99 ms  max ms");
    for (run, (in_flight, batch, partitions)) in RUNS.iter().enumerate() {
        let settings = Settings::parse(&address).unwrap();
        let prefix = format!("{}-{run}-{}", settings.prefix, now_ms());
        let log = KafkaLog::open(&Settings { prefix, ..settings }, &init(*partitions)).unwrap();
        let log: Arc<KafkaLog> = Arc::new(log);
        let share = (in_flight / *partitions as usize).max(1);
        let until = Instant::now() + Duration::from_secs(seconds);
        let started = Instant::now();
        let mut writers = JoinSet::new();
        for partition in 0..*partitions {
            writers.spawn(write(Arc::clone(&log), partition, share, (*batch).min(share), until));
        }
        let (heads, latencies): (Vec<_>, Vec<_>) = writers.join_all().await.into_iter().unzip();
        let mut latencies: Vec<Duration> = latencies.concat();
        let rate = latencies.len() as f64 / started.elapsed().as_secs_f64();
        latencies.sort_unstable();
        let at = |share: f64| {
            let index = ((latencies.len() - 1) as f64 * share) as usize;
            latencies[index].as_secs_f64() * 1000.0
        };
        println!(
            "{in_flight:9} {batch:6} {partitions:11} {rate:10.0} {:7.2} {:7.2} {:7.2}",
            at(0.5),
            at(0.99),
            at(1.0)
        );
        if run + 1 == RUNS.len() {
            replay(&log, heads).await;
        }
    }
}

/// How fast is a reader that begins at the beginning, in all partitions at once?
async fn replay(log: &Arc<KafkaLog>, heads: Vec<(u32, Head)>) {
    let started = Instant::now();
    let mut readers = JoinSet::new();
    for (partition, head) in heads {
        readers.spawn(read(Arc::clone(log), partition, head));
    }
    let count: u64 = readers.join_all().await.iter().sum();
    let rate = count as f64 / started.elapsed().as_secs_f64();
    println!("replayed {count} commits by tails, accepting them: {rate:.0} a second");
}

async fn read(log: Arc<KafkaLog>, partition: u32, until: Head) -> u64 {
    let count = log.partition_count();
    let before = Head::before_genesis(log.lineage(), partition, count);
    let mut reader = Reader::new(partition, count, before);
    let mut tail = log.tail(partition, 0).await.unwrap();
    while reader.head().hash != until.hash {
        offer(&mut reader, tail.next().await.unwrap(), &mut VecDeque::new(), &mut Vec::new());
    }
    reader.head().next_seq
}

/// Keep `in_flight` commits of a partition on their way; the time each took until it was read back.
async fn write(
    log: Arc<KafkaLog>,
    partition: u32,
    in_flight: usize,
    batch: usize,
    until: Instant,
) -> ((u32, Head), Vec<Duration>) {
    let count = log.partition_count();
    let key =
        (0u32..).map(|n| n.to_string()).find(|k| partition_of(k.as_bytes(), count) == partition);
    let key = key.unwrap();
    let before = Head::before_genesis(log.lineage(), partition, count);
    let mut reader = Reader::new(partition, count, before);
    let mut tail = log.tail(partition, 0).await.unwrap();
    while reader.head().next_seq == 0 {
        offer(&mut reader, tail.next().await.unwrap(), &mut VecDeque::new(), &mut Vec::new());
    }
    let mut speculative = *reader.head();
    let (mut waiting, mut latencies) = (VecDeque::new(), Vec::new());
    let mut appends = FuturesUnordered::new();
    loop {
        while Instant::now() < until && waiting.len() + batch <= in_flight {
            let mut records = Vec::with_capacity(batch);
            for _commit in 0..batch {
                let record = commit(&mut speculative, &key);
                waiting.push_back((speculative.next_seq - 1, Instant::now()));
                records.push(record);
            }
            appends.push(log.append(partition, records));
        }
        if waiting.is_empty() && appends.is_empty() {
            return ((partition, *reader.head()), latencies);
        }
        tokio::select! {
            items = tail.next() => offer(&mut reader, items.unwrap(), &mut waiting, &mut latencies),
            Some(appended) = appends.next() => { appended.unwrap(); }
        }
    }
}

fn offer(
    reader: &mut Reader,
    items: Vec<Item>,
    waiting: &mut VecDeque<(u64, Instant)>,
    latencies: &mut Vec<Duration>,
) {
    for item in items {
        let Item::Stored(stored) = item else { continue };
        if let Verdict::Accepted(head) = reader.offer(&stored)
            && waiting.front().is_some_and(|(seq, _)| *seq == head.next_seq - 1)
        {
            latencies.extend(waiting.pop_front().map(|(_, begun)| begun.elapsed()));
        }
    }
}

fn commit(head: &mut Head, key: &str) -> Record {
    let mut value = format!(r#"{{"v":1,"seq":{},"time":{},"pad":""#, head.next_seq, now_ms());
    value.extend(std::iter::repeat_n('x', VALUE_BYTES - value.len() - 2));
    value.push_str("\"}");
    let record = Record::new(head.hash, key.to_owned(), value);
    head.hash = record.hash();
    head.next_seq += 1;
    record
}

fn init(partition_count: u32) -> Init {
    let lineage = Lineage(u128::from(now_ms()).to_be_bytes());
    Init { lineage, partition_count, currency: "EUR".into(), exponent: 2, time_ms: now_ms() }
}

#[expect(clippy::disallowed_methods, reason = "a measurement has no clock to be given")]
fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}
