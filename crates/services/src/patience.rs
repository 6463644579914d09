//! Waiting for a server: bounded, and visible when it takes long.

use std::time::{Duration, Instant};

use crate::screen::say;

/// Longer than this, and somebody who looks on should be told what is going on.
const QUIET: Duration = Duration::from_secs(2);
/// How often they are told again.
const AGAIN: Duration = Duration::from_secs(5);
/// Between two looks; a look is cheap beside what is waited for.
const PAUSE: Duration = Duration::from_millis(20);

/// One wait, from when it began.
pub(crate) struct Patience {
    what: String,
    began: Instant,
    bound: Duration,
    told: Option<Instant>,
}

impl Patience {
    /// `what` is waited for, as in "waiting for …".
    pub(crate) fn new(what: impl Into<String>, bound: Duration) -> Self {
        Self { what: what.into(), began: Instant::now(), bound, told: None }
    }

    /// Sleeps a moment; false when the bound is over.
    pub(crate) fn go_on(&mut self, so_far: impl FnOnce() -> String) -> bool {
        let waited = self.began.elapsed();
        if waited >= self.bound {
            return false;
        }
        let due = self.told.map_or(waited >= QUIET, |told| told.elapsed() >= AGAIN);
        if due {
            self.told = Some(Instant::now());
            let so_far = so_far();
            let comma = if so_far.is_empty() { "" } else { ", " };
            let waited_s = waited.as_secs();
            say(&format!("waiting for {}: {waited_s} s{comma}{so_far}", self.what));
        }
        std::thread::sleep(PAUSE);
        true
    }

    pub(crate) fn bound_s(&self) -> u64 {
        self.bound.as_secs()
    }
}
