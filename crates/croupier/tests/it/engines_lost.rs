//! A role loses its engine: it says that it is not ready, answers what it can, and recovers by
//! itself. The processes are the same before, meanwhile and after.

use croupier_services::{Redis, RedisOptions, shared_kafka, shared_redis};
use hyper::StatusCode;
use serde_json::Value;
use tokio::time::{Duration, sleep, timeout};

use crate::broker_faults::{AskedInVain, brokers};
use crate::client::Client;
use crate::installation::Installation;
use crate::survival::survives;

const PATIENCE: Duration = Duration::from_secs(60);

/// Returns what `/health` says, with HTTP 200 as ever, once `/health/ready` is answered so.
async fn once_ready_is(service: &Client, status: StatusCode) -> Value {
    let asking = async {
        while service.get("/health/ready").await.status != status {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("it is not {status}"));
    assert_eq!(service.get("/health/live").await.status, StatusCode::OK);
    let health = service.get("/health").await;
    assert_eq!(health.status, StatusCode::OK, "{health:?}");
    health.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_service_without_redis_says_so_and_recovers() {
    let (Some(kafka), Some(_)) = (shared_kafka(), shared_redis()) else { return };
    let mut redis = Redis::start(&RedisOptions::default()).unwrap();
    let installation = Installation::on(&format!("{kafka}?allow_not_durable=true"), &redis.url());
    survives(&installation, async |cluster, players| {
        let query = cluster.query.client();
        players.have_seen(2).await;
        let health = once_ready_is(&query, StatusCode::OK).await;
        assert_eq!((&health["status"], &health["redis"]), (&"healthy".into(), &"connected".into()));
        redis.kill();
        let health = once_ready_is(&query, StatusCode::SERVICE_UNAVAILABLE).await;
        let expected = (&"unhealthy".into(), &"disconnected".into());
        assert_eq!((&health["status"], &health["redis"]), expected);
        assert_eq!(health["service"], "query-service");
        assert!(health["reason"].is_string(), "{health}");
        let board = query.get("/api/v1/leaderboard").await;
        assert_eq!(board.status, StatusCode::SERVICE_UNAVAILABLE, "{board:?}");
        // Nobody needs views to bet.
        assert_eq!(query.get("/openapi.json").await.status, StatusCode::OK);
        players.have_bet(2).await;
        redis.restart().unwrap();
        let health = once_ready_is(&query, StatusCode::OK).await;
        assert_eq!((&health["status"], &health["redis"]), (&"healthy".into(), &"connected".into()));
        players.have_seen(2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_service_without_brokers_says_so_and_recovers() {
    let (Some(mut kafka), Some(redis)) = (brokers(1), shared_redis()) else { return };
    let log = format!("{}?allow_not_durable=true", kafka.bootstrap());
    let installation = Installation::on(&log, &redis);
    survives(&installation, async |cluster, players| {
        players.have_seen(2).await;
        players.rest().await;
        let gateway = cluster.gateway.client();
        let commands = [cluster.commands[0].client(), cluster.commands[1].client()];
        for command in &commands {
            once_ready_is(command, StatusCode::OK).await;
        }
        kafka.kill(1).unwrap();
        for command in &commands {
            let health = once_ready_is(command, StatusCode::SERVICE_UNAVAILABLE).await;
            assert_eq!(health["status"], "unhealthy", "{health}");
            assert!(health["reason"].is_string(), "{health}");
            assert_eq!(command.get("/api/v1/games").await.status, StatusCode::OK);
        }
        // What was shown is shown, what is new is refused.
        for guest in players.guests() {
            guest.read_last().await;
        }
        let asked = AskedInVain::at(&gateway).await;
        kafka.restart(1).unwrap();
        for command in &commands {
            once_ready_is(command, StatusCode::OK).await;
        }
        asked.learn(players).await;
        players.play();
        players.have_seen(2).await;
    })
    .await;
}
