//! What others write is yielded as it is, and is no part of the chain.

use bytes::Bytes;

use super::vandal::{Ending, Vandal, plain};
use super::*;
use crate::chain::{Hash, Record};
use crate::conformance::{Scribe, key_in, read_all, reader_of};
use crate::engine::Item;
use crate::kafka::wire::Source;

async fn tailed(log: &KafkaLog, count: usize) -> Vec<Stored> {
    let mut tail = log.tail(0, 0).await.unwrap();
    let mut tailed = Vec::new();
    while tailed.len() < count {
        let stored = tail.next().await.unwrap().into_iter().filter_map(|item| match item {
            Item::Stored(stored) => Some(stored),
            Item::Recheck => None,
        });
        tailed.extend(stored);
    }
    tailed
}

/// Duplicates, another writer's commits, and what is no commit at all.
#[tokio::test]
async fn yields_strays_as_they_are() {
    let Some(settings) = fresh_settings("strays") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let ours = scribe.commits(3);
    log.append(0, ours.clone()).await.unwrap();
    let next = scribe.clone().commit("next");

    let (zeros, key) = (Hash([0; 32]), next.key.clone());
    let (seven, eight): (&[u8], &[u8]) = (&[7; 32], &[8; 32]);
    let right = &next.prev.0[..];
    // Key, value, headers, and the predecessor that readers see.
    type Case<'a> = (Option<&'a [u8]>, Option<&'a [u8]>, &'a [(&'a str, &'a [u8])], Hash);
    let value = &next.value[..];
    let cases: &[Case<'_>] = &[
        (Some(&ours[2].key), Some(&ours[2].value), &[("prev", &ours[2].prev.0)], ours[2].prev),
        (Some(&key), Some(value), &[("prev", seven)], Hash([7; 32])),
        (Some(&key), Some(value), &[], zeros),
        (Some(&key), Some(value), &[("Prev", right)], zeros),
        (Some(&key), Some(value), &[("prev", &right[..31])], zeros),
        (Some(&key), Some(value), &[("prev", right), ("prev", right)], zeros),
        (Some(&key), Some(value), &[("prev", eight), ("prev", right)], zeros),
        (None, None, &[("prev", right)], next.prev),
        (Some(b"\xff\0"), Some(b"not a commit"), &[("x", b"y"), ("prev", seven)], Hash([7; 32])),
    ];
    let vandal = Vandal::new(&settings);
    for (key, value, headers, _prev) in cases {
        let (key, value) = (*key, *value);
        vandal.write(&vandal.topics.commits, 0, &[Scribble { key, value, headers }]);
    }
    let all = read_all(&log, 0).await;
    let strays: Vec<Record> = all[4..].iter().map(|stored| stored.record.clone()).collect();
    let written = cases.iter().map(|(key, value, _headers, prev)| {
        Record::new(
            *prev,
            Bytes::copy_from_slice(key.unwrap_or_default()),
            Bytes::copy_from_slice(value.unwrap_or_default()),
        )
    });
    assert_eq!(strays, written.collect::<Vec<_>>());
    assert_eq!(tailed(&log, all.len()).await, all);

    let reader = reader_of(&log, 0).await;
    assert_eq!(reader.head().hash, scribe.head.hash);
    assert_eq!(reader.stray_count(), cases.len() as u64);
    log.append(0, vec![next.clone()]).await.unwrap();
    assert_eq!(reader_of(&log, 0).await.head().hash, next.hash());
}

