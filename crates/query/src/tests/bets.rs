//! Bets: the list, its pages, and the receipt.

use croupier_views::conformance::{Command, START_MS, bet, bet_in, bet_on, chips, deal, player};
use croupier_views::games::Game;
use serde_json::{Value, json};

use super::world::World;

#[tokio::test]
async fn a_list_newest_first() {
    let mut world = World::new(2).await;
    for (n, game) in Game::ALL.into_iter().enumerate() {
        world.stages[1].house.time_ms = START_MS + n as u64;
        world.play("ann1", &bet_in(&format!("s-{n}"), game, 20 + n as i32)).await;
    }
    let answered = world.get("/api/v1/players/ann1/bets").await;
    assert_eq!(answered.header("croupier-position"), Some("1:4"));
    let list = answered.json();
    assert_eq!(list["next_cursor"], json!(null));
    let bets = list["bets"].as_array().unwrap();
    assert_eq!(bets.len(), 4);
    for (row, n) in bets.iter().zip((0..4).rev()) {
        let fields: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "bet_id",
            "event_id",
            "session_id",
            "game_type",
            "amount",
            "timestamp",
            "status",
            "correlation_id",
            "payout",
            "profit",
            "position",
        ];
        let mut sorted = expected;
        sorted.sort_unstable();
        assert_eq!(fields, sorted);
        assert_eq!(row["game_type"], Game::ALL[n].name());
        assert_eq!(
            (&row["session_id"], &row["timestamp"]),
            (&json!(format!("s-{n}")), &json!(START_MS + n as u64))
        );
        assert_eq!(row["position"], format!("1:{}", n + 1));
        let index = if n == 0 { 3 } else { 0 };
        assert_eq!(row["event_id"], format!("1:{}.{index}", n + 1));
        check_settled(row, 20.0 + n as f64);
    }
    assert!(answered.text.contains(r#""amount":23.00,"#), "money has two decimals");
}

fn check_settled(row: &Value, stake: f64) {
    let (payout, profit) = (row["payout"].as_f64().unwrap(), row["profit"].as_f64().unwrap());
    assert_eq!(row["amount"].as_f64(), Some(stake));
    assert!((payout - stake - profit).abs() < 0.001, "profit is net: {row}");
    match row["status"].as_str().unwrap() {
        "won" => assert!(payout > 0.0),
        "lost" => assert_eq!(payout, 0.0),
        "push" => assert_eq!(profit, 0.0),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn pages() {
    let mut world = World::new(1).await;
    let mut positions = Vec::new();
    for _ in 0..25 {
        positions.push(world.play("ann", &bet(Game::Dice, 10)).await);
    }
    positions.reverse();
    let (mut seen, mut path) = (Vec::new(), "/api/v1/players/ann/bets?limit=10".to_owned());
    loop {
        let page = world.ok(&path).await;
        let rows = page["bets"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["position"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/players/ann/bets?limit=10&cursor={cursor}");
        // New bets push nothing from one page to the next.
        world.play("ann", &bet(Game::Dice, 10)).await;
    }
    assert_eq!(seen, positions);
    let all = world.ok("/api/v1/players/ann/bets").await;
    assert_eq!(all["bets"].as_array().map(Vec::len), Some(27));
    for wrong in ["limit=0", "limit=1001", "limit=x", "limit=-1", "limit=1&limit=1"] {
        let answered = world.get(&format!("/api/v1/players/ann/bets?{wrong}")).await;
        answered.assert_problem(422, "invalid_request");
    }
    for garbage in ["", "x", "before-", "before-01", "before--1", "before-99999999999999999999"] {
        let answered = world.get(&format!("/api/v1/players/ann/bets?cursor={garbage}")).await;
        answered.assert_problem(422, "invalid_cursor");
    }
}

#[tokio::test]
async fn a_receipt() {
    let mut world = World::new(2).await;
    world.play("ann1", &bet_on(chips(20), 20)).await;
    let listed = world.ok("/api/v1/players/ann1/bets").await["bets"][0].clone();
    let id = listed["bet_id"].as_str().unwrap();
    let answered = world.get(&format!("/api/v1/bets/{id}")).await;
    assert_eq!(answered.header("croupier-position"), Some("1:1"));
    let receipt = answered.json();
    for (field, value) in listed.as_object().unwrap() {
        assert_eq!(receipt[field], *value, "{field}");
    }
    assert_eq!(receipt["player_id"], "ann1");
    assert_eq!(
        (&receipt["settled_at"], &receipt["settled_position"]),
        (&json!(START_MS), &json!("1:1"))
    );
    let asked = concat!(
        r#""selection":{"chips":[{"bet":"straight","numbers":[17],"amount":1.00},"#,
        r#"{"bet":"split","numbers":[17,20],"amount":2.00},{"bet":"red","amount":17.00}]}"#,
    );
    assert!(answered.text.contains(asked), "as it could be asked for again: {}", answered.text);
    assert!(receipt["drawn"]["pocket"].is_u64());
    let proof = &receipt["proof"];
    assert_eq!(
        (&proof["seed_index"], &proof["nonce"], &proof["rules"]),
        (&json!(0), &json!(0), &json!(1))
    );
    assert_eq!((&proof["client_seed"], &proof["server_seed"]), (&json!("ann1"), &json!(null)));
    let first_bet = (&proof["committed_before"], &proof["commitment_position"]);
    assert_eq!(first_bet, (&json!(false), &json!("1:1")), "it came with the bet");
    let commitment = proof["commitment"].clone();
    world.play("ann1", &Command::RotateSeed).await;
    let revealed = world.ok(&format!("/api/v1/bets/{id}")).await;
    assert_eq!(revealed["proof"]["commitment"], commitment);
    assert_eq!(revealed["proof"]["server_seed"].as_str().map(str::len), Some(64));
    world.play("ann1", &bet(Game::Dice, 10)).await;
    let listed = world.ok("/api/v1/players/ann1/bets").await["bets"][0].clone();
    let next = world.ok(&format!("/api/v1/bets/{}", listed["bet_id"].as_str().unwrap())).await;
    let next = (&next["proof"]["committed_before"], &next["proof"]["commitment_position"]);
    assert_eq!(next, (&json!(true), &json!("1:2")), "the rotation had it");
}

#[tokio::test]
async fn what_each_game_shows() {
    let mut world = World::new(1).await;
    let cases = [
        (Game::Roulette, r#"{"chips":[{"bet":"red","amount":10.00}]}"#, "pocket"),
        (Game::Slots, r#"{"lines":1}"#, "stops"),
        (Game::Dice, r#"{"direction":"over","chance":49.50}"#, "roll"),
        (Game::Blackjack, "{}", "dealer"),
    ];
    for (game, selection, drawn) in cases {
        world.play("ann", &bet(game, 10)).await;
        let id = world.ok("/api/v1/players/ann/bets?limit=1").await["bets"][0]["bet_id"].clone();
        let answered = world.get(&format!("/api/v1/bets/{}", id.as_str().unwrap())).await;
        assert!(
            answered.text.contains(&format!(r#""selection":{selection},"#)),
            "{}",
            answered.text
        );
        assert!(!answered.json()["drawn"][drawn].is_null(), "{}", answered.text);
        assert_eq!(answered.json()["round"], json!(null));
    }
}

#[tokio::test]
async fn whose_bet_it_is() {
    let mut world = World::new(2).await;
    world.play("ann1", &bet(Game::Dice, 10)).await;
    let id = world.ok("/api/v1/players/ann1/bets").await["bets"][0]["bet_id"].clone();
    let path = format!("/api/v1/bets/{}", id.as_str().unwrap());
    assert_eq!(world.get(&path).await.status, 200, "no gateway, no subject");
    assert_eq!(world.get_as("ann1", &path).await.status, 200);
    for other in ["bob", "ann", "ann11", ""] {
        let answered = world.get_as(other, &path).await;
        let problem = answered.assert_problem(403, "forbidden");
        assert!(!problem.to_string().contains("ann1"), "whose it is stays untold: {problem}");
    }
}

#[tokio::test]
async fn no_such_bet() {
    let mut world = World::new(2).await;
    world.play("ann1", &deal(10)).await;
    world.play("ann1", &Command::RotateSeed).await;
    let id = world.ok("/api/v1/players/ann1/bets").await["bets"][0]["bet_id"].clone();
    let id = id.as_str().unwrap();
    let last = id.len() - 1;
    let unknown = [
        // The same commit at another time, the next commit, another partition, one there is not.
        format!("{}{}", "019ab004", &id[8..]),
        format!("{}2", &id[..last]),
        format!("{}8000{}", &id[..14], &id[18..]),
        format!("{}8009{}", &id[..14], &id[18..]),
        "0193f2a1-c7d8-7e1b-9a55-000000000a0f".to_owned(),
    ];
    assert_eq!(world.get(&format!("/api/v1/bets/{id}")).await.status, 200);
    for other in unknown {
        let answered = world.get(&format!("/api/v1/bets/{other}")).await;
        let problem = answered.assert_problem(404, "bet_not_found");
        assert!(problem["detail"].as_str().unwrap().contains("not found"));
    }
    for garbage in ["x", &id.to_uppercase(), &id[1..]] {
        world.get(&format!("/api/v1/bets/{garbage}")).await.assert_problem(422, "invalid_request");
    }
    assert!(world.stages[1].house.state().player(&player("ann1")).is_some());
}
