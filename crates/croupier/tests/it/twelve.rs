//! A table of twelve players who bet once each, one after the other.

use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// How many players there are.
pub(crate) const PLAYER_COUNT: usize = 12;

/// One bet of `player`; its key is of that player and that session.
pub(crate) async fn bet(command: &Client, player: usize, session: &str) -> Answer {
    let body = json!({
        "player_id": format!("player-{player}"), "game_type": "dice", "amount": 10,
        "session_id": session,
    });
    let key = format!("{session}-{player}");
    command.post("/api/v1/bets", &[("idempotency-key", &key)], &body.to_string()).await
}

/// One bet of every player.
pub(crate) async fn bets(command: &Client, session: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for player in 0..PLAYER_COUNT {
        let answer = bet(command, player, session).await;
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        answers.push(answer);
    }
    answers
}

/// What the players have after those answers.
pub(crate) async fn balances_of(query: &Client, answered: &[Answer]) -> Vec<Value> {
    let mut balances = Vec::new();
    for (player, answer) in answered.iter().enumerate() {
        let position = answer.header("croupier-position").unwrap();
        let path = format!(
            "/api/v1/players/player-{player}/balance?min_position={position}&wait_ms=10000"
        );
        let answer = query.get(&path).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        balances.push(answer.json());
    }
    balances
}
