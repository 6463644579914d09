//! An instance that cannot own anything makes room for others.
//!
//! A clock is the machine's: what is wrong for one partition is wrong for the next, and as long as
//! the instance is there it is given partitions that nobody serves then. It is the log's clock that
//! is wrong when others of its partitions are served, and leaving would take those with it. (Where
//! each instance has one partition and one broker's clock is wrong, they leave one after the other,
//! until one of them has been given a second.)

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::commands::Status;
use crate::ownership::Ownership;
use crate::partition::Phase;

/// How often it is looked at. An owner that is needed elsewhere is missed for far longer than this
/// when its process dies.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Leave once everything that is assigned to this instance is stopped, and some of it by its clock.
/// Returns then.
pub(crate) async fn leave_when_unfit(ownership: Ownership, statuses: Vec<watch::Receiver<Status>>) {
    let Some(leave) = ownership.leave.clone() else { return };
    while !is_unfit(&ownership, &statuses) {
        sleep(LOOK_EVERY).await;
    }
    tracing::error!(
        "this machine's clock is wrong: the instance leaves its partitions to others, until it is \
         started again"
    );
    if let Err(join) = tokio::task::spawn_blocking(move || leave()).await {
        tracing::error!(%join, "the partitions are not left to others");
    }
}

fn is_unfit(ownership: &Ownership, statuses: &[watch::Receiver<Status>]) -> bool {
    let assigned = ownership.assigned.borrow();
    let ours = assigned.partitions.keys().filter_map(|id| statuses.get(*id as usize));
    let phases: Vec<Phase> = ours.map(|status| status.borrow().phase.clone()).collect();
    phases.iter().all(Phase::is_stopped)
        && phases.iter().any(|phase| matches!(phase, Phase::ClockWrong(_)))
}
