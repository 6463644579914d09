//! The command service through its real router, on the memory engine.

mod answers;
mod games;
mod history;
mod refused;
mod selections;
mod traced;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use croupier_clock::{Clock, SystemClock};
use croupier_domain::Table;
use croupier_domain::fairness::{MasterKey, SeedVault};
use croupier_http::Access;
use croupier_log::memory::{Faults, MemoryLog};
use croupier_log::{Init, Lineage, Log};
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::{Facts, router};
use crate::ownership::Ownership;
use crate::partition::{Phase, Settings};
use crate::start::WriteSide;

/// A command service on a log in memory.
struct House {
    router: Router,
    log: MemoryLog,
    faults: Faults,
    partition_count: u32,
    stop: CancellationToken,
    tasks: TaskTracker,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl House {
    /// An instance that is alone with its log.
    async fn open() -> Self {
        Self::open_at("").await
    }

    /// One of several, which the others find at `address`.
    async fn open_at(address: &str) -> Self {
        let clock = SystemClock;
        let init = Init {
            lineage: Lineage([7; 16]),
            partition_count: 2,
            currency: "credits".into(),
            exponent: 2,
            time_ms: clock.now_ms(),
        };
        let log = MemoryLog::new(&init);
        let settings = Settings {
            table: Table::default(),
            instance: "i-1".into(),
            address: address.into(),
            build: "test".into(),
            checkpoint_every_count: 100,
            snapshot_every_count: 100,
            append_patience_ms: 3_000,
        };
        let side = WriteSide {
            log: Arc::new(log.clone()),
            clock: Arc::new(clock),
            settings,
            seeds: SeedVault::new(init.lineage.0, MasterKey::new(1, &[1; 32]), vec![]),
            ownership: Ownership::of_all(2),
        };
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let commands = Arc::new(side.start(&tasks, &stop, Arc::new(|_| {})).await.unwrap());
        while commands.statuses().any(|status| status.phase != Phase::Serving) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let facts = Facts {
            lineage: log.lineage().to_string(),
            currency: "credits".into(),
            table: Table::default(),
            log_engine: "memory".into(),
            build: "test".into(),
            instance: "i-1".into(),
            address: address.into(),
            clock: Arc::new(clock),
            log: Arc::new(log.clone()),
        };
        let router = router(commands, facts, Access::Open);
        Self { router, faults: log.faults(), log, partition_count: 2, stop, tasks }
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::post(path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn until_ready_is(&self, status: StatusCode) -> Answer {
        let asking = async {
            loop {
                let answer = self.get("/health/ready").await;
                if answer.status == status {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), asking).await.expect("it says so")
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn bet(player: &str, game: &str, amount: &str, more: &str) -> String {
    format!(
        r#"{{"player_id":"{player}","game_type":"{game}","amount":{amount},"session_id":"s-1"{more}}}"#
    )
}
