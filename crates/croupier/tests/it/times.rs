//! When a bet was where: on its answer, on its receipt, in the metrics.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::installation::{Installation, on_both_engine_sets};
use crate::server::Server;

/// Clocks of one machine: its own, and the broker's to the millisecond.
const CLOCK_MS: f64 = 1.0;

on_both_engine_sets![a_bet_says_when_it_was_where];

async fn a_bet_says_when_it_was_where(installation: &Installation) {
    let server = Server::start(installation);
    let guest = server.gateway.post("/api/v1/guests", &[], "").await.json();
    let token = format!("Bearer {}", guest["access_token"].as_str().unwrap());
    let player = guest["player_id"].as_str().unwrap();
    let answer = bet(&server.gateway, &token, player).await;
    let timing = answer.header("server-timing").unwrap().to_owned();
    let durations: Vec<f64> =
        timing.split(", ").map(|hop| hop.split_once(";dur=").unwrap().1.parse().unwrap()).collect();
    assert_eq!(durations.len(), 3, "{timing}");
    let receipt = receipt(&server.query, &answer).await;
    let times = times_of(&receipt);
    assert!(times.is_sorted_by(|one, next| *one <= next + CLOCK_MS), "{times:?}");
    // The log's own time comes between the decision and its confirmation.
    let append_ms = times[2] - times[1];
    assert!(append_ms <= durations[1] + 2.0 * CLOCK_MS, "{append_ms} {timing}");
    let metrics = |text: Answer| String::from_utf8(text.body.to_vec()).unwrap();
    let metrics = metrics(server.command.get("/metrics").await);
    for histogram in ["croupier_command_hop_seconds", "croupier_processor_hop_seconds"] {
        assert!(metrics.contains(&format!("{histogram}_count")), "{histogram} is missing");
    }
    // They outlive a restart: in the views, or in the snapshot that they go on from.
    assert!(server.stop().success());
    let server = Server::start(installation);
    let again = self::receipt(&server.query, &answer).await;
    assert_eq!(again["times"], receipt["times"]);
    assert!(server.stop().success());
}

async fn bet(gateway: &Client, token: &str, player: &str) -> Answer {
    let body = json!({"player_id": player, "game_type": "dice", "amount": 10, "session_id": "s"});
    let headers = [("authorization", token)];
    let answer = gateway.post("/api/v1/bets", &headers, &body.to_string()).await;
    assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
    answer
}

async fn receipt(query: &Client, answer: &Answer) -> Value {
    let position = answer.header("croupier-position").unwrap();
    let bet_id = answer.json()["bet_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/bets/{bet_id}?min_position={position}&wait_ms=10000");
    let receipt = query.get(&path).await;
    assert_eq!(receipt.status, 200, "{}", String::from_utf8_lossy(&receipt.body));
    receipt.json()
}

/// In the order of the way.
fn times_of(receipt: &Value) -> Vec<f64> {
    ["received_at", "decided_at", "appended_at", "read_back_at", "projected_at"]
        .map(|name| receipt["times"][name].as_f64().unwrap_or_else(|| panic!("{name}: {receipt}")))
        .to_vec()
}
