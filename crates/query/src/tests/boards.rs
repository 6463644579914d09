//! Leaderboards, ranks, the summary.

use croupier_views::conformance::{START_MS, bet, bet_in, deal, deposit, player};
use croupier_views::games::Game;
use serde_json::json;

use super::world::{NOW_MS, World, partition_of};

#[tokio::test]
async fn a_leaderboard() {
    let mut world = World::new(3).await;
    let empty = world.get("/api/v1/leaderboard").await;
    assert_eq!(
        (empty.status.as_u16(), empty.text.as_str()),
        (200, r#"{"leaderboard":[],"board":"balance","window":"all"}"#)
    );
    assert_eq!(empty.header("croupier-position"), Some("0:0,1:0,2:0"));
    for (name, minor) in [("c0", 500), ("b1", 700), ("a2", 500), ("d1", 500), ("e0", 100)] {
        world.play(name, &deposit(minor)).await;
    }
    let answered = world.get("/api/v1/leaderboard?limit=4").await;
    assert_eq!(
        answered.text,
        concat!(
            r#"{"leaderboard":["#,
            r#"{"player_id":"b1","balance":10007.00,"value":10007.00,"rank":1},"#,
            r#"{"player_id":"a2","balance":10005.00,"value":10005.00,"rank":2},"#,
            r#"{"player_id":"c0","balance":10005.00,"value":10005.00,"rank":3},"#,
            r#"{"player_id":"d1","balance":10005.00,"value":10005.00,"rank":4}],"#,
            r#""board":"balance","window":"all"}"#,
        )
    );
    assert_eq!(answered.header("croupier-position"), Some("0:2,1:2,2:1"));
    for wrong in [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=1.0",
        "board=height",
        "limit=",
        "board=wagered&window=year",
        "window=day",
    ] {
        let answered = world.get(&format!("/api/v1/leaderboard?{wrong}")).await;
        answered.assert_problem(422, "invalid_request");
    }
    assert_eq!(world.get("/api/v1/leaderboard?limit=100").await.status, 200);
}

#[tokio::test]
async fn ten_by_default() {
    let mut world = World::new(3).await;
    for n in 0..30 {
        world.play(&format!("player-{n}"), &deposit(100 + n)).await;
    }
    let board = world.ok("/api/v1/leaderboard").await;
    let rows = board["leaderboard"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row["player_id"].as_str().unwrap()).collect();
    let expected: Vec<_> = (20..30).rev().map(|n| format!("player-{n}")).collect();
    assert_eq!(names, expected);
    assert!(rows.iter().map(|row| row["rank"].as_u64().unwrap()).eq(1..=10));
}

#[tokio::test]
async fn other_boards() {
    let mut world = World::new(2).await;
    for n in 0..6 {
        world.play(&format!("p{n}"), &bet(Game::Slots, 10 + n)).await;
    }
    world.play("idle0", &deposit(1)).await;
    for (board, field) in [
        ("net_won", None),
        ("wagered", Some("total_wagered")),
        ("biggest_win", Some("biggest_win")),
    ] {
        let found = world.ok(&format!("/api/v1/leaderboard?board={board}")).await;
        assert_eq!(found["board"], board);
        let rows = found["leaderboard"].as_array().unwrap();
        assert_eq!(rows.len(), 6, "who has not bet is not on it");
        for row in rows {
            assert_eq!(row["balance"], json!(null));
            let name = row["player_id"].as_str().unwrap();
            let stats = world.ok(&format!("/api/v1/players/{name}/stats")).await;
            let value = match field {
                Some(field) => stats[field].as_f64().unwrap(),
                None => {
                    let paid = stats["total_won"].as_f64().unwrap()
                        + stats["total_pushed"].as_f64().unwrap();
                    paid - stats["total_wagered"].as_f64().unwrap()
                }
            };
            assert!((row["value"].as_f64().unwrap() - value).abs() < 0.001, "{board}: {row}");
        }
    }
}

/// Of today, of this week, of all time: by the clock here and the times of the commits.
#[tokio::test]
async fn boards_of_a_window() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let mut world = World::new(3).await;
    // It is a Friday. Each in a partition of its own, which is idle since.
    for (name, days_ago) in [("today0", 0), ("monday1", 4), ("sunday2", 5)] {
        let partition = partition_of(name.as_bytes(), 3) as usize;
        world.stages[partition].house.time_ms = NOW_MS - days_ago * DAY_MS;
        world.play(name, &bet(Game::Dice, 10)).await;
    }
    for board in ["net_won", "wagered", "biggest_win"] {
        for (window, expected) in [
            ("day", &["today0"][..]),
            ("week", &["monday1", "today0"]),
            ("all", &["monday1", "sunday2", "today0"]),
        ] {
            let path = format!("/api/v1/leaderboard?board={board}&window={window}");
            let found = world.ok(&path).await;
            assert_eq!(found["window"], window);
            let rows = found["leaderboard"].as_array().unwrap();
            let mut names: Vec<_> =
                rows.iter().map(|row| row["player_id"].as_str().unwrap()).collect();
            names.sort_unstable();
            assert_eq!(names, expected, "{path}");
            for name in ["today0", "monday1", "sunday2"] {
                let path = format!("/api/v1/players/{name}/rank?board={board}&window={window}");
                let rank = world.ok(&path).await;
                assert_eq!(rank["window"], window);
                assert_eq!(rank["rank"].is_null(), !expected.contains(&name), "{path}");
                assert_eq!(rank["total_players"], expected.len());
            }
        }
    }
}