/// A foreign transaction is nobody's business: what it wrote is seen by all readers at once,
/// whether it is committed, aborted or never ended; its marks, which take up offsets, are seen by
/// none.
#[tokio::test]
async fn is_indifferent_to_transactions() {
    let Some(settings) = fresh_settings("transactions") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(1)).await.unwrap();
    let vandal = Vandal::new(&settings);
    let stray = Scribble { value: Some(b"stray"), ..Scribble::default() };
    // Offsets 2 and 4; the marks stand at 3 and 5.
    vandal.write_in_transaction(&vandal.topics.commits, stray, Ending::Commit);
    vandal.write_in_transaction(&vandal.topics.commits, stray, Ending::Abort);
    assert_eq!(offsets(&read_all(&log, 0).await), [0, 1, 2, 4]);
    for from in [5, 6] {
        assert_eq!(log.read(0, from, 10).await.unwrap(), []);
    }
    // A tail that begins where nothing is but a mark.
    let mut tail = log.tail(0, 5).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    let _open = vandal.write_in_transaction(&vandal.topics.commits, stray, Ending::None);
    log.append(0, scribe.commits(2)).await.unwrap();
    assert_eq!(offsets(&read_all(&log, 0).await), [0, 1, 2, 4, 6, 7, 8]);
    assert_eq!(offsets(&tailed(&log, 7).await), [0, 1, 2, 4, 6, 7, 8]);
    let mut followed = Vec::new();
    while followed.len() < 3 {
        followed.extend(tail.next().await.unwrap());
    }
    assert!(followed.iter().all(|item| matches!(item, Item::Stored(_))), "{followed:?}");
    assert_eq!(reader_of(&log, 0).await.head().hash, scribe.head.hash);
}

fn offsets(all: &[Stored]) -> Vec<u64> {
    all.iter().map(|stored| stored.offset).collect()
}

/// A commit that somebody else writes with the same rules is a commit like any other.
#[tokio::test]
async fn accepts_what_follows_whoever_wrote_it() {
    let Some(settings) = fresh_settings("others") else { return };
    let log = KafkaLog::open(&settings, &init(2)).unwrap();
    let mut scribe = Scribe::at_end(&log, 1).await;
    let record = scribe.commit_of(key_in(1, 2), "from elsewhere");
    let headers: &[(&str, &[u8])] = &[("ce_id", b"1"), ("prev", &record.prev.0), ("x", b"")];
    let vandal = Vandal::new(&settings);
    let scribble = Scribble { key: Some(&record.key), value: Some(&record.value), headers };
    vandal.write(&vandal.topics.commits, 1, &[scribble]);
    assert_eq!(reader_of(&log, 1).await.head().hash, record.hash());
    log.append(1, scribe.commits(1)).await.unwrap();
    let reader = reader_of(&log, 1).await;
    assert_eq!((reader.head().hash, reader.stray_count()), (scribe.head.hash, 0));
}

/// What others see of a commit: the headers, and the broker's clock.
#[tokio::test]
async fn carries_its_headers_and_the_brokers_time() {
    let Some(settings) = fresh_settings("headers") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    let mut record = Scribe::at_end(&log, 0).await.commit("one");
    record.headers.traceparent = Some("00-abc-def-01".into());
    record.headers.correlation_id = Some("c-1".into());
    log.append(0, vec![record.clone()]).await.unwrap();
    assert_eq!(read_all(&log, 0).await[1].record, record);
    let vandal = Vandal::new(&settings);
    let (genesis, headers) = vandal.look(&vandal.topics.commits, 0, 0);
    assert_eq!(genesis, init(1).genesis(0).record().value);
    let expected = Source::new(log.lineage(), 0).headers(&init(1).genesis(0).record());
    assert_eq!(headers, plain(&expected));
    let (value, headers) = vandal.look(&vandal.topics.commits, 0, 1);
    assert_eq!(value, record.value);
    assert_eq!(headers, plain(&Source::new(log.lineage(), 0).headers(&record)));

    let times: Vec<u64> = read_all(&log, 0)
        .await
        .into_iter()
        .map(|stored| stored.appended_us.unwrap() / 1000)
        .collect();
    // Not the commit's own time, which is another year's.
    let year_ms = 365 * 86_400_000;
    assert!(times[0] <= times[1] && times[0] > init(1).time_ms + year_ms / 2, "{times:?}");
}
