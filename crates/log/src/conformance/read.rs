//! What a read promises.

use super::{Scribe, Subject, read_all, reader_of};
use crate::engine::{Item, Stored};

/// Pages of any size make the same whole; at the end there is nothing, without waiting.
pub async fn reads_in_pages<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    log.append(0, scribe.commits(40)).await.unwrap();
    let all = read_all(&*log, 0).await;
    assert_eq!(all.len(), 41);
    for page_count in [1, 2, 7, 41, 42, usize::MAX] {
        let mut paged: Vec<Stored> = Vec::new();
        loop {
            let from = paged.last().map_or(0, |stored| stored.offset + 1);
            let page = log.read(0, from, page_count).await.unwrap();
            assert!(page.len() <= page_count);
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, all);
    }
    let behind = all.last().unwrap().offset + 1;
    for from in [behind, behind + 1000, u64::MAX] {
        assert_eq!(log.read(0, from, 10).await.unwrap(), []);
    }
    assert_eq!(log.read(0, 0, 0).await.unwrap(), []);
}

/// A tail and a read show the same records at the same offsets, and the accept rule says the same
/// of them.
pub async fn reads_what_a_tail_yields<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let batch = scribe.commits(20);
    log.append(0, batch.clone()).await.unwrap();
    // Stored by some engines, refused by others.
    let _ = log.append(0, batch).await;
    log.append(0, scribe.commits(20)).await.unwrap();

    let all = read_all(&*log, 0).await;
    let mut tail = log.tail(0, 0).await.unwrap();
    let mut tailed = Vec::new();
    while tailed.len() < all.len() {
        for item in tail.next().await.unwrap() {
            match item {
                Item::Stored(stored) => tailed.push(stored),
                Item::Recheck => {}
            }
        }
    }
    assert_eq!(tailed, all);
    assert_eq!(reader_of(&*log, 0).await.head().hash, scribe.head.hash);
}

/// A reopened log is the same log, and goes on.
pub async fn is_the_same_when_reopened<S: Subject>() {
    let mut subject = S::fresh(2).await;
    let lineage = subject.log().lineage();
    let mut expected = [read_all(&*subject.log(), 0).await, read_all(&*subject.log(), 1).await];
    for _round in 0..3 {
        for partition in [0, 1] {
            let log = subject.log();
            let mut scribe = Scribe::at_end(&*log, partition).await;
            log.append(partition, scribe.commits(5)).await.unwrap();
            expected[partition as usize] = read_all(&*log, partition).await;
        }
        subject = subject.reopen().await;
        let log = subject.log();
        assert_eq!((log.lineage(), log.partition_count()), (lineage, 2));
        for partition in [0, 1] {
            assert_eq!(read_all(&*log, partition).await, expected[partition as usize]);
        }
    }
    assert_eq!(expected[1].len(), 16);
}
