//! One partition from the start of the process to its end.

use croupier_views::ViewPosition;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::meters::Meters;
use crate::parts::Parts;
use crate::session::{Ended, Session};
use crate::snapshots::Snapshots;
use crate::status::Phase;

/// Runs the sessions of one partition.
pub(crate) struct Worker {
    parts: Parts,
    partition: u32,
    meters: Meters,
    shutdown: CancellationToken,
}

impl Worker {
    pub(crate) fn new(parts: Parts, partition: u32, shutdown: CancellationToken) -> Self {
        Self { parts, partition, meters: Meters::new(partition), shutdown }
    }

    pub(crate) async fn run(self) {
        let mut snapshots = Snapshots::new(&self.parts, self.partition);
        let mut goes_on = true;
        while goes_on {
            let (parts, meters) = (&self.parts, &self.meters);
            let beginning = Session::begin(parts, self.partition, meters, &mut snapshots);
            let ended = match self.shutdown.run_until_cancelled(beginning).await {
                Some(Ok(session)) => {
                    self.say_whether_diverged(None).await;
                    session.run(&self.shutdown).await
                }
                Some(Err(ended)) => ended,
                None => Ended::Shutdown,
            };
            let next = self.after(ended);
            goes_on = self.shutdown.run_until_cancelled(next).await.unwrap_or(false);
        }
        let seq = self.parts.views.position(self.partition).await.ok().flatten();
        snapshots.finish(seq.map(|position| position.seq)).await;
    }

    /// What a session's end leads to. Returns whether there is to be another one.
    async fn after(&self, ended: Ended) -> bool {
        match ended {
            Ended::Shutdown => return false,
            Ended::Moved { from, to } => self.on_moved(from, to).await,
            Ended::Unreachable(why) => {
                tracing::warn!(partition.id = self.partition, %why, "the view does not follow");
                self.enter(Phase::Unreachable(why));
                sleep(self.parts.settings.retry_after).await;
            }
            Ended::Diverged(why) => {
                tracing::error!(
                    partition.id = self.partition, %why,
                    "DIVERGED: the log has lost what the view has folded; nothing is written"
                );
                self.enter(Phase::Diverged(why.clone()));
                while !self.say_whether_diverged(Some(&why)).await {
                    sleep(self.parts.settings.retry_after).await;
                }
                return self.stop().await;
            }
            Ended::Parked(why) => {
                tracing::error!(
                    partition.id = self.partition, %why,
                    "PARKED: a newer build or an operator must act; other partitions go on"
                );
                self.enter(Phase::Parked(why));
                return self.stop().await;
            }
        }
        true
    }

    /// Let everybody know who answers from the view, in whatever process. Returns whether they can.
    async fn say_whether_diverged(&self, why: Option<&str>) -> bool {
        let views = &self.parts.views;
        let said = match views.diverged(self.partition).await {
            Ok(said) if said.as_deref() == why => Ok(()),
            Ok(_) => views.set_diverged(self.partition, why).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &said {
            tracing::warn!(partition.id = self.partition, %error, "the view's state is not noted");
        }
        said.is_ok()
    }

    /// Nothing is done until a restart.
    async fn stop(&self) -> bool {
        std::future::pending().await
    }

    /// A view that stands further back has lost what it had: go on from there at once. One that
    /// stands further on has another processor: leave it alone for as long as it moves.
    async fn on_moved(&self, from: Option<ViewPosition>, to: Option<ViewPosition>) {
        self.meters.conflicted();
        self.parts.status.change(self.partition, |status| status.conflict_count += 1);
        let (from, to) = (seq_of(from), seq_of(to));
        if to <= from {
            tracing::warn!(
                partition.id = self.partition,
                from,
                to,
                "the view has lost what it had; go on from where it stands"
            );
            self.enter(Phase::Starting);
        } else {
            tracing::info!(partition.id = self.partition, from, to, "another processor is at work");
            self.enter(Phase::StandingBy);
            self.stand_by().await;
        }
    }

    /// Returns when the view has not moved for a while.
    async fn stand_by(&self) {
        let settings = &self.parts.settings;
        let (mut last, mut unmoved_count) = (None, 0);
        while unmoved_count < settings.standby_poll_count {
            sleep(settings.poll_every).await;
            let Ok(stored) = self.parts.views.position(self.partition).await else { return };
            unmoved_count = if last == Some(stored) { unmoved_count + 1 } else { 0 };
            last = Some(stored);
        }
    }

    fn enter(&self, phase: Phase) {
        self.meters.does_not_follow(&phase);
        self.parts.status.change(self.partition, |status| status.phase = phase);
    }
}

fn seq_of(position: Option<ViewPosition>) -> Option<u64> {
    position.map(|position| position.seq)
}
