//! `croupier export`, `import` and `adopt`: a log goes from one engine to another and back, and is
//! the same log.

use std::fs;
use std::path::Path;

use croupier_domain::{Commit, Hex};
use croupier_log::file::{FileLog, Options};
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_log::{Head, Log, Reader, Verdict};
use croupier_views::{Digest, Folder, MemoryViews, Meta, ViewPosition, Views};
use serde_json::json;

use crate::audit::Ledger;
use crate::installation::Installation;
use crate::server::Server;
use crate::tool::{Ended, croupier};
use crate::twelve::{PLAYER_COUNT, balances_of, bet, bets};

/// File → Kafka → file; at every stop the same commits, the same views, and bets go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_moves_to_kafka_and_back() {
    let Some(kafka) = Installation::distributed() else { return };
    let (first, last) = (Installation::embedded(), Installation::embedded());
    let files = tempfile::tempdir().unwrap();
    let (out, back) = (files.path().join("out.ndjson"), files.path().join("back.ndjson"));

    let server = Server::start(&first);
    let answered = bets(&server.command, "first").await;
    let balances = balances_of(&server.query, &answered).await;
    assert!(server.stop().success());
    tool(&first, &["export", text(&out), "--move"], 0, &["nobody decides on this log any more"]);
    tool(&first, &["export", text(&out), "--move"], 1, &["exists"]);
    let before = digests(&open_file(&first)).await;
    assert_moved(&first).await;

    tool(&kafka, &["import", text(&out)], 0, &["it goes on here"]);
    tool(&kafka, &["import", text(&out)], 1, &["is not empty: it is not touched"]);
    let log = KafkaLog::open_existing(&Settings::parse(&kafka.log()).unwrap()).unwrap();
    assert_eq!(digests_up_to(&log, &before).await, before);
    drop(log);
    secrets_of(&first, &kafka);
    let server = Server::start(&kafka);
    assert_eq!(balances_of(&server.query, &answered).await, balances);
    // What was answered on the old log is known by its key on the new one, byte for byte.
    let again = bet(&server.command, 0, "first").await;
    assert_eq!((again.status, &again.body), (answered[0].status, &answered[0].body));
    let answered = bets(&server.command, "second").await;
    let balances = balances_of(&server.query, &answered).await;
    assert!(server.stop().success());
    tool(&kafka, &["export", text(&back), "--move"], 0, &[]);
    assert_moved(&kafka).await;

    tool(&last, &["import", text(&back)], 0, &["it goes on here"]);
    let log = open_file(&last);
    assert_eq!(digests_up_to(&log, &before).await, before);
    log.close();
    secrets_of(&first, &last);
    let server = Server::start(&last);
    assert_eq!(balances_of(&server.query, &answered).await, balances);
    bets(&server.command, "third").await;
    assert!(server.stop().success());
    let ledger = Ledger::read(&last).await;
    assert_eq!(ledger.bet_count, 3 * PLAYER_COUNT);
}

/// A copy is read only until an operator says that it is the one that lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_read_only_until_it_is_adopted() {
    let (original, copy) = (Installation::embedded(), Installation::embedded());
    let file = original.path().join("copy.ndjson");
    let server = Server::start(&original);
    let answered = bets(&server.command, "first").await;
    let balances = balances_of(&server.query, &answered).await;
    assert!(server.stop().success());
    tool(&original, &["adopt"], 1, &["there is nothing to adopt"]);
    tool(&original, &["export", text(&file)], 0, &["commits of log"]);
    tool(&copy, &["import", text(&file)], 0, &["nobody decides on it until"]);
    secrets_of(&original, &copy);
    assert_moved(&copy).await;
    tool(&copy, &["adopt"], 0, &["is decided on here from now on"]);
    let server = Server::start(&copy);
    assert_eq!(balances_of(&server.query, &answered).await, balances);
    bets(&server.command, "second").await;
    assert!(server.stop().success());
    // And the original was not touched.
    let server = Server::start(&original);
    bets(&server.command, "second").await;
    assert!(server.stop().success());
}

