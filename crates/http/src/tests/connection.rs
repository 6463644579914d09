use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{counting, problem, read_answer};
use crate::connection::converse;
use crate::limits::Limits;

/// A client's end of a connection, and when the server's end was closed.
struct Talk {
    client: DuplexStream,
    closed: JoinHandle<Instant>,
}

/// Connect to `router` under the default limits.
fn connect(router: Router) -> Talk {
    connect_with(router, CancellationToken::new())
}

fn connect_with(router: Router, shutdown: CancellationToken) -> Talk {
    let (client, server) = duplex(1_024);
    let peer = ([127, 0, 0, 1], 9).into();
    let talk = converse(server, peer, router, Limits::default(), shutdown);
    let closed = TaskTracker::new().spawn(async {
        talk.await;
        Instant::now()
    });
    Talk { client, closed }
}

impl Talk {
    async fn send(&mut self, text: &[u8]) {
        self.client.write_all(text).await.unwrap();
    }

    async fn read(&mut self) -> http::Response<String> {
        read_answer(&mut self.client).await.unwrap()
    }

    /// How many seconds pass until the server closes, if nothing is sent or read.
    async fn seconds_until_closed(&mut self) -> u64 {
        let started = Instant::now();
        let closed = timeout(Duration::from_secs(3_600), &mut self.closed).await;
        (closed.expect("never closed").unwrap() - started).as_secs()
    }

    /// The same, if a byte is sent every second.
    async fn seconds_of_trickling(mut self, text: &[u8]) -> u64 {
        let started = Instant::now();
        for &byte in text.iter().cycle() {
            if self.client.write_all(&[byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_secs(1)).await;
        }
        (self.closed.await.unwrap() - started).as_secs()
    }
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn headers_that_trickle_in_are_cut_after_ten_seconds() {
    let head = b"GET / HTTP/1.1\r\nx: y\r\n";
    assert_eq!(connect(counting()).seconds_of_trickling(head).await, 10);
    // Not only on a fresh connection, and the clock starts with the first byte.
    let mut talk = connect(counting());
    talk.send(GET).await;
    assert_eq!(talk.read().await.status(), StatusCode::OK);
    sleep(Duration::from_secs(25)).await;
    assert_eq!(talk.seconds_of_trickling(head).await, 10);
}

#[tokio::test(start_paused = true)]
async fn a_connection_may_rest_for_thirty_seconds() {
    assert_eq!(connect(counting()).seconds_until_closed().await, 30);
    let mut talk = connect(counting());
    for _ in 0..3 {
        sleep(Duration::from_secs(29)).await;
        talk.send(GET).await;
        assert_eq!(talk.read().await.status(), StatusCode::OK);
    }
    assert_eq!(talk.seconds_until_closed().await, 30);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_is_a_408_after_ten_seconds() {
    let mut talk = connect(counting());
    let started = Instant::now();
    talk.send(b"POST / HTTP/1.1\r\ncontent-length: 100\r\n\r\nabc").await;
    let answer = talk.read().await;
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(problem(&answer).code.as_str(), "request_timeout");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_in_has_ten_seconds_in_all() {
    let mut talk = connect(counting());
    talk.send(b"POST / HTTP/1.1\r\ncontent-length: 100\r\n\r\n").await;
    let (mut reader, mut writer) = tokio::io::split(talk.client);
    let started = Instant::now();
    let trickling = async {
        while writer.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    };
    let answer = tokio::select! {
        answer = read_answer(&mut reader) => answer.unwrap(),
        () = trickling => panic!("cut without an answer"),
    };
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_take_its_time() {
    let router = Router::new().route("/", get(async || sleep(Duration::from_secs(600)).await));
    let mut talk = connect(router);
    talk.send(GET).await;
    let started = Instant::now();
    assert_eq!(talk.read().await.status(), StatusCode::OK);
    assert_eq!(started.elapsed().as_secs(), 600);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_read_goes_on() {
    let router = Router::new().route("/", get(async || Body::from_stream(beats(10))));
    let mut talk = connect(router);
    talk.send(GET).await;
    let started = Instant::now();
    let mut all = Vec::new();
    while !all.ends_with(b"0\r\n\r\n") {
        assert_ne!(talk.client.read_buf(&mut all).await.unwrap(), 0, "cut off");
    }
    assert_eq!(started.elapsed().as_secs(), 11 * 40);
    assert_eq!(talk.seconds_until_closed().await, 30);
}

/// `count` pieces, one in forty seconds.
fn beats(count: usize) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold(0, move |sent| async move {
        sleep(Duration::from_secs(40)).await;
        (sent < count).then_some((Ok(Bytes::from_static(b":\n\n")), sent + 1))
    })
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_cut() {
    let whole = get(async || "x".repeat(1 << 20));
    let endless = get(async || Body::from_stream(stream::repeat(Ok::<_, Infallible>("x"))));
    for answer in [whole, endless] {
        let mut talk = connect(Router::new().route("/", answer));
        talk.send(GET).await;
        assert_eq!(talk.seconds_until_closed().await, 30);
    }
}

/// Only a body that is still coming when the connection ends is worth waiting for.
#[tokio::test(start_paused = true)]
async fn a_close_waits_for_a_body_that_nobody_read() {
    let unread = b"POST /nowhere HTTP/1.1\r\nconnection: close\r\ncontent-length: 3\r\n\r\n";
    let mut talk = connect(counting());
    talk.send(unread).await;
    assert_eq!(talk.read().await.status(), StatusCode::NOT_FOUND);
    assert_eq!(talk.seconds_until_closed().await, 1);
    let mut talk = connect(counting());
    talk.send(b"POST /nowhere HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc").await;
    assert_eq!(talk.read().await.status(), StatusCode::NOT_FOUND);
    talk.send(b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert_eq!(talk.read().await.status(), StatusCode::OK);
    assert_eq!(talk.seconds_until_closed().await, 0);
}

#[tokio::test(start_paused = true)]
async fn shutdown_closes_what_rests_and_finishes_what_runs() {
    let shutdown = CancellationToken::new();
    let slow = Router::new().route("/", get(async || sleep(Duration::from_secs(5)).await));
    let mut resting = connect_with(counting(), shutdown.clone());
    let mut running = connect_with(slow.clone(), shutdown.clone());
    running.send(GET).await;
    sleep(Duration::from_secs(1)).await;
    shutdown.cancel();
    assert_eq!(resting.seconds_until_closed().await, 0);
    let answer = running.read().await;
    assert_eq!(answer.headers()["connection"], "close");
    assert_eq!(running.seconds_until_closed().await, 0);
}

#[tokio::test(start_paused = true)]
async fn shutdown_cuts_what_takes_longer_than_its_grace() {
    let shutdown = CancellationToken::new();
    let stuck = Router::new().route("/", get(async || sleep(Duration::from_secs(600)).await));
    let mut talk = connect_with(stuck, shutdown.clone());
    talk.send(GET).await;
    sleep(Duration::from_secs(1)).await;
    shutdown.cancel();
    assert_eq!(talk.seconds_until_closed().await, 10);
}
