use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use futures_util::StreamExt;
use http::Request;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use croupier_http::{Access, GatewayToken, Limits, edge, guarded, serve};

use super::{Stage, code, echo, echoed};
use crate::{BaseUrl, Upstream, router};

const BALANCE: &str = "/api/v1/players/alice/balance";
const DEPOSITS: &str = "/api/v1/players/alice/deposits";

/// Serve `router` on a socket, until the returned token is cancelled.
async fn listen(router: Router) -> (SocketAddr, CancellationToken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    TaskTracker::new().spawn(serve(listener, router, Limits::default(), shutdown.clone()));
    (address, shutdown)
}

/// An address where nobody listens.
pub(super) async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A service that reads the request's first bytes and hangs up. Counts how often.
pub(super) async fn hangs_up() -> (SocketAddr, std::sync::Arc<std::sync::atomic::AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = std::sync::Arc::<std::sync::atomic::AtomicU32>::default();
    let counted = count.clone();
    TaskTracker::new().spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _bytes = stream.read(&mut [0; 16]).await;
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    (address, count)
}

fn remote(addresses: &[SocketAddr]) -> Upstream {
    Upstream::remote(addresses.iter().map(|at| format!("http://{at}").parse().unwrap()).collect())
}

/// A command service that does this with its two partitions.
async fn does(states: [&str; 2]) -> SocketAddr {
    let partitions = [0, 1].map(|number| {
        serde_json::json!({
            "partition": number, "state": states[number], "reason": null, "owner": null,
            "position": format!("{number}:7"), "head": null, "last_commit_at": null,
            "strays": 0, "players": 0, "queued": 0,
        })
    });
    let body = serde_json::json!({
        "lineage": "l", "currency": "c", "log_engine": "kafka", "build": "b",
        "partitions": partitions,
    });
    let answer = get(move || std::future::ready(body.to_string()));
    listen(edge(Router::new().route(PARTITIONS, answer))).await.0
}

const PARTITIONS: &str = "/api/v1/system/partitions";

/// Two share the partitions, a third is dead and a fourth says nothing.
#[tokio::test]
async fn the_partitions_are_what_all_instances_make_of_them() {
    let shares = [does(["serving", "standby"]).await, does(["standby", "serving"]).await];
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let others = [nobody().await, silent.local_addr().unwrap()];
    for all in [[shares, others].concat(), [others, shares].concat()] {
        let stage = Stage::new().command(remote(&all));
        for _ in 0..4 {
            let answer = stage.get("alice", PARTITIONS).await;
            let shown: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
            let states = [0, 1].map(|number| shown["partitions"][number]["state"].clone());
            assert_eq!(states, ["serving", "serving"]);
        }
    }
    let stage = Stage::new().command(remote(&[nobody().await]));
    assert_eq!(code(&stage.get("alice", PARTITIONS).await), "backend_unreachable");
}

#[tokio::test]
async fn a_remote_service_is_called_like_a_near_one() {
    let (address, _) = listen(echo("far")).await;
    let stage = Stage::new().command(remote(&[address])).query(remote(&[address]));
    let echo = echoed(&stage.get("alice", &format!("{BALANCE}?min_position=0:1")).await);
    assert_eq!(echo.uri, format!("{BALANCE}?min_position=0:1"));
    assert_eq!(echo.headers["croupier-subject"], "alice");
    assert_eq!(echo.headers["host"], address.to_string());
    let answer = stage.post("alice", DEPOSITS, "{\"amount\": 1}").await;
    assert_eq!(echoed(&answer).body, "{\"amount\": 1}");
    assert_eq!(answer.headers()["idempotency-key"], "k-1");
    assert!(!answer.headers().contains_key("connection"));
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_has_applied_nothing() {
    let dead = [nobody().await, nobody().await];
    let stage = Stage::new().command(remote(&dead)).query(remote(&dead));
    let answer = stage.post("alice", DEPOSITS, "{}").await;
    assert_eq!(code(&answer), "not_applied");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    assert_eq!(answer.headers()["idempotency-key"], "k-1");
    let answer = stage.get("alice", BALANCE).await;
    assert_eq!(code(&answer), "backend_unreachable");
    assert_eq!(answer.headers()["retry-after"], "1");
    // No address at all is out of reach, too.
    let stage = Stage::new().command(remote(&[]));
    assert_eq!(code(&stage.post("alice", DEPOSITS, "{}").await), "not_applied");
}

#[tokio::test]
async fn addresses_are_used_in_turn_and_dead_ones_skipped() {
    let [(one, _), (two, _)] = [listen(echo("one")).await, listen(echo("two")).await];
    let stage = Stage::new().command(remote(&[one, nobody().await, two]));
    let mut served = Vec::new();
    for _ in 0..6 {
        served.push(echoed(&stage.post("alice", DEPOSITS, "{}").await).service);
    }
    assert_eq!(served, ["one", "two", "two", "one", "two", "two"]);
}

#[tokio::test]
async fn a_command_is_never_sent_twice() {
    let (address, count) = hangs_up().await;
    let (other, _) = listen(echo("other")).await;
    let stage = Stage::new().command(remote(&[address, other])).query(remote(&[address, other]));
    assert_eq!(code(&stage.post("alice", DEPOSITS, "{}").await), "outcome_unknown");
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 1);
    // A read changes nothing, so it may be tried elsewhere.
    assert_eq!(echoed(&stage.get("alice", BALANCE).await).service, "other");
    let stage = Stage::new().query(remote(&[address]));
    assert_eq!(code(&stage.get("alice", BALANCE).await), "backend_unreachable");
}

