//! Idempotency across restarts: one key, one effect, one answer.

use super::*;
use croupier_log::Log;

async fn commit_of(desk: &Desk, id: &str, command: Command, key: &str) -> (Vec<u8>, bool) {
    let ask = desk.ask(id, command, key);
    let Answer::Committed { commit, replayed, .. } = desk.answer(ask).await else { panic!("told") };
    (commit.encode(), replayed)
}

#[tokio::test(start_paused = true)]
async fn a_replay_is_the_same_commit_byte_for_byte() {
    let house = House::new();
    let desk = house.open().await;
    let bets = [("alice", bet(50), "k1"), ("alice", bet(5_000), "k2"), ("bob", round(10), "k3")];
    let mut first = Vec::new();
    for (id, command, key) in bets.clone() {
        first.push(commit_of(&desk, id, command, key).await);
    }
    assert!(first.iter().all(|(_, replayed)| !replayed));
    let replays = async |desk: &Desk, how: &str| {
        for ((id, command, key), (bytes, _)) in bets.clone().into_iter().zip(&first) {
            house.clock.advance(60_000);
            let again = commit_of(desk, id, command, key).await;
            assert_eq!(again, (bytes.clone(), true), "{how}: {key}");
        }
    };
    replays(&desk, "at once").await;
    desk.kill().await;
    let desk = house.open().await;
    replays(&desk, "after a crash, without a snapshot").await;
    desk.close().await;
    assert_eq!(house.log.snapshots(0, crate::snapshot::NAME).await.unwrap().len(), 1);
    let desk = house.open().await;
    replays(&desk, "after a restart, from the snapshot").await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_reused_key_is_told_apart_after_a_restart() {
    let house = House::new();
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(10), "k1").await, "committed");
    assert_eq!(desk.do_ask("alice", deposit(11), "k1").await, "key reused");
    assert_eq!(desk.do_ask("bob", deposit(11), "k1").await, "committed", "keys are per player");
    desk.close().await;
    let desk = house.open().await;
    assert_eq!(desk.do_ask("alice", deposit(11), "k1").await, "key reused");
    house.audit([desk]).await;
}

/// A UUIDv7 made at `ms`.
fn made_at(ms: u64) -> String {
    let hex = format!("{ms:012x}");
    format!("{}-{}-7000-8000-000000000001", &hex[..8], &hex[8..])
}

#[tokio::test(start_paused = true)]
async fn a_key_older_than_what_is_remembered_is_never_decided_anew() {
    let house = House::new();
    let desk = house.open().await;
    let key = made_at(house.now_ms());
    assert_eq!(desk.do_ask("alice", deposit(10), &key).await, "committed");
    house.clock.advance(25 * 3_600_000);
    assert_eq!(desk.do_ask("bob", deposit(10), "k2").await, "committed", "a day later");
    assert_eq!(desk.do_ask("alice", deposit(10), &key).await, "key expired");
    assert_eq!(house.fold().await.balance("alice"), Money::from_units(110));
    house.audit([desk]).await;
}

/// Nobody is sent away with "nothing happened" whose bet may be among what is forgotten.
#[tokio::test(start_paused = true)]
async fn a_key_that_is_too_old_is_so_while_the_log_is_out_of_sight() {
    let house = House::new();
    let desk = house.open().await;
    let key = made_at(house.now_ms());
    assert_eq!(desk.do_ask("alice", deposit(10), &key).await, "committed");
    house.clock.advance(25 * 3_600_000);
    assert_eq!(desk.do_ask("alice", deposit(10), "k2").await, "committed", "a day later");
    house.faults.disconnect();
    house.lose(0);
    house.pass(100).await;
    let again = desk.ask("alice", deposit(10), &key);
    house.pass(10).await;
    assert_eq!(word(&desk.heard(again).unwrap()), "key expired");
    house.faults.reconnect();
    house.pass(1_000).await;
    house.audit([desk]).await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_comes_to_the_state_of_a_refold() {
    let mut house = House::new();
    house.settings.checkpoint_every_count = 7;
    house.settings.snapshot_every_count = 20;
    for session in 0..5 {
        let desk = house.open().await;
        for n in 0..30 {
            let id = ["alice", "bob", "carol"][n % 3];
            let command = [bet(10), deposit(5), on("slots", 10), round(10)][n % 4].clone();
            desk.do_ask(id, command, &format!("k{session}.{n}")).await;
            house.pass(50).await;
        }
        // The audit at the end opens from the last snapshot and compares with a full fold.
        if session % 2 == 0 { desk.close().await } else { desk.kill().await }
    }
    assert!(house.fold().await.count("checkpointed") > 10);
    house.audit([]).await;
}
