//! What a log promises of snapshots.

use bytes::Bytes;

use super::{Scribe, Subject};
use crate::chain::Head;
use crate::engine::Log;
use crate::snapshot::Snapshot;

async fn save(log: &dyn Log, partition: u32, name: &str, head: Head, state: &str) -> Snapshot {
    let snapshot = Snapshot { head, state: Bytes::copy_from_slice(state.as_bytes()) };
    log.save_snapshot(partition, name, snapshot.clone()).await.unwrap();
    snapshot
}

/// At least the last two that were saved, the newest first: by when they were saved, not by seq,
/// since after an accepted loss a log may go on at a lower one.
pub async fn returns_the_newest_snapshot_first<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    assert_eq!(log.snapshots(0, "fold").await.unwrap(), []);
    let mut saved: Vec<Snapshot> = Vec::new();
    for n in 0..12 {
        log.append(0, scribe.commits(1)).await.unwrap();
        saved.insert(0, save(&*log, 0, "fold", scribe.head, &format!("state {n}")).await);
        let kept = log.snapshots(0, "fold").await.unwrap();
        assert!(kept.len() >= saved.len().min(2));
        assert_eq!(kept, saved[..kept.len()]);
    }
    let lower = save(&*log, 0, "fold", saved[5].head, "after a loss").await;
    let kept = log.snapshots(0, "fold").await.unwrap();
    assert_eq!(kept[..2], [lower, saved[0].clone()]);
}

/// A snapshot belongs to its partition and its name, which may begin like another.
pub async fn keeps_snapshots_apart<S: Subject>() {
    let subject = S::fresh(2).await;
    let log = subject.log();
    let head = Scribe::at_end(&*log, 0).await.head;
    let places = [(0, "fold"), (0, "fold-1"), (0, "fold-1-0"), (1, "fold"), (1, "views_2")];
    let mut saved = Vec::new();
    for (partition, name) in places {
        let state = format!("{name} of {partition}");
        saved.push(save(&*log, partition, name, head, &state).await);
    }
    for ((partition, name), snapshot) in places.into_iter().zip(saved) {
        assert_eq!(log.snapshots(partition, name).await.unwrap(), [snapshot]);
    }
    assert_eq!(log.snapshots(1, "fold-1").await.unwrap(), []);
}

/// What is saved is there for the next process.
pub async fn keeps_snapshots_when_reopened<S: Subject>() {
    let subject = S::fresh(1).await;
    let head = Scribe::at_end(&*subject.log(), 0).await.head;
    let first = save(&*subject.log(), 0, "fold", head, "").await;
    let subject = subject.reopen().await;
    let first = [first];
    assert_eq!(subject.log().snapshots(0, "fold").await.unwrap(), first);
    let head = Head { next_seq: head.next_seq + 1, ..head };
    let second = save(&*subject.log(), 0, "fold", head, "second").await;
    let subject = subject.reopen().await;
    let [first] = first;
    assert_eq!(subject.log().snapshots(0, "fold").await.unwrap(), [second, first]);
}

/// 20 MB, and every byte of them.
pub async fn keeps_a_huge_snapshot<S: Subject>() {
    let subject = S::fresh(1).await;
    let head = Scribe::at_end(&*subject.log(), 0).await.head;
    let state: Bytes =
        (0..20_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let snapshot = Snapshot { head, state };
    subject.log().save_snapshot(0, "fold", snapshot.clone()).await.unwrap();
    assert!(subject.log().snapshots(0, "fold").await.unwrap() == [snapshot.clone()]);
    let subject = subject.reopen().await;
    assert!(subject.log().snapshots(0, "fold").await.unwrap() == [snapshot]);
}
