//! How long commits take to become visible.

use std::time::Duration;

use croupier_views::HopTimes;
use metrics::{Histogram, histogram};

/// How long the steps to a view took, over all partitions, by the clocks of whoever took them.
pub(crate) struct HopMeters {
    read: Histogram,
    project: Histogram,
    visible: Histogram,
}

impl HopMeters {
    pub(crate) fn new() -> Self {
        let of = |hop: &'static str| histogram!("croupier_processor_hop_seconds", "hop" => hop);
        Self { read: of("read"), project: of("project"), visible: of("visible") }
    }

    /// Commits that went this way are in the view since `now_us`: read after the log stored them,
    /// projected after that, visible after the first of our services received them.
    pub(crate) fn visible(&self, all: impl Iterator<Item = HopTimes>, now_us: u64) {
        for times in all {
            record(&self.read, times.appended_us, times.read_us);
            record(&self.project, times.read_us, Some(now_us));
            record(&self.visible, times.received_us, Some(now_us));
        }
    }
}

/// Clocks of two machines may disagree: nothing takes less than no time.
fn record(histogram: &Histogram, from_us: Option<u64>, to_us: Option<u64>) {
    if let (Some(from_us), Some(to_us)) = (from_us, to_us) {
        histogram.record(Duration::from_micros(to_us.saturating_sub(from_us)).as_secs_f64());
    }
}
