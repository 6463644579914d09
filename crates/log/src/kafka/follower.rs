//! The one thread that follows the ends of all partitions that have tails.
//!
//! It follows them in sessions, each with a consumer of its own. A session vouches for continuity:
//! whatever puts that in doubt ends it, for all its partitions, and the next one begins with a
//! doubt for every tail. What does so: any error the consumer reports (offset out of range, a
//! truncation, a topic that is gone), a lost connection, an election (the leader epoch of a
//! partition changes), and silence where a partition should have begun.
//!
//! A session begins one record before the end of a partition. So the first fetch brings something
//! at once, and the partition is known to be readable; what is older, tails read for themselves.

mod session;
mod watcher;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::clients::Clients;
use super::shared::Shared;
use crate::engine::LogError;

use session::{Ended, Session};

/// How long a session may be silent before somebody else's wish is looked at.
const POLL: Duration = Duration::from_millis(20);

/// How long to wait before the next session when one has ended badly.
const PAUSE: Duration = Duration::from_millis(100);

/// See the module.
#[derive(Debug)]
pub(super) struct Follower {
    must_end: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Follower {
    pub(super) fn start(clients: Clients, shared: Arc<Shared>) -> Result<Self, LogError> {
        let must_end = Arc::new(AtomicBool::new(false));
        let observed = Arc::clone(&must_end);
        let thread = thread::Builder::new()
            .name("log-follower".into())
            .spawn(move || follow(&clients, &shared, &observed))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok(Self { must_end, thread })
    }

    /// Blocks.
    pub(super) fn stop(self) {
        self.must_end.store(true, Ordering::Release);
        if self.thread.join().is_err() {
            tracing::error!("the log's follower thread panicked");
        }
    }
}

fn follow(clients: &Clients, shared: &Shared, must_end: &AtomicBool) {
    while !must_end.load(Ordering::Acquire) {
        if !shared.feeds().any(|(_, feed)| feed.has_tails()) {
            thread::sleep(POLL);
            continue;
        }
        let ended = match Session::begin(clients, shared) {
            Ok(mut session) => session.run(must_end),
            Err(error) => Ended::Interrupted(error.to_string()),
        };
        match ended {
            Ended::Stopped => return,
            Ended::Unwanted => {}
            Ended::Interrupted(why) => {
                tracing::warn!(%why, "kafka: the log's ends are followed anew");
                shared.counters.interrupted();
                thread::sleep(PAUSE);
            }
        }
    }
}
