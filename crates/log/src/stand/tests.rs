use super::*;
use crate::conformance::{Scribe, reader_of};
use crate::genesis::{Init, Lineage};
use crate::memory::{Faults, MemoryLog};

const WINDOW: usize = WINDOW_COUNT as usize;

fn memory_log() -> (MemoryLog, Faults) {
    let log = MemoryLog::new(&Init {
        lineage: Lineage([3; 16]),
        partition_count: 1,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 0,
    });
    let faults = log.faults();
    (log, faults)
}

/// A log of `count` commits behind its genesis, and its writer.
async fn of_commits(count: usize) -> (MemoryLog, Faults, Scribe) {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(count)).await.unwrap();
    (log, faults, scribe)
}

async fn check(log: &MemoryLog, head: &Head, stands_at: Option<u64>) {
    let stands = stand_at(log, 0, head).await.unwrap();
    let next_offset = stands.as_ref().map(|reader| reader.head().next_offset).ok();
    assert_eq!(next_offset, stands_at, "{stands:?}");
    if let Ok(reader) = stands {
        assert_eq!((reader.head().hash, reader.head().next_seq), (head.hash, head.next_seq));
        assert_eq!(reader.stray_count(), 0, "what it passed is not what it has skipped");
    }
}

#[tokio::test]
async fn it_stands_where_the_commit_is() {
    for count in [1, 10, WINDOW - 1, WINDOW, 2 * WINDOW + 7] {
        let (log, _, scribe) = of_commits(count).await;
        check(&log, &scribe.head, Some(count as u64 + 1)).await;
    }
}

#[tokio::test]
async fn a_lost_commit_is_not_there() {
    for count in [10, 2 * WINDOW] {
        let (log, faults, mut scribe) = of_commits(count).await;
        let head = scribe.head;
        faults.truncate(0, 1);
        check(&log, &head, None).await;
        // Nor when another has taken its place.
        scribe = Scribe::at_end(&log, 0).await;
        log.append(0, vec![scribe.commit("elsewhere")]).await.unwrap();
        check(&log, &head, None).await;
    }
}

/// Its record is where it was, and follows nothing.
#[tokio::test]
async fn a_late_duplicate_is_not_the_commit() {
    for count in [10, 2 * WINDOW] {
        let (log, faults, scribe) = of_commits(count).await;
        let last = log.read(0, count as u64, 1).await.unwrap().remove(0);
        faults.truncate(0, 2);
        let mut other = Scribe::at_end(&log, 0).await;
        log.append(0, vec![other.commit("elsewhere")]).await.unwrap();
        assert_eq!(faults.write(0, last.record), last.offset);
        check(&log, &scribe.head, None).await;
    }
}

/// What was exported and imported has no strays any more, and other offsets.
#[tokio::test]
async fn the_same_chain_may_stand_elsewhere() {
    for count in [10, 2 * WINDOW] {
        let (log, _, scribe) = of_commits(count).await;
        for moved_by in [1, 5, WINDOW as u64] {
            let next_offset = scribe.head.next_offset + moved_by;
            let head = Head { next_offset, ..scribe.head };
            check(&log, &head, Some(count as u64 + 1)).await;
        }
    }
}

#[tokio::test]
async fn strays_in_front_of_it_do_not_matter() {
    for strays in [1, WINDOW / 4, 2 * WINDOW] {
        let (log, faults, mut scribe) = of_commits(2 * WINDOW).await;
        let stray = scribe.clone().commit("another's");
        log.append(0, vec![scribe.commit("first")]).await.unwrap();
        for _ in 0..strays {
            faults.write(0, stray.clone());
        }
        log.append(0, vec![scribe.commit("second")]).await.unwrap();
        let head = *reader_of(&log, 0).await.head();
        check(&log, &head, Some(head.next_offset)).await;
    }
}

/// A reader that goes on from there has something to walk, should the log lose its end later.
#[tokio::test]
async fn a_later_loss_is_noticed_by_whoever_stands_there() {
    for count in [10, WINDOW + 2, 2 * WINDOW + 7] {
        let (log, faults, scribe) = of_commits(count).await;
        let reader = stand_at(&log, 0, &scribe.head).await.unwrap().unwrap();
        assert_eq!(reader.recheck(&log).await.unwrap(), Ok(()));
        let last = log.read(0, count as u64, 1).await.unwrap().remove(0);
        faults.truncate(0, 2);
        let mut other = Scribe::at_end(&log, 0).await;
        log.append(0, vec![other.commit("elsewhere")]).await.unwrap();
        assert_eq!(faults.write(0, last.record), last.offset);
        assert!(reader.recheck(&log).await.unwrap().is_err(), "{count}");
    }
}
