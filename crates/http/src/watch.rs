//! How long a connection may stay as it is.
//!
//! hyper's own `header_read_timeout` starts as soon as a connection is idle, so it cannot tell a
//! keep-alive connection that rests (30 s) from headers that trickle in (10 s). Here the stream and
//! the service note what phase the connection is in, and the task that polls the connection looks
//! after every poll whether the phase has lasted too long. In the usual case, a request that
//! arrives whole, that costs a few plain stores and no timer.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::limits::Limits;

/// What a connection is doing. Shared between its stream, its service and its watch, which all run
/// in one task: the atomics are for the compiler, not for other threads.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    phase: AtomicU8,
    /// Counts changes, so that the watch sees a phase that came and went and came again.
    changes: AtomicU64,
    is_write_blocked: AtomicBool,
    is_body_left: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle = 0,
    Headers = 1,
    Serving = 2,
}

impl Activity {
    fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Idle,
            1 => Phase::Headers,
            _ => Phase::Serving,
        }
    }

    fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    fn received(&self) {
        if self.phase() == Phase::Idle {
            self.enter(Phase::Headers);
        }
    }

    fn write_blocked(&self, is_blocked: bool) {
        if self.is_write_blocked.swap(is_blocked, Ordering::Relaxed) != is_blocked {
            self.changes.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A request is in; its answer begins.
    pub(crate) fn serving(&self) {
        self.is_body_left.store(false, Ordering::Relaxed);
        self.enter(Phase::Serving);
    }

    /// The answer has been handed to hyper to its last byte.
    pub(crate) fn served(&self) {
        self.enter(Phase::Idle);
    }

    /// A request's body was not read to its end.
    pub(crate) fn body_left(&self) {
        self.is_body_left.store(true, Ordering::Relaxed);
    }
}

/// The stream, noting what passes.
pub(crate) struct Observed<S> {
    stream: S,
    activity: Arc<Activity>,
    lingering: Option<Linger>,
}

/// A close that waits for the client to stop sending.
struct Linger {
    bytes_left: usize,
    deadline: Pin<Box<Sleep>>,
}

/// Long enough for a client to read an early answer; short enough not to be worth abusing.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES_MAX: usize = 8 * 1024 * 1024;

impl<S> Observed<S> {
    pub(crate) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity, lingering: None }
    }
}

impl<S: AsyncRead + Unpin> Observed<S> {
    /// Read and forget until the client closes, or enough is enough.
    ///
    /// To close a socket with unread bytes in it resets the connection, and a reset may overtake
    /// the answer: a client that is still sending a body which we have refused would see "reset by
    /// peer" instead of the 413.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.activity.is_body_left.load(Ordering::Relaxed) {
            return Poll::Ready(());
        }
        let linger = self.lingering.get_or_insert_with(|| Linger {
            bytes_left: LINGER_BYTES_MAX,
            deadline: Box::pin(tokio::time::sleep(LINGER)),
        });
        let mut scratch = [MaybeUninit::uninit(); 8 * 1024];
        while linger.bytes_left > 0 {
            let mut buffer = ReadBuf::uninit(&mut scratch);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    linger.bytes_left = linger.bytes_left.saturating_sub(buffer.filled().len());
                }
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return linger.deadline.as_mut().poll(cx),
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Observed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.received();
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Observed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.activity.write_blocked(written.is_pending());
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.activity.write_blocked(written.is_pending());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        self.poll_linger(cx).map(Ok)
    }
}

/// Looks whether a connection has been in one phase for too long.
pub(crate) struct Watch {
    activity: Arc<Activity>,
    limits: Limits,
    changes_seen: u64,
    deadline: Option<Instant>,
    /// Set to the deadline or to a time before it, so that most requests never touch it: when it
    /// goes off too early, it is set anew.
    timer: Pin<Box<Sleep>>,
}

impl Watch {
    pub(crate) fn new(activity: Arc<Activity>, limits: Limits) -> Self {
        let deadline = Instant::now() + limits.idle;
        let timer = Box::pin(sleep_until(deadline));
        Self { activity, limits, changes_seen: 0, deadline: Some(deadline), timer }
    }

    /// Ready when the connection must be cut.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let changes = self.activity.changes.load(Ordering::Relaxed);
        if changes != self.changes_seen {
            self.changes_seen = changes;
            self.deadline = self.patience().map(|patience| Instant::now() + patience);
        }
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if deadline < self.timer.deadline() || self.timer.is_elapsed() {
            self.timer.as_mut().reset(deadline);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            if Instant::now() >= deadline {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(deadline);
        }
        Poll::Pending
    }

    /// How long the connection may stay as it is.
    fn patience(&self) -> Option<Duration> {
        let is_write_blocked = self.activity.is_write_blocked.load(Ordering::Relaxed);
        let stalled = is_write_blocked.then_some(self.limits.write_stalled);
        let lasting = match self.activity.phase() {
            Phase::Idle => Some(self.limits.idle),
            Phase::Headers => Some(self.limits.headers_within),
            Phase::Serving => None,
        };
        stalled.into_iter().chain(lasting).min()
    }
}
