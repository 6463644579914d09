//! The thread that looks after an open log: is it still the one that was opened, and is it kept as
//! it must be?

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::keeping::Keeping;
use super::shared::Shared;
use crate::engine::LogError;

/// How often the readers are tidied.
const TIDY_EVERY: Duration = Duration::from_secs(1);

/// See the module.
#[derive(Debug)]
pub(super) struct Warden {
    /// Dropped, the thread ends.
    stop: mpsc::Sender<()>,
    thread: JoinHandle<()>,
}

impl Warden {
    pub(super) fn start(
        keeping: Keeping,
        shared: Arc<Shared>,
        check_every: Duration,
    ) -> Result<Self, LogError> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("log-warden".into())
            .spawn(move || watch(&keeping, &shared, check_every, &stopped))
            .map_err(|error| LogError::Unusable(error.to_string()))?;
        Ok(Self { stop, thread })
    }

    /// Blocks.
    pub(super) fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the log's warden thread panicked");
        }
    }
}

fn watch(keeping: &Keeping, shared: &Shared, check_every: Duration, stopped: &mpsc::Receiver<()>) {
    let mut checked = Instant::now();
    while stopped.recv_timeout(TIDY_EVERY.min(check_every)) == Err(RecvTimeoutError::Timeout) {
        shared.reads.tidy();
        if checked.elapsed() < check_every {
            continue;
        }
        match check(keeping, shared) {
            // Whoever cannot ask does not know.
            Err(LogError::Unreachable(why)) => {
                tracing::warn!(%why, "kafka: the topics could not be checked");
            }
            verdict => shared.judge(verdict),
        }
        checked = Instant::now();
    }
}

fn check(keeping: &Keeping, shared: &Shared) -> Result<(), LogError> {
    let partition_count = shared.genesis.partition_count;
    keeping.check_layout(partition_count)?;
    keeping.check_settings()?;
    (0..partition_count).try_for_each(|partition| shared.find_birth(partition))
}
