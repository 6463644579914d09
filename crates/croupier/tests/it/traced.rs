//! A bet's trace, as a trace store gets it from every process that the bet went through.

use std::collections::BTreeMap;
use std::time::Duration;

use hyper::Method;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use serde_json::json;
use tokio::time::timeout;

use crate::client::{Answer, Client};
use crate::collector::{Arrived, Collector};
use crate::installation::{Installation, on_both_engine_sets};
use crate::roles::Cluster;
use crate::server::Server;

/// Longer than a processor needs to begin, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const PARENT: &str = "b7ad6b7169203331";

/// Traces of this test: one that is wanted, one that is not.
const WANTED: &str = "0af7651916cd43dd8448eb211c80319c";
const UNWANTED: &str = "1bf7651916cd43dd8448eb211c80319c";

/// Every span of a bet and of the read that shows it: who, what, which side; and after whom.
const SPANS: [(&str, &str, SpanKind, &str); 10] = [
    ("croupier-gateway", "POST /api/v1/bets", SpanKind::Server, PARENT),
    ("croupier-gateway", "POST", SpanKind::Client, "croupier-gateway POST /api/v1/bets"),
    ("croupier-command", "POST /api/v1/bets", SpanKind::Server, "croupier-gateway POST"),
    ("croupier-command", "decide", SpanKind::Internal, "croupier-command POST /api/v1/bets"),
    ("croupier-command", "append", SpanKind::Producer, "croupier-command POST /api/v1/bets"),
    ("croupier-command", "read back", SpanKind::Internal, "croupier-command POST /api/v1/bets"),
    ("croupier-processor", "fold", SpanKind::Consumer, "croupier-command append"),
    ("croupier-gateway", READ, SpanKind::Server, PARENT),
    ("croupier-gateway", "GET", SpanKind::Client, "croupier-gateway GET /api/v1/bets/{bet_id}"),
    ("croupier-query", READ, SpanKind::Server, "croupier-gateway GET"),
];

const READ: &str = "GET /api/v1/bets/{bet_id}";

on_both_engine_sets![a_bet_leaves_one_trace];

async fn a_bet_leaves_one_trace(installation: &Installation) {
    let collector = Collector::start().await;
    let variables = [
        ("CROUPIER_OTLP_ENDPOINT", collector.endpoint()),
        ("CROUPIER_OTLP_SAMPLE_RATIO", "0".to_owned()),
        ("CROUPIER_TRACE", "info,croupier_http=debug".to_owned()),
    ];
    // What is asked last is sent before the end of the process.
    let position = if installation.is_embedded() {
        let [endpoint, ratio, lines] = variables.map(|(_, value)| value);
        let settings =
            ["--otlp-endpoint", &endpoint, "--otlp-sample-ratio", &ratio, "--trace", &lines];
        let server = Server::start_with(installation, &settings);
        let position = bet_and_read(&server.gateway).await;
        // Log lines name the same trace: for people here, for machines below.
        server.says(&format!("correlation.id=\"c-1\" trace_id=\"{WANTED}\" span_id=")).await;
        assert!(server.stop().success());
        position
    } else {
        let format = ("CROUPIER_TRACE_FORMAT", "json".to_owned());
        let variables = [&variables[..], &[format]].concat();
        let mut cluster = Cluster::start_in(&variables, installation);
        let position = bet_and_read(&cluster.gateway.client()).await;
        let ids = [("correlation.id", json!("c-1")), ("trace_id", json!(WANTED))];
        for (role, asked) in [(&cluster.gateway, "POST"), (&cluster.query, "GET")] {
            let line = role.logs(&[&[("http.method", json!(asked))], &ids[..]].concat()).await;
            assert_eq!(line["level"], "DEBUG");
            assert!(line["span_id"].is_string() && line["http.status"].is_u64(), "{line}");
        }
        cluster.stop();
        position
    };
    assert!(collector.spans_of(UNWANTED).is_empty());
    let spans = collector.spans_of(WANTED);
    // An instance that serves other players says so, and leaves a span as well.
    let is_of_way =
        |span: &&Arrived| span.attribute("http.response.status_code") != Some("421".into());
    let way: Vec<_> = spans.iter().filter(is_of_way).collect();
    check_tree(&way);
    for span in way {
        assert!(!span.has_failed, "{span:?}");
        assert_eq!(span.attribute("croupier.correlation_id").as_deref(), Some("c-1"), "{span:?}");
        if !matches!(span.kind, SpanKind::Client) && !span.name.starts_with("GET") {
            assert_eq!(span.attribute("croupier.position"), Some(position.clone()), "{span:?}");
        }
    }
}

