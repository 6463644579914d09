use bytes::Bytes;

use super::*;
use crate::chain::Hash;
use crate::conformance::Scribe;
use crate::genesis::{Init, Lineage};
use crate::memory::MemoryLog;

fn log() -> MemoryLog {
    MemoryLog::new(&Init {
        lineage: Lineage([7; 16]),
        partition_count: 1,
        currency: "credits".into(),
        exponent: 2,
        time_ms: 1,
    })
}

/// Everything accepted and nothing else, over more than one step, and what comes afterwards too.
#[tokio::test]
async fn what_is_accepted_comes_once_and_in_order() {
    let log = log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let (mut walk, mut seqs) = (Walk::begin(&log, 0), Vec::new());
    for round in 0..2 {
        for _ in 0..30 {
            log.append(0, scribe.commits(100)).await.unwrap();
            log.faults().write(0, Record::new(Hash([9; 32]), "", "a stray"));
        }
        while let Some(accepted) = walk.next(&log).await.unwrap() {
            seqs.extend(accepted.iter().map(|stored| stored.record.seq().unwrap()));
        }
        assert_eq!(seqs, (0..=3_000 * (round + 1)).collect::<Vec<u64>>());
    }
    assert_eq!(walk.head().hash, scribe.head.hash);
}

#[tokio::test]
async fn a_stray_is_not_found() {
    let log = log();
    let mut scribe = Scribe::at_end(&log, 0).await;
    let commits = scribe.commits(3);
    let stray = Record::new(Hash([9; 32]), "", r#"{"v":1,"seq":4,"time":1,"events":[]}"#);
    log.append(0, commits.clone()).await.unwrap();
    log.faults().write(0, stray.clone());
    let has = async |value: Bytes| any_accepted(&log, 0, |record| record.value == value).await;
    assert!(has(commits[2].value.clone()).await.unwrap());
    assert!(!has(stray.value).await.unwrap());
}
