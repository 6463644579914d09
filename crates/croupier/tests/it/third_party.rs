//! A consumer that shares no line with this project comes to the same balances.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use croupier_log::kafka::{KafkaLog, Settings};
use croupier_log::{Hash, Log, Record};
use croupier_services::{root, shared};
use hyper::StatusCode;

use crate::installation::Installation;
use crate::players::balance_in;
use crate::server::Server;

/// Where the consumer and what it needs are.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

const GAMES: [&str; 4] = ["dice", "roulette", "slots", "blackjack"];

/// A Python that has what the example needs; none where there is no way to have one.
fn python() -> Option<PathBuf> {
    let made = make_python();
    if let Err(why) = &made {
        assert!(!shared::is_ci(), "there is no Python to test with: {why}");
        eprintln!("SKIPPED, there is no Python to test with: {why}");
    }
    made.ok()
}

fn make_python() -> Result<PathBuf, String> {
    let folder = root().join("python");
    std::fs::create_dir_all(&folder).unwrap();
    // Two that make it at once would make neither.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let (venv, python) = (folder.join("venv"), folder.join("venv/bin/python"));
    run(Command::new("python3").args(["-m", "venv"]).arg(venv))?;
    let needs = Path::new(EXAMPLES).join("requirements.txt");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    run(Command::new(&python).args(pip).arg(needs))?;
    Ok(python)
}

/// What it prints, or what it says is wrong.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = || format!("{command:?} failed: {said}");
    output.status.success().then_some(()).ok_or_else(failed)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Write what must not count: a deposit that would be next but names no predecessor that there is,
/// and the first commit of a player once more.
async fn write_strays(installation: &Installation) {
    let log = KafkaLog::open_existing(&Settings::parse(&installation.log()).unwrap()).unwrap();
    for partition in 0..log.partition_count() {
        let stored = log.read(partition, 0, 1024).await.unwrap();
        let seq = stored.last().unwrap().record.seq().unwrap() + 1;
        let Some(first) = stored.into_iter().find(|stored| !stored.record.key.is_empty()) else {
            continue;
        };
        let deposit = r#"{"type":"funds_deposited","amount_minor":100}"#;
        let members = r#""time":1,"player":"eve","balance_minor":100"#;
        let value = format!(r#"{{"v":1,"seq":{seq},{members},"events":[{deposit}]}}"#);
        let forged = Record::new(Hash([9; 32]), first.record.key.clone(), value);
        log.append(partition, vec![forged, first.record]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_in_python_comes_to_the_same_balances() {
    let Some(installation) = Installation::distributed() else { return };
    let Some(python) = python() else { return };
    let server = Server::start(&installation);
    let mut shown = BTreeMap::new();
    for player in ["alice", "bob", "carol", "dave", "erin"] {
        for (number, game) in GAMES.repeat(3).iter().enumerate() {
            let body = format!(
                r#"{{"player_id":"{player}","game_type":"{game}","amount":{}.50,"session_id":"s"}}"#,
                10 + number
            );
            let answer = server.command.post("/api/v1/bets", &[], &body).await;
            assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
            let position = answer.header("croupier-position").unwrap();
            shown.insert(player.to_owned(), position.to_owned());
        }
    }
    for (player, at) in &mut shown {
        let path = format!("/api/v1/players/{player}/balance?min_position={at}&wait_ms=10000");
        *at = balance_in(&server.query.get(&path).await).expect("a balance");
    }
    write_strays(&installation).await;
    let brokers = Settings::parse(&installation.log()).unwrap().brokers;
    let script = Path::new(EXAMPLES).join("balances.py");
    let printed = run(Command::new(python).arg(script).args([&brokers, installation.prefix()]));
    let folded: BTreeMap<String, String> = serde_json::from_str(&printed.unwrap()).unwrap();
    assert_eq!(folded, shown);
}
