//! One player: the exact shapes of the contract.

use croupier_views::conformance::{Command, START_MS, bet, deal, deposit, player, withdraw};
use croupier_views::games::Game;
use croupier_views::{Activity, BetStats, Changes, Money, Sum, Views};
use serde_json::json;

use super::world::World;

#[tokio::test]
async fn a_balance() {
    let mut world = World::new(2).await;
    world.stages[1].house.time_ms = START_MS + 5;
    let position = world.play("ann1", &deposit(50)).await;
    world.play("ann1", &bet(Game::Dice, 100_000)).await;
    let answered = world.get("/api/v1/players/ann1/balance").await;
    assert_eq!(answered.status, 200);
    assert_eq!(
        answered.text, r#"{"player_id":"ann1","balance":10000.50,"last_updated":1763889600005}"#,
        "money has two decimals, and a refusal is no change"
    );
    assert_eq!(answered.header("croupier-position"), Some("1:2"));
    assert_eq!(position, "1:1");
    assert_eq!(answered.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn stats() {
    let mut world = World::new(1).await;
    world.play("ann", &deposit(1_234)).await;
    world.play("ann", &withdraw(34)).await;
    let fresh = world.get("/api/v1/players/ann/stats").await;
    assert_eq!(
        fresh.text,
        concat!(
            r#"{"player_id":"ann","balance":10012.00,"games_played":0,"total_wagered":0.00,"#,
            r#""total_won":0.00,"total_lost":0.00,"total_pushed":0.00,"win_count":0,"loss_count":0,"#,
            r#""push_count":0,"win_rate":0.00,"total_deposited":10012.34,"total_withdrawn":0.34,"#,
            r#""biggest_win":0.00,"games":[],"last_updated":1763889600000}"#,
        )
    );
    for n in 0..40 {
        world.play("ann", &bet(Game::ALL[n % 4], 20)).await;
    }
    let stats = world.ok("/api/v1/players/ann/stats").await;
    let number = |field: &str| stats[field].as_f64().unwrap();
    assert_eq!(number("games_played"), 40.0);
    assert_eq!(number("total_wagered"), 800.0);
    let games = stats["games"].as_array().unwrap();
    assert!(games.iter().all(|game| game["bets"] == 10), "{stats}");
    let decided = number("win_count") + number("loss_count");
    assert_eq!(decided + number("push_count"), 40.0);
    let rate = (number("win_count") * 10_000.0 / decided).round() / 100.0;
    assert_eq!(number("win_rate"), rate);
    let balance = number("total_deposited") - number("total_withdrawn") - number("total_wagered")
        + number("total_won")
        + number("total_pushed");
    assert!((balance - number("balance")).abs() < 0.001, "{stats}");
}

/// Half up, in integers, two decimals: what no float would get right every time.
#[tokio::test]
async fn win_rates() {
    let mut world = World::new(1).await;
    let ann = player("ann");
    world.play("ann", &deposit(1)).await;
    let view = world.views.player(0, &ann).await.unwrap().value.unwrap();
    let cases = [
        (0, 0, "0.00"),
        (0, 7, "0.00"),
        (7, 0, "100.00"),
        (1, 2, "33.33"),
        (2, 1, "66.67"),
        (1, 31, "3.13"),
        (1, 19_999, "0.01"),
        (1, 20_000, "0.00"),
        (u64::MAX / 2, u64::MAX / 2, "50.00"),
    ];
    for (won_count, lost_count, expected) in cases {
        let bets = BetStats { won_count, lost_count, ..BetStats::default() };
        let activity = Some(Box::new(Activity { bets, ..Activity::default() }));
        let players = vec![(ann.clone(), croupier_views::PlayerView { activity, ..view.clone() })];
        world.stages[0].put(Changes { players, ..Changes::default() }).await;
        let stats = world.get("/api/v1/players/ann/stats").await.text;
        assert!(stats.contains(&format!(r#""win_rate":{expected},"#)), "{won_count}: {stats}");
    }
}

/// An account may be filled and emptied for ever; the wire shows what fits.
#[tokio::test]
async fn sums_beyond_the_wire() {
    let mut world = World::new(1).await;
    let ann = player("ann");
    world.play("ann", &deposit(1)).await;
    let view = world.views.player(0, &ann).await.unwrap().value.unwrap();
    let largest = Sum::from(Money::from_minor(i64::MAX));
    let deposited = largest.plus(largest);
    let activity = Some(Box::new(Activity { deposited, ..Activity::default() }));
    let players = vec![(ann, croupier_views::PlayerView { activity, ..view })];
    world.stages[0].put(Changes { players, ..Changes::default() }).await;
    let stats = world.get("/api/v1/players/ann/stats").await.text;
    assert!(stats.contains(r#""total_deposited":92233720368547758.07,"#), "{stats}");
}

#[tokio::test]
async fn nobody() {
    let world = World::new(2).await;
    for what in ["balance", "stats", "seeds", "round", "rank"] {
        let answered = world.get(&format!("/api/v1/players/nobody1/{what}")).await;
        let problem = answered.assert_problem(404, "player_not_found");
        assert_eq!(problem["detail"], "Player nobody1 was not found.");
        let position = if what == "rank" { "0:0,1:0" } else { "1:0" };
        assert_eq!(answered.header("croupier-position"), Some(position), "{what}");
    }
    let bets = world.get("/api/v1/players/nobody1/bets").await;
    assert_eq!(
        (bets.status.as_u16(), bets.text.as_str()),
        (200, r#"{"bets":[],"next_cursor":null}"#)
    );
    assert_eq!(bets.header("croupier-position"), Some("1:0"));
    for what in ["balance", "stats", "seeds", "round", "rank", "bets"] {
        let bad = world.get(&format!("/api/v1/players/%2E%2e/{what}")).await;
        assert!(matches!(bad.status.as_u16(), 404 | 422), "{what}: {}", bad.text);
        let bad = world.get(&format!("/api/v1/players/a%20b/{what}")).await;
        bad.assert_problem(422, "invalid_request");
        let unknown = world.get(&format!("/api/v1/players/ann/{what}?colour=red")).await;
        unknown.assert_problem(422, "invalid_request");
    }
}

#[tokio::test]
async fn seeds_and_their_pages() {
    let mut world = World::new(1).await;
    world.play("ann", &bet(Game::Dice, 10)).await;
    let first = world.ok("/api/v1/players/ann/seeds").await;
    assert_eq!(first["current"]["index"], 0);
    assert_eq!(first["current"]["next_nonce"], 1);
    assert_eq!(first["current"]["client_seed"], "ann");
    assert_eq!((&first["revealed"], &first["next_cursor"]), (&json!([]), &json!(null)));
    let commitment = first["current"]["commitment"].clone();
    assert_eq!(commitment.as_str().map(str::len), Some(64));
    for _ in 0..7 {
        world.play("ann", &Command::RotateSeed).await;
    }
    world.play("ann", &Command::SetClientSeed { client_seed: "luck".into() }).await;
    let (mut indices, mut path) = (Vec::new(), "/api/v1/players/ann/seeds?limit=3".to_owned());
    loop {
        let page = world.ok(&path).await;
        assert_eq!(
            (&page["current"]["index"], &page["current"]["client_seed"]),
            (&json!(7), &json!("luck"))
        );
        for seed in page["revealed"].as_array().unwrap() {
            indices.push(seed["index"].as_u64().unwrap());
            if seed["index"] == 0 {
                assert_eq!(seed["commitment"], commitment, "what was promised is what is revealed");
                assert_eq!(seed["server_seed"].as_str().map(str::len), Some(64));
            }
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/players/ann/seeds?limit=3&cursor={cursor}");
    }
    assert_eq!(indices, [6, 5, 4, 3, 2, 1, 0]);
}

#[tokio::test]
async fn a_round_that_waits() {
    let mut world = World::new(1).await;
    world.play("ann", &bet(Game::Dice, 10)).await;
    let none = world.get("/api/v1/players/ann/round").await;
    assert_eq!(none.text, r#"{"player_id":"ann","bet":null}"#);
    while world.stages[0].house.open_round(&player("ann")).is_none() {
        world.play("ann", &deal(10)).await;
    }
    let (bet_id, version) = world.stages[0].house.open_round(&player("ann")).unwrap();
    let open = world.ok("/api/v1/players/ann/round").await;
    let bet = &open["bet"];
    assert_eq!(bet["bet_id"], bet_id.to_string());
    assert_eq!(
        (&bet["status"], &bet["profit"], &bet["drawn"]),
        (&json!("placed"), &json!(null), &json!(null))
    );
    assert_eq!(bet["round"]["version"], version);
    assert!(bet["round"]["legal_actions"].as_array().unwrap().contains(&json!("stand")));
    assert_eq!(bet["round"]["table"]["dealer"].as_array().map(Vec::len), Some(1));
    assert_eq!(bet["round"]["expires_at"], START_MS + 86_400_000);
    assert_eq!(
        bet["proof"]["server_seed"],
        json!(null),
        "no seed is revealed while it is in force"
    );
}
