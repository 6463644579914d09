//! Request bodies: how large they may be and how long they may take.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

use croupier_api::{BODY_BYTES_MAX, ErrorCode};

use crate::failure::Failure;
use crate::limits::Limits;
use crate::watch::Activity;

/// Why a body could not be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It has, or says it has, more bytes than allowed.
    #[error("the body is too large")]
    TooLarge,
    /// It did not arrive within the time allowed.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The client went away, or its chunks are none.
    #[error("the body ends too early")]
    Truncated,
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        let (code, detail) = match error {
            BodyError::TooLarge => (ErrorCode::PayloadTooLarge, "The body is too large."),
            BodyError::TooSlow => (ErrorCode::RequestTimeout, "The body did not arrive in time."),
            BodyError::Truncated => (ErrorCode::MalformedJson, "The body ends too early."),
        };
        Self::new(code, detail)
    }
}

/// Read a request's body to its end: at most [`BODY_BYTES_MAX`], whatever the listener allowed.
/// A body that came in one piece, as almost all do, is not copied.
///
/// # Errors
/// When it is too large, too slow, or ends too early.
pub async fn read_body(mut body: Body) -> Result<Bytes, Failure> {
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(BodyError::TooLarge.into());
    }
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::from(reason(error)))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > BODY_BYTES_MAX {
            return Err(BodyError::TooLarge.into());
        }
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

fn reason(error: axum::Error) -> BodyError {
    let error = error.into_inner();
    error.downcast_ref::<BodyError>().copied().unwrap_or(BodyError::Truncated)
}

/// A body on its way in, under the listener's limits.
pub(crate) struct LimitedBody {
    inner: Incoming,
    remaining: u64,
    within: Duration,
    /// Runs from the first time that bytes had to be waited for.
    deadline: Option<Pin<Box<Sleep>>>,
    activity: Arc<Activity>,
}

impl LimitedBody {
    /// `incoming` under `limits`. A request without a body costs nothing.
    pub(crate) fn wrap(incoming: Incoming, limits: &Limits, activity: &Arc<Activity>) -> Body {
        if incoming.is_end_stream() {
            return Body::empty();
        }
        Body::new(Self {
            inner: incoming,
            remaining: limits.body_bytes as u64,
            within: limits.body_within,
            deadline: None,
            activity: activity.clone(),
        })
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let within = self.within;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(within)));
        deadline.as_mut().poll(cx)
    }
}

impl hyper::body::Body for LimitedBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.inner.size_hint().lower() > self.remaining {
            return Poll::Ready(Some(Err(BodyError::TooLarge)));
        }
        let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) else {
            ready!(self.poll_deadline(cx));
            return Poll::Ready(Some(Err(BodyError::TooSlow)));
        };
        let Some(frame) = frame else { return Poll::Ready(None) };
        let Ok(frame) = frame else { return Poll::Ready(Some(Err(BodyError::Truncated))) };
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        match self.remaining.checked_sub(length) {
            Some(remaining) => self.remaining = remaining,
            None => return Poll::Ready(Some(Err(BodyError::TooLarge))),
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Whoever drops a body before its end leaves bytes in the socket; see
/// `Observed::poll_linger`.
impl Drop for LimitedBody {
    fn drop(&mut self) {
        if !self.inner.is_end_stream() {
            self.activity.body_left();
        }
    }
}
