//! One connection, from accept to close.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tower::Service;

use crate::body::LimitedBody;
use crate::limits::Limits;
use crate::serve::PeerAddress;
use crate::watch::{Activity, Observed, Watch};

/// Serve the requests of one client until it goes, is cut, or `shutdown` begins: then finish what
/// is in progress, for as long as the limits allow.
pub(crate) async fn converse<S>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let activity = Arc::new(Activity::default());
    let observed = Observed::new(stream, activity.clone());
    let service = service_fn(|request| respond(request, peer, &router, &limits, &activity));
    let mut connection = pin!(protocol(&limits).serve_connection(TokioIo::new(observed), service));
    let mut watch = Watch::new(activity.clone(), limits);
    let mut until_end = poll_fn(|cx| match connection.as_mut().poll(cx) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending => watch.poll(cx).map(|()| None),
    });
    let ended = tokio::select! {
        biased;
        ended = &mut until_end => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let end = poll_fn(|cx| connection.as_mut().poll(cx));
            tokio::time::timeout(limits.shutdown_grace, end).await.ok()
        }
    };
    match ended {
        Some(Ok(())) => {}
        Some(Err(error)) => tracing::debug!(client.address = %peer, %error, "connection broke"),
        None => tracing::debug!(client.address = %peer, "connection took too long"),
    }
}

fn protocol(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        // The watch does this, and more.
        .header_read_timeout(None)
        .max_header_size(limits.headers_bytes)
        // A client that has said all it has to say still gets its answer.
        .half_close(true);
    builder
}

async fn respond(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: &Router,
    limits: &Limits,
    activity: &Arc<Activity>,
) -> Result<Response<Served>, Infallible> {
    activity.serving();
    let mut request = request.map(|body| LimitedBody::wrap(body, limits, activity));
    request.extensions_mut().insert(PeerAddress(peer));
    let response = router.clone().call(request).await?;
    let activity = activity.clone();
    Ok(response.map(|body| Served { body, activity }))
}

/// An answer's body. Dropped when hyper has all of it.
struct Served {
    body: Body,
    activity: Arc<Activity>,
}

impl HttpBody for Served {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.activity.served();
    }
}
