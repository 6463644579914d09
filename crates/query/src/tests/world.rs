//! A query service, the views behind it, and somebody who writes them.

use std::sync::Arc;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use croupier_clock::ManualClock;
use croupier_http::{Access, SUBJECT};
use croupier_views::Views;
use croupier_views::conformance::{Command, Failover, Stage, meta, player};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::{Oversight, Parts, router};

/// In these tests a player is in the partition of its name's last digit.
pub(super) fn partition_of(id: &[u8], count: u32) -> u32 {
    let last = id.last().filter(|byte| byte.is_ascii_digit()).map_or(0, |byte| byte - b'0');
    u32::from(last) % count
}

/// What the clock of every world shows.
pub(super) const NOW_MS: u64 = 1_800_000_000_000;

pub(super) struct World {
    pub(super) views: Arc<Failover>,
    pub(super) stages: Vec<Stage>,
    pub(super) troubles: Arc<Mutex<Vec<String>>>,
    pub(super) stopping: CancellationToken,
    pub(super) tasks: TaskTracker,
    pub(super) router: Router,
}

/// An answer with its body as text.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl World {
    /// A world whose views nobody has opened.
    pub(super) fn unopened() -> Self {
        let views = Failover::new();
        let troubles: Arc<Mutex<Vec<String>>> = Arc::default();
        let (told, diverged) = (troubles.clone(), troubles.clone());
        let oversight = Oversight {
            troubles: Arc::new(move || told.lock().unwrap().clone()),
            has_diverged: Arc::new(move |partition| {
                diverged.lock().unwrap().contains(&format!("partition {partition} has diverged"))
            }),
            end: Some(Arc::new(|partition| Some(100 + u64::from(partition)))),
        };
        let parts = Parts {
            views: views.clone(),
            partition_of,
            oversight,
            clock: Arc::new(ManualClock::at(NOW_MS)),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            build: "1.2.3".to_owned(),
        };
        let (stopping, tasks) = (parts.stopping.clone(), parts.tasks.clone());
        let (stages, router) = (Vec::new(), router(parts, Access::Open));
        Self { views, stages, troubles, stopping, tasks, router }
    }

    /// A world of `partition_count` partitions, each at its genesis.
    pub(super) async fn new(partition_count: u32) -> Self {
        let mut world = Self::unopened();
        world.views.open(&meta(partition_count)).await.unwrap();
        for partition in 0..partition_count {
            let mut stage = Stage::new(world.views.clone(), partition);
            stage.begin().await;
            world.stages.push(stage);
        }
        world
    }

    /// Let the player `name` give `command`. Returns the position of its commit.
    pub(super) async fn play(&mut self, name: &str, command: &Command) -> String {
        let (id, count) = (player(name), self.stages.len() as u32);
        let partition = partition_of(name.as_bytes(), count);
        let stage = &mut self.stages[partition as usize];
        stage.play(&id, command).await;
        format!("{partition}:{}", stage.house.next_seq() - 1)
    }

    /// What ends the round that the player `name` has open.
    pub(super) fn stand(&self, name: &str) -> Command {
        let stage = &self.stages[partition_of(name.as_bytes(), self.stages.len() as u32) as usize];
        stage.house.stand(&player(name)).expect("an open round")
    }

    pub(super) async fn get(&self, path: &str) -> Answered {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Ask as the gateway does for the player `subject`.
    pub(super) async fn get_as(&self, subject: &str, path: &str) -> Answered {
        self.ask(Request::get(path).header(SUBJECT, subject).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn ask(&self, request: Request<Body>) -> Answered {
        let response = self.send(request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answered { status: parts.status, headers: parts.headers, text }
    }

    /// The body of a 200.
    pub(super) async fn ok(&self, path: &str) -> Value {
        let answered = self.get(path).await;
        assert_eq!(answered.status, StatusCode::OK, "{path}: {}", answered.text);
        answered.json()
    }
}

impl Answered {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// It must be a problem of this kind.
    pub(super) fn assert_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!(
            (self.status.as_u16(), problem["code"].as_str()),
            (status, Some(code)),
            "{problem}"
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert!(problem["correlation_id"].is_string());
        problem
    }
}
