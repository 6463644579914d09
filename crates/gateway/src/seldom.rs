//! What would be said with every request while a service is away is said once a second.

use std::sync::atomic::{AtomicU64, Ordering};

/// How long to be silent after something was said: a crash under load must not fill a disk.
const SILENCE_US: u64 = 1_000_000;

/// Counts what goes unsaid.
#[derive(Debug, Default)]
pub(crate) struct Seldom {
    said_us: AtomicU64,
    unsaid: AtomicU64,
}

impl Seldom {
    /// It has happened again. How often it has since it was last said, this time included, if it
    /// is to be said now (`now_us`, microseconds since the Unix epoch; the clock may jump back).
    pub(crate) fn happened(&self, now_us: u64) -> Option<u64> {
        self.unsaid.fetch_add(1, Ordering::Relaxed);
        let said_us = self.said_us.load(Ordering::Relaxed);
        let is_due = now_us.checked_sub(said_us).is_none_or(|silent_us| silent_us >= SILENCE_US);
        let is_mine = || {
            let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
            self.said_us.compare_exchange(said_us, now_us, set, fetch).is_ok()
        };
        (is_due && is_mine()).then(|| self.unsaid.swap(0, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::{SILENCE_US, Seldom};

    #[test]
    fn a_flood_is_said_once_a_second_with_its_count() {
        let seldom = Seldom::default();
        let start_us = 1_700_000_000_000_000;
        assert_eq!(seldom.happened(start_us), Some(1), "the first at once");
        for after_us in 1..1000 {
            assert_eq!(seldom.happened(start_us + after_us), None);
        }
        assert_eq!(seldom.happened(start_us + SILENCE_US), Some(1000));
        assert_eq!(seldom.happened(start_us + 5 * SILENCE_US), Some(1));
        assert_eq!(seldom.happened(start_us), Some(1), "a clock that was set back");
        assert_eq!(seldom.happened(start_us + 1), None);
    }
}
