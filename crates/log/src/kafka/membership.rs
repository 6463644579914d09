//! Who owns which partition, as far as the brokers know: a hint for liveness and nothing else.
//!
//! Every instance that would own partitions is a member of one consumer group, `PREFIX.owners`,
//! which gives each partition of the commits to one member. A member reads nothing: what it is
//! given it pauses at once, it commits no offsets, and it is polled only so that it is seen to be
//! alive. When it is silent for the session timeout, its partitions are given to others, while it
//! may still believe in them: the chain decides between the two, not the group.
//!
//! A partition is given in a generation of the group, and a later one is a higher number: by it an
//! assignment is told from the one before. The generation in a takeover is another number, which
//! the log counts: the group's begins anew when the group is deleted.
//!
//! When a partition is to go to another member, who has it is asked first: it is taken out of the
//! [`Assignment`], and only when nobody has a [`Hold`] on it any more, or after [`HAND_OVER`], is
//! it given on. A member that is thought dead is not asked.

mod member;
mod roster;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use super::clients::Clients;
use super::settings::Settings;
use super::topics::Topics;
use crate::engine::LogError;

use member::Member;
use roster::Roster;

pub use roster::Hold;

/// How long a partition that is asked back may be held.
pub const HAND_OVER: Duration = Duration::from_secs(10);

/// What an instance has been given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assignment {
    /// The generation of the group that the instance has seen last; 0 before it was in any.
    pub generation: u32,
    /// The partitions, each with the generation in which it was given to this instance. Another
    /// number than before is another assignment: in between, the partition may have had another
    /// owner.
    pub partitions: BTreeMap<u32, u32>,
}

/// An instance's place in the group. Dropping it leaves the group.
#[derive(Debug)]
pub struct Membership {
    roster: Arc<Roster>,
    must_end: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Membership {
    /// Join the group of the log under a prefix. Returns at once: what is given comes later, or
    /// never, while no broker can be reached.
    ///
    /// # Errors
    /// When the settings are of no use.
    pub fn join(settings: &Settings) -> Result<Self, LogError> {
        let roster = Arc::new(Roster::default());
        let member = Member::new(Arc::clone(&roster));
        let consumer = Clients::new(settings)?.member(settings, member)?;
        let topic = Topics::of(&settings.prefix).commits;
        let must_end = Arc::new(AtomicBool::new(false));
        let observed = Arc::clone(&must_end);
        let thread = thread::Builder::new()
            .name("log-member".into())
            .spawn(move || member::serve(consumer, &topic, &observed))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok(Self { roster, must_end, thread: Mutex::new(Some(thread)) })
    }

    /// What this instance has been given, now and from now on.
    pub fn assignment(&self) -> watch::Receiver<Assignment> {
        self.roster.subscribe()
    }

    /// Keep a partition from being given on before it was let go of; `None` when it is not, or no
    /// longer, this instance's.
    pub fn hold(&self, partition: u32) -> Option<Hold> {
        Roster::hold(&self.roster, partition)
    }

    /// Give everything back, as when all of it was asked back, and leave. Blocks until that is
    /// done, whoever has begun it.
    pub fn leave(&self) {
        self.must_end.store(true, Ordering::Release);
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the member's thread panicked");
        }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.leave();
    }
}
