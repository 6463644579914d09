//! What the real binary says when something is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use croupier_clock::{Clock, SystemClock};
use croupier_log::file::{FileLog, Options};
use croupier_log::{Init, Lineage, Log, Record};
use croupier_services::sqlite3;
use hyper::StatusCode;

use crate::audit::Ledger;
use crate::client::Client;
use crate::installation::Installation;
use crate::server::Server;
use crate::shipped::available;

async fn bet(command: &Client, player: &str, key: &str) -> (StatusCode, String) {
    let body =
        format!(r#"{{"player_id":"{player}","game_type":"dice","amount":10,"session_id":"s"}}"#);
    let answer = command.post("/api/v1/bets", &[("idempotency-key", key)], &body).await;
    (answer.status, String::from_utf8_lossy(&answer.body).into())
}

/// A log with some bets of alice's, stopped cleanly.
async fn with_bets(data: &Installation, count: usize) {
    let server = Server::start(data);
    for number in 0..count {
        assert_eq!(bet(&server.command, "alice", &format!("{number}")).await.0, 202);
    }
    assert!(server.stop().success());
}

#[track_caller]
fn check_refused(data: &Installation, settings: &[&str], expected: &[&str]) {
    let refused = Server::try_start(data, settings).err().expect("it must not start");
    assert!(!refused.status.success());
    for text in expected {
        assert!(refused.said.contains(text), "{text:?} is not in:\n{}", refused.said);
    }
}

#[tokio::test]
async fn a_second_process_on_one_directory_is_refused() {
    let data = Installation::embedded();
    let _server = Server::start(&data);
    check_refused(&data, &[], &["in use by another process"]);
}

/// Whoever looks at the log with SQLite's own shell takes nothing of it away: it must see that the
/// log is in use, or it would tidy up behind itself.
#[tokio::test]
async fn a_log_that_is_looked_at_while_it_is_written_loses_nothing() {
    let Some(sqlite3) = available(sqlite3()) else { return };
    let data = Installation::embedded();
    let server = Server::start(&data);
    let look = || {
        let database = data.path().join("log.sqlite3");
        let count = "select count(*) from log";
        let output = Command::new(&sqlite3).arg(database).arg(count).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse::<usize>().unwrap()
    };
    let mut seen = look();
    for round in 0..3 {
        for number in 0..20 {
            let key = format!("{round}-{number}");
            assert_eq!(bet(&server.command, "alice", &key).await.0, StatusCode::ACCEPTED);
        }
        assert!(look() >= seen + 20, "what was answered is there to be seen");
        seen = look();
    }
    server.kill();
    let ledger = Ledger::read(&data).await;
    assert_eq!(ledger.bet_count, 60, "what was answered is there");
}

#[tokio::test]
async fn another_partition_count_is_refused() {
    let data = Installation::embedded();
    with_bets(&data, 1).await;
    check_refused(&data, &["--partitions", "16"], &["partition"]);
}

#[tokio::test]
async fn a_changed_byte_is_refused_with_its_place() {
    let data = Installation::embedded();
    with_bets(&data, 5).await;
    let path = data.path().join("log.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    // Every copy: SQLite leaves old ones in pages that it no longer reads.
    let needle = b"\"stake_minor\":1000";
    let places: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(needle)).collect();
    assert!(!places.is_empty(), "a bet's stake is there to be changed");
    for at in places {
        bytes[at + needle.len() - 4] = b'9';
    }
    fs::write(&path, bytes).unwrap();
    check_refused(&data, &[], &["damaged at partition"]);
}

#[tokio::test]
async fn another_master_key_decides_nothing() {
    let data = Installation::embedded();
    with_bets(&data, 1).await;
    let path = data.path().join("master-keys.json");
    let other = format!(r#"{{"current": 1, "keys": {{"1": "{}"}}}}"#, "ab".repeat(32));
    fs::write(&path, other).unwrap();
    let server = Server::start(&data);
    let (status, body) = bet(&server.command, "alice", "new").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("partition_unavailable"), "{body}");
    // The answer may be out before the state is shown.
    let mut shown = String::new();
    for _ in 0..500 {
        let partitions = server.command.get("/api/v1/system/partitions").await;
        shown = String::from_utf8_lossy(&partitions.body).into();
        if shown.contains("master key 1") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(shown.contains("master key 1"), "{shown}");
    // Reads go on, and so do other partitions.
    let balance = server.query.get("/api/v1/players/alice/balance").await;
    assert_eq!(balance.status, StatusCode::OK);
}

/// New keys under the name of the old ones would commit new players to seeds that the old file,
/// once it is found again, cannot draw.
#[tokio::test]
async fn lost_master_keys_are_not_replaced() {
    let data = Installation::embedded();
    with_bets(&data, 1).await;
    let path = data.path().join("master-keys.json");
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    check_refused(&data, &[], &["master-keys.json", "no other will do"]);
    assert!(!path.exists(), "none was made");
    fs::write(&path, kept).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    with_bets(&data, 1).await;
    // Where nobody has played yet, nothing is lost.
    let new = Installation::embedded();
    Server::start(&new).stop();
    fs::remove_file(new.path().join("master-keys.json")).unwrap();
    with_bets(&new, 1).await;
}

#[tokio::test]
async fn a_secret_that_others_can_read_is_refused() {
    let data = Installation::embedded();
    with_bets(&data, 1).await;
    let path = data.path().join("master-keys.json");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    check_refused(&data, &[], &["chmod 600"]);
}

#[tokio::test]
async fn a_log_older_than_its_snapshot_diverges_and_answers_nothing() {
    let data = Installation::embedded();
    with_bets(&data, 3).await;
    let old = fs::read(data.path().join("log.sqlite3")).unwrap();
    with_bets(&data, 6).await;
    fs::write(data.path().join("log.sqlite3"), old).unwrap();
    let server = Server::start(&data);
    let (status, body) = bet(&server.command, "alice", "after").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    assert!(body.contains("partition_unavailable"), "{body}");
    let partitions = server.command.get("/api/v1/system/partitions").await;
    assert!(String::from_utf8_lossy(&partitions.body).contains("diverged"));
    let balance = server.query.get("/api/v1/players/alice/balance").await;
    assert_ne!(balance.status, StatusCode::OK, "nothing is answered from a lost branch");
    server.kill();
}

/// Put a commit of the far future behind alice's last.
async fn write_future_commit(data: &Installation) {
    let log = FileLog::open_existing(data.path(), &Options::default(), &mut |_, _| {}).unwrap();
    let stored = log.read(0, 0, 100_000).await.unwrap();
    let last = stored.last().unwrap();
    let seq = last.record.seq().unwrap() + 1;
    let value = format!(r#"{{"v":1,"seq":{seq},"time":32503680000000,"events":[]}}"#);
    let record = Record::new(last.record.hash(), "", value);
    log.append(0, vec![record]).await.unwrap();
    log.close();
}

#[tokio::test]
async fn a_clock_in_the_past_is_refused() {
    let data = Installation::embedded();
    with_bets(&data, 1).await;
    write_future_commit(&data).await;
    check_refused(&data, &[], &["in the future", "clock"]);
}

/// Keys and open rounds of a log that has rested for more than a day expire at once. Either it has,
/// or the clock is wrong.
#[tokio::test]
async fn a_log_that_has_rested_for_a_day_is_announced() {
    const WORD: &str = "the last commit is more than a day old";
    for (hours, is_announced) in [(25, true), (23, false)] {
        let data = Installation::embedded();
        let time_ms = SystemClock.now_ms() - hours * 60 * 60 * 1000;
        let (lineage, currency) = (Lineage([7; 16]), "credits".to_owned());
        let init = Init { lineage, partition_count: 8, currency, exponent: 2, time_ms };
        let log = FileLog::open(data.path(), &init, &Options::default(), &mut |_, _| {}).unwrap();
        log.close();
        drop(log);
        let server = Server::start(&data);
        if is_announced {
            server.says(WORD).await;
        }
        assert_eq!(bet(&server.command, "alice", "k").await.0, 202);
        assert_eq!(server.said_count(WORD) > 0, is_announced, "{hours} hours");
        assert!(server.stop().success());
    }
}

#[tokio::test]
async fn a_full_log_refuses_bets_answers_reads_and_recovers() {
    let data = Installation::embedded();
    let server = Server::start_with(&data, &["--log-max-mib", "1"]);
    let mut accepted = 0;
    let body = loop {
        let (status, body) = bet(&server.command, "alice", &format!("{accepted}")).await;
        if status != StatusCode::ACCEPTED {
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
            break body;
        }
        accepted += 1;
        assert!(accepted < 10_000, "a log of one MiB must be full by now");
    };
    assert!(body.contains("not_applied"), "{body}");
    assert_eq!(server.query.get("/api/v1/players/alice/balance").await.status, StatusCode::OK);
    drop(server);

    let server = Server::start_with(&data, &["--log-max-mib", "64"]);
    assert_eq!(bet(&server.command, "alice", "more-room").await.0, StatusCode::ACCEPTED);
    assert!(server.stop().success());
    let ledger = Ledger::read(&data).await;
    assert_eq!(ledger.bet_count, accepted + 1, "refused bets left nothing behind");
}

#[tokio::test]
async fn shutdown_finishes_what_it_has_taken() {
    let data = Installation::embedded();
    let server = Server::start(&data);
    let betting: Vec<_> = (0..32)
        .map(|worker| {
            let command = server.command.clone();
            tokio::spawn(async move {
                let mut accepted = 0;
                loop {
                    let body = format!(
                        r#"{{"player_id":"p{worker}","game_type":"dice","amount":10,"session_id":"s"}}"#
                    );
                    match command.try_post("/api/v1/bets", &[], &body).await {
                        Some(answer) if answer.status == StatusCode::ACCEPTED => accepted += 1,
                        Some(answer) => {
                            // Whatever else it says while it stops, it says that nothing happened.
                            let said = answer.json();
                            let is_funds = said["code"] == "insufficient_funds";
                            assert!(is_funds || said["code"] == "not_applied", "{said}");
                            if !is_funds {
                                return accepted;
                            }
                        }
                        None => return accepted,
                    }
                }
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    assert!(server.stop().success());
    let mut accepted = 0;
    for betting in betting {
        accepted += betting.await.unwrap();
    }
    let ledger = Ledger::read(&data).await;
    assert_eq!(ledger.bet_count, accepted, "every bet in the log was answered");
    let snapshots = fs::read_dir(data.path().join("snapshots")).unwrap().count();
    assert!(snapshots >= 8, "a snapshot of every partition is left");
}
