//! `croupier accept-loss`: a log that has lost acknowledged commits goes on without them when an
//! operator says so, and not before.

use std::fs;

use serde_json::json;

use crate::audit::Ledger;
use crate::installation::Installation;
use crate::server::Server;
use crate::tool::{Ended, croupier};
use crate::twelve::{PLAYER_COUNT, balances_of, bet, bets};

/// A backup of a log in a file is restored beside snapshots that are newer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_log_goes_on_without_what_it_lost() {
    let installation = Installation::embedded();
    let log = installation.path().join("log.sqlite3");
    let backup = installation.path().join("backup.sqlite3");
    let server = Server::start(&installation);
    let first = bets(&server.command, "first").await;
    let balances = balances_of(&server.query, &first).await;
    assert!(server.stop().success());
    fs::copy(&log, &backup).unwrap();
    let server = Server::start(&installation);
    bets(&server.command, "second").await;
    assert!(server.stop().success());
    check(&installation, &[], 0, &["nothing is known to be gone"]);

    fs::copy(&backup, &log).unwrap();
    assert_diverged(&installation).await;
    let heads = heads_in(&check(&installation, &[], 0, &["gone are commit"]).said);
    assert_eq!(heads.len(), 8, "every partition has a newer snapshot: {heads:?}");
    let elsewhere = heads[0].replace(char::is_numeric, "0");
    check(&installation, &[&elsewhere], 1, &["ends at", "not at"]);
    check(&installation, &["0:1"], 1, &["a head is PARTITION:SEQ:HASH"]);
    assert_diverged(&installation).await;
    let named: Vec<&str> = heads.iter().map(String::as_str).collect();
    check(&installation, &named, 0, &["goes on at"]);
    check(&installation, &[], 0, &["nothing is known to be gone"]);

    let server = Server::start(&installation);
    assert_eq!(balances_of(&server.query, &first).await, balances);
    let again = bet(&server.command, 0, "first").await;
    assert_eq!(again.body, first[0].body, "what survived is known by its key");
    bets(&server.command, "second").await;
    assert!(server.stop().success());
    assert_eq!(Ledger::read(&installation).await.bet_count, 2 * PLAYER_COUNT);
    // Another loss is not excused by the first.
    fs::copy(&backup, &log).unwrap();
    assert_diverged(&installation).await;
}

/// A log on Kafka is an older copy; the views in Redis have seen what it lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_of_a_lost_branch_are_built_anew() {
    let Some(before) = Installation::distributed() else { return };
    let Some(after) = Installation::distributed() else { return };
    let after = after.with_views_of(&before);
    let file = before.path().join("copy.ndjson");
    let path = file.to_str().unwrap();
    let server = Server::start(&before);
    let first = bets(&server.command, "first").await;
    let balances = balances_of(&server.query, &first).await;
    tool(&before.log_arguments(), &["export", path], 0, &[]);
    let second = bets(&server.command, "second").await;
    balances_of(&server.query, &second).await;
    assert!(server.stop().success());
    for name in ["master-keys.json", "token.key", "gateway.token"] {
        fs::copy(before.path().join(name), after.path().join(name)).unwrap();
    }
    tool(&after.log_arguments(), &["import", path], 0, &[]);
    tool(&after.log_arguments(), &["adopt"], 0, &[]);

    accept_loss(&after);
    let server = Server::start(&after);
    assert_eq!(balances_of(&server.query, &first).await, balances);
    let second = bets(&server.command, "second").await;
    balances_of(&server.query, &second).await;
    assert!(server.stop().success());
    assert_eq!(Ledger::read(&after).await.bet_count, 2 * PLAYER_COUNT);
}

/// Accept whatever a log on Kafka has lost, and build the views in Redis without it, as OPERATIONS
/// says. Returns the heads at which partitions go on that have lost something: `3:17:5f2c…`.
pub(crate) fn accept_loss(installation: &Installation) -> Vec<String> {
    let heads = heads_in(&check(installation, &[], 0, &["gone are commit"]).said);
    let named: Vec<&str> = heads.iter().map(String::as_str).collect();
    check(installation, &named, 0, &["goes on at"]);
    let views = [installation.log_arguments(), installation.view_arguments()].concat();
    tool(&views, &["views", "build", "3"], 0, &[]);
    tool(&views, &["views", "switch", "3", "--patience-s", "0"], 1, &["is behind"]);
    tool(&views, &["views", "switch", "3", "--behind"], 0, &["version 3 is live"]);
    heads
}

fn tool(places: &[String], arguments: &[&str], code: i32, words: &[&str]) -> Ended {
    let arguments = arguments.iter().map(|text| (*text).to_owned());
    let ended = croupier(&arguments.chain(places.iter().cloned()).collect::<Vec<_>>());
    assert_eq!(ended.code, code, "{ended:?}");
    for word in words {
        assert!(ended.said.contains(word) || ended.warned.contains(word), "{word:?}: {ended:?}");
    }
    ended
}

fn check(installation: &Installation, heads: &[&str], code: i32, words: &[&str]) -> Ended {
    let places = [installation.log_arguments(), installation.view_arguments()].concat();
    tool(&places, &[&["accept-loss"], heads].concat(), code, words)
}

/// `partition 3 ends at 3:17:5f2c…; gone are …`
fn heads_in(said: &str) -> Vec<String> {
    let heads = said.lines().filter_map(|line| Some(line.split_once(" ends at ")?.1));
    heads.filter_map(|rest| Some(rest.split_once(';')?.0.to_owned())).collect()
}

/// Nothing is answered or written, and it says why.
async fn assert_diverged(installation: &Installation) {
    let server = Server::start(installation);
    let answer = bet(&server.command, 0, "not-now").await;
    let code = answer.json()["code"].clone();
    assert_eq!((answer.status.as_u16(), code), (503, json!("partition_unavailable")));
    let partitions = server.command.get("/api/v1/system/partitions").await.json();
    let metrics = server.command.get("/metrics").await;
    let metrics = String::from_utf8_lossy(&metrics.body);
    for (number, partition) in partitions["partitions"].as_array().unwrap().iter().enumerate() {
        assert_eq!(partition["state"], "diverged", "{partition}");
        let stopped = format!("croupier_command_stopped{{partition=\"{number}\"}} 1");
        assert!(metrics.contains(&stopped), "{stopped} is not in {metrics}");
    }
    let balance = server.query.get("/api/v1/players/player-0/balance").await;
    assert_eq!(balance.status, 503, "{}", String::from_utf8_lossy(&balance.body));
    assert!(server.stop().success());
}
