//! The processor and the query role's parts.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use croupier_api::{HealthStatus, ServiceHealth};
use croupier_clock::Clock;
use croupier_http::{edge, health_routes};
use croupier_log::{Log, partition_of};
use croupier_processor::{Parts, Phase, Progress, Settings, Status};
use croupier_query::Oversight;
use croupier_views::{Views, ViewsError};
use indicatif::ProgressBar;
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{BUILD, positions};
use crate::progress;

/// A processor that keeps `views` at the end of `log` until `stopping`.
pub(super) fn start_processor(
    log: Arc<dyn Log>,
    views: Arc<dyn Views>,
    clock: Arc<dyn Clock>,
    tasks: &TaskTracker,
    stopping: &CancellationToken,
) -> Status {
    let status = Status::new(log.partition_count());
    let bar = progress::bar("folding the views", 0);
    let catching_up = CatchUp::new(bar.clone(), log.partition_count());
    let parts = Parts {
        log,
        views,
        clock,
        settings: Settings::default(),
        status: status.clone(),
        progress: Arc::new(move |progress| catching_up.show(progress)),
    };
    let (observed, stop) = (status.clone(), stopping.clone());
    tasks.spawn(async move {
        stop.run_until_cancelled(observed.caught_up()).await;
        bar.finish_and_clear();
    });
    let stop = stopping.clone();
    tasks.spawn(async move {
        if let Err(error) = croupier_processor::run(parts, stop.clone()).await {
            tracing::error!(%error, "the views cannot be kept; shutting down");
            stop.cancel();
        }
    });
    status
}

/// What a processor that is alone in its process answers: how it is.
pub(super) fn processor_router(status: Arc<OnceLock<Status>>) -> Router {
    edge(health_routes(move || ready(processor_health(status.get()))))
}

/// `None`: the log is not open yet.
fn processor_health(status: Option<&Status>) -> ServiceHealth {
    let count_of = |is_so: fn(&Phase) -> bool| {
        status.map_or(0, |status| status.partitions().filter(|p| is_so(&p.phase)).count())
    };
    let troubles = status.map(Status::troubles).unwrap_or_default();
    let waiting_count = count_of(|phase| matches!(phase, Phase::Starting));
    let stopped_count = troubles.len();
    let (health, reason) = match status {
        None => (HealthStatus::Unhealthy, Some("the log is not open yet".into())),
        Some(status) if waiting_count + stopped_count == status.partitions().len() => {
            let waits = (stopped_count == 0).then(|| "the views are not open yet".to_owned());
            (HealthStatus::Unhealthy, Some(waits.unwrap_or_else(|| troubles.join("; "))))
        }
        Some(_) if stopped_count > 0 => (HealthStatus::Degraded, Some(troubles.join("; "))),
        Some(_) => (HealthStatus::Healthy, None),
    };
    let (service, version) = ("processor".into(), BUILD.into());
    ServiceHealth { status: health, service, version, reason, redis: None }
}

/// How far all partitions together have come.
struct CatchUp {
    bar: ProgressBar,
    ends: Vec<std::sync::atomic::AtomicU64>,
}

impl CatchUp {
    fn new(bar: ProgressBar, partition_count: u32) -> Self {
        Self { bar, ends: (0..partition_count).map(|_| Default::default()).collect() }
    }

    fn show(&self, progress: Progress) {
        use std::sync::atomic::Ordering::Relaxed;
        let Some(end) = self.ends.get(progress.partition as usize) else { return };
        end.store(progress.end_seq, Relaxed);
        self.bar.set_length(self.ends.iter().map(|end| end.load(Relaxed)).sum());
        self.bar.inc(progress.commit_count);
    }
}

/// What the query service is made of; `status` where the processor is in this process.
pub(super) fn query_parts(
    views: Arc<dyn Views>,
    status: Option<Status>,
    clock: Arc<dyn Clock>,
    tasks: &TaskTracker,
    stopping: &CancellationToken,
) -> croupier_query::Parts {
    positions::show(views.clone(), tasks, stopping);
    croupier_query::Parts {
        partition_of,
        oversight: status.map_or_else(|| watched(&views, tasks, stopping), oversight),
        views,
        clock,
        tasks: tasks.clone(),
        stopping: stopping.clone(),
        build: BUILD.into(),
    }
}

/// How often a process without a processor looks for what those of others have found.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What processors of other processes have noted in the views: which of them hold what the log has
/// lost.
fn watched(views: &Arc<dyn Views>, tasks: &TaskTracker, stopping: &CancellationToken) -> Oversight {
    let (found, views, stopping) = (watch::Sender::default(), views.clone(), stopping.clone());
    let (told, diverged) = (found.subscribe(), found.subscribe());
    tasks.spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            // Views that cannot be reached answer nobody either.
            if let Ok(diverged) = diverged_of(&*views).await {
                found.send_replace(diverged);
            }
            sleep(LOOK_EVERY).await;
        }
    }));
    Oversight {
        troubles: Arc::new(move || {
            let words = |(number, why): (&u32, &String)| {
                format!("the view of partition {number} is diverged: {why}")
            };
            told.borrow().iter().map(words).collect()
        }),
        has_diverged: Arc::new(move |partition| diverged.borrow().contains_key(&partition)),
        ..Oversight::none()
    }
}

/// The partitions that have diverged, and why.
async fn diverged_of(views: &dyn Views) -> Result<BTreeMap<u32, String>, ViewsError> {
    let count = views.meta().await?.map_or(0, |meta| meta.partition_count);
    let mut found = BTreeMap::new();
    for partition in 0..count {
        if let Some(why) = views.diverged(partition).await? {
            found.insert(partition, why);
        }
    }
    Ok(found)
}

/// What the processor of this process knows.
fn oversight(status: Status) -> Oversight {
    let (told, reached) = (status.clone(), status.clone());
    Oversight {
        troubles: Arc::new(move || told.troubles()),
        has_diverged: Arc::new(move |partition| status.has_diverged(partition)),
        end: Some(Arc::new(move |partition| {
            reached.partitions().nth(partition as usize).and_then(|partition| partition.end_seq)
        })),
    }
}
