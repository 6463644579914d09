//! Health, documents, and who is let in.

use std::sync::Arc;

use croupier_clock::ManualClock;
use croupier_http::{Access, GatewayToken};
use croupier_views::conformance::{bet, deposit};
use croupier_views::games::Game;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::world::{NOW_MS, World, partition_of};
use crate::{Oversight, Parts, openapi, router};

#[tokio::test]
async fn healthy() {
    let world = World::new(2).await;
    let answered = world.get("/health").await;
    assert_eq!(
        (answered.status.as_u16(), answered.text.as_str()),
        (200, r#"{"status":"healthy","service":"query-service","version":"1.2.3"}"#)
    );
    assert_eq!(world.get("/health/live").await.status, 200);
    assert_eq!(world.get("/health/ready").await.status, 200);
}

#[tokio::test]
async fn unhealthy_and_why() {
    let world = World::unopened();
    let health = world.ok("/health").await;
    assert_eq!(
        (&health["status"], &health["service"]),
        (&json!("unhealthy"), &json!("query-service"))
    );
    assert_eq!(health["reason"], "the views are not open yet");
    world.get("/health/ready").await.assert_problem(503, "not_ready");
    assert_eq!(world.get("/health/live").await.status, 200);
    let world = World::new(1).await;
    world.troubles.lock().unwrap().extend(["one thing".into(), "another".into()]);
    let health = world.ok("/health").await;
    assert_eq!(
        (&health["status"], &health["reason"]),
        (&json!("unhealthy"), &json!("one thing; another"))
    );
    assert_eq!(world.get("/health/ready").await.status, 503);
}

/// A view that holds what the log has lost is not answered from; the others are.
#[tokio::test]
async fn a_diverged_partition_is_not_answered_from() {
    let mut world = World::new(2).await;
    world.play("ann1", &bet(Game::Dice, 10)).await;
    world.play("bob0", &deposit(1)).await;
    let id = world.ok("/api/v1/players/ann1/bets").await["bets"][0]["bet_id"].clone();
    world.troubles.lock().unwrap().push("partition 1 has diverged".into());
    let refused = [
        "/api/v1/players/ann1/balance",
        "/api/v1/players/ann1/bets",
        "/api/v1/players/bob0/rank",
        &format!("/api/v1/bets/{}", id.as_str().unwrap()),
        "/api/v1/leaderboard?stale=allow",
        "/api/v1/stats/summary",
    ];
    for path in refused {
        world.get(path).await.assert_problem(503, "partition_unavailable");
    }
    assert_eq!(world.get("/api/v1/players/bob0/balance").await.status, 200);
}

#[tokio::test]
async fn documents() {
    let world = World::new(1).await;
    let document = world.ok("/openapi.json").await;
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let mut expected = [
        "/api/v1/bets/{bet_id}",
        "/api/v1/leaderboard",
        "/api/v1/players/{player_id}/balance",
        "/api/v1/players/{player_id}/bets",
        "/api/v1/players/{player_id}/rank",
        "/api/v1/players/{player_id}/round",
        "/api/v1/players/{player_id}/seeds",
        "/api/v1/players/{player_id}/stats",
        "/api/v1/stats/summary",
        "/api/v1/stream",
    ];
    expected.sort_unstable();
    let mut paths: Vec<_> = paths.iter().map(String::as_str).collect();
    paths.sort_unstable();
    assert_eq!(paths, expected);
    assert_eq!(openapi().paths.paths.len(), expected.len());
    let docs = world.get("/docs/").await;
    assert_eq!(docs.status, 200);
}

#[tokio::test]
async fn what_is_not_there() {
    let world = World::new(1).await;
    world.get("/api/v1/nothing").await.assert_problem(404, "not_found");
    let posted = axum::http::Request::post("/api/v1/leaderboard").body(axum::body::Body::empty());
    let response = tower::ServiceExt::oneshot(world.router.clone(), posted.unwrap()).await.unwrap();
    assert_eq!(response.status(), 405);
    assert!(response.headers().contains_key("allow"));
}

/// On a network only the gateway is answered; whether the service lives is anybody's business.
#[tokio::test]
async fn who_is_let_in() {
    let mut world = World::new(1).await;
    let token = GatewayToken::parse("0123456789abcdef").unwrap();
    let parts = Parts {
        views: world.views.clone(),
        partition_of,
        oversight: Oversight::none(),
        build: "1.2.3".into(),
        clock: Arc::new(ManualClock::at(NOW_MS)),
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
    };
    world.router = router(parts, Access::GatewayOnly(token));
    world.get("/api/v1/leaderboard").await.assert_problem(403, "forbidden");
    for open in ["/health", "/health/live", "/health/ready", "/openapi.json"] {
        assert_eq!(world.get(open).await.status, 200, "{open}");
    }
}
