//! The processor as a process of its own says how it is.

use std::time::Duration;

use tokio::time::sleep;

use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::roles::{Cluster, Role, processor};

/// Between two questions, and how many there may be: well beyond what a start takes.
const PAUSE: Duration = Duration::from_millis(50);
const QUESTION_COUNT_MAX: usize = 600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_ready_when_it_folds_and_counts_what_it_does() {
    let Some(installation) = Installation::distributed() else { return };
    let cluster = Cluster::start(&installation);
    let client = cluster.processor.client();
    let ready = answers(&client, "/health/ready", |answer| answer.status == 200).await.json();
    assert_eq!((&ready["status"], &ready["service"]), (&"healthy".into(), &"processor".into()));
    answers(&client, "/metrics", |answer| {
        let text = String::from_utf8_lossy(&answer.body);
        text.contains("croupier_processor_commits_total{partition=\"0\"}")
    })
    .await;
    assert_eq!(client.get("/api/v1/leaderboard").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_not_ready_without_its_views() {
    let Some(installation) = Installation::distributed() else { return };
    // Nobody listens there.
    let nowhere = installation.with_views_at("redis://127.0.0.1:1/0");
    let mut role: Role = processor(&nowhere);
    role.start();
    let client = role.client();
    let refused = answers(&client, "/health/ready", |answer| answer.status == 503).await;
    assert_eq!(refused.json()["code"], "not_ready");
    let health = client.get("/health").await;
    assert_eq!((health.status.as_u16(), &health.json()["status"]), (200, &"unhealthy".into()));
    assert_eq!(client.get("/health/live").await.status, 200);
    role.stop();
}

/// An answer as it is to be, which it comes to give.
async fn answers(client: &Client, path: &str, is_it: fn(&Answer) -> bool) -> Answer {
    for _ in 0..QUESTION_COUNT_MAX {
        let answer = client.get(path).await;
        if is_it(&answer) {
            return answer;
        }
        sleep(PAUSE).await;
    }
    panic!("{path} has never answered so");
}
