//! Snapshots that are not whole, or not ours, are left out.

use bytes::Bytes;

use super::vandal::Vandal;
use super::*;
use crate::chain::{Hash, Head};
use crate::kafka::snapshots::SLOT_COUNT;

const MIB: usize = 1024 * 1024;

fn snapshot(next_seq: u64, state_bytes: usize) -> Snapshot {
    let head = Head { hash: Hash([7; 32]), next_seq, next_offset: next_seq + 1 };
    let byte = |n: usize| u8::try_from((n / 1000 + n) % 251).unwrap();
    let state: Vec<u8> = (0..state_bytes).map(|n| byte(n + next_seq as usize)).collect();
    Snapshot { head, state: Bytes::from(state) }
}

/// A log with three snapshots of some chunks each, the newest first.
async fn filled(name: &str) -> Option<(KafkaLog, [Snapshot; 3], Vandal)> {
    let settings = fresh_settings(name)?;
    let log = KafkaLog::open(&settings, &init(2)).unwrap();
    let snapshots = [3, 2, 1].map(|seq| snapshot(seq, MIB + seq as usize));
    for snapshot in snapshots.iter().rev() {
        log.save_snapshot(1, "fold", snapshot.clone()).await.unwrap();
    }
    assert!(log.snapshots(1, "fold").await.unwrap() == snapshots);
    Some((log, snapshots, Vandal::new(&settings)))
}

fn write(vandal: &Vandal, partition: i32, key: &str, value: &[u8]) {
    let scribble =
        Scribble { key: Some(key.as_bytes()), value: Some(value), ..Scribble::default() };
    vandal.write(&vandal.topics.snapshots, partition, &[scribble]);
}

#[tokio::test]
async fn keeps_states_of_any_size() {
    let Some(settings) = fresh_settings("sizes") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    let chunk = 512 * 1024;
    for (seq, bytes) in (1..).zip([0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 17 * chunk]) {
        let snapshot = snapshot(seq, bytes);
        log.save_snapshot(0, "fold", snapshot.clone()).await.unwrap();
        let kept = log.snapshots(0, "fold").await.unwrap();
        assert!(kept[0] == snapshot, "{bytes} bytes");
        assert_eq!(kept.len(), usize::try_from(seq).unwrap().min(SLOT_COUNT as usize));
    }
}

/// A process that died while it saved has replaced chunks of the oldest, and no manifest says so.
#[tokio::test]
async fn leaves_out_one_that_is_half_replaced() {
    let Some((log, snapshots, vandal)) = filled("half").await else { return };
    write(&vandal, 1, "1/fold/0/0", b"the next one's beginning");
    // The one that was there is found by where it is, until it is compacted away.
    assert!(log.snapshots(1, "fold").await.unwrap() == snapshots);
    let manifest = vandal.last(&vandal.topics.snapshots, 2, "1/fold/0");
    let gone = replaced(&manifest, r#""chunks":["#, r#""chunks":[100000,"#);
    write(&vandal, 2, "1/fold/0", &gone);
    assert!(log.snapshots(1, "fold").await.unwrap() == snapshots[..2]);
    let next = snapshot(4, MIB);
    log.save_snapshot(1, "fold", next.clone()).await.unwrap();
    let kept = log.snapshots(1, "fold").await.unwrap();
    assert!(kept[0] == next && kept[1] == snapshots[0]);
}

/// What is of no use is replaced first, however new it is: the others are all there is.
#[tokio::test]
async fn replaces_what_is_of_no_use_first() {
    let Some((log, snapshots, vandal)) = filled("useless").await else { return };
    write(&vandal, 2, "1/fold/2", b"junk");
    let next = snapshot(4, MIB);
    log.save_snapshot(1, "fold", next.clone()).await.unwrap();
    let [_replaced, second, third] = snapshots;
    assert!(log.snapshots(1, "fold").await.unwrap() == [next, second, third]);
}

/// Whatever is wrong with the newest, the one before it is returned.
#[tokio::test]
async fn leaves_out_what_it_cannot_trust() {
    let Some((log, snapshots, vandal)) = filled("damaged").await else { return };
    let whole = vandal.last(&vandal.topics.snapshots, 2, "1/fold/2");
    let lineage = log.lineage().to_string();
    let damaged = [
        Bytes::from_static(b"junk"),
        replaced(&whole, "\"v\":1", "\"v\":2"),
        replaced(&whole, &lineage, &"6".repeat(32)),
        replaced(&whole, "\"partition\":1", "\"partition\":0"),
        replaced(&whole, "\"next_seq\":3", "\"next_seq\":4"),
        replaced(&whole, &"07".repeat(32), &"08".repeat(32)),
        replaced(&whole, "\"bytes\":1048579", "\"bytes\":1048578"),
        replaced(&whole, "\"name\":\"fold\"", "\"name\":\"fold2\""),
    ];
    for manifest in damaged {
        write(&vandal, 2, "1/fold/2", &manifest);
        let kept = log.snapshots(1, "fold").await.unwrap();
        assert!(kept == snapshots[1..], "{manifest:?}");
    }
    write(&vandal, 2, "1/fold/2", &whole);
    assert!(log.snapshots(1, "fold").await.unwrap() == snapshots);
}

#[tokio::test]
async fn refuses_names_that_would_be_keys_of_others() {
    let Some(settings) = fresh_settings("names") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    for name in ["", "a/0", "Fold", "fold ", &"x".repeat(65)] {
        let refused = log.save_snapshot(0, name, snapshot(1, 10)).await;
        assert!(matches!(refused, Err(LogError::Unusable(_))), "{name:?}");
    }
    let nothing_folded = snapshot(0, 10);
    assert!(log.save_snapshot(0, "fold", nothing_folded).await.is_err());
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), []);
}

fn replaced(manifest: &Bytes, from: &str, to: &str) -> Bytes {
    let text = std::str::from_utf8(manifest).unwrap();
    assert!(text.contains(from), "{text}");
    Bytes::from(text.replacen(from, to, 1))
}