#[tokio::test]
async fn a_remote_service_that_does_not_answer_is_not_waited_for() {
    let silent = edge(Router::new().fallback(async || std::future::pending::<()>().await));
    let (address, _) = listen(silent).await;
    let mut stage = Stage::new().command(remote(&[address])).query(remote(&[address]));
    stage.settings.timeouts.answer = Duration::from_millis(100);
    assert_eq!(code(&stage.post("alice", DEPOSITS, "{}").await), "outcome_unknown");
    assert_eq!(code(&stage.get("alice", BALANCE).await), "backend_timeout");
}

/// A full backlog takes no connection and refuses none: the request cannot have been seen.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_service_that_does_not_even_accept_has_applied_nothing() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = socket.listen(0).unwrap();
    let address = full.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(50), tokio::net::TcpStream::connect(address))
            .await
    {
        held.push(stream);
    }
    let mut stage = Stage::new().command(remote(&[address]));
    stage.settings.timeouts.answer = Duration::from_millis(200);
    assert_eq!(code(&stage.post("alice", DEPOSITS, "{}").await), "not_applied");
}

#[tokio::test]
async fn answers_stream_through() {
    let body = async || {
        let beats = futures_util::stream::unfold(0, async |sent| {
            if sent > 0 {
                std::future::pending::<()>().await;
            }
            Some((Ok::<_, std::io::Error>("first"), sent + 1))
        });
        Body::from_stream(beats)
    };
    let (address, _) = listen(edge(Router::new().route(BALANCE, get(body)))).await;
    let stage = Stage::new().query(remote(&[address]));
    let request = stage.authorized("alice", Request::get(BALANCE)).body(Body::empty()).unwrap();
    let answer = router(stage.parts, &stage.settings).oneshot(request).await.unwrap();
    let mut pieces = answer.into_body().into_data_stream();
    assert_eq!(pieces.next().await.unwrap().unwrap(), "first");
}

#[tokio::test]
async fn a_guarded_service_knows_its_gateway() {
    let token = GatewayToken::parse("a-secret-of-some-length").unwrap();
    let inside = Router::new().route(BALANCE, get(async || "in"));
    let service = edge(guarded(inside, Access::GatewayOnly(token.clone())));
    let (address, _) = listen(service).await;
    let stage = Stage::new().query(remote(&[address]).with_token(&token));
    assert_eq!(stage.get("alice", BALANCE).await.body(), "in");
    let stage = Stage::new().query(remote(&[address]));
    assert_eq!(code(&stage.get("alice", BALANCE).await), "forbidden");
}

#[tokio::test]
async fn a_service_that_restarts_is_found_again() {
    let (address, shutdown) = listen(echo("old")).await;
    let stage = Stage::new().command(remote(&[address]));
    let router = router(stage.parts.clone(), &stage.settings);
    let deposit = || {
        let request = stage.authorized("alice", Request::post(DEPOSITS));
        request.header("idempotency-key", "k").body(Body::from("{}")).unwrap()
    };
    assert_eq!(echoed(&super::ask(&router, deposit()).await).service, "old");
    shutdown.cancel();
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    let forever = CancellationToken::new();
    TaskTracker::new().spawn(serve(listener, echo("new"), Limits::default(), forever));
    // The connection in the pool is closed by now; nothing may be sent on it.
    assert_eq!(echoed(&super::ask(&router, deposit()).await).service, "new");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_stalls_is_cut_off() {
    use http_body_util::BodyExt;
    let stalled =
        Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>());
    let mut body = crate::flowing::Flowing::new(stalled);
    let started = tokio::time::Instant::now();
    assert!(body.frame().await.unwrap().is_err());
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}

#[test]
fn addresses_are_plain_http_without_a_path() {
    for text in ["http://127.0.0.1:5000", "http://command:5000/", "http://[::1]:5000"] {
        assert!(text.parse::<BaseUrl>().is_ok(), "{text}");
    }
    for text in
        ["", "command:5000", "https://command", "http://command/api", "http://a@b", "ftp://command"]
    {
        assert!(text.parse::<BaseUrl>().is_err(), "{text}");
    }
}

#[test]
fn addresses_are_compared_by_host_and_port() {
    let base = |text: &str| text.parse::<BaseUrl>().unwrap();
    for (one, other, is_same) in [
        ("http://command:5000", "http://COMMAND:5000/", true),
        ("http://command", "http://command:80", true),
        ("http://command", "http://command:5000", false),
        ("http://command:5000", "http://command:5001", false),
        ("http://command:5000", "http://command-0:5000", false),
    ] {
        assert_eq!(base(one) == base(other), is_same, "{one} {other}");
    }
}
