//! The local engine alone: durable commits a second by batch size.

use std::sync::Arc;
use std::time::Instant;

use croupier_log::file::{FileLog, Options};
use croupier_log::{Init, Lineage, Log, Record};
use hdrhistogram::Histogram;
use tokio::task::JoinSet;

use crate::player::{Writer, bet};
use crate::report::{heading, latencies, line, percentile_ms, rate};

const PARTITION_COUNT: u32 = 8;

pub(crate) fn init(partition_count: u32) -> Init {
    Init {
        lineage: Lineage([7; 16]),
        partition_count,
        currency: "credits".into(),
        exponent: 2,
        time_ms: 1_000,
    }
}

pub(crate) async fn run() -> anyhow::Result<()> {
    heading("file engine: durable commits, eight partitions at once, one append in flight each");
    for (batch_size, append_count) in [(1, 2_000), (16, 1_000), (100, 400), (1_000, 60)] {
        let directory = tempfile::tempdir()?;
        let init = init(PARTITION_COUNT);
        let log = FileLog::open(directory.path(), &init, &Options::default(), &mut |_, _| {})?;
        let log = Arc::new(log);
        let mut writers = JoinSet::new();
        let mut batches = Vec::new();
        for partition in 0..PARTITION_COUNT {
            batches.push(batches_of(&log, partition, batch_size, append_count).await?);
        }
        let began = Instant::now();
        for (partition, batches) in (0..).zip(batches) {
            writers.spawn(append_all(log.clone(), partition, batches));
        }
        let mut all = latencies();
        while let Some(latencies) = writers.join_next().await {
            all.add(latencies??)?;
        }
        let commit_count = u64::from(PARTITION_COUNT) * append_count * batch_size;
        line(&format!(
            "batch {batch_size:5}: {:9.0} commits/s, append p50 {:7.2} ms, p99 {:7.2} ms",
            rate(commit_count, began.elapsed()),
            percentile_ms(&all, 50.0),
            percentile_ms(&all, 99.0),
        ));
        log.close();
    }
    Ok(())
}

/// Made beforehand: this is about storing, not about deciding.
async fn batches_of(
    log: &FileLog,
    partition: u32,
    batch_size: u64,
    append_count: u64,
) -> anyhow::Result<Vec<Vec<Record>>> {
    let mut writer = writer_behind_genesis(log, partition).await?;
    let players = crate::refold::players_of(partition, PARTITION_COUNT, 100)?;
    let mut number = 0;
    (0..append_count)
        .map(|_| {
            (0..batch_size)
                .map(|_| {
                    number += 1;
                    writer.write(&players[number % players.len()], &bet(10))
                })
                .collect()
        })
        .collect()
}

/// A writer that stands behind the genesis of a fresh log.
pub(crate) async fn writer_behind_genesis(log: &dyn Log, partition: u32) -> anyhow::Result<Writer> {
    let mut reader = croupier_log::Reader::new(
        partition,
        log.partition_count(),
        croupier_log::Head::before_genesis(log.lineage(), partition, log.partition_count()),
    );
    for stored in log.read(partition, 0, 1).await? {
        reader.offer(&stored);
    }
    Ok(Writer::new(partition, *reader.head(), log.lineage().0, 1_000))
}

async fn append_all(
    log: Arc<FileLog>,
    partition: u32,
    batches: Vec<Vec<Record>>,
) -> anyhow::Result<Histogram<u64>> {
    let mut latencies = latencies();
    for batch in batches {
        let began = Instant::now();
        log.append(partition, batch).await?;
        latencies.record(u64::try_from(began.elapsed().as_micros())?)?;
    }
    Ok(latencies)
}
