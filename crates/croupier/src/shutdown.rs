//! How a process ends: on SIGINT or SIGTERM, after everything in it has drained.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Cancels `shutdown` on the first SIGINT or SIGTERM; everything else waits for the token.
///
/// # Errors
/// When the signals cannot be listened for.
pub fn on_signals(shutdown: CancellationToken, tasks: &TaskTracker) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let ended = shutdown.clone();
    tasks.spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = ended.cancelled() => return,
        }
        tracing::info!("shutting down: taking nothing new, finishing what is in flight");
        shutdown.cancel();
    });
    Ok(())
}
