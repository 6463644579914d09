//! What an append promises.

use bytes::Bytes;

use super::{Scribe, Subject, key_in, pipeline, read_all, reader_of};
use crate::chain::{Hash, Headers, Record};
use crate::engine::{AppendError, LogError};
use crate::genesis::Genesis;
use crate::snapshot::Snapshot;

/// Every partition of a new log holds its genesis at offset 0, and nothing else.
pub async fn begins_with_its_genesis<S: Subject>() {
    let subject = S::fresh(3).await;
    let log = subject.log();
    assert_eq!(log.partition_count(), 3);
    for partition in 0..3 {
        let all = read_all(&*log, partition).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].offset, 0);
        let genesis = Genesis::from_record(&all[0].record).unwrap();
        assert_eq!(genesis.lineage, log.lineage());
        assert_eq!((genesis.partition, genesis.partition_count), (partition, 3));
        assert_eq!(reader_of(&*log, partition).await.head().next_seq, 1);
    }
}

/// `prev`, `key` and `value` come back as they were given, in the order they were given.
pub async fn keeps_order_and_bytes<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let keys = ["plain", "", "with space", "Zoë 🎲", "quo\"te'", "nul\0inside", "%_\\;--"];
    let texts = ["", "é🎲\u{2028}", "\"quoted\" \\ and 'single'", "line\nbreak\ttab"];
    let mut records: Vec<Record> = Vec::new();
    for key in keys {
        for text in texts {
            records.push(scribe.commit_of(Bytes::from(key), text));
        }
    }
    // Space, order of members and a raw NUL are bytes like any other.
    let raw = format!(r#"{{"v":1,"seq":{}, "b" : 1.0,  "a":1e2, "z":"{}"}} "#, 29, '\0');
    records.push(Record::new(scribe.head.hash, Bytes::new(), raw));
    for record in &records {
        log.append(0, vec![record.clone()]).await.unwrap();
    }
    let stored: Vec<Record> =
        read_all(&*log, 0).await.into_iter().skip(1).map(|stored| stored.record).collect();
    assert_eq!(stored, records);
}

/// What travels with a commit changes nothing about it, and is returned as it was or not at all.
pub async fn keeps_headers_or_drops_them<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let plain = scribe.commits(2);
    let with = |record: &Record| {
        let traceparent = Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into());
        let headers = Headers {
            traceparent,
            correlation_id: Some("c-1".into()),
            received_us: Some(1_763_911_200_000_123),
            decided_us: Some(1_763_911_200_000_456),
        };
        Record { headers, ..record.clone() }
    };
    let carrying: Vec<Record> = plain.iter().map(with).collect();
    log.append(0, carrying.clone()).await.unwrap();
    for (stored, (plain, carrying)) in
        read_all(&*log, 0).await[1..].iter().zip(plain.iter().zip(&carrying))
    {
        assert!(stored.record == *plain || stored.record == *carrying, "{stored:?}");
        assert_eq!(stored.record.hash(), plain.hash());
    }
    assert_eq!(reader_of(&*log, 0).await.head().hash, scribe.head.hash);
}

/// A batch is stored whole, in order, nothing in between; `Appended` names its last offset.
pub async fn keeps_a_batch_together<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut expected = Vec::new();
    for count in [1, 500, 2] {
        let batch = scribe.commits(count);
        let appended = log.append(0, batch.clone()).await.unwrap();
        expected.extend(batch);
        let all = read_all(&*log, 0).await;
        assert!(all.is_sorted_by(|a, b| a.offset < b.offset));
        if let Some(last_offset) = appended.last_offset {
            assert_eq!(all.last().unwrap().offset, last_offset);
        }
        let stored: Vec<Record> = all.into_iter().skip(1).map(|stored| stored.record).collect();
        assert_eq!(stored, expected);
    }
}

/// An append that begins before the last one returned is ordered after it.
pub async fn keeps_pipelined_appends_in_order<S: Subject>() {
    let subject = S::fresh(2).await;
    let log = subject.log();
    let mut expected = [Vec::new(), Vec::new()];
    for _round in 0..10 {
        let mut in_flight = Vec::new();
        for partition in [0, 1] {
            let mut scribe = Scribe::at_end(&*log, partition).await;
            for count in [1, 7, 1, 30] {
                let batch = scribe.commits(count);
                expected[partition as usize].extend(batch.clone());
                in_flight.push(log.append(partition, batch));
            }
        }
        assert!(pipeline(in_flight).await.iter().all(Result::is_ok));
    }
    for partition in [0, 1] {
        let all = read_all(&*log, partition).await;
        let stored: Vec<Record> = all.into_iter().skip(1).map(|stored| stored.record).collect();
        assert_eq!(stored, expected[partition as usize]);
    }
}

