//! How a processor is: for health, for metrics, for whoever waits for it.

use std::sync::Arc;

use tokio::sync::watch;

/// How every partition is. A cheap handle: clones look at the same processor.
#[derive(Debug, Clone)]
pub struct Status {
    partitions: Arc<[watch::Sender<PartitionStatus>]>,
}

/// How a partition is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartitionStatus {
    /// What it is doing.
    pub phase: Phase,
    /// The last commit that is in the view.
    pub seq: Option<u64>,
    /// That commit's time (milliseconds since the Unix epoch).
    pub time_ms: u64,
    /// The last commit that is known to be in the log.
    pub end_seq: Option<u64>,
    /// How long ago the last commit in the view was made, while there are later ones.
    pub lag_ms: u64,
    /// How many records were strays.
    pub stray_count: u64,
    /// How many times the view stood elsewhere than expected.
    pub conflict_count: u64,
}

/// What a partition is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// Looking for where to go on.
    #[default]
    Starting,
    /// Folding what the log had when it began.
    CatchingUp,
    /// Following the log.
    Live,
    /// Another processor moves the view.
    StandingBy,
    /// The log or the view cannot be reached; it is tried again.
    Unreachable(String),
    /// A commit cannot be read or folded. A newer build or an operator must act.
    Parked(String),
    /// The log no longer holds what the view has folded. An operator must act.
    Diverged(String),
}

impl Phase {
    /// Its name in health, logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::CatchingUp => "catching_up",
            Self::Live => "live",
            Self::StandingBy => "standing_by",
            Self::Unreachable(_) => "unreachable",
            Self::Parked(_) => "parked",
            Self::Diverged(_) => "diverged",
        }
    }

    /// Why the view does not follow the log, when it does not.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Unreachable(why) | Self::Parked(why) | Self::Diverged(why) => Some(why),
            Self::Starting | Self::CatchingUp | Self::Live | Self::StandingBy => None,
        }
    }

    /// Whether it has yet to reach what the log had when it began.
    const fn is_behind(&self) -> bool {
        matches!(self, Self::Starting | Self::CatchingUp | Self::Unreachable(_))
    }
}

impl PartitionStatus {
    /// How many commits the view is known to lack.
    pub fn lag_count(&self) -> u64 {
        let next = |seq: Option<u64>| seq.map_or(0, |seq| seq + 1);
        next(self.end_seq).saturating_sub(next(self.seq))
    }
}

impl Status {
    /// The status of a processor for `partition_count` partitions that has not begun.
    pub fn new(partition_count: u32) -> Self {
        let partitions = (0..partition_count).map(|_| watch::Sender::default());
        Self { partitions: partitions.collect() }
    }

    /// Every partition, by number.
    pub fn partitions(&self) -> impl ExactSizeIterator<Item = PartitionStatus> + '_ {
        self.partitions.iter().map(|partition| partition.borrow().clone())
    }

    /// What is wrong, a phrase for each partition that does not follow the log.
    pub fn troubles(&self) -> Vec<String> {
        let statuses = (0..).zip(self.partitions());
        let stopped = statuses.filter_map(|(number, status): (u32, _)| {
            let (name, why) = (status.phase.name(), status.phase.reason()?);
            Some(format!("the view of partition {number} is {name}: {why}"))
        });
        stopped.collect()
    }

    /// Whether the view of `partition` holds what the log has lost: nobody may be answered from it.
    pub fn has_diverged(&self, partition: u32) -> bool {
        let status = self.partitions.get(partition as usize);
        status.is_some_and(|status| matches!(status.borrow().phase, Phase::Diverged(_)))
    }

    /// Wait until every partition has caught up with what the log had when it began, or will not
    /// without help.
    pub async fn caught_up(&self) {
        for partition in self.partitions.iter() {
            // The sender is ours: it outlives the wait.
            let _ = partition.subscribe().wait_for(|status| !status.phase.is_behind()).await;
        }
    }

    pub(crate) fn change(&self, partition: u32, change: impl FnOnce(&mut PartitionStatus)) {
        if let Some(status) = self.partitions.get(partition as usize) {
            status.send_modify(change);
        }
    }
}
