//! The contract's fixed endpoints, as a client of an earlier system uses them: through the three
//! ports of the real binary.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::installation::{Installation, on_both_engine_sets};
use crate::server::Server;

on_both_engine_sets!(
    a_bet_the_whole_way,
    health_and_unknowns,
    refused_forms_change_nothing,
    decided_refusals_are_answered_again_with_the_same_bytes,
    a_guest_plays_through_the_gateway_and_only_as_themself,
    a_round_is_played_by_hand_and_a_seed_is_rotated,
    the_games_are_told_to_everybody_with_the_limits_as_configured,
);

fn bet(player: &str, game: &str, amount: &str) -> String {
    format!(
        r#"{{"player_id":"{player}","game_type":"{game}","amount":{amount},"session_id":"s-1","ip_address":null}}"#
    )
}

/// Read `path` as soon as the view has reached the position of `answer`.
async fn read_after(query: &Client, answer: &Answer, path: &str) -> Answer {
    let position = answer.header("croupier-position").expect("an answer from the log");
    let separator = if path.contains('?') { '&' } else { '?' };
    query.get(&format!("{path}{separator}min_position={position}")).await
}

async fn a_bet_the_whole_way(installation: &Installation) {
    let server = Server::start(installation);
    let answer = server.command.post("/api/v1/bets", &[], &bet("alice", "roulette", "100.0")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let body = answer.json();
    assert_eq!(body["status"], "accepted");
    assert_eq!(body["message"], "Bet placed successfully");
    assert!(body["bet_id"].is_string() && body["correlation_id"].is_string());
    assert!(body["timestamp"].as_f64().unwrap() > 1.7e9);
    assert_eq!(body["position"], answer.header("croupier-position").unwrap());
    assert!(answer.header("idempotency-key").is_some(), "a key is made and returned");

    let balance = read_after(&server.query, &answer, "/api/v1/players/alice/balance").await.json();
    assert_eq!(balance["player_id"], "alice");
    assert_eq!(balance["balance"], body["balance"]);
    assert!(balance["last_updated"].as_u64().unwrap() > 1_700_000_000_000);

    let stats = read_after(&server.query, &answer, "/api/v1/players/alice/stats").await.json();
    assert_eq!(stats["games_played"], 1);
    assert_eq!(stats["total_wagered"], 100.0);
    let number = |name: &str| stats[name].as_f64().unwrap();
    let sum = number("total_deposited") - number("total_withdrawn") - number("total_wagered")
        + number("total_won")
        + number("total_pushed");
    assert_eq!(number("balance"), sum);

    let bets = read_after(&server.query, &answer, "/api/v1/players/alice/bets").await.json();
    let row = &bets["bets"][0];
    assert_eq!(row["bet_id"], body["bet_id"]);
    assert_eq!(row["correlation_id"], body["correlation_id"]);
    assert_eq!(row["profit"], body["result"]["profit"]);
    assert_eq!(row["status"], body["result"]["outcome"]);
    assert!(row["event_id"].is_string() && row["timestamp"].is_u64());

    let board = read_after(&server.query, &answer, "/api/v1/leaderboard?limit=10").await.json();
    let expected = json!([{ "player_id": "alice", "balance": body["balance"], "rank": 1 }]);
    assert_eq!(trimmed(&board["leaderboard"]), expected);

    let summary = read_after(&server.query, &answer, "/api/v1/stats/summary").await.json();
    assert_eq!(summary["total_players"], 1);
    assert_eq!(summary["total_bets"], 1);
    assert_eq!(summary["total_wagered"], 100.0);
    assert_eq!(summary["active_sessions"], 1);

    let metrics = server.command.get("/metrics").await;
    let metrics = String::from_utf8_lossy(&metrics.body);
    for expected in [
        "croupier_command_batch_commits_count ",
        "croupier_command_append_seconds_bucket{le=\"0.001\"}",
        "croupier_command_serving{partition=\"0\"} 1",
        "croupier_command_takeovers_total{partition=\"0\"} 1",
    ] {
        assert!(metrics.contains(expected), "{expected} is not in {metrics}");
    }
    assert!(server.stop().success());
}

/// The board's fixed fields alone.
fn trimmed(board: &Value) -> Value {
    let entries = board.as_array().unwrap().iter().map(|entry| {
        json!({
            "player_id": entry["player_id"], "balance": entry["balance"], "rank": entry["rank"],
        })
    });
    entries.collect()
}

async fn health_and_unknowns(installation: &Installation) {
    let server = Server::start(installation);
    let health = server.command.get("/health").await.json();
    assert_eq!(
        (&health["status"], &health["service"]),
        (&json!("healthy"), &json!("command-service"))
    );
    let health = server.query.get("/health").await.json();
    assert_eq!(
        (&health["status"], &health["service"]),
        (&json!("healthy"), &json!("query-service"))
    );
    // Views in memory have no Redis to be connected to.
    let redis = (!installation.is_embedded()).then_some("connected");
    assert_eq!(health["redis"].as_str(), redis);
    let health = server.gateway.get("/health").await.json();
    assert_eq!((&health["status"], &health["service"]), (&json!("healthy"), &json!("api-gateway")));
    assert_eq!(health["backend_services"]["command_service"], "healthy");
    assert_eq!(health["backend_services"]["query_service"], "healthy");

    for service in [&server.gateway, &server.command, &server.query] {
        let nothing = service.get("/api/v2/bets").await;
        let content_type = nothing.header("content-type");
        assert_eq!(
            (nothing.status.as_u16(), content_type),
            (404, Some("application/problem+json"))
        );
        assert!(nothing.header("x-correlation-id").is_some(), "{nothing:?}");
        assert_eq!(service.get("/metrics").await.status, StatusCode::OK);
    }
    let unknown = server.query.get("/api/v1/players/nobody/balance").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.json()["detail"].as_str().unwrap().contains("not found"));
    let bets = server.query.get("/api/v1/players/nobody/bets").await;
    assert_eq!((bets.status, &bets.json()["bets"]), (StatusCode::OK, &json!([])));
    let board = server.query.get("/api/v1/leaderboard").await;
    assert_eq!((board.status, &board.json()["leaderboard"]), (StatusCode::OK, &json!([])));
    for limit in ["0", "101", "x", "-1"] {
        let answer = server.query.get(&format!("/api/v1/leaderboard?limit={limit}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{limit}");
    }
    for client in [&server.gateway, &server.command, &server.query] {
        for path in
            ["/docs", "/docs/", "/openapi.json", "/health/live", "/health/ready", "/metrics"]
        {
            assert_eq!(client.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

async fn refused_forms_change_nothing(installation: &Installation) {
    let server = Server::start(installation);
    let long = "x".repeat(101);
    let cases: Vec<(String, u16)> = vec![
        (bet("a", "roulette", "\"10\""), 422),
        (bet("a", "roulette", "10.001"), 422),
        (bet("a", "roulette", "-10"), 422),
        (bet("a", "roulette", "0"), 422),
        (bet("a", "roulette", "1000000000000000000"), 422),
        (bet("a", "roulette", "1e18"), 422),
        (bet("a", "roulette", "NaN"), 400),
        (bet("a", "roulette", "Infinity"), 400),
        (bet("a", "roulette", "null"), 422),
        (bet(&long, "roulette", "10"), 422),
        (bet("..", "roulette", "10"), 422),
        (bet("a b", "roulette", "10"), 422),
        (bet("", "roulette", "10"), 422),
        (bet("a\\u0000", "roulette", "10"), 422),
        (bet("a", "roulette", "10").replace("\"session_id\":\"s-1\",", ""), 422),
        (bet("a", "roulette", "10").replace("s-1", ""), 422),
        (bet("a", "roulette", "10").replace("s-1", "a\\u0007"), 422),
        (bet("a", "roulette", "10").replace("null}", "\"300.1.1.1\"}"), 422),
        (bet("a", "roulette", "10").replace("null}", "null,\"balance\":1}"), 422),
        (bet("a", "roulette", "10").replace("null}", "null,\"amount\":11}"), 400),
        (bet("a", "roulette", "10").replace('}', ""), 400),
        (format!("{}{}", "[".repeat(40), "]".repeat(40)), 400),
        ("[]".into(), 422),
        (String::new(), 400),
    ];
    for (body, status) in cases {
        let answer = server.command.post("/api/v1/bets", &[], &body).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{body}");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["correlation_id"], answer.header("x-correlation-id").unwrap());
    }
    let huge = bet(&"a".repeat(70_000), "roulette", "10");
    let answer = server.command.post("/api/v1/bets", &[], &huge).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // The server does not read what it refuses, so that connection is over.
    let text = [("content-type", "text/plain")];
    let another = server.command.reconnected();
    let plain = another.send(hyper::Method::POST, "/api/v1/bets", &text, "{}").await.unwrap();
    assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let summary = server.query.get("/api/v1/stats/summary").await.json();
    assert_eq!(summary["total_players"], 0, "nothing was changed");
}

async fn decided_refusals_are_answered_again_with_the_same_bytes(installation: &Installation) {
    let server = Server::start(installation);
    for (key, body, status, code) in [
        ("1", bet("bob", "poker", "10"), 422, "unknown_game"),
        ("2", bet("bob", "roulette", "9.99"), 422, "stake_out_of_range"),
        ("3", bet("bob", "roulette", "1000.01"), 422, "stake_out_of_range"),
    ] {
        let first = server.command.post("/api/v1/bets", &[("idempotency-key", key)], &body).await;
        assert_eq!((first.status.as_u16(), &first.json()["code"]), (status, &json!(code)));
        let again = server.command.post("/api/v1/bets", &[("idempotency-key", key)], &body).await;
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_ne!(again.header("x-correlation-id"), first.header("x-correlation-id"));
    }
    let other = bet("bob", "roulette", "50");
    let reused = server.command.post("/api/v1/bets", &[("idempotency-key", "1")], &other).await;
    assert_eq!(reused.json()["code"], "idempotency_key_reused");
    // The account is open all the same, with the opening balance.
    let balance = server.query.get("/api/v1/players/bob/balance").await.json();
    assert_eq!(balance["balance"], 10_000.0);

    let withdraw = r#"{"amount": 10}"#;
    let path = "/api/v1/players/bob/withdrawals";
    let missing = server.command.post(path, &[], withdraw).await;
    assert_eq!(missing.json()["code"], "idempotency_key_missing");
    let refused = server.command.post(path, &[("idempotency-key", "w")], withdraw).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["code"], "opening_not_wagered");
    let big = r#"{"amount": 10000.01}"#;
    let refused = server.command.post(path, &[("idempotency-key", "x")], big).await;
    assert_eq!(refused.json()["code"], "insufficient_funds");
}

async fn a_guest_plays_through_the_gateway_and_only_as_themself(installation: &Installation) {
    let server = Server::start(installation);
    let guest = server.gateway.post("/api/v1/guests", &[], "").await;
    assert_eq!(guest.status, StatusCode::CREATED);
    let guest = guest.json();
    let (player, token) = (guest["player_id"].as_str().unwrap(), &guest["access_token"]);
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let signed = [("authorization", bearer.as_str())];

    let anonymous = server.gateway.post("/api/v1/bets", &[], &bet(player, "dice", "10")).await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
    assert!(anonymous.header("www-authenticate").is_some());
    let other = server.gateway.post("/api/v1/bets", &signed, &bet("alice", "dice", "10")).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);

    let answer = server.gateway.post("/api/v1/bets", &signed, &bet(player, "dice", "10")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let position = answer.header("croupier-position").unwrap();
    let path = format!("/api/v1/players/{player}/balance?min_position={position}");
    let get = hyper::Method::GET;
    let balance = server.gateway.send(get.clone(), &path, &signed, "").await.unwrap();
    assert_eq!(balance.json()["balance"], answer.json()["balance"]);
    let path = format!("/api/v1/bets/{}", answer.json()["bet_id"].as_str().unwrap());
    let receipt = server.gateway.send(get.clone(), &path, &signed, "").await.unwrap();
    assert_eq!(receipt.json()["bet_id"], answer.json()["bet_id"]);
    let theirs = server.gateway.send(get, "/api/v1/players/alice/balance", &signed, "").await;
    assert_eq!(theirs.unwrap().status, StatusCode::FORBIDDEN);
    assert_eq!(server.gateway.get("/api/v1/leaderboard").await.status, StatusCode::OK);
}

async fn the_games_are_told_to_everybody_with_the_limits_as_configured(
    installation: &Installation,
) {
    let limits = ["--stake-min", "25", "--stake-max", "80", "--opening-balance", "300"];
    let server = Server::start_with(installation, &limits);
    let games = server.gateway.get("/api/v1/games").await;
    assert_eq!(games.status, StatusCode::OK);
    assert_eq!(games.body, server.command.get("/api/v1/games").await.body);
    let body = games.json();
    assert_eq!((&body["stake_min"], &body["stake_max"]), (&json!(25.0), &json!(80.0)));
    assert_eq!(body["opening_balance"], 300.0);
    let names = body["games"].as_array().unwrap().iter().map(|game| &game["game_type"]);
    assert_eq!(names.collect::<Vec<_>>(), ["roulette", "slots", "blackjack", "dice"]);
    // What it says is what is decided by, and recorded.
    let below = server.command.post("/api/v1/bets", &[], &bet("dora", "dice", "24.99")).await;
    assert_eq!(below.json()["code"], "stake_out_of_range");
    let answer = server.command.post("/api/v1/bets", &[], &bet("dora", "dice", "25")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(server.stop().success());
}

async fn a_round_is_played_by_hand_and_a_seed_is_rotated(installation: &Installation) {
    let server = Server::start(installation);
    let deal = bet("carol", "blackjack", "10").replace("null}", "null,\"interactive\":true}");
    let mut number = 0;
    let opened = loop {
        let answer = server.command.post("/api/v1/bets", &[], &deal).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED);
        if answer.json()["result"]["outcome"] == "open" {
            break answer.json();
        }
    };
    let key = |number: &mut i32| {
        *number += 1;
        format!("act-{number}")
    };
    let path =
        format!("/api/v1/players/carol/rounds/{}/actions", opened["bet_id"].as_str().unwrap());
    let rotate = "/api/v1/players/carol/seeds/rotate";
    let refused = server.command.post(rotate, &[("idempotency-key", "r1")], "").await;
    assert_eq!(refused.json()["code"], "round_open");

    // Killed in the middle of the round: it is still open, at the same version.
    let server = {
        server.kill();
        Server::start(installation)
    };
    let stale = r#"{"action":"stand","version":5}"#;
    let answer = server.command.post(&path, &[("idempotency-key", &key(&mut number))], stale).await;
    assert_eq!(answer.json()["code"], "stale_round_version");
    let stand = r#"{"action":"stand","version":0}"#;
    let answer = server.command.post(&path, &[("idempotency-key", &key(&mut number))], stand).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_ne!(answer.json()["result"]["outcome"], "open");
    let answer = server.command.post(&path, &[("idempotency-key", &key(&mut number))], stand).await;
    assert_eq!(answer.json()["code"], "round_not_open");

    let before = server.query.get("/api/v1/players/carol/seeds").await.json();
    let rotated = server.command.post(rotate, &[("idempotency-key", "r2")], "").await;
    assert_eq!(rotated.status, StatusCode::OK);
    assert_eq!(rotated.json()["revealed"]["commitment"], before["current"]["commitment"]);
    assert_eq!(rotated.json()["index"], 1);
    // As the first command of an account: what is in force then is the second seed.
    let rotate = "/api/v1/players/dave/seeds/rotate";
    let rotated = server.command.post(rotate, &[("idempotency-key", "r1")], "").await;
    let position = rotated.header("croupier-position").unwrap().to_owned();
    let path = format!("/api/v1/players/dave/seeds?min_position={position}&wait_ms=10000");
    let shown = server.query.get(&path).await.json();
    let rotated = rotated.json();
    assert_eq!(
        (&rotated["index"], &rotated["commitment"]),
        (&json!(1), &shown["current"]["commitment"])
    );
    assert_ne!(rotated["commitment"], rotated["revealed"]["commitment"]);
}