/// What one partition is given does not show in another.
pub async fn keeps_partitions_apart<S: Subject>() {
    let subject = S::fresh(3).await;
    let log = subject.log();
    let before = read_all(&*log, 1).await;
    let mut scribe = Scribe::at_end(&*log, 2).await;
    log.append(2, scribe.commits(5)).await.unwrap();
    assert_eq!(read_all(&*log, 1).await, before);
    assert_eq!(read_all(&*log, 2).await.len(), 6);
    assert_eq!(reader_of(&*log, 2).await.stray_count(), 0);
}

/// Ten thousand appends of one record each.
pub async fn takes_many_small_appends<S: Subject>() {
    let subject = S::fresh(4).await;
    let log = subject.log();
    let mut scribes = Vec::new();
    for partition in 0..4 {
        scribes.push(Scribe::at_end(&*log, partition).await);
    }
    for _round in 0..50 {
        let mut in_flight = Vec::new();
        for _append in 0..50 {
            for scribe in &mut scribes {
                in_flight.push(log.append(scribe.partition, scribe.commits(1)));
            }
        }
        assert!(pipeline(in_flight).await.iter().all(Result::is_ok));
    }
    for scribe in &scribes {
        let reader = reader_of(&*log, scribe.partition).await;
        assert_eq!(reader.head().hash, scribe.head.hash);
        assert_eq!(reader.head().next_seq, 2501);
    }
}

/// A batch of no records is stored at once.
pub async fn takes_an_empty_append<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    log.append(0, Vec::new()).await.unwrap();
    assert_eq!(read_all(&*log, 0).await.len(), 1);
}

/// 256 KiB are taken; one byte more is refused, and the batch with it.
pub async fn refuses_what_is_too_large<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let largest = scribe.commit_sized(Record::VALUE_BYTES_MAX);
    log.append(0, vec![largest.clone()]).await.unwrap();
    let before = scribe.clone();
    let batch = vec![scribe.commit("small"), scribe.commit_sized(Record::VALUE_BYTES_MAX + 1)];
    assert_eq!(log.append(0, batch).await, Err(AppendError::TooLarge));
    assert_eq!(read_all(&*log, 0).await.last().unwrap().record, largest);
    let mut scribe = before;
    log.append(0, vec![scribe.commit("small")]).await.unwrap();
    assert_eq!(reader_of(&*log, 0).await.head().hash, scribe.head.hash);
}

/// Nothing can be done with a partition that does not exist.
pub async fn refuses_an_unknown_partition<S: Subject>() {
    let subject = S::fresh(2).await;
    let log = subject.log();
    let head = *reader_of(&*log, 0).await.head();
    for partition in [2, 3, u32::MAX] {
        let unknown = LogError::UnknownPartition(partition);
        assert_eq!(log.read(partition, 0, 1).await, Err(unknown.clone()));
        assert_eq!(log.tail(partition, 0).await.err(), Some(unknown.clone()));
        assert_eq!(log.snapshots(partition, "fold").await, Err(unknown.clone()));
        let snapshot = Snapshot { head, state: Bytes::from_static(b"state") };
        assert_eq!(log.save_snapshot(partition, "fold", snapshot).await, Err(unknown));
        let record = Record::new(head.hash, Bytes::new(), r#"{"v":1,"seq":1}"#);
        let refused = log.append(partition, vec![record]).await.unwrap_err();
        assert!(refused.is_definite());
    }
}

/// What does not follow is stored or refused; either way it is no part of the chain, and what
/// follows is.
pub async fn never_accepts_a_stray<S: Subject>() {
    let subject = S::fresh(2).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let first = scribe.commits(3);
    log.append(0, first.clone()).await.unwrap();
    let follows = |seq: u64, key| {
        let value = format!(r#"{{"v":1,"seq":{seq}}}"#);
        Record::new(scribe.head.hash, key, value)
    };
    let key = key_in(0, 2);
    let strays = [
        ("a duplicate of the last", first[2].clone()),
        ("a duplicate", first[0].clone()),
        ("another writer's", Record { prev: first[1].hash(), ..first[2].clone() }),
        ("from nowhere", Record { prev: Hash([9; 32]), ..follows(4, key.clone()) }),
        ("a seq too low", follows(3, key.clone())),
        ("a seq too high", follows(5, key.clone())),
        ("no seq", Record { value: Bytes::from_static(b"{}"), ..follows(4, key.clone()) }),
        ("a player of elsewhere", follows(4, key_in(1, 2))),
    ];
    for (what, stray) in strays {
        match log.append(0, vec![stray]).await {
            Ok(_) | Err(AppendError::NotNext) => {}
            Err(other) => panic!("{what}: {other:?}"),
        }
        let reader = reader_of(&*log, 0).await;
        assert_eq!(reader.head().hash, scribe.head.hash, "{what}");
    }
    log.append(0, scribe.commits(1)).await.unwrap();
    assert_eq!(reader_of(&*log, 0).await.head().hash, scribe.head.hash);
}
