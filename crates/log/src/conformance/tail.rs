//! What a tail promises.

use std::future::poll_fn;
use std::task::Poll;

use super::{Scribe, Subject, read_all};
use crate::engine::{Item, Stored, Tail};

/// The next `count` records, and nothing else.
async fn collect(tail: &mut dyn Tail, count: usize) -> Vec<Stored> {
    let mut collected = Vec::new();
    while collected.len() < count {
        collected.extend(collect_some(tail).await);
    }
    assert_eq!(collected.len(), count);
    collected
}

/// The next records, at least one: nothing is in doubt.
async fn collect_some(tail: &mut dyn Tail) -> Vec<Stored> {
    let stored: Vec<Stored> = tail.next().await.unwrap().into_iter().map(expect_stored).collect();
    assert!(!stored.is_empty());
    stored
}

fn expect_stored(item: Item) -> Stored {
    match item {
        Item::Stored(stored) => stored,
        Item::Recheck => panic!("nothing was in doubt"),
    }
}

async fn expect_recheck(tail: &mut dyn Tail) {
    assert_eq!(tail.next().await.unwrap().first(), Some(&Item::Recheck));
}

/// Ask once, and give up if there is nothing yet.
async fn poll_once(tail: &mut dyn Tail) -> Option<Vec<Item>> {
    let mut next = tail.next();
    poll_fn(|context| {
        Poll::Ready(match next.as_mut().poll(context) {
            Poll::Ready(items) => Some(items.unwrap()),
            Poll::Pending => None,
        })
    })
    .await
}

/// Wherever it begins, a tail's first item is `Recheck`: alone, or in front of records.
pub async fn begins_a_tail_with_recheck<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    log.append(0, scribe.commits(5)).await.unwrap();
    for from in [0, 3, 6, 1000] {
        let mut tail = log.tail(0, from).await.unwrap();
        expect_recheck(&mut *tail).await;
    }
}

/// A tail yields every record from its offset on, and none before it.
pub async fn tails_from_any_offset<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    log.append(0, scribe.commits(10)).await.unwrap();
    let all = read_all(&*log, 0).await;
    for (skip, stored) in all.iter().enumerate() {
        let mut tail = log.tail(0, stored.offset).await.unwrap();
        expect_recheck(&mut *tail).await;
        assert_eq!(collect(&mut *tail, all.len() - skip).await, all[skip..]);
    }
}

/// A tail at the end waits, and sees what is appended later.
pub async fn wakes_a_waiting_tail<S: Subject>() {
    let subject = S::fresh(2).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 1).await;
    let mut tail = log.tail(1, read_all(&*log, 1).await.len() as u64).await.unwrap();
    expect_recheck(&mut *tail).await;
    for count in [1, 20, 1] {
        let batch = scribe.commits(count);
        let (collected, appended) =
            tokio::join!(collect(&mut *tail, count), log.append(1, batch.clone()));
        appended.unwrap();
        let records: Vec<_> = collected.into_iter().map(|stored| stored.record).collect();
        assert_eq!(records, batch);
    }
}

/// Giving up waiting loses nothing and repeats nothing.
pub async fn loses_nothing_to_a_cancelled_tail<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut tail = log.tail(0, 0).await.unwrap();
    let mut seen = Vec::new();
    // An engine may need a while until it yields anything at all.
    while seen.len() < 50 {
        log.append(0, scribe.commits(1)).await.unwrap();
        for _poll in 0..3 {
            seen.extend(poll_once(&mut *tail).await.into_iter().flatten());
        }
    }
    let all = read_all(&*log, 0).await;
    assert_eq!(seen.first(), Some(&Item::Recheck));
    let mut stored: Vec<Stored> = seen.into_iter().skip(1).map(expect_stored).collect();
    stored.extend(collect(&mut *tail, all.len() - stored.len()).await);
    assert_eq!(stored, all);
}

/// Tails do not take from one another.
pub async fn feeds_many_tails<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut tails = Vec::new();
    for _tail in 0..20 {
        let mut tail = log.tail(0, 0).await.unwrap();
        expect_recheck(&mut *tail).await;
        tails.push(tail);
    }
    log.append(0, scribe.commits(100)).await.unwrap();
    let all = read_all(&*log, 0).await;
    for tail in &mut tails {
        assert_eq!(collect(&mut **tail, all.len()).await, all);
    }
}

/// A tail that does not read holds nobody up, and has missed nothing when it does.
pub async fn feeds_a_tail_that_is_behind<S: Subject>() {
    let subject = S::fresh(1).await;
    let log = subject.log();
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut behind = log.tail(0, 0).await.unwrap();
    expect_recheck(&mut *behind).await;
    for _append in 0..40 {
        // 40 MB: more than an engine keeps in memory for a tail that may never ask for it.
        let batch = (0..10).map(|_| scribe.commit_sized(100_000)).collect();
        log.append(0, batch).await.unwrap();
    }
    let mut seen: Vec<Stored> = Vec::new();
    while seen.len() < 200 {
        seen.extend(collect_some(&mut *behind).await);
    }
    log.append(0, scribe.commits(3)).await.unwrap();
    while seen.len() < 404 {
        seen.extend(collect_some(&mut *behind).await);
    }
    assert_eq!(seen, read_all(&*log, 0).await);
}
