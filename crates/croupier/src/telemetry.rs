//! Logs and metrics of the process.

use std::io::IsTerminal;
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing_subscriber::EnvFilter;

use crate::config::{ProcessSettings, TraceFormat};

/// Latencies are measured in seconds, from a tenth of a millisecond to ten seconds.
const SECONDS_BUCKETS: [f64; 14] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

/// Batches are counted in commits, up to the most that one may have.
const COUNT_BUCKETS: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// Start logging to standard error and counting; once a process.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(settings: &ProcessSettings) -> anyhow::Result<PrometheusHandle> {
    let filter = EnvFilter::try_new(&settings.trace)
        .with_context(|| format!("read the trace filter {:?}", settings.trace))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.trace_format {
        TraceFormat::Text => {
            lines.with_target(false).with_ansi(std::io::stderr().is_terminal()).init();
        }
        TraceFormat::Json => lines.json().flatten_event(true).init(),
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets(&SECONDS_BUCKETS)
        .context("set the buckets of histograms")?
        .set_buckets_for_metric(Matcher::Suffix("_commits".into()), &COUNT_BUCKETS)
        .context("set the buckets of counts")?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder)
        .map_err(|error| anyhow::anyhow!("start the metrics: {error}"))?;
    Ok(handle)
}

/// How often measured times are put into their buckets.
const KEEP_UP_EVERY: Duration = Duration::from_secs(5);

/// Put what was measured into its buckets in `tasks` until `stopping`. Each time is kept as it is
/// until then, and a process that nobody scrapes would keep all of them for ever.
pub fn keep_up(metrics: &PrometheusHandle, tasks: &TaskTracker, stopping: &CancellationToken) {
    let (metrics, stopping) = (metrics.clone(), stopping.clone());
    tasks.spawn(stopping.run_until_cancelled_owned(async move {
        loop {
            sleep(KEEP_UP_EVERY).await;
            metrics.run_upkeep();
        }
    }));
}