/// Whatever was changed in a file is found before a log is made of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_but_a_whole_export_is_imported() {
    let original = Installation::embedded();
    let file = original.path().join("whole.ndjson");
    let server = Server::start(&original);
    bets(&server.command, "first").await;
    assert!(server.stop().success());
    tool(&original, &["export", text(&file)], 0, &[]);
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let bet = lines.iter().position(|line| line.contains("bet_placed")).unwrap();
    let joined = |lines: &[&str]| lines.join("\n") + "\n";
    let without = |index: usize| joined(&[&lines[..index], &lines[index + 1..]].concat());
    let mut swapped = lines.clone();
    swapped.swap(bet, bet + 1);
    let cases = [
        (String::new(), "does not begin as an export does"),
        ("{}\n".into(), "does not begin as an export does"),
        (whole.replacen("\"format\":1", "\"format\":2", 1), "reads exports of format 1"),
        (without(lines.len() - 1), "cut off"),
        (whole[..whole.len() - 9].into(), "cut off"),
        (without(bet), "the chain is broken"),
        (joined(&swapped), "the chain is broken"),
        (
            whole.replacen(r#"stake_minor\":1000"#, r#"stake_minor\":9000"#, 1),
            "the chain is broken",
        ),
        (without(1), "no genesis begins the partition"),
        (whole.clone() + lines[bet] + "\n", "something behind its end"),
    ];
    for (content, word) in cases {
        let target = Installation::embedded();
        let changed = target.path().join("changed.ndjson");
        fs::write(&changed, content).unwrap();
        tool(&target, &["import", text(&changed)], 1, &[word]);
        assert!(!target.path().join("log.sqlite3").exists(), "{word}: a log was made");
    }
    tool(&original, &["import", text(&file)], 1, &["is not empty: it is not touched"]);
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn tool(installation: &Installation, arguments: &[&str], code: i32, words: &[&str]) -> Ended {
    let arguments = arguments.iter().map(|text| (*text).to_owned());
    let ended = croupier(&arguments.chain(installation.log_arguments()).collect::<Vec<_>>());
    assert_eq!(ended.code, code, "{ended:?}");
    for word in words {
        assert!(ended.said.contains(word) || ended.warned.contains(word), "{word:?}: {ended:?}");
    }
    ended
}

/// Seeds are derived from the master keys, which are no part of a log.
fn secrets_of(from: &Installation, to: &Installation) {
    for name in ["master-keys.json", "token.key", "gateway.token"] {
        fs::copy(from.path().join(name), to.path().join(name)).unwrap();
    }
}

/// Nobody decides on it, and it says why.
async fn assert_moved(installation: &Installation) {
    let server = Server::start(installation);
    let answer = bet(&server.command, 0, "too-late").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["code"]),
        (503, &json!("partition_unavailable"))
    );
    let partitions = server.command.get("/api/v1/system/partitions").await.json();
    for partition in partitions["partitions"].as_array().unwrap() {
        assert_eq!(partition["state"], "moved", "{partition}");
    }
    assert!(server.stop().success());
}

fn open_file(installation: &Installation) -> FileLog {
    FileLog::open_existing(installation.path(), &Options::default(), &mut |_, _| {}).unwrap()
}

/// Where the partitions end, and the digests of their views there.
async fn digests(log: &dyn Log) -> Vec<(u64, Digest)> {
    let ends = vec![(u64::MAX, Hex([0; 16])); log.partition_count() as usize];
    digests_up_to(log, &ends).await
}

/// The digests of the views at the positions of `ends`, or at the end where that comes first.
async fn digests_up_to(log: &dyn Log, ends: &[(u64, Digest)]) -> Vec<(u64, Digest)> {
    let count = log.partition_count();
    let views = MemoryViews::new();
    views.open(&Meta::new(Hex(log.lineage().0), count)).await.unwrap();
    let mut digests = Vec::new();
    for (partition, (end, _)) in (0..).zip(ends) {
        let head = Head::before_genesis(log.lineage(), partition, count);
        let mut reader = Reader::new(partition, count, head);
        let mut folder = Folder::new(partition, Default::default());
        for stored in log.read(partition, 0, usize::MAX).await.unwrap() {
            if reader.head().seq().is_some_and(|seq| seq >= *end) {
                break;
            }
            let Verdict::Accepted(_) = reader.offer(&stored) else { continue };
            let commit = Commit::decode(&stored.record.value).unwrap();
            if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
                folder.admit(id, None);
            }
            folder.fold(commit).unwrap();
        }
        let head = reader.head();
        let (seq, offset) = (head.seq().unwrap(), head.next_offset - 1);
        let position = ViewPosition { seq, hash: Hex(head.hash.0), offset };
        views.apply(partition, None, position, folder.take_changes()).await.unwrap();
        digests.push((seq, views.digest(partition).await.unwrap().value));
    }
    digests
}