/// Bet and read the bet, in a trace that is wanted and in one that is not. Returns the position of
/// the wanted one.
async fn bet_and_read(gateway: &Client) -> String {
    let player = Player::new(gateway).await;
    // A command service listens before it has its partitions.
    let unwanted = async {
        loop {
            let answer = player.try_bet(&format!("00-{UNWANTED}-{PARENT}-00")).await;
            if answer.status == 202 {
                return answer;
            }
            assert_eq!(answer.status, 503, "{answer:?}");
        }
    };
    let unwanted = timeout(PATIENCE, unwanted).await.expect("somebody who serves the player");
    // Until the processor has opened the views. Without a trace: the ratio begins none.
    let opened = async { while player.read(&unwanted, "").await.status != 200 {} };
    timeout(PATIENCE, opened).await.expect("views that are open");
    player.read(&unwanted, &format!("00-{UNWANTED}-{PARENT}-00")).await;
    let wanted = format!("00-{WANTED}-{PARENT}-01");
    let answer = player.bet(&wanted).await;
    assert_eq!(player.read(&answer, &wanted).await.status, 200);
    answer.header("croupier-position").unwrap().to_owned()
}

/// Exactly the spans that there are to be, each after the one that it is to follow, and none before
/// what it follows.
fn check_tree(spans: &[&Arrived]) {
    let by_id: BTreeMap<_, _> = spans.iter().map(|span| (&*span.span_id, *span)).collect();
    let mut found: Vec<_> = spans
        .iter()
        .map(|span| {
            let parent = by_id.get(&*span.parent_id);
            let parent_name = parent.map(|parent| format!("{} {}", parent.service, parent.name));
            let parent = parent.copied().unwrap_or(span);
            assert!(parent.began_ns <= span.began_ns && span.began_ns <= span.ended_ns, "{span:?}");
            let parent_name = parent_name.unwrap_or_else(|| span.parent_id.clone());
            (span.service.clone(), span.name.clone(), span.kind as i32, parent_name)
        })
        .collect();
    let mut expected = SPANS.map(|(service, name, kind, parent)| {
        (service.to_owned(), name.to_owned(), kind as i32, parent.to_owned())
    });
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_away_disturbs_no_bet() {
    let address = Collector::start().await.address;
    let installation = Installation::embedded();
    let settings = ["--otlp-endpoint", &format!("http://{address}"), "--otlp-sample-ratio", "1"];
    let server = Server::start_with(&installation, &settings);
    let player = Player::new(&server.gateway).await;
    player.bet("").await;
    server.says("spans are lost").await;
    let lost_count = lost_count(&server).await;
    player.bet("").await;
    let lost_more = async { while self::lost_count(&server).await == lost_count {} };
    timeout(PATIENCE, lost_more).await.expect("more is lost");
    assert_eq!(server.said_count("spans are lost"), 1, "it is said once");
    let collector = Collector::start_at(address).await;
    player.bet(&format!("00-{WANTED}-{PARENT}-01")).await;
    collector.hears_of(WANTED).await;
    server.says("the trace store takes spans again").await;
    assert!(server.stop().success());
}

async fn lost_count(server: &Server) -> u64 {
    let page = String::from_utf8(server.gateway.get("/metrics").await.body.to_vec()).unwrap();
    let line = page.lines().find(|line| line.starts_with("croupier_trace_spans_lost_total "));
    line.unwrap().split(' ').nth(1).unwrap().parse().unwrap()
}

/// A guest who bets and looks, in the trace of a `traceparent` or, where it is empty, without.
struct Player<'a> {
    gateway: &'a Client,
    id: String,
    bearer: String,
}

impl<'a> Player<'a> {
    async fn new(gateway: &'a Client) -> Self {
        let guest = gateway.post("/api/v1/guests", &[], "").await.json();
        let bearer = format!("Bearer {}", guest["access_token"].as_str().unwrap());
        Self { gateway, id: guest["player_id"].as_str().unwrap().into(), bearer }
    }

    async fn try_bet(&self, traceparent: &str) -> Answer {
        let body =
            json!({"player_id": self.id, "game_type": "dice", "amount": 10, "session_id": "s"});
        self.gateway.post("/api/v1/bets", &self.headers(traceparent), &body.to_string()).await
    }

    async fn bet(&self, traceparent: &str) -> Answer {
        let answer = self.try_bet(traceparent).await;
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        answer
    }

    async fn read(&self, bet: &Answer, traceparent: &str) -> Answer {
        let position = bet.header("croupier-position").unwrap();
        let bet_id = bet.json()["bet_id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/bets/{bet_id}?min_position={position}&wait_ms=10000");
        let headers = self.headers(traceparent);
        self.gateway.send(Method::GET, &path, &headers, "").await.unwrap()
    }

    fn headers<'b>(&'b self, traceparent: &'b str) -> Vec<(&'b str, &'b str)> {
        let always = [("authorization", &*self.bearer), ("x-correlation-id", "c-1")];
        let trace = [("traceparent", traceparent)].into_iter().filter(|(_, text)| !text.is_empty());
        always.into_iter().chain(trace).collect()
    }
}
