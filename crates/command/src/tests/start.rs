//! Opening a partition: what is believed, and what is refused.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use croupier_log::{Hash, Lineage, Log, Record, Snapshot};

use super::house::{LINEAGE, START_MS, init};
use super::*;
use crate::snapshot;
use crate::startup::{StartError, open_partition};

async fn refusal(house: &House) -> StartError {
    house.try_open().await.err().expect("a refusal")
}

#[tokio::test(start_paused = true)]
async fn a_partition_begins_with_its_genesis_or_is_refused() {
    let foreign_lineage = croupier_log::Init { lineage: Lineage([8; 16]), ..init(1) };
    let on_the_right_head = |value: &'static str| {
        Record::new(
            Hash::before_genesis(LINEAGE, 0, 1),
            Bytes::new(),
            Bytes::from_static(value.as_bytes()),
        )
    };
    let cases: [(&str, u64, Vec<Record>); 6] = [
        ("emptied", 0, vec![]),
        ("another log's genesis", 0, vec![foreign_lineage.genesis(0).record()]),
        ("another partition count", 0, vec![init(2).genesis(0).record()]),
        ("another partition", 0, vec![init(2).genesis(1).record()]),
        ("no genesis", 0, vec![on_the_right_head(r#"{"v":1,"seq":0,"time":1,"events":[]}"#)]),
        ("not at offset 0", 3, vec![init(1).genesis(0).record()]),
    ];
    for (name, skip, records) in cases {
        let house = House::new();
        house.faults.truncate(0, 1);
        house.faults.skip_offsets(0, skip);
        for record in records {
            house.faults.write(0, record);
        }
        let refused = refusal(&house).await;
        assert!(matches!(refused, StartError::NoGenesis(0)), "{name}: {refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_emptied_partition_behind_a_snapshot_is_a_loss() {
    let house = House::new();
    house.open().await.close().await;
    house.faults.truncate(0, usize::MAX);
    let refused = refusal(&house).await;
    assert!(matches!(refused, StartError::Diverged(_)), "{refused}");
}

/// Three sessions, each of which leaves a checkpoint and a snapshot.
async fn three_sessions() -> House {
    let house = House::new();
    for key in ["k1", "k2", "k3"] {
        let desk = house.open().await;
        assert_eq!(desk.do_ask("alice", deposit(10), key).await, "committed");
        desk.close().await;
    }
    house
}

async fn folded_count(house: &House) -> u64 {
    let folded = AtomicU64::new(0);
    let count = |n| {
        folded.fetch_add(n, Ordering::SeqCst);
    };
    let (log, now_ms) = (&*house.log, house.now_ms());
    let settings = house.settings.clone();
    let opened = open_partition(log, 0, settings, house::vault(1), now_ms, &count).await.unwrap();
    assert_eq!(opened.state().to_parts(), house.fold().await.state.to_parts());
    folded.into_inner()
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_is_believed_only_if_the_checkpoint_at_its_head_says_so() {
    let house = three_sessions().await;
    assert_eq!(folded_count(&house).await, 0, "from the newest snapshot there is nothing to fold");
    let [newest, older] = &house.log.snapshots(0, snapshot::NAME).await.unwrap()[..] else {
        panic!("two snapshots")
    };
    let (newest, older) = (newest.clone(), older.clone());
    let behind_older = newest.head.next_seq - older.head.next_seq;
    // The state of another head, in good order; bytes that are none; another build's.
    let wrong_states = [older.state.clone(), newest.state.slice(..9), Bytes::from_static(b"\x63")];
    for state in wrong_states {
        let wrong = Snapshot { head: newest.head, state };
        house.log.save_snapshot(0, snapshot::NAME, wrong).await.unwrap();
        assert_eq!(folded_count(&house).await, behind_older, "the older one is taken");
    }
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_that_stands_on_no_checkpoint_is_left_out() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    let fold = house.fold().await;
    let state = snapshot::encode(&fold.state).unwrap();
    let unfounded = Snapshot { head: *fold.reader.head(), state };
    house.log.save_snapshot(0, snapshot::NAME, unfounded).await.unwrap();
    assert_eq!(folded_count(&house).await, 3, "the whole log");
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_behind_the_log_does_not_start() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    desk.close().await;
    house.clock.set(START_MS - 5_001);
    let refused = refusal(&house).await;
    assert!(matches!(refused, StartError::ClockBehind { ahead_ms: 5_001, .. }), "{refused}");
    house.clock.set(START_MS - 5_000);
    house.open().await.close().await;
    house.audit([]).await;
}

#[tokio::test(start_paused = true)]
async fn a_checkpoint_is_due_although_every_session_is_short() {
    let mut house = House::new();
    house.settings.checkpoint_every_count = 10;
    house.settings.snapshot_every_count = 10;
    for session in 0..4 {
        let desk = house.open().await;
        for n in 0..4 {
            let key = format!("k{session}.{n}");
            assert_eq!(desk.do_ask("alice", deposit(10), &key).await, "committed");
        }
        house.pass(300).await;
        desk.kill().await;
    }
    assert_eq!(house.fold().await.count("checkpointed"), 2, "counted from the last, not the start");
    assert_eq!(house.log.snapshots(0, snapshot::NAME).await.unwrap().len(), 2);
    house.audit([]).await;
}
