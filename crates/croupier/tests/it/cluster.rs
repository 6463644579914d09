//! Every role a process of its own, on Kafka and Redis, and what happens to processes.
//!
//! Each test plays through the gateway all the time, breaks something, and ends with the audit:
//! whatever was answered is in the log once, with the answer that was given; nothing else is there;
//! the money adds up, and the views show it.

use std::collections::HashMap;
use std::time::Duration;

use croupier_command::used_key;
use croupier_domain::{Command, Money, PlaceBet, PlayerId};
use hyper::{Method, StatusCode};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::audit::Ledger;
use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::roles::Cluster;

const PLAYER_COUNT: usize = 12;

/// How long a player may have to ask for the answer to one bet: what was broken comes back, or
/// another takes its place, well before.
const BET_PATIENCE: Duration = Duration::from_secs(60);

/// A guest, and all that they were told.
struct Guest {
    id: String,
    bearer: String,
    answers: Vec<(String, Answer)>,
}

impl Guest {
    async fn new(gateway: &Client) -> Self {
        let guest = gateway.post("/api/v1/guests", &[], "").await.json();
        let bearer = format!("Bearer {}", guest["access_token"].as_str().unwrap());
        Self { id: guest["player_id"].as_str().unwrap().into(), bearer, answers: Vec::new() }
    }

    async fn place(&self, gateway: &Client, key: &str) -> Option<Answer> {
        let headers = [("authorization", self.bearer.as_str()), ("idempotency-key", key)];
        let id = &self.id;
        let body =
            format!(r#"{{"player_id":"{id}","game_type":"dice","amount":10,"session_id":"s"}}"#);
        gateway.try_post("/api/v1/bets", &headers, &body).await
    }

    /// Ask with the same key until it is known what became of the bet.
    async fn bet(&self, gateway: &Client, key: &str) -> Answer {
        let asking = async {
            loop {
                match self.place(gateway, key).await {
                    Some(answer) if answer.header("croupier-position").is_some() => return answer,
                    Some(answer) => assert!(
                        matches!(answer.status.as_u16(), 503 | 504),
                        "neither an answer nor a reason to ask again: {answer:?}"
                    ),
                    None => {}
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(BET_PATIENCE, asking).await.expect("an answer in the end")
    }

    async fn play(mut self, gateway: Client, until: CancellationToken) -> Self {
        for number in 0.. {
            if until.is_cancelled() {
                break;
            }
            let key = format!("bet-{number}");
            let answer = self.bet(&gateway, &key).await;
            self.answers.push((key, answer));
        }
        self
    }
}

/// Play, break, and audit.
async fn survives(breaking: impl AsyncFnOnce(&mut Cluster)) {
    let Some(installation) = Installation::distributed() else { return };
    let mut cluster = Cluster::start(&installation);
    let gateway = cluster.gateway.client();
    let (mut playing, until) = (JoinSet::new(), CancellationToken::new());
    for _ in 0..PLAYER_COUNT {
        let guest = Guest::new(&gateway).await;
        // Everything works before anything is broken.
        guest.bet(&gateway, "first").await;
        playing.spawn(guest.play(gateway.clone(), until.clone()));
    }
    breaking(&mut cluster).await;
    sleep(Duration::from_secs(1)).await;
    until.cancel();
    let guests = playing.join_all().await;
    replay(&guests, &gateway).await;
    let balances = balances(&guests, &gateway).await;
    cluster.commands.iter_mut().for_each(|command| command.stop());
    let ledger = Ledger::read(&installation).await;
    audit(&guests, &ledger, &balances);
}

/// Whoever asks again is told the same, for as long as keys are remembered: 256 commands.
async fn replay(guests: &[Guest], gateway: &Client) {
    for guest in guests {
        for (key, first) in guest.answers.iter().rev().take(200).step_by(7) {
            let again = guest.bet(gateway, key).await;
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{key}");
            assert_eq!(again.header("idempotency-replayed"), Some("true"), "{key}");
        }
    }
}

/// What the views show when they have come to each guest's last bet.
async fn balances(guests: &[Guest], gateway: &Client) -> HashMap<String, Answer> {
    let mut balances = HashMap::new();
    for guest in guests {
        let (_, last) = guest.answers.last().expect("everybody has bet");
        let position = last.header("croupier-position").unwrap();
        let path =
            format!("/api/v1/players/{}/balance?min_position={position}&wait_ms=10000", guest.id);
        let signed = [("authorization", guest.bearer.as_str())];
        let answer = gateway.send(Method::GET, &path, &signed, "").await.expect("an answer");
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        balances.insert(guest.id.clone(), answer);
    }
    balances
}

fn audit(guests: &[Guest], ledger: &Ledger, balances: &HashMap<String, Answer>) {
    assert!(ledger.uses.values().all(|count| *count == 1), "a key took effect twice");
    let command = Command::PlaceBet(PlaceBet {
        game: "dice".into(),
        stake: Money::from_units(10),
        session_id: "s".into(),
        selection: None,
        client_seed: None,
        interactive: false,
    });
    let mut answered = guests.len();
    for guest in guests {
        let id = PlayerId::parse(&guest.id).unwrap();
        for (key, _) in &guest.answers {
            let hash = used_key(&id, key, &command).hash;
            assert!(ledger.uses.contains_key(&hash), "{key} was answered and is not there");
        }
        answered += guest.answers.len();
        let balance = format!("\"balance\":{}", ledger.balance(&guest.id).unwrap());
        let shown = String::from_utf8_lossy(&balances[&guest.id].body);
        assert!(shown.contains(&balance), "{shown} is not {balance}");
    }
    assert_eq!(ledger.uses.len(), answered, "what is there was asked for");
    eprintln!("{answered} bets, each answered once");
}

/// Longer than the brokers take to give up a member that is silent.
const SESSION: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_be_killed() {
    survives(async |cluster| {
        for number in 0..2 {
            cluster.commands[number].kill();
            sleep(SESSION).await;
            cluster.commands[number].start();
            sleep(Duration::from_secs(3)).await;
        }
        for role in [&mut cluster.processor, &mut cluster.query, &mut cluster.gateway] {
            role.kill();
            sleep(Duration::from_secs(1)).await;
            role.start();
            sleep(Duration::from_secs(1)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_that_was_asleep_wakes_to_find_another() {
    survives(async |cluster| {
        cluster.commands[0].pause();
        sleep(Duration::from_secs(30)).await;
        cluster.commands[0].resume();
        sleep(Duration::from_secs(5)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_may_come_and_go() {
    survives(async |cluster| {
        cluster.commands[1].stop();
        sleep(Duration::from_secs(2)).await;
        cluster.commands[1].start();
        sleep(Duration::from_secs(5)).await;
        cluster.commands[0].stop();
        sleep(Duration::from_secs(2)).await;
        cluster.commands[0].start();
        sleep(Duration::from_secs(2)).await;
    })
    .await;
}
