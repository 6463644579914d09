//! `croupier verify`: what holds is said to hold, and what somebody has changed is found.

use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;

use croupier_log::file::{FileLog, Options};
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_log::{Hash, Init, Log, Record, Stored};
use serde_json::json;

use crate::client::Client;
use crate::installation::{Installation, on_both_engine_sets};
use crate::server::Server;
use crate::tool::{Ended, croupier};
use crate::twelve::bets;
use crate::view_versions::lose_sessions;

/// Something does not hold.
const BROKEN: i32 = 3;

fn verify(installation: &Installation, arguments: &[&str]) -> Ended {
    let arguments = ["verify"].iter().chain(arguments).map(|text| (*text).to_owned());
    let places = [installation.log_arguments(), installation.view_arguments()].concat();
    croupier(&arguments.chain(places).collect::<Vec<_>>())
}

/// The log holds, every outcome is what the master keys say if they are there, and the views are
/// what is folded.
#[track_caller]
pub(crate) fn proves_itself(installation: &Installation) {
    let keys = installation.path().display().to_string();
    if installation.path().join("master-keys.json").exists() {
        says(&verify(installation, &["--secrets", &keys]), 0, &["drawn again; 0 under seeds"]);
    } else {
        says(&verify(installation, &[]), 0, &["drawn again; "]);
    }
}

#[track_caller]
fn says(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, code, "{ended:?}");
    for word in words {
        assert!(ended.said.contains(word), "{word:?} is not in {}", ended.said);
    }
}

/// The heads that it has said.
fn heads(ended: &Ended) -> Vec<String> {
    let lines = ended.said.lines().skip_while(|line| !line.starts_with("heads")).skip(2);
    lines.map(|line| line.trim().to_owned()).collect()
}

fn expecting(heads: &[String]) -> Vec<&str> {
    heads.iter().flat_map(|head| ["--expect", head]).collect()
}

