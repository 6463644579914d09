//! Whether the clock shows what has passed.

use tokio::time::Instant;

/// How far the clock may move against the time that passes before it counts as a jump: as far as it
/// may be from the log's.
const JUMP_MS_MIN: u64 = 5_000;

/// The last look at the clock.
#[derive(Debug)]
pub(super) struct Steadiness {
    shown_ms: u64,
    looked_at: Instant,
}

/// By how much the clock has jumped, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    /// It shows more time than has passed.
    Ahead(u64),
    /// It shows less.
    Back(u64),
}

impl Steadiness {
    pub(super) fn new(now_ms: u64) -> Self {
        Self { shown_ms: now_ms, looked_at: Instant::now() }
    }

    /// The clock shows `now_ms`: whether it has jumped since the last look.
    pub(super) fn look(&mut self, now_ms: u64) -> Option<Jump> {
        let passed_ms = u64::try_from(self.looked_at.elapsed().as_millis()).unwrap_or(u64::MAX);
        let expected_ms = self.shown_ms.saturating_add(passed_ms);
        *self = Self::new(now_ms);
        let jump_ms = now_ms.abs_diff(expected_ms);
        let jump = if now_ms > expected_ms { Jump::Ahead } else { Jump::Back };
        (jump_ms > JUMP_MS_MIN).then(|| jump(jump_ms))
    }
}
