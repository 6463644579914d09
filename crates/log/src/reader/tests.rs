use bytes::Bytes;

use super::*;
use crate::chain::{Record, StrayReason};
use crate::conformance::{Scribe, reader_of};
use crate::genesis::{Init, Lineage};
use crate::memory::{Faults, MemoryLog};

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

#[tokio::test]
async fn a_reader_counts_what_it_skips() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let first = scribe.commit("first");
    let second = scribe.commit("second");
    // c2 lands before c1; then c1, and c2's duplicate, which is the one that counts.
    for record in [&second, &first, &first, &second] {
        faults.write(0, record.clone());
    }
    let reader = reader_of(&log, 0).await;
    assert_eq!(reader.stray_count(), 2);
    assert_eq!(*reader.head(), Head { next_offset: 5, ..scribe.head });
}

#[tokio::test]
async fn a_record_seen_again_is_a_stray() {
    let (log, _faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, vec![scribe.commit("first")]).await.unwrap();
    let mut reader = reader_of(&log, 0).await;
    let again = log.read(0, 1, 1).await.unwrap().remove(0);
    assert_eq!(reader.offer(&again), Verdict::Stray(StrayReason::OtherPredecessor));
}

/// The walk passes over strays and gaps, wherever they are, and arrives at the head.
#[tokio::test]
async fn a_recheck_arrives_through_strays_and_gaps() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let stray = scribe.clone().commit("another's");
    for record in [scribe.commit("first"), stray.clone()] {
        faults.write(0, record);
    }
    faults.skip_offsets(0, 10_000);
    for _ in 0..2 * WALK_COUNT {
        faults.write(0, stray.clone());
    }
    faults.write(0, scribe.commit("second"));
    faults.skip_offsets(0, 3);
    let at_second = reader_of(&log, 0).await;
    faults.write(0, stray);
    faults.write(0, scribe.commit("third"));
    assert_eq!(at_second.head().next_seq, 3);
    assert_eq!(at_second.recheck(&log).await.unwrap(), Ok(()));
    assert_eq!(reader_of(&log, 0).await.recheck(&log).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_recheck_notices_a_lost_head() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(4)).await.unwrap();
    let mut reader = reader_of(&log, 0).await;
    reader.anchor_here();
    faults.truncate(0, 1);
    let diverged = reader.recheck(&log).await.unwrap().unwrap_err();
    let hash = scribe.head.hash;
    assert_eq!(diverged, Diverged { partition: 0, seq: 4, hash, offset: 4 });
}

/// The same commits at other offsets are another log: views keep offsets as hints, and a record
/// that stands between could be one that others had accepted.
#[tokio::test]
async fn a_recheck_notices_a_head_that_moved() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let batch = scribe.commits(3);
    log.append(0, batch.clone()).await.unwrap();
    let reader = reader_of(&log, 0).await;
    for (moved_by, expected) in [(0, true), (1, false), (5, false)] {
        faults.truncate(0, 3);
        faults.skip_offsets(0, moved_by);
        log.append(0, batch.clone()).await.unwrap();
        assert_eq!(reader.recheck(&log).await.unwrap().is_ok(), expected);
        // And the other way: from a later place to an earlier one, strays where it stood.
        let moved = reader_of(&log, 0).await;
        faults.truncate(0, 3);
        log.append(0, batch.clone()).await.unwrap();
        for _ in 0..moved_by {
            faults.write(0, batch[0].clone());
        }
        assert_eq!(moved.recheck(&log).await.unwrap().is_ok(), expected);
        faults.truncate(0, moved_by as usize);
    }
}

/// Two losses: the head's predecessor is gone, and the head itself, kept in flight somewhere, lands
/// again where it stood. The head's record is there, byte for byte; only the walk tells.
#[tokio::test]
async fn a_recheck_notices_a_head_that_landed_again_behind_another_predecessor() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(2)).await.unwrap();
    let mut other = scribe.clone();
    let (third, fourth) = (scribe.commit("third"), scribe.commit("fourth"));
    log.append(0, vec![third, fourth.clone()]).await.unwrap();
    let mut reader = reader_of(&log, 0).await;

    faults.truncate(0, 2);
    faults.write(0, other.commit("another's third"));
    faults.write(0, fourth);
    let at_head = log.read(0, reader.head().next_offset - 1, 1).await.unwrap();
    assert_eq!(at_head[0].record.hash(), reader.head().hash);
    assert!(reader.recheck(&log).await.unwrap().is_err());
    // Nor does it help the duplicate that the reader has just trusted that very head.
    reader.anchor_here();
    assert!(reader.recheck(&log).await.unwrap().is_err());
}

#[tokio::test]
async fn a_recheck_notices_a_lost_anchor() {
    let (log, faults) = memory_log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    log.append(0, scribe.commits(3)).await.unwrap();
    let head = *reader_of(&log, 0).await.head();
    let reader = Reader::new(0, 1, head);
    assert_eq!(reader.recheck(&log).await.unwrap(), Ok(()));
    faults.truncate(0, 1);
    assert!(reader.recheck(&log).await.unwrap().is_err());
    faults.write(0, Record::new(head.hash, Bytes::new(), Bytes::new()));
    assert!(reader.recheck(&log).await.unwrap().is_err());
}

/// Retention that ate the beginning, or a topic made anew: everybody would be new and rich again.
#[tokio::test]
async fn a_reader_without_a_past_asks_for_the_genesis() {
    let (log, faults) = memory_log();
    let reader = Reader::new(0, 1, Head::before_genesis(log.lineage(), 0, 1));
    assert_eq!(reader.recheck(&log).await.unwrap(), Ok(()));
    let of_another_log = Reader::new(0, 1, Head::before_genesis(Lineage([4; 16]), 0, 1));
    assert!(of_another_log.recheck(&log).await.unwrap().is_err());

    let genesis = log.read(0, 0, 1).await.unwrap().remove(0).record;
    faults.truncate(0, 1);
    assert!(reader.recheck(&log).await.unwrap().is_err());
    faults.skip_offsets(0, 1);
    faults.write(0, genesis);
    assert!(reader.recheck(&log).await.unwrap().is_err());
}

#[tokio::test]
async fn a_recheck_that_cannot_read_proves_nothing() {
    let (log, faults) = memory_log();
    let reader = reader_of(&log, 0).await;
    faults.disconnect();
    assert!(matches!(reader.recheck(&log).await, Err(LogError::Unreachable(_))));
    faults.reconnect();
    assert_eq!(reader.recheck(&log).await.unwrap(), Ok(()));
}
