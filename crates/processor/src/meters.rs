//! What an operator asks of a processor, as metrics.
//!
//! What the games took and paid is what the views' sums say, not what this process has seen: it is
//! exact, survives a restart, and several processors say the same.

use std::sync::OnceLock;
use std::time::Duration;

use croupier_domain::games::{Game, Rtp};
use croupier_views::{GameSums, HopTimes, Sum};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use crate::status::{PartitionStatus, Phase};

/// One partition's metrics, looked up once. What counts faults is there from the start, as zeros.
pub(crate) struct Meters {
    commits: Counter,
    strays: Counter,
    conflicts: Counter,
    lag_commits: Gauge,
    lag_seconds: Gauge,
    stopped: Gauge,
    label: String,
    /// There once the sums are known. Zeros before them would be taken for a counter that begins
    /// anew, and all that was ever staked for stakes of today.
    games: OnceLock<[GameMeters; Game::ALL.len()]>,
    hops: HopMeters,
}

impl Meters {
    pub(crate) fn new(partition: u32) -> Self {
        let label = partition.to_string();
        let count = |name: &'static str| counter!(name, "partition" => label.clone());
        let of = |name: &'static str| gauge!(name, "partition" => label.clone());
        for game in Game::ALL {
            gauge!("croupier_processor_game_rtp", "game" => game.name()).set(ratio(game.rtp()));
        }
        Self {
            commits: count("croupier_processor_commits_total"),
            strays: count("croupier_processor_strays_total"),
            conflicts: count("croupier_processor_conflicts_total"),
            lag_commits: of("croupier_processor_lag_commits"),
            lag_seconds: of("croupier_processor_lag_seconds"),
            stopped: of("croupier_processor_stopped"),
            games: OnceLock::new(),
            hops: HopMeters::new(),
            label,
        }
    }

    /// So many more commits are in the view.
    pub(crate) fn folded(&self, commit_count: u64) {
        self.commits.increment(commit_count);
    }

    /// The partition's games come to these sums.
    pub(crate) fn games(&self, sums: &GameSums) {
        let meters = || Game::ALL.map(|game| GameMeters::new(game, &self.label));
        for meters in self.games.get_or_init(meters) {
            let Some(sum) = sums.iter().find(|sum| sum.game == meters.game) else { continue };
            meters.bets.absolute(sum.bet_count);
            meters.settled.absolute(minor(sum.settled));
            meters.paid.absolute(minor(sum.paid));
        }
    }

    /// The view stood elsewhere than expected.
    pub(crate) fn conflicted(&self) {
        self.conflicts.increment(1);
    }

    /// So many more records were strays.
    pub(crate) fn strayed(&self, count: u64) {
        self.strays.increment(count);
    }

    /// The partition is followed, and is like this.
    pub(crate) fn follows(&self, status: &PartitionStatus) {
        self.lag_commits.set(status.lag_count() as f64);
        self.lag_seconds.set(Duration::from_millis(status.lag_ms).as_secs_f64());
        self.stopped.set(0.0);
    }

    /// The partition is not followed. What it was like would go on being told as if it were so
    /// now; that it is not known has a number of its own.
    pub(crate) fn does_not_follow(&self, phase: &Phase) {
        self.lag_commits.set(f64::NAN);
        self.lag_seconds.set(f64::NAN);
        let is_stopped = matches!(phase, Phase::Parked(_) | Phase::Diverged(_));
        self.stopped.set(f64::from(u8::from(is_stopped)));
    }

    /// Commits that went this way are in the view since `now_us`.
    pub(crate) fn visible(&self, all: impl Iterator<Item = HopTimes>, now_us: u64) {
        self.hops.visible(all, now_us);
    }
}

/// What one game took and paid in one partition.
struct GameMeters {
    game: Game,
    bets: Counter,
    settled: Counter,
    paid: Counter,
}

impl GameMeters {
    fn new(game: Game, partition: &str) -> Self {
        let of = |name: &'static str| {
            let partition = partition.to_owned();
            counter!(name, "game" => game.name(), "partition" => partition)
        };
        Self {
            game,
            bets: of("croupier_processor_bets_total"),
            settled: of("croupier_processor_settled_minor_total"),
            paid: of("croupier_processor_paid_minor_total"),
        }
    }
}

fn ratio(rtp: Rtp) -> f64 {
    rtp.numerator as f64 / rtp.denominator as f64
}

/// No sum of a house is below nothing, or beyond what a counter holds.
fn minor(sum: Sum) -> u64 {
    u64::try_from(sum.minor().max(0)).unwrap_or(u64::MAX)
}

/// How long the steps to a view took, over all partitions, by the clocks of whoever took them.
struct HopMeters {
    read: Histogram,
    project: Histogram,
    visible: Histogram,
}

impl HopMeters {
    fn new() -> Self {
        let of = |hop: &'static str| histogram!("croupier_processor_hop_seconds", "hop" => hop);
        Self { read: of("read"), project: of("project"), visible: of("visible") }
    }

    /// Read after the log stored them, projected after that, visible after the first of our
    /// services received them.
    fn visible(&self, all: impl Iterator<Item = HopTimes>, now_us: u64) {
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
