//! A real Prometheus scrapes a running system, as `observability/prometheus.yaml` says: every
//! metric that the dashboard or an alert names is there, and every query is answered.
//!
//! What is put in the place of what the files say, and nothing else: the targets of every job, the
//! path of the rules, and how often is scraped, so that a test need not wait for it.

mod queries;

use std::path::Path;
use std::time::Duration;

use croupier_domain::games::Game;
use croupier_services::Prometheus;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::client::{Answer, Client};
use crate::installation::Installation;
use crate::players::Guest;
use crate::roles::Cluster;
use crate::server::Server;
use queries::{Queries, metrics_in, root};

/// Between two questions, and how many there may be: far more scrapes than anything needs.
const PAUSE: Duration = Duration::from_millis(200);
const QUESTION_COUNT_MAX: usize = 150;

/// What is staked in every bet, in units and in minor units.
const STAKE: u32 = 10;
const STAKE_MINOR: f64 = 1_000.0;

/// What speaks of Redis, and is not there without one.
const OF_REDIS: &str = "croupier_redis_";

/// How many commits the view lacks that lacks most, as the alerts on the views ask it.
const LACKING: &str = "max(max by (partition) (croupier_command_commits_total) \
                       - max by (partition) (croupier_query_view_commits))";

/// Prometheus at work; none where it cannot be had.
fn scraping(targets: impl Fn(&str) -> Vec<String>) -> Option<Prometheus> {
    let text = std::fs::read_to_string(root().join("prometheus.yaml")).unwrap();
    let mut says: Value = serde_saphyr::from_str(&text).unwrap();
    for interval in ["scrape_interval", "evaluation_interval"] {
        assert!(says["global"][interval].is_string());
        says["global"][interval] = "1s".into();
    }
    let rules = says["rule_files"].as_array_mut().unwrap();
    for path in rules {
        let name = Path::new(path.as_str().unwrap()).file_name().unwrap().to_owned();
        *path = root().join(name).to_str().unwrap().into();
    }
    for job in says["scrape_configs"].as_array_mut().unwrap() {
        let job = job.as_object_mut().unwrap();
        assert!(job.remove("static_configs").or_else(|| job.remove("dns_sd_configs")).is_some());
        let found = targets(job["job_name"].as_str().unwrap());
        let found: Vec<_> = found.iter().map(|url| url.trim_start_matches("http://")).collect();
        job.insert("static_configs".into(), json!([{"targets": found}]));
    }
    // JSON is YAML.
    crate::shipped::available(Prometheus::start(&says.to_string()))
}

/// One bet on every game; what they lead to is in the views.
async fn play_every_game(gateway: &Client) {
    let guest = gateway.post("/api/v1/guests", &[], "").await.json();
    let bearer = format!("Bearer {}", guest["access_token"].as_str().unwrap());
    let player = guest["player_id"].as_str().unwrap();
    let mut position = String::new();
    for game in Game::ALL.map(Game::name) {
        let body = json!({
            "player_id": player, "game_type": game, "amount": STAKE, "session_id": "s-1",
        });
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", game)];
        let body = body.to_string();
        let answer = until("a bet that is decided", async || {
            let answer = gateway.post("/api/v1/bets", &headers, &body).await;
            (!is_unanswered(&answer)).then_some(answer)
        });
        let answer = answer.await;
        assert_eq!(answer.status, 202, "{answer:?}");
        position = answer.header("croupier-position").unwrap().to_owned();
    }
    let path = format!("/api/v1/players/{player}/balance?min_position={position}&wait_ms=10000");
    let signed = [("authorization", bearer.as_str())];
    let read = until("a balance that is fresh", async || {
        let read = gateway.send(Method::GET, &path, &signed, "").await?;
        (!is_unanswered(&read)).then_some(read)
    });
    let read = read.await;
    assert_eq!(read.status, 200, "{read:?}");
}

