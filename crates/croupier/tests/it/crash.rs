//! `kill -9` at any moment, under load: nothing acknowledged is lost, nothing is doubled, and a
//! retry gets the same bytes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use croupier_command::used_key;
use croupier_domain::{Command, Money, PlaceBet, PlayerId};
use hyper::StatusCode;
use tokio::task::JoinSet;

use crate::audit::Ledger;
use crate::client::{Answer, Client};
use crate::installation::{Installation, on_both_engine_sets};
use crate::server::Server;

/// Where a start takes longest, a few kills have to do.
const KILL_COUNTS: (usize, usize) = (25, 8);
const CLIENT_COUNT: u64 = 16;
const PLAYER_COUNT: u64 = 40;

/// A bet, as a client keeps it before it sends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Bet {
    player: String,
    key: String,
    units: u64,
}

impl Bet {
    async fn installation(&self, client: &Client) -> Option<Answer> {
        let Self { player, key, units } = self;
        let body = format!(
            r#"{{"player_id":"{player}","game_type":"roulette","amount":{units},"session_id":"s"}}"#
        );
        client.try_post("/api/v1/bets", &[("idempotency-key", key)], &body).await
    }
}

/// What clients were told. A bet without an answer is in doubt until a retry settles it.
#[derive(Default)]
struct Told {
    answers: HashMap<Bet, Answer>,
    in_doubt: Vec<Bet>,
}

/// Whether it says what became of the bet: accepted, or refused by a decision.
fn is_final(answer: &Answer) -> bool {
    answer.status == StatusCode::ACCEPTED || answer.header("croupier-position").is_some()
}

/// Bet until the server is gone.
async fn bet_until_killed(client: Client, told: Arc<Mutex<Told>>, worker: u64, round: usize) {
    for number in 0.. {
        let bet = Bet {
            player: format!("player-{}", (worker * 31 + number) % PLAYER_COUNT),
            key: format!("{round}-{worker}-{number}"),
            units: 10 + (number * 7 + worker) % 900,
        };
        match bet.installation(&client).await {
            Some(answer) if is_final(&answer) => {
                told.lock().unwrap().answers.insert(bet, answer);
            }
            Some(answer) => assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE),
            None => {
                told.lock().unwrap().in_doubt.push(bet);
                return;
            }
        }
    }
}

/// Retry what is in doubt, and some of what is not.
async fn settle(client: &Client, told: &Mutex<Told>, round: usize) {
    let in_doubt = std::mem::take(&mut told.lock().unwrap().in_doubt);
    for bet in in_doubt {
        let answer = bet.installation(client).await.expect("an answer");
        assert!(is_final(&answer), "{answer:?}");
        told.lock().unwrap().answers.insert(bet, answer);
    }
    let sample: Vec<_> = {
        let told = told.lock().unwrap();
        told.answers
            .iter()
            .skip(round % 7)
            .step_by(17)
            .map(|(b, a)| (b.clone(), a.clone()))
            .collect()
    };
    check_replays(client, sample).await;
}

async fn check_replays(client: &Client, bets: Vec<(Bet, Answer)>) {
    for (bet, first) in bets {
        let again = bet.installation(client).await.expect("an answer");
        assert_eq!(again.status, first.status, "{bet:?}");
        assert_eq!(again.body, first.body, "{bet:?}");
        assert_eq!(again.header("croupier-position"), first.header("croupier-position"));
        // The first answer may itself have been a retry after a kill.
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{bet:?}");
    }
}

on_both_engine_sets!(nothing_acknowledged_is_lost_and_nothing_is_doubled);

async fn nothing_acknowledged_is_lost_and_nothing_is_doubled(installation: &Installation) {
    let kill_count = if installation.is_embedded() { KILL_COUNTS.0 } else { KILL_COUNTS.1 };
    let told = Arc::new(Mutex::new(Told::default()));
    // Small enough that checkpoints and snapshots are under way when it is killed.
    let settings = ["--checkpoint-every", "50", "--snapshot-every", "100"];
    for round in 0..kill_count {
        let server = Server::start_with(installation, &settings);
        settle(&server.command, &told, round).await;
        let mut workers = JoinSet::new();
        for worker in 0..CLIENT_COUNT {
            let (client, told) = (server.command.clone(), told.clone());
            workers.spawn(bet_until_killed(client, told, worker, round));
        }
        // From before the first answer to well into a snapshot, never in step with anything.
        tokio::time::sleep(Duration::from_millis((round as u64 * 61) % 400 + 3)).await;
        server.kill();
        workers.join_all().await;
    }
    let server = Server::start_with(installation, &settings);
    settle(&server.command, &told, 0).await;
    let told = Arc::into_inner(told).unwrap().into_inner().unwrap();
    check_replays(&server.command, told.answers.clone().into_iter().collect()).await;
    let mut balances = HashMap::new();
    for number in 0..PLAYER_COUNT {
        let player = format!("player-{number}");
        let answer = server.query.get(&format!("/api/v1/players/{player}/balance")).await;
        balances.insert(player, answer);
    }
    assert!(server.stop().success());

    let ledger = Ledger::read(installation).await;
    assert!(ledger.uses.values().all(|count| *count == 1), "a key took effect twice");
    for bet in told.answers.keys() {
        let command = Command::PlaceBet(PlaceBet {
            game: "roulette".into(),
            stake: Money::from_units(i32::try_from(bet.units).unwrap()),
            session_id: "s".into(),
            selection: None,
            client_seed: None,
            interactive: false,
        });
        let key = used_key(&PlayerId::parse(&bet.player).unwrap(), &bet.key, &command);
        assert_eq!(ledger.uses.get(&key.hash), Some(&1), "{bet:?} was answered and is not there");
    }
    assert_eq!(ledger.uses.len(), told.answers.len(), "what is there was asked for");
    for (player, answer) in balances {
        match ledger.balance(&player) {
            Some(balance) => {
                let shown = format!("\"balance\":{balance}");
                assert!(String::from_utf8_lossy(&answer.body).contains(&shown), "{player}");
            }
            None => assert_eq!(answer.status, StatusCode::NOT_FOUND),
        }
    }
    eprintln!("{kill_count} kills, {} bets answered", told.answers.len());
    assert!(told.answers.len() > kill_count, "the test has to have bet to show anything");
}
