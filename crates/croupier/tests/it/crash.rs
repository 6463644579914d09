//! `kill -9` at any moment, under load: nothing acknowledged is lost, nothing is doubled, and a
//! retry gets the same bytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
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

/// So many that none has more commands than a player's keys are remembered of.
const PLAYER_COUNT: u64 = 400;

/// What a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Bet,
    Deposit,
    /// Refused at first: an opening balance is wagered before it leaves.
    Withdrawal,
}

/// A request, as a client keeps it before it sends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    kind: Kind,
    player: String,
    key: String,
    units: u64,
}

impl Asked {
    async fn send(&self, client: &Client) -> Option<Answer> {
        let Self { kind, player, key, units } = self;
        let (path, body) = match kind {
            Kind::Bet => (
                "/api/v1/bets".to_owned(),
                format!(
                    r#"{{"player_id":"{player}","game_type":"roulette","amount":{units},"session_id":"s"}}"#
                ),
            ),
            Kind::Deposit => {
                (format!("/api/v1/players/{player}/deposits"), format!(r#"{{"amount":{units}}}"#))
            }
            Kind::Withdrawal => (
                format!("/api/v1/players/{player}/withdrawals"),
                format!(r#"{{"amount":{units}}}"#),
            ),
        };
        client.try_post(&path, &[("idempotency-key", key)], &body).await
    }

    /// The same as the domain's.
    fn command(&self) -> Command {
        let amount = Money::from_units(i32::try_from(self.units).unwrap());
        match self.kind {
            Kind::Bet => Command::PlaceBet(PlaceBet {
                game: "roulette".into(),
                stake: amount,
                session_id: "s".into(),
                selection: None,
                client_seed: None,
                interactive: false,
            }),
            Kind::Deposit => Command::Deposit { amount },
            Kind::Withdrawal => Command::Withdraw { amount },
        }
    }
}

/// What clients were told. What has no answer is in doubt until a retry settles it.
#[derive(Default)]
struct Told {
    answers: HashMap<Asked, Answer>,
    in_doubt: Vec<Asked>,
}

/// Whether it says what became of it: accepted, or refused by a decision.
fn is_final(answer: &Answer) -> bool {
    answer.status == StatusCode::ACCEPTED || answer.header("croupier-position").is_some()
}

/// Ask until the server is gone.
async fn ask_until_killed(client: Client, told: Arc<Mutex<Told>>, worker: u64, round: usize) {
    for number in 0.. {
        let asked = Asked {
            kind: [Kind::Bet, Kind::Bet, Kind::Deposit, Kind::Bet, Kind::Withdrawal]
                [usize::try_from(number + worker).unwrap() % 5],
            player: format!("player-{}", (worker * 31 + number) % PLAYER_COUNT),
            key: format!("{round}-{worker}-{number}"),
            units: 10 + (number * 7 + worker) % 900,
        };
        match asked.send(&client).await {
            Some(answer) if is_final(&answer) => {
                told.lock().unwrap().answers.insert(asked, answer);
            }
            Some(answer) => assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE),
            None => {
                told.lock().unwrap().in_doubt.push(asked);
                return;
            }
        }
    }
}

/// Retry what is in doubt, and some of what is not.
async fn settle(client: &Client, told: &Mutex<Told>, round: usize) {
    let in_doubt = std::mem::take(&mut told.lock().unwrap().in_doubt);
    for asked in in_doubt {
        let answer = asked.send(client).await.expect("an answer");
        assert!(is_final(&answer), "{answer:?}");
        told.lock().unwrap().answers.insert(asked, answer);
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

async fn check_replays(client: &Client, told: Vec<(Asked, Answer)>) {
    for (asked, first) in told {
        let again = asked.send(client).await.expect("an answer");
        assert_eq!(again.status, first.status, "{asked:?}");
        assert_eq!(again.body, first.body, "{asked:?}");
        assert_eq!(again.header("croupier-position"), first.header("croupier-position"));
        // The first answer may itself have been a retry after a kill.
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{asked:?}");
    }
}

on_both_engine_sets!(nothing_acknowledged_is_lost_and_nothing_is_doubled);

async fn nothing_acknowledged_is_lost_and_nothing_is_doubled(installation: &Installation) {
    let kill_count = if installation.is_embedded() { KILL_COUNTS.0 } else { KILL_COUNTS.1 };
    let told = Arc::new(Mutex::new(Told::default()));
    // Small enough that checkpoints and snapshots are under way when it is killed.
    let settings = ["--checkpoint-every", "50", "--snapshot-every", "100"];
    let moments = RandomState::new();
    for round in 0..kill_count {
        let server = Server::start_with(installation, &settings);
        settle(&server.command, &told, round).await;
        let mut workers = JoinSet::new();
        for worker in 0..CLIENT_COUNT {
            let (client, told) = (server.command.clone(), told.clone());
            workers.spawn(ask_until_killed(client, told, worker, round));
        }
        // From before the first answer to well into a snapshot.
        let wait_us = moments.hash_one(round) % 400_000;
        eprintln!("round {round}: killed after {wait_us} µs");
        tokio::time::sleep(Duration::from_micros(wait_us)).await;
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
    for asked in told.answers.keys() {
        let player = PlayerId::parse(&asked.player).unwrap();
        let key = used_key(&player, &asked.key, &asked.command());
        assert_eq!(ledger.uses.get(&key.hash), Some(&1), "{asked:?} was answered, is not there");
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
    eprintln!("{kill_count} kills, {} requests answered", told.answers.len());
    assert!(told.answers.len() > kill_count, "the test has to have bet to show anything");
}