/// A bet of carol's on each game, one round by hand, and her seed revealed. Returns the position of
/// her last command.
async fn plays_everything(command: &Client, session: &str) -> String {
    let post = async |path: String, key: String, body: String| {
        let key = format!("{session}-{key}");
        let answer = command.post(&path, &[("idempotency-key", &key)], &body).await;
        assert!(answer.status.is_success(), "{answer:?}");
        answer
    };
    for game in ["roulette", "slots", "blackjack", "dice"] {
        let body = json!({
            "player_id": "carol", "game_type": game, "amount": 10, "session_id": "s",
        });
        post("/api/v1/bets".into(), game.into(), body.to_string()).await;
    }
    for number in 0.. {
        let body = json!({
            "player_id": "carol", "game_type": "blackjack", "amount": 10, "session_id": "s",
            "interactive": true,
        });
        let dealt = post("/api/v1/bets".into(), format!("deal-{number}"), body.to_string()).await;
        if dealt.json()["result"]["outcome"] == "open" {
            let id = dealt.json()["bet_id"].as_str().unwrap().to_owned();
            let path = format!("/api/v1/players/carol/rounds/{id}/actions");
            post(path, "stand".into(), r#"{"action":"stand","version":0}"#.into()).await;
            break;
        }
    }
    let path = "/api/v1/players/carol/seeds/rotate".to_owned();
    let rotated = post(path, "rotate".into(), String::new()).await;
    rotated.header("croupier-position").unwrap().to_owned()
}

/// A log of many commands, one revealed seed and views that have seen all of it, at rest.
async fn history(installation: &Installation, session: &str) {
    let server = Server::start(installation);
    bets(&server.command, session).await;
    let last = plays_everything(&server.command, session).await;
    let path = format!("/api/v1/players/carol/balance?min_position={last}&wait_ms=10000");
    assert_eq!(server.query.get(&path).await.status, 200);
    assert!(server.stop().success());
}

on_both_engine_sets![an_honest_log_holds];

async fn an_honest_log_holds(installation: &Installation) {
    history(installation, "first").await;
    let first = verify(installation, &[]);
    says(&first, 0, &["commits of 13 players", "12 under seeds that are not revealed"]);
    let redrawn = first.said.split("outcomes drawn again").next().unwrap();
    let redrawn = redrawn.rsplit(' ').nth(1).unwrap().parse::<usize>().unwrap();
    assert!(redrawn >= 5, "{}", first.said);
    let views = if installation.is_embedded() { "not compared" } else { "are what is folded" };
    says(&first, 0, &[views, "130000.00 deposited", " in balances "]);
    let seen = heads(&first);
    assert_eq!(seen.len(), 8, "{}", first.said);

    // Whoever has the master keys can draw all of it again, and by others nobody was promised
    // anything.
    let keys = installation.path().display().to_string();
    let all = verify(installation, &["--secrets", &keys]);
    says(&all, 0, &[&format!("{} outcomes drawn again; 0 under", redrawn + 12)]);
    let others = tempfile::tempdir().unwrap();
    let path = others.path().display().to_string();
    let none = verify(installation, &["--secrets", &path]);
    assert_eq!((none.code, none.warned.contains("there are no master keys")), (1, true));
    let text = format!(r#"{{"current": 1, "keys": {{"1": "{}"}}}}"#, "ab".repeat(32));
    let file = others.path().join("master-keys.json");
    std::fs::write(&file, text).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let chosen = verify(installation, &["--secrets", &path]);
    says(&chosen, BROKEN, &["seed 0 is not what master key 1 derives"]);

    // What goes on has what was seen.
    history(installation, "second").await;
    let second = verify(installation, &expecting(&seen));
    says(&second, 0, &["every commit stands on the one before it"]);
    let no_such = verify(installation, &["--expect", &format!("99{}", seen[0])]);
    assert_eq!((no_such.code, no_such.warned.contains("has no partition")), (1, true));
    let none = verify(installation, &["--expect", "0:1"]);
    assert_eq!((none.code, none.warned.contains("PARTITION:SEQ:HASH")), (1, true), "{none:?}");
}

/// The same commits but for what `change` makes of them, each standing on the one before it: what
/// whoever owns the disk can write.
async fn rewritten(
    from: &Installation,
    change: impl Fn(u32, &str) -> Option<String>,
) -> Installation {
    let to = Installation::embedded();
    let from = FileLog::open_existing(from.path(), &Options::default(), &mut |_, _| {}).unwrap();
    let log = FileLog::open(to.path(), &init_of(&from), &Options::default(), &mut |_, _| {});
    let log = log.unwrap();
    for partition in 0..from.partition_count() {
        let stored = from.read(partition, 0, usize::MAX).await.unwrap();
        let written = log.read(partition, 0, 1).await.unwrap();
        let mut head = written[0].record.hash();
        for Stored { record, .. } in stored.into_iter().skip(1) {
            let text = std::str::from_utf8(&record.value).unwrap();
            let value = change(partition, text).unwrap_or_else(|| text.to_owned());
            let record = Record::new(head, record.key, value);
            head = record.hash();
            log.append(partition, vec![record]).await.unwrap();
        }
    }
    log.close();
    from.close();
    to
}

fn init_of(log: &FileLog) -> Init {
    let genesis = log.genesis();
    Init {
        lineage: genesis.lineage,
        partition_count: genesis.partition_count,
        currency: genesis.currency.clone(),
        exponent: genesis.exponent,
        time_ms: genesis.time_ms,
    }
}

/// The commit with `game` of carol, with `from` replaced.
fn of_carol(text: &str, game: &str, from: &str, to: &str) -> Option<String> {
    let is_hers = text.contains(r#""player":"carol""#) && text.contains(game);
    (is_hers && text.contains(from)).then(|| text.replacen(from, to, 1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_is_found() {
    let honest = Installation::embedded();
    history(&honest, "first").await;
    let seen = heads(&verify(&honest, &[]));

    let other_roll =
        rewritten(&honest, |_, text| of_carol(text, "dice", r#""roll":"#, r#""roll":1"#));
    let other_roll = verify(&other_roll.await, &[]);
    says(&other_roll, BROKEN, &["BROKEN", "came to something else than its seeds"]);

    let invented = rewritten(&honest, |_, text| {
        of_carol(text, "slots", r#""balance_minor":"#, r#""balance_minor":1"#)
    });
    let invented = verify(&invented.await, &[]);
    says(&invented, BROKEN, &["the balance after the commit is", "its writer had"]);

    let anothers = rewritten(&honest, |_, text| {
        of_carol(text, "slots", r#""player":"carol""#, r#""player":"zoe""#)
    });
    says(&verify(&anothers.await, &[]), BROKEN, &["it is of \"zoe\", and lies under another key"]);

    let key = RefCell::new(None);
    let twice = rewritten(&honest, |_, text| {
        let of_text = text.contains(r#""player":"carol""#).then_some(text)?;
        let own = of_text.split(r#""hash":""#).nth(1)?.get(..32)?.to_owned();
        match key.replace(Some(own.clone())) {
            Some(before) => of_carol(text, "dice", &own, &before),
            None => None,
        }
    });
    says(&verify(&twice.await, &[]), BROKEN, &["its key was used by commit"]);

    // What nothing proves is held by the heads that somebody has kept, and by nothing else.
    let silent = rewritten(&honest, |_, text| {
        of_carol(text, "roulette", r#""session_id":"s""#, r#""session_id":"t""#)
    });
    let silent = silent.await;
    says(&verify(&silent, &[]), 0, &["every commit stands on the one before it"]);
    let held = verify(&silent, &expecting(&seen));
    says(&held, BROKEN, &["BROKEN", "and was"]);

    // A copy of yesterday lacks what was seen today.
    let seq: u64 = seen[0].split(':').nth(1).unwrap().parse().unwrap();
    let tomorrow = format!("0:{}:{}", seq + 1, "5f".repeat(32));
    let lacking = verify(&honest, &["--expect", &tomorrow]);
    says(&lacking, BROKEN, &["once seen, is not there"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_was_taken_out_is_missed() {
    let honest = Installation::embedded();
    let Some(cut) = Installation::distributed() else { return };
    history(&honest, "first").await;
    let from = FileLog::open_existing(honest.path(), &Options::default(), &mut |_, _| {}).unwrap();
    let log = KafkaLog::open(&Settings::parse(&cut.log()).unwrap(), &init_of(&from)).unwrap();
    for partition in 0..from.partition_count() {
        let stored = from.read(partition, 0, usize::MAX).await.unwrap();
        let is_kept = |stored: &Stored| {
            let text = String::from_utf8_lossy(&stored.record.value);
            stored.offset > 0 && !(text.contains("carol") && text.contains("dice"))
        };
        let kept = stored.into_iter().filter(is_kept).map(|stored| stored.record);
        for record in kept {
            log.append(partition, vec![record]).await.unwrap();
        }
    }
    // Nobody has folded it: there are no views.
    let ended = croupier(&[vec!["verify".to_owned()], cut.log_arguments()].concat());
    says(&ended, BROKEN, &["was written behind", "which is not there"]);
}

/// Anybody may write to a topic, and a writer who was beaten to a place does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strays_do_not_break_a_log() {
    let Some(installation) = Installation::distributed() else { return };
    history(&installation, "first").await;
    let log = KafkaLog::open_existing(&Settings::parse(&installation.log()).unwrap()).unwrap();
    let first = log.read(0, 0, 3).await.unwrap();
    let again = first[1].record.clone();
    let foreign = Record::new(Hash([9; 32]), "", "hello");
    let nowhere = Record::new(Hash([9; 32]), again.key.clone(), again.value.clone());
    for record in [again, foreign, nowhere] {
        let _ = log.append(0, vec![record]).await;
    }
    drop(log);
    // Nothing stands behind the last of them yet: it may be what is left of a commit's successor.
    let cut = verify(&installation, &[]);
    says(&cut, BROKEN, &["BROKEN    partition 0: the record at offset", "which is not there"]);
    history(&installation, "second").await;
    let gone_on = verify(&installation, &[]);
    says(&gone_on, 0, &["3 strays", "note      partition 0: the record at offset"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_that_differ_are_found() {
    let Some(installation) = Installation::distributed() else { return };
    history(&installation, "first").await;
    let Some(other) = Installation::distributed() else { return };
    Server::start(&other).stop();
    let other = verify(&other.with_views_of(&installation), &[]);
    assert_eq!((other.code, other.warned.contains("the views are of log")), (1, true), "{other:?}");
    lose_sessions(&installation, 2);
    let ended = verify(&installation, &[]);
    says(&ended, BROKEN, &["the views differ from the log at commit"]);
}
