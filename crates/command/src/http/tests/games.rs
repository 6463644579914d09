use serde_json::{Value, json};

use super::House;

fn game<'a>(body: &'a Value, name: &str) -> &'a Value {
    let games = body["games"].as_array().unwrap();
    games.iter().find(|game| game["game_type"] == name).unwrap()
}

/// What is said of a game is what it is played by; the domain's tests enumerate the returns.
#[tokio::test]
async fn the_games_are_as_they_are_played() {
    let house = House::open().await;
    let answer = house.get("/api/v1/games").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("croupier-position").is_none(), "it comes from no log");
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert!(text.contains("\"stake_min\":10.00,\"stake_max\":1000.00"), "{text}");
    let body = answer.json();
    assert_eq!(body["currency"], "credits");
    assert_eq!(body["round_expiry_ms"], 86_400_000);
    for (name, rtp, edge) in [
        ("roulette", (36, 37), (1, 37)),
        ("slots", (3_931, 4_096), (165, 4_096)),
        ("blackjack", (97_579_187, 100_000_000), (625_265, 100_000_000)),
        ("dice", (99, 100), (1, 100)),
    ] {
        let of = |(above, below): (u64, u64)| json!({ "numerator": above, "denominator": below });
        let rules = game(&body, name);
        assert_eq!(rules["rules"], 1, "{name}");
        assert_eq!((&rules["rtp"], &rules["house_edge"]), (&of(rtp), &of(edge)), "{name}");
    }
    house.stop().await;
}

#[tokio::test]
async fn what_there_is_to_bet_on_is_said_with_what_it_pays() {
    let house = House::open().await;
    let body = house.get("/api/v1/games").await.json();
    let offers = |name: &str| game(&body, name)["offers"].clone();
    let roulette = json!({
        "pays_to_one": {
            "straight": 35, "split": 17, "street": 11, "corner": 8, "six_line": 5, "dozen": 2,
            "column": 2, "red": 1, "black": 1, "odd": 1, "even": 1, "low": 1, "high": 1,
        },
        "chips_max": 64,
    });
    assert_eq!(offers("roulette"), roulette);
    let slots = offers("slots");
    assert_eq!(slots["runs"][0], json!({ "symbol": "cherry", "pays": [2, 5, 10] }));
    assert_eq!(slots["runs"][7], json!({ "symbol": "seven", "pays": [0, 0, 1000] }));
    assert_eq!(slots["strips"][2][31], "plum");
    assert_eq!(slots["lines"][4], json!([2, 1, 0]));
    let blackjack = json!({
        "natural": { "numerator": 5, "denominator": 2 },
        "won": { "numerator": 4, "denominator": 2 },
        "hands_max": 4,
    });
    assert_eq!(offers("blackjack"), blackjack);
    let dice = json!({ "numbers": 10_000, "chance_min": 1.0, "chance_max": 95.0 });
    assert_eq!(offers("dice"), dice);
    house.stop().await;
}
