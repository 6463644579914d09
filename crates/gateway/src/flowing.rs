//! Answers from other machines, cut off when they stop coming.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// The longest silence between two pieces of an answer. Live streams send a heartbeat far more
/// often; a service that hangs in the middle of an answer must not hold our client for ever.
const STALLED: Duration = Duration::from_secs(30);

/// A body that fails when it stalls.
pub(crate) struct Flowing<B> {
    inner: B,
    /// Runs while we wait for the next piece.
    silence: Option<Pin<Box<Sleep>>>,
}

/// Why the rest of an answer is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Interrupted {
    #[error("the answer stalled")]
    Stalled,
    #[error("the answer broke off")]
    BrokenOff,
}

impl<B> Flowing<B> {
    pub(crate) fn new(inner: B) -> Self {
        Self { inner, silence: None }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Flowing<B> {
    type Data = Bytes;
    type Error = Interrupted;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Interrupted>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner.frame()).poll(cx) {
            self.silence = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(|_| Interrupted::BrokenOff)));
        }
        let silence = self.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALLED)));
        ready!(silence.as_mut().poll(cx));
        Poll::Ready(Some(Err(Interrupted::Stalled)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
