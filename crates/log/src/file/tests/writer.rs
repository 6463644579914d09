use std::future::poll_fn;
use std::os::unix::process::ExitStatusExt;
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::task::JoinSet;

use super::*;
use crate::conformance::reader_of;
use crate::engine::Item;

/// Appends of all partitions that wait at the same time share transactions.
#[tokio::test]
async fn appends_share_transactions() {
    let place = Place::new();
    let log = place.open(8);
    let tool = Connection::open(place.database()).unwrap();
    tool.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut appends = Vec::new();
    for partition in 0..8 {
        let mut scribe = Scribe::at_end(&log, partition).await;
        for _append in 0..25 {
            let mut append = log.append(partition, scribe.commits(3));
            assert!(is_pending(&mut append).await);
            appends.push(append);
        }
    }
    // One that began waits for the lock; all the others wait for that one.
    tool.execute_batch("COMMIT").unwrap();
    for append in appends {
        append.await.unwrap();
    }
    let stats = log.stats();
    assert_eq!((stats.append_count, stats.commit_count), (200, 600));
    assert!(stats.group_count <= 2, "{stats:?}");
    assert!(stats.store_time > Duration::ZERO);
    assert_eq!((stats.refused_count, stats.full_count), (0, 0));
}

/// Ask once, with all the budget that tokio gives a task between two yields.
async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    tokio::task::yield_now().await;
    poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_pending())).await
}

/// Of two writers one wins; what the other had in flight behind its refused batch is refused too,
/// in the same group or the next.
#[tokio::test]
async fn what_follows_a_refused_batch_is_refused() {
    let place = Place::new();
    let log = Arc::new(place.open(1));
    let mut winner = Scribe::at_end(&*log, 0).await;
    let mut loser = winner.clone();
    let mut appends = JoinSet::new();
    let mut spawn = |batch| {
        let log = Arc::clone(&log);
        appends.spawn(async move { log.append(0, batch).await });
    };
    spawn(vec![winner.commit("the winner's first")]);
    for _append in 0..10 {
        spawn(loser.commits(2));
    }
    spawn(winner.commits(5));
    // A batch that follows only in part is refused whole.
    let mut wrong = winner.clone().commits(2);
    wrong.extend(loser.commits(1));
    spawn(wrong);
    let answers = appends.join_all().await;
    let refused = answers.iter().filter(|answer| **answer == Err(AppendError::NotNext));
    assert_eq!(refused.count(), 11);
    assert_eq!(log.stats().refused_count, 11);
    let reader = reader_of(&*log, 0).await;
    assert_eq!((reader.head().hash, reader.stray_count()), (winner.head.hash, 0));
    assert_eq!(reader.head().next_seq, 7);
}

/// A tail that is slower than the writer moves from memory to the database and back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_tail_misses_nothing() {
    const COUNT: usize = 20_000;
    let place = Place::new();
    let log = Arc::new(place.open(8));
    let writer = {
        let log = Arc::clone(&log);
        let mut scribe = Scribe::at_end(&*log, 0).await;
        async move {
            for _append in 0..COUNT / 20 {
                let batch = (0..20).map(|_| scribe.commit_sized(1000)).collect();
                log.append(0, batch).await.unwrap();
            }
        }
    };
    let mut writing = JoinSet::new();
    writing.spawn(writer);
    let mut tail = log.tail(0, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    let mut next_offset = 1;
    while next_offset <= COUNT as u64 {
        for item in tail.next().await.unwrap() {
            let Item::Stored(stored) = item else { panic!("nothing was in doubt") };
            assert_eq!(stored.offset, next_offset);
            next_offset += 1;
        }
        if next_offset < COUNT as u64 / 2 {
            // Let the writer run out of what memory keeps.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    writing.join_all().await;
    assert_eq!(reader_of(&*log, 0).await.head().next_offset, next_offset);
    // Memory keeps the end and no more.
    let feed = &log.shared.feeds[0];
    assert!(feed.recent(next_offset - 1000, 1).is_some());
    assert!(feed.recent(next_offset - 5000, 1).is_none());
}

/// The write-ahead log starts again from its beginning though the writer never pauses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn constant_writing_does_not_grow_the_write_ahead_log() {
    let place = Place::new();
    let log = Arc::new(place.open(4));
    let mut writers = JoinSet::new();
    for partition in 0..4 {
        let log = Arc::clone(&log);
        let mut scribe = Scribe::at_end(&*log, partition).await;
        writers.spawn(async move {
            for _append in 0..300 {
                let batch = (0..10).map(|_| scribe.commit_sized(10_000)).collect();
                log.append(partition, batch).await.unwrap();
            }
        });
    }
    writers.join_all().await;
    let (wal, database) = (place.wal(), place.database());
    let bytes = |path: PathBuf| fs::metadata(path).unwrap().len();
    assert!(bytes(database) > 60_000_000);
    assert!(bytes(wal.clone()) < 80_000_000, "{}", bytes(wal));
}

/// Another program may read for as long as it likes; one that keeps the log locked is waited for.
#[tokio::test]
async fn other_programs_are_waited_for() {
    let place = Place::new();
    let log = place.open(1);
    let mut scribe = Scribe::at_end(&log, 0).await;
    let tool = Connection::open(place.database()).unwrap();
    tool.execute_batch("BEGIN; SELECT count(*) FROM log").unwrap();
    log.append(0, scribe.commits(1)).await.unwrap();
    tool.execute_batch("COMMIT; BEGIN IMMEDIATE").unwrap();
    let (appended, ()) = tokio::join!(log.append(0, scribe.commits(1)), async {
        // Longer than the writer waits before it says so.
        tokio::time::sleep(Duration::from_millis(2500)).await;
        tool.execute_batch("COMMIT").unwrap();
    });
    appended.unwrap();
    assert_eq!(reader_of(&log, 0).await.head().hash, scribe.head.hash);
}

/// Whoever gives up waiting has appended all the same.
#[tokio::test]
async fn a_dropped_append_is_stored() {
    let place = Place::new();
    let log = place.open(1);
    let mut scribe = Scribe::at_end(&log, 0).await;
    let mut append = log.append(0, scribe.commits(1));
    assert!(is_pending(&mut append).await);
    drop(append);
    log.append(0, scribe.commits(1)).await.unwrap();
    assert_eq!(reader_of(&log, 0).await.head().hash, scribe.head.hash);
}

/// Tells the test below that it is the process that has to end.
const IN_CHILD: &str = "the-child-whose-write-fails";

/// After a failed write the process ends: what the disk holds is known only to one that reads it.
#[tokio::test]
async fn a_failed_write_ends_the_process() {
    if std::env::args().any(|arg| arg == IN_CHILD) {
        return write_to_a_broken_database().await;
    }
    let this_test = "file::tests::writer::a_failed_write_ends_the_process";
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this_test, "--skip", IN_CHILD])
        .output()
        .unwrap();
    assert_eq!(child.status.signal(), Some(6), "{child:?}");
}

async fn write_to_a_broken_database() {
    let place = Place::new();
    let log = place.open(1);
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(1)).await.unwrap();
    let vandal = Connection::open(place.database()).unwrap();
    vandal.execute_batch("DROP TABLE heads").unwrap();
    let _ = log.append(0, scribe.commits(1)).await;
}