#[tokio::test]
async fn a_rank_and_its_neighbours() {
    let mut world = World::new(3).await;
    for n in 0..9 {
        world.play(&format!("p{n}"), &deposit(1_000 - 100 * n)).await;
    }
    let answered = world.get("/api/v1/players/p4/rank?neighbours=2").await;
    assert_eq!(answered.header("croupier-position"), Some("0:3,1:3,2:3"));
    let rank = answered.json();
    assert_eq!((&rank["rank"], &rank["total_players"]), (&json!(5), &json!(9)));
    assert_eq!((&rank["board"], rank["value"].as_f64()), (&json!("balance"), Some(10_006.0)));
    let around = rank["neighbours"].as_array().unwrap();
    let found: Vec<_> = around
        .iter()
        .map(|row| (row["player_id"].as_str().unwrap(), row["rank"].as_u64().unwrap()))
        .collect();
    assert_eq!(found, [("p2", 3), ("p3", 4), ("p4", 5), ("p5", 6), ("p6", 7)]);
    let first = world.ok("/api/v1/players/p0/rank?neighbours=0").await;
    assert_eq!(
        (&first["rank"], first["neighbours"].as_array().map(Vec::len)),
        (&json!(1), Some(1))
    );
    let unranked = world.ok("/api/v1/players/p0/rank?board=net_won").await;
    assert_eq!((&unranked["rank"], &unranked["total_players"]), (&json!(null), &json!(0)));
    assert_eq!(unranked["neighbours"], json!([]));
    let wrong = world.get("/api/v1/players/p0/rank?neighbours=51").await;
    wrong.assert_problem(422, "invalid_request");
}

#[tokio::test]
async fn a_summary() {
    let mut world = World::new(2).await;
    let empty = world.get("/api/v1/stats/summary").await;
    assert_eq!(
        empty.text,
        concat!(
            r#"{"total_players":0,"total_bets":0,"total_wagered":0.00,"total_paid":0.00,"#,
            r#""total_deposited":0.00,"total_withdrawn":0.00,"games":[],"open_bets":0,"#,
            r#""active_sessions":0}"#,
        )
    );
    world.play("ann0", &bet_in("s", Game::Dice, 10)).await;
    world.play("ann0", &bet_in("t", Game::Dice, 20)).await;
    world.play("bob1", &bet_in("s", Game::Slots, 30)).await;
    world.play("cat1", &bet(Game::Dice, 100_000)).await;
    let summary = world.ok("/api/v1/stats/summary").await;
    assert_eq!(summary["total_players"], 3, "a refused first bet opens the account");
    assert_eq!(
        (&summary["total_bets"], summary["total_wagered"].as_f64()),
        (&json!(3), Some(60.0))
    );
    assert_eq!((&summary["active_sessions"], &summary["open_bets"]), (&json!(3), &json!(0)));
    assert_eq!(summary["total_deposited"].as_f64(), Some(30_000.0));
    let games: Vec<_> = summary["games"].as_array().unwrap().iter().collect();
    let [slots, dice] = games[..] else { panic!("{summary}") };
    assert_eq!((&slots["game_type"], &slots["bets"]), (&json!("slots"), &json!(1)));
    assert_eq!((&dice["game_type"], dice["settled"].as_f64()), (&json!("dice"), Some(30.0)));
    let paid = slots["paid"].as_f64().unwrap() + dice["paid"].as_f64().unwrap();
    assert_eq!(summary["total_paid"].as_f64(), Some(paid));
    while world.stages[0].house.open_round(&player("ann0")).is_none() {
        world.play("ann0", &deal(10)).await;
    }
    assert_eq!(world.ok("/api/v1/stats/summary").await["open_bets"], 1);
    world.stages[1].house.time_ms = START_MS + 1_800_001;
    world.play("cat1", &bet(Game::Dice, 100_000)).await;
    let later = world.get("/api/v1/stats/summary").await;
    assert_eq!(later.json()["active_sessions"], 0);
    assert!(later.header("croupier-position").unwrap().ends_with("1:3"));
}
