//! The accept loop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use metrics::{Gauge, counter, gauge};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use croupier_api::{ErrorCode, Problem};

use crate::connection::converse;
use crate::exchange::fresh_correlation_id;
use crate::failure::render;
use crate::limits::Limits;

/// Where a request comes from: an extension of every request that came in through [`serve()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// Serve `router` on `listener` until `shutdown` is cancelled; then take no more connections, let
/// the requests in progress finish within `limits.shutdown_grace`, and return when the last
/// connection's task has ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let open = gauge!("croupier_http_connections");
    let refused = counter!("croupier_http_connections_refused_total");
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = accept(&listener) => accepted,
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            refuse(&stream);
            refused.increment(1);
            continue;
        };
        let conversation = converse(stream, peer, router.clone(), limits, shutdown.child_token());
        connections.spawn(Held::new(place, &open).during(conversation));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// A connection's place, and its part in how many are open.
struct Held {
    _place: OwnedSemaphorePermit,
    open: Gauge,
}

impl Held {
    fn new(place: OwnedSemaphorePermit, open: &Gauge) -> Self {
        open.increment(1.0);
        Self { _place: place, open: open.clone() }
    }

    /// Held until the conversation has ended, however it ends.
    async fn during(self, conversation: impl Future<Output = ()>) {
        conversation.await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.open.decrement(1.0);
    }
}

/// How long to wait when the machine has no descriptor or memory left for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small and waited for. If it cannot be set, they are merely slower.
                let _slower = stream.set_nodelay(true);
                return (stream, peer);
            }
            // The client gave up before its turn came.
            Err(error) if is_of_one_client(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "accept connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The answer to a connection that finds no place.
fn full_house() -> Vec<u8> {
    let detail = "There are too many connections; try again.";
    let id = fresh_correlation_id();
    let mut problem = Problem::new(ErrorCode::NotApplied, detail);
    problem.correlation_id = Some(id.clone());
    let body = render(&problem);
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\n\
         x-correlation-id: {id}\r\nretry-after: 1\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// Say so and close. The bytes fit into an empty socket's buffer, so nothing has to be
/// waited for; a client that has sent much already may see a reset instead.
fn refuse(stream: &TcpStream) {
    tracing::warn!("too many connections");
    let _unheard = stream.try_write(&full_house());
}