fn is_unanswered(answer: &Answer) -> bool {
    matches!(answer.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

/// Prometheus's own API.
struct Asked {
    prometheus: Client,
}

impl Asked {
    async fn get(&self, path: &str) -> Value {
        let answer = self.prometheus.get(path).await;
        let says = answer.json();
        assert_eq!(says["status"], "success", "{path}: {says}");
        says["data"].clone()
    }

    /// What `query` gives now, each with its labels.
    async fn query(&self, query: &str) -> Vec<Value> {
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let data = self.get(&format!("/api/v1/query?query={encoded}")).await;
        data["result"].as_array().unwrap().clone()
    }

    /// Returns when `query` gives something.
    async fn has(&self, query: &str) {
        until(query, async || (!self.query(query).await.is_empty()).then_some(())).await;
    }

    /// Returns when `query` gives this one number.
    async fn comes_to(&self, query: &str, number: f64) {
        until(&format!("{query} to come to {number}"), async || {
            let given = self.query(query).await;
            let [one] = &given[..] else { return None };
            let value: f64 = one["value"][1].as_str().unwrap().parse().unwrap();
            (value == number).then_some(())
        })
        .await;
    }

    /// Returns when every rule was evaluated; none had an error, and in a system that is well no
    /// alert fires.
    async fn rules_are_evaluated(&self, count: usize) {
        let rules = until("every rule to be evaluated", async || {
            let rules = self.get("/api/v1/rules").await["groups"][0]["rules"].clone();
            let all = rules.as_array().unwrap().clone();
            all.iter().all(|rule| rule["health"] != "unknown").then_some(all)
        });
        let rules = rules.await;
        assert_eq!(rules.len(), count);
        for rule in rules {
            assert_eq!(rule["health"], "ok", "{rule}");
            assert_ne!(rule["state"], "firing", "{rule}");
        }
    }
}

async fn until<T>(what: &str, found: impl AsyncFn() -> Option<T>) -> T {
    for _ in 0..QUESTION_COUNT_MAX {
        if let Some(found) = found().await {
            return found;
        }
        sleep(PAUSE).await;
    }
    panic!("waited in vain for {what}");
}

/// All that is named is scraped from a system at whose `gateway` every game was played, and what is
/// counted is what happened.
async fn check(gateway: &Client, prometheus: &Prometheus, is_there: impl Fn(&str) -> bool) {
    let asked = Asked { prometheus: Client::new(&prometheus.url()) };
    asked.has("up").await;
    play_every_game(gateway).await;
    let Queries { alerts, dashboard } = queries::shipped();
    for query in alerts.iter().chain(&dashboard) {
        for metric in metrics_in(query).iter().filter(|metric| is_there(metric)) {
            asked.has(&format!("count({metric})")).await;
        }
    }
    for query in &dashboard {
        if metrics_in(query).iter().all(|metric| is_there(metric)) {
            asked.has(query).await;
        } else {
            asked.query(query).await;
        }
    }
    asked.rules_are_evaluated(alerts.len()).await;
    asked.comes_to("min(up)", 1.0).await;
    for game in Game::ALL.map(Game::name) {
        let settled = format!(r#"croupier_processor_settled_minor_total{{game="{game}"}}"#);
        asked.comes_to(&format!("sum(max by (partition) ({settled}))"), STAKE_MINOR).await;
    }
    let bets = r#"role="gateway", method="POST", route="/api/v1/bets", class="2xx""#;
    let bets = format!("sum(croupier_http_requests_total{{{bets}}})");
    asked.comes_to(&bets, Game::ALL.len() as f64).await;
    asked.comes_to(LACKING, 0.0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_has_all_that_is_named() {
    let server = Server::start(&Installation::embedded());
    let gateway = server.gateway.base().to_owned();
    // All roles have the metrics of their process: it is scraped once.
    let targets = |job: &str| if job == "gateway" { vec![gateway.clone()] } else { Vec::new() };
    let Some(prometheus) = scraping(targets) else { return };
    check(&server.gateway, &prometheus, |metric| !metric.starts_with(OF_REDIS)).await;
}

/// A processor that has died says nothing any more, and yet it is seen that nobody folds.
async fn check_dead_processor(cluster: &mut Cluster, prometheus: &Prometheus) {
    let asked = Asked { prometheus: Client::new(&prometheus.url()) };
    cluster.processor.kill();
    asked.comes_to("absent(croupier_processor_lag_commits)", 1.0).await;
    let answer = Guest::new(&cluster.gateway.client()).await.bet("unseen").await;
    assert_eq!(answer.status, 202, "{answer:?}");
    asked.comes_to(&format!("{LACKING} > bool 0"), 1.0).await;
    cluster.processor.start();
    asked.comes_to(LACKING, 0.0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_roles_have_all_that_is_named() {
    let Some(installation) = Installation::distributed() else { return };
    let mut cluster = Cluster::start(&installation);
    let targets = |job: &str| match job {
        "command" => cluster.commands.iter().map(|role| role.url()).collect(),
        "query" => vec![cluster.query.url()],
        "processor" => vec![cluster.processor.url()],
        "gateway" => vec![cluster.gateway.url()],
        job => panic!("there is no role {job}"),
    };
    let Some(prometheus) = scraping(targets) else { return };
    check(&cluster.gateway.client(), &prometheus, |_| true).await;
    check_dead_processor(&mut cluster, &prometheus).await;
}
