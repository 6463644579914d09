//! An open log notices that it is not the one that was opened, or not kept as it must be.

use super::vandal::Vandal;
use super::*;
use crate::conformance::Scribe;
use crate::engine::Item;

/// What the tail says when it ends.
async fn end_of(tail: &mut dyn Tail) -> LogError {
    loop {
        if let Err(error) = tail.next().await {
            return error;
        }
    }
}

/// An open log of two partitions that is looked at all the time, and a tail that is at the end.
async fn watched(name: &str) -> Option<(KafkaLog, Box<dyn Tail>, Vandal)> {
    let settings = fresh_settings(name)?;
    let settings = Settings { check_every: Duration::from_millis(50), ..settings };
    let log = KafkaLog::open(&settings, &init(2)).unwrap();
    let mut tail = log.tail(0, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    Some((log, tail, Vandal::new(&settings)))
}

fn says(error: &LogError, why: &str) {
    assert!(matches!(error, LogError::Unusable(said) if said.contains(why)), "{error}");
}

async fn refuses_everything(log: &KafkaLog, why: &str) {
    says(&log.read(0, 0, 1).await.unwrap_err(), why);
    says(&log.tail(0, 0).await.err().unwrap(), why);
    says(&log.snapshots(0, "fold").await.unwrap_err(), why);
    let appended = log.append(0, Vec::new()).await;
    assert!(matches!(appended, Err(AppendError::Unknown(said)) if said.contains(why)));
    assert_eq!(log.stats().fault_count, 1);
}

#[tokio::test]
async fn notices_that_retention_was_set() {
    let Some((log, mut tail, vandal)) = watched("drift").await else { return };
    vandal.set(&vandal.topics.commits, "retention.ms", "604800000").await;
    says(&end_of(&mut *tail).await, "retention.ms");
    refuses_everything(&log, "retention.ms").await;

    // It was noticed in time.
    vandal.set(&vandal.topics.commits, "retention.ms", "-1").await;
    let mut tail = loop {
        if let Ok(tail) = log.tail(0, 1).await {
            break tail;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(1)).await.unwrap();
}

#[tokio::test]
async fn notices_that_partitions_were_added() {
    let Some((log, mut tail, vandal)) = watched("grown").await else { return };
    vandal.grow(&vandal.topics.commits, 3).await;
    says(&end_of(&mut *tail).await, "has 3 partitions");
    refuses_everything(&log, "has 3 partitions").await;
}

#[tokio::test]
async fn notices_that_the_beginning_is_gone() {
    let Some((log, mut tail, vandal)) = watched("headless").await else { return };
    vandal.forget(&vandal.topics.commits, 1, 1).await;
    says(&end_of(&mut *tail).await, "partition 1 begins at offset 1");
    refuses_everything(&log, "partition 1 begins at offset 1").await;
}

#[tokio::test]
async fn notices_that_the_topic_is_gone() {
    let Some((log, mut tail, vandal)) = watched("gone").await else { return };
    vandal.delete(&vandal.topics.commits).await;
    says(&end_of(&mut *tail).await, "is gone");
    refuses_everything(&log, "is gone").await;
}

/// Also when the new topic has the same genesis, for nobody but the broker can write its time.
#[tokio::test]
async fn notices_that_the_topic_was_made_anew() {
    let Some(settings) = fresh_settings("anew") else { return };
    let log = KafkaLog::open(&settings, &init(1)).unwrap();
    let mut tail = log.tail(0, 0).await.unwrap();
    let items = tail.next().await.unwrap();
    assert_eq!(items, [Item::Recheck]);
    let vandal = Vandal::new(&settings);
    let commits = vandal.topics.commits.clone();
    let genesis = log.read(0, 0, 1).await.unwrap().remove(0).record;
    vandal.delete(&commits).await;
    vandal.make(&commits, 1).await;
    let headers: &[(&str, &[u8])] = &[("prev", &genesis.prev.0)];
    let scribble = Scribble { key: Some(&[]), value: Some(&genesis.value), headers };
    vandal.write(&commits, 0, &[scribble; 3]);

    // Nobody looks here but the tail itself: it is in doubt, asks, and ends.
    says(&end_of(&mut *tail).await, "made anew");
    refuses_everything(&log, "made anew").await;
}
