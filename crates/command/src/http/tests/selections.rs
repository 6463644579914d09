//! What a selection may say, and what becomes of one that says something else.

use super::{House, bet};

/// Rows of game, amount, selection, and the status and code that come of it.
const CASES: [(&str, &str, &str, u16, &str); 24] = [
    ("roulette", "10", r#"{"chips":[{"bet":"red","amount":10}]}"#, 202, ""),
    ("roulette", "10", r#"{"chips":[{"bet":"straight","numbers":[0],"amount":10.00}]}"#, 202, ""),
    ("roulette", "10", r#"{"chips":[{"bet":"split","numbers":[20,17],"amount":1e1}]}"#, 202, ""),
    (
        "roulette",
        "10.01",
        r#"{"chips":[{"bet":"dozen","numbers":[1],"amount":5},{"bet":"even","amount":5.01}]}"#,
        202,
        "",
    ),
    ("slots", "10", r#"{"lines":5}"#, 202, ""),
    ("dice", "10", r#"{"direction":"under","chance":1.00}"#, 202, ""),
    ("blackjack", "10", "{}", 202, ""),
    // What the game does not offer, or this build cannot read, is decided: it has a position.
    ("roulette", "10", r#"{"chips":[{"bet":"red","amount":9.99}]}"#, 422, "invalid_selection"),
    ("roulette", "10", r#"{"chips":[]}"#, 422, "invalid_selection"),
    ("roulette", "10", r#"{"chips":[{"bet":"blue","amount":10}]}"#, 422, "invalid_selection"),
    (
        "roulette",
        "10",
        r#"{"chips":[{"bet":"straight","numbers":[37],"amount":10}]}"#,
        422,
        "invalid_selection",
    ),
    (
        "roulette",
        "10",
        r#"{"chips":[{"bet":"split","numbers":[1,36],"amount":10}]}"#,
        422,
        "invalid_selection",
    ),
    ("roulette", "10", r#"{"chips":[{"bet":"red","amount":10.001}]}"#, 422, "invalid_selection"),
    (
        "roulette",
        "10",
        r#"{"chips":[{"bet":"red","amount":20},{"bet":"black","amount":-10}]}"#,
        422,
        "invalid_selection",
    ),
    ("roulette", "10", r#"{"lines":5}"#, 422, "invalid_selection"),
    ("slots", "10", r#"{"lines":0}"#, 422, "invalid_selection"),
    ("slots", "10", r#"{"lines":6}"#, 422, "invalid_selection"),
    ("slots", "10", r#"{"lines":5,"turbo":true}"#, 422, "invalid_selection"),
    ("dice", "10", r#"{"direction":"under","chance":0.99}"#, 422, "invalid_selection"),
    ("dice", "10", r#"{"direction":"sideways","chance":50}"#, 422, "invalid_selection"),
    ("dice", "10", r#"{"direction":"over","chance":95.01}"#, 422, "invalid_selection"),
    ("blackjack", "10", r#"{"hands":2}"#, 422, "invalid_selection"),
    ("poker", "10", r#"{"anything":[1,2,3]}"#, 422, "unknown_game"),
    ("roulette", "10", "[1,2]", 422, "invalid_request"),
];

#[tokio::test]
async fn every_selection_has_its_answer() {
    let house = House::open().await;
    for (game, amount, selection, status, code) in CASES {
        let more = format!(r#","selection":{selection}"#);
        let answer = house.post("/api/v1/bets", &[], &bet("alice", game, amount, &more)).await;
        let said = answer.json();
        assert_eq!(answer.status, status, "{game} {selection}: {said}");
        if status != 202 {
            assert_eq!(said["code"], code, "{game} {selection}");
            let is_decided = code != "invalid_request";
            assert_eq!(answer.header("croupier-position").is_some(), is_decided, "{selection}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn requests_are_compared_as_values() {
    let house = House::open().await;
    let with =
        |selection: &str| bet("bob", "roulette", "10", &format!(r#","selection":{selection}"#));
    let key = [("idempotency-key", "k")];
    let first = with(r#"{"chips":[{"bet":"split","numbers":[17,20],"amount":10}]}"#);
    let first = house.post("/api/v1/bets", &key, &first).await;
    assert_eq!(first.status, 202);
    let same = with(r#"{ "chips": [{"amount": 10.0, "numbers": [20,17], "bet": "split"}] }"#);
    let same = house.post("/api/v1/bets", &key, &same).await;
    assert_eq!(same.body, first.body);
    let other = with(r#"{"chips":[{"bet":"split","numbers":[17,18],"amount":10}]}"#);
    let other = house.post("/api/v1/bets", &key, &other).await;
    assert_eq!(other.json()["code"], "idempotency_key_reused");
    house.stop().await;
}
