//! Where this process's spans go: to a trace store, over OTLP/HTTP with protobuf.
//!
//! Only the messages are OpenTelemetry's own; what moves them is the client that is here anyway.
//! Nothing is sent twice: a store that is away loses what happens meanwhile, and bets never notice
//! it. That is said once, counted always, and said again when it takes them.

mod store;
#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_domain::Hex;
use croupier_trace::{Span, collect};
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::OtlpSettings;
use crate::secrets;
use store::Store;

/// How many spans go into one request: a few hundred KiB.
const BATCH_MAX: usize = 512;

/// How long spans are gathered before they are sent.
const GATHER: Duration = Duration::from_secs(1);

/// How long the end of the process waits for the last of them.
const LAST_PATIENCE: Duration = Duration::from_secs(3);

/// The sending of this process's spans, if it was told where to.
pub(crate) struct Traces {
    tasks: TaskTracker,
    stopping: CancellationToken,
    /// What is not sent by now is lost.
    too_late: CancellationToken,
}

impl Traces {
    /// Collect spans from here on and send them where `settings` say. To be called before the
    /// routers are made, which look whether anybody collects.
    ///
    /// # Errors
    /// When that is no address to send to.
    pub(crate) fn start(settings: &OtlpSettings) -> anyhow::Result<Self> {
        // Empty is what a variable is that somebody passes on without having it.
        let endpoint = settings.otlp_endpoint.as_deref().filter(|text| !text.is_empty());
        let Some(endpoint) = endpoint else { return Ok(Self::idle()) };
        let instance = Hex(secrets::random::<8>()?).to_string();
        let store = Store::parse(endpoint, instance)
            .with_context(|| format!("the trace store {endpoint:?}"))?;
        let Some(spans) = collect(|| SystemClock.now_us()) else {
            bail!("spans are collected already");
        };
        Ok(Self::send(spans, store))
    }

    fn idle() -> Self {
        let (stopping, too_late) = (CancellationToken::new(), CancellationToken::new());
        Self { tasks: TaskTracker::new(), stopping, too_late }
    }

    fn send(spans: Receiver<Span>, store: Store) -> Self {
        let traces = Self::idle();
        let sending = send(spans, store, traces.stopping.clone());
        traces.tasks.spawn(traces.too_late.clone().run_until_cancelled_owned(sending));
        traces
    }

    /// Send what is left. To be called when nothing more can happen that leaves spans.
    pub(crate) async fn finish(self) {
        self.stopping.cancel();
        self.tasks.close();
        if timeout(LAST_PATIENCE, self.tasks.wait()).await.is_err() {
            tracing::warn!("the trace store did not take the last spans in time");
        }
        self.too_late.cancel();
        self.tasks.wait().await;
    }
}

async fn send(mut spans: Receiver<Span>, mut store: Store, stopping: CancellationToken) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while let Some(1..) = stopping.run_until_cancelled(spans.recv_many(&mut batch, BATCH_MAX)).await
    {
        if batch.len() < BATCH_MAX {
            // Cut short at the end of the process.
            stopping.run_until_cancelled(sleep(GATHER)).await;
            fill(&mut batch, &mut spans);
        }
        store.take(batch.drain(..)).await;
    }
    fill(&mut batch, &mut spans);
    while !batch.is_empty() {
        store.take(batch.drain(..)).await;
        fill(&mut batch, &mut spans);
    }
}

/// Add what is waiting, as far as there is room.
fn fill(batch: &mut Vec<Span>, spans: &mut Receiver<Span>) {
    while batch.len() < BATCH_MAX
        && let Ok(span) = spans.try_recv()
    {
        batch.push(span);
    }
}
