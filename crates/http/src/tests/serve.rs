use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use croupier_api::Deposit;

use super::{counting, problem, read_answer};
use crate::limits::Limits;
use crate::strict_json::StrictJson;
use crate::{edge, serve};

struct Server {
    address: SocketAddr,
    shutdown: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    async fn start(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(serve(listener, router, limits, shutdown.clone()));
        tasks.close();
        Self { address, shutdown, tasks }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What is answered to `request`, sent in one piece.
    async fn ask(&self, request: impl AsRef<[u8]>) -> http::Response<String> {
        let mut client = self.connect().await;
        client.write_all(request.as_ref()).await.unwrap();
        read_answer(&mut client).await.unwrap()
    }
}

fn depositing() -> Router {
    let deposit = async |StrictJson(deposit): StrictJson<Deposit>| deposit.amount.to_string();
    edge(Router::new().route("/", post(deposit)))
}

fn post_of(length: usize, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn connections_are_kept() {
    let server = Server::start(depositing(), Limits::default()).await;
    let mut client = server.connect().await;
    for amount in ["1.00", "2.00", "3.00"] {
        let body = format!("{{\"amount\":{amount}}}");
        client.write_all(post_of(body.len(), &body).as_bytes()).await.unwrap();
        assert_eq!(read_answer(&mut client).await.unwrap().body(), amount);
    }
}

#[tokio::test]
async fn headers_beyond_16_kib_are_a_431() {
    let server = Server::start(counting(), Limits::default()).await;
    let request = |length: usize| format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(length));
    let overhead = request(0).len();
    let fits = server.ask(request(16 * 1024 - overhead)).await;
    assert_eq!(fits.status(), StatusCode::OK);
    let over = server.ask(request(16 * 1024 - overhead + 1)).await;
    assert_eq!(over.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let endless = server.ask(format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(20 * 1024))).await;
    assert_eq!(endless.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let many = server.ask(format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(2_000))).await;
    assert_eq!(many.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

#[tokio::test]
async fn bodies_beyond_64_kib_are_a_413() {
    let server = Server::start(counting(), Limits::default()).await;
    let full = server.ask(post_of(65_536, &"x".repeat(65_536))).await;
    assert_eq!(full.body(), "65536");
    let over = server.ask(post_of(65_537, &"x".repeat(65_537))).await;
    assert_eq!(problem(&over).code.as_str(), "payload_too_large");
    let declared = server.ask(post_of(1 << 40, "")).await;
    assert_eq!(problem(&declared).code.as_str(), "payload_too_large");
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let chunked =
        |chunks: &str| format!("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n{chunks}");
    let full = server.ask(chunked(&format!("{chunk}{chunk}0\r\n\r\n"))).await;
    assert_eq!(full.body(), "65536");
    let over = server.ask(chunked(&format!("{chunk}{chunk}1\r\nx\r\n0\r\n\r\n"))).await;
    assert_eq!(problem(&over).code.as_str(), "payload_too_large");
}

#[tokio::test]
async fn a_listener_may_allow_less() {
    let taking = axum::routing::any(async |body: axum::body::Body| {
        use http_body_util::BodyExt;
        body.collect().await.map_or_else(|error| error.to_string(), |_| "all".into())
    });
    let limits = Limits { body_bytes: 1_000, ..Limits::default() };
    let server = Server::start(Router::new().route("/", taking), limits).await;
    let chunk = |length: usize| format!("{length:x}\r\n{}\r\n", "x".repeat(length));
    let chunked = |chunks: [usize; 2]| {
        let [one, two] = chunks.map(chunk);
        format!("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n{one}{two}0\r\n\r\n")
    };
    assert_eq!(server.ask(post_of(1_000, &"x".repeat(1_000))).await.body(), "all");
    assert_eq!(server.ask(chunked([500, 500])).await.body(), "all");
    assert_eq!(server.ask(post_of(1_001, "")).await.body(), "the body is too large");
    assert_eq!(server.ask(chunked([500, 501])).await.body(), "the body is too large");
}

/// A client that first sends all of its body and then reads must find the answer, not a reset.
#[tokio::test]
async fn an_early_answer_survives_a_body_that_is_still_coming() {
    let server = Server::start(edge(Router::new()), Limits::default()).await;
    for length in [60_000, 5_000_000] {
        let mut client = server.connect().await;
        client.write_all(post_of(length, "").as_bytes()).await.unwrap();
        for _ in 0..length / 10_000 {
            client.write_all(&[b'x'; 10_000]).await.unwrap();
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let answer = read_answer(&mut client).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{length}");
    }
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_a_400() {
    let server = Server::start(depositing(), Limits::default()).await;
    let mut client = server.connect().await;
    client.write_all(post_of(100, "{\"amount\":1").as_bytes()).await.unwrap();
    client.shutdown().await.unwrap();
    let answer = read_answer(&mut client).await.unwrap();
    assert_eq!(problem(&answer).code.as_str(), "malformed_json");
    let broken_chunk = "POST / HTTP/1.1\r\ncontent-type: application/json\r\n\
        transfer-encoding: chunked\r\n\r\nnot a length\r\n";
    assert_eq!(server.ask(broken_chunk).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_client_that_has_said_all_still_gets_its_answer() {
    let slow = get(async || tokio::time::sleep(Duration::from_millis(100)).await);
    let server = Server::start(edge(Router::new().route("/", slow)), Limits::default()).await;
    let mut client = server.connect().await;
    client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    client.shutdown().await.unwrap();
    assert_eq!(read_answer(&mut client).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_is_only_asked_for_when_it_is_wanted() {
    let server = Server::start(counting(), Limits::default()).await;
    let mut client = server.connect().await;
    let head = "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    let mut line = [0; 25];
    client.read_exact(&mut line).await.unwrap();
    assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
    client.write_all(b"abc").await.unwrap();
    assert_eq!(read_answer(&mut client).await.unwrap().body(), "3");
    let huge = "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 99999999\r\n\r\n";
    assert_eq!(server.ask(huge).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let server = Server::start(counting(), Limits { connections: 2, ..Limits::default() }).await;
    let held = [server.connect().await, server.connect().await];
    let mut refused = server.connect().await;
    let answer = read_answer(&mut refused).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "1");
    let body: croupier_api::Problem = serde_json::from_str(answer.body()).unwrap();
    assert_eq!(body.code.as_str(), "not_applied");
    let id = answer.headers()["x-correlation-id"].to_str().unwrap();
    assert_eq!(body.correlation_id.as_deref(), Some(id));
    assert_eq!(refused.read(&mut [0]).await.unwrap(), 0);
    let counted = recorder.handle().render();
    for line in ["croupier_http_connections 2", "croupier_http_connections_refused_total 1"] {
        assert!(counted.lines().any(|counted| counted == line), "{line} is not in {counted}");
    }
    drop(held);
    // A place that is free again is given away again.
    loop {
        let mut client = server.connect().await;
        client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        match read_answer(&mut client).await {
            Some(answer) if answer.status() == StatusCode::OK => break,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

#[tokio::test]
async fn shutdown_drains_and_returns() {
    let is_done = Arc::new(AtomicBool::new(false));
    let done = is_done.clone();
    let slow = get(async move || {
        tokio::time::sleep(Duration::from_millis(600)).await;
        done.store(true, Ordering::SeqCst);
        "done"
    });
    let server = Server::start(edge(Router::new().route("/", slow)), Limits::default()).await;
    let resting = server.connect().await;
    let mut running = server.connect().await;
    running.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.shutdown.cancel();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "takes more in while draining");
    assert!(!is_done.load(Ordering::SeqCst));
    server.tasks.wait().await;
    assert!(is_done.load(Ordering::SeqCst), "returned before the last answer");
    assert_eq!(read_answer(&mut running).await.unwrap().body(), "done");
    drop(resting);
}
