//! Starting the write side: every partition opened, owned and reachable.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use croupier_clock::Clock;
use croupier_domain::fairness::SeedVault;
use croupier_log::Log;
use futures_util::FutureExt;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::commands::{Commands, Status};
use crate::meters::Meters;
use crate::owner::Owner;
use crate::ownership::Ownership;
use crate::partition::{Phase, Settings};
use crate::request::Request;
use crate::startup::{StartError, open_partition};
use crate::unfit::leave_when_unfit;

/// What the write side is made of.
pub struct WriteSide {
    /// The log it decides on.
    pub log: Arc<dyn Log>,
    /// The clock it decides by.
    pub clock: Arc<dyn Clock>,
    /// What every partition decides by.
    pub settings: Settings,
    /// Where seeds come from.
    pub seeds: SeedVault,
    /// Which partitions it is to own; it follows the others.
    pub ownership: Ownership,
}

impl WriteSide {
    /// Open every partition, two at a time on two cores, and let their owners run in `tasks` until
    /// `shutdown`. `progress` is told how many commits were folded since it was last told.
    ///
    /// A partition whose own commits are in doubt is stopped, loudly; the others serve.
    ///
    /// # Errors
    /// When the log as a whole cannot be used, or the clock is behind it.
    pub async fn start(
        self,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
        progress: Arc<dyn Fn(u64) + Send + Sync>,
    ) -> Result<Commands, StartError> {
        let side = Arc::new(self);
        let openings: Vec<_> = (0..side.log.partition_count())
            .map(|id| tasks.spawn(side.clone().open(id, progress.clone())))
            .collect();
        let mut owners = Vec::new();
        for (id, opening) in (0..).zip(openings) {
            owners.push(match opening.await {
                Ok(opened) => opened?,
                Err(join) => {
                    Err(Phase::Parked(format!("partition {id} could not be opened: {join}")))
                }
            });
        }
        let ways_in = (0..).zip(owners).map(|(id, owner)| match owner {
            Ok((owner, requests, status)) => {
                tasks.spawn(watched(id, owner, shutdown.clone()));
                (requests, status)
            }
            Err(phase) => stopped(id, phase),
        });
        let ways_in: Vec<_> = ways_in.collect();
        let statuses = ways_in.iter().map(|(_, status)| status.clone()).collect();
        let leaving = leave_when_unfit(side.ownership.clone(), statuses);
        let shutdown = shutdown.clone();
        tasks.spawn(async move { shutdown.run_until_cancelled(leaving).await });
        Ok(Commands::new(ways_in))
    }

    async fn open(
        self: Arc<Self>,
        id: u32,
        progress: Arc<dyn Fn(u64) + Send + Sync>,
    ) -> Result<Result<Way, Phase>, StartError> {
        let (settings, seeds) = (self.settings.clone(), self.seeds.clone());
        let now_ms = self.clock.now_ms();
        match open_partition(&*self.log, id, settings, seeds, now_ms, &*progress).await {
            Ok(partition) => {
                let (log, clock) = (self.log.clone(), self.clock.clone());
                Ok(Ok(Owner::new(partition, log, clock, self.ownership.clone())))
            }
            Err(error) => match error.stops_one_partition() {
                Some(phase) => {
                    tracing::error!(partition.id = id, %error, "partition {}", phase.name());
                    Ok(Err(phase))
                }
                None => Err(error),
            },
        }
    }
}

/// Run an owner. Should it panic, its partition is stopped, and says so: nobody knows what it would
/// have done next.
async fn watched(id: u32, owner: Owner, shutdown: CancellationToken) {
    let status = owner.status();
    if AssertUnwindSafe(owner.run(shutdown)).catch_unwind().await.is_err() {
        let phase = Phase::Parked(format!("the loop of partition {id} panicked: see the log"));
        tracing::error!(partition.id = id, "partition {}: its loop panicked", phase.name());
        let stopped = Status { phase, ..status.borrow().clone() };
        Meters::new(id).show(&stopped);
        status.send_replace(stopped);
    }
}

type Way = (Owner, mpsc::Sender<Request>, watch::Receiver<Status>);

/// A way in that leads nowhere and says why.
fn stopped(id: u32, phase: Phase) -> (mpsc::Sender<Request>, watch::Receiver<Status>) {
    let (requests, _nobody_reads) = mpsc::channel(1);
    let status = Status::stopped(phase);
    Meters::new(id).show(&status);
    let (_never_changes, status) = watch::channel(status);
    (requests, status)
}
