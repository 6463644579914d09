//! Who listens, and what they are told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use croupier_api::{ErrorCode, PositionVector};
use croupier_http::Failure;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::event::Event;
use super::follower::Follower;
use crate::desk::Desk;

/// How many may listen to one instance: each costs a connection and a few kilobytes.
const LISTENERS_MAX: usize = 4_096;

/// How many pieces of news a listener may be behind. One that reads more slowly is told to begin
/// anew: it is not waited for.
const NEWS_KEPT: usize = 256;

/// What happened in the views since the last piece of news.
#[derive(Debug)]
pub(super) struct News {
    /// Where they stood when the follower last looked.
    pub(super) since: PositionVector,
    /// Where they stand now.
    pub(super) positions: PositionVector,
    /// Which partitions have moved.
    pub(super) moved: Vec<u32>,
    pub(super) events: Vec<Event>,
    /// A view stands before where it stood: what was told is void.
    pub(super) is_reset: bool,
}

/// Passes on what one follower sees in the views to everybody who listens.
#[derive(Debug, Clone)]
pub(crate) struct Hub {
    news: broadcast::Sender<Arc<News>>,
    /// Whether there is a follower. It leaves when nobody listens.
    is_followed: Arc<Mutex<bool>>,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Hub {
    pub(crate) fn new(tasks: TaskTracker, stopping: CancellationToken) -> Self {
        let (news, _) = broadcast::channel(NEWS_KEPT);
        Self { news, is_followed: Arc::default(), tasks, stopping }
    }

    /// Cancelled when the service ends, and with it every stream.
    pub(super) fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Listen from now on.
    pub(super) fn listen(&self, desk: &Desk) -> Result<broadcast::Receiver<Arc<News>>, Failure> {
        let mut is_followed = self.lock();
        if self.news.receiver_count() >= LISTENERS_MAX {
            let detail = "Too many listen to this service already; try again later.";
            return Err(Failure::new(ErrorCode::TooManyRequests, detail).retry_after(5));
        }
        let listener = self.news.subscribe();
        if !std::mem::replace(&mut *is_followed, true) {
            let (hub, desk) = (self.clone(), desk.clone());
            self.tasks.spawn(async move {
                let stopping = hub.stopping.clone();
                stopping.run_until_cancelled_owned(Follower::new(desk).run(hub)).await;
            });
        }
        Ok(listener)
    }

    /// Tell everybody. Returns whether anybody is left; if not, the caller must go.
    pub(super) fn tell(&self, news: Option<News>) -> bool {
        let mut is_followed = self.lock();
        if let Some(news) = news {
            // Nobody left is what the next line looks at.
            let _ = self.news.send(Arc::new(news));
        }
        *is_followed = self.news.receiver_count() > 0;
        *is_followed
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
