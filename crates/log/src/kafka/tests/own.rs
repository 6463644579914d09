//! A broker for one test alone, which may be hurt.

use std::fs::{self, OpenOptions};
use std::path::Path;

use croupier_services::{Kafka, KafkaOptions};

use super::*;

/// Brokers for one test; `None` where there can be none.
pub(super) fn brokers(count: u32) -> Option<Kafka> {
    croupier_services::shared_kafka()?;
    let options = KafkaOptions { brokers: count, ..KafkaOptions::default() };
    Some(Kafka::start(&options).unwrap())
}

pub(super) fn settings_of(kafka: &Kafka) -> Settings {
    Settings {
        allow_not_durable: true,
        check_every: Duration::from_secs(3600),
        ..Settings::new(kafka.bootstrap(), "own")
    }
}

/// Cut the last `count` records off the file of a partition, as a restored backup or a broken disk
/// would. The broker must be down. Records that were appended in one go fall together.
pub(super) fn cut(kafka: &Kafka, topic: &str, partition: u32, count: u64) {
    let folder = kafka.directory().join(format!("broker-1/data/{topic}-{partition}"));
    let segment = folder.join(format!("{:020}.log", 0));
    let bytes = fs::read(&segment).unwrap();
    let batches = batches_of(&bytes);
    let end = batches.last().unwrap().end;
    let first_lost = batches.iter().find(|batch| batch.start == end - count).unwrap();
    let file = OpenOptions::new().write(true).open(&segment).unwrap();
    file.set_len(first_lost.place as u64).unwrap();
    // The broker makes them again from what is there.
    for index in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if is_derived(&index) {
            fs::remove_file(index).unwrap();
        }
    }
}

fn is_derived(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("index" | "timeindex" | "snapshot"))
}

/// What Kafka calls a record batch: its offsets, and where it stands in the file.
struct Batch {
    start: u64,
    end: u64,
    place: usize,
}

/// The header of a batch is its first offset (8 bytes), the length of what follows (4), the leader
/// epoch (4), the version (1), the checksum (4), attributes (2), and how many records there are
/// but one (4).
fn batches_of(bytes: &[u8]) -> Vec<Batch> {
    let number = |place: usize, length: usize| {
        bytes[place..place + length].iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte))
    };
    let mut batches = Vec::new();
    let mut place = 0;
    while place + 61 <= bytes.len() {
        let start = number(place, 8);
        batches.push(Batch { start, end: start + number(place + 23, 4) + 1, place });
        place += 12 + usize::try_from(number(place + 8, 4)).unwrap();
    }
    batches
}
