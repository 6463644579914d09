//! `croupier views`: versions of the views, one beside the other.
//!
//! What a person or a script is told goes to standard output; the exit code says how it ended, so
//! that a script need not read the words.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_views::ViewPosition;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::read_side;
use crate::config::{ViewsAction, ViewsRole};
use crate::engines::{self, Comparison, VersionInfo, Versions};
use crate::{progress, shutdown, telemetry};

/// Two versions hold different values at one position. (1 is an error, 2 a wrong argument.)
const DIFFERENT: u8 = 3;

/// Two versions have not stood at one position in time, so nothing is known.
const APART: u8 = 4;

/// How often two versions are looked at that are to meet.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Do what was asked of the versions of the views.
///
/// # Errors
/// When it could not be done; a plain sentence says why. Then nothing has changed, but for a
/// version that was being built or dropped: the same command goes on with it.
pub async fn run_views(role: ViewsRole) -> anyhow::Result<ExitCode> {
    let metrics = telemetry::start(&role.process)?;
    let versions = engines::view_versions(&role.views)?;
    let patience = Duration::from_secs(role.patience_s);
    match (role.action, &role.versions[..]) {
        (ViewsAction::List, []) => list(&versions).await,
        (ViewsAction::Build, [version]) => build(&versions, *version, &role, &metrics).await,
        (ViewsAction::Compare, [one]) => {
            compare(&versions, versions.live().await?, *one, patience).await
        }
        (ViewsAction::Compare, [one, other]) => compare(&versions, *one, *other, patience).await,
        (ViewsAction::Switch, [version]) if role.behind => turn_to(&versions, *version).await,
        (ViewsAction::Switch, [version]) => switch(&versions, *version, patience).await,
        (ViewsAction::Drop, [version]) => drop_old(&versions, *version).await,
        (ViewsAction::List, _) => bail!("`views list` takes no version"),
        (ViewsAction::Compare, _) => {
            bail!("`views compare` takes one version, to compare with the live one, or two")
        }
        (action, _) => bail!("`views {}` takes one version", action.name()),
    }
}

async fn list(versions: &Versions) -> anyhow::Result<ExitCode> {
    let all = versions.list().await?;
    if all.is_empty() {
        say("there are no views yet");
    }
    for info in &all {
        say(&described(info));
    }
    Ok(ExitCode::SUCCESS)
}

/// `version 1, live, of log 0193…, at 0:17,1:42`
fn described(info: &VersionInfo) -> String {
    let live = if info.is_live { ", live" } else { "" };
    let Some(meta) = &info.meta else {
        return format!("version {}{live}, half dropped: drop it again", info.version);
    };
    let at = positions_text(&info.positions);
    format!("version {}{live}, of log {}, at {at}", info.version, meta.lineage)
}

/// Fold the log into `version`, to its end; with `--follow` stay there.
async fn build(
    versions: &Versions,
    version: u32,
    role: &ViewsRole,
    metrics: &PrometheusHandle,
) -> anyhow::Result<ExitCode> {
    if versions.live().await? == version {
        bail!("version {version} is live: `croupier processor` keeps it at the end of the log");
    }
    let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
    shutdown::on_signals(stopping.clone(), &tasks)?;
    telemetry::keep_up(metrics, &tasks, &stopping);
    let log = engines::open_log_to_read(&role.log)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let views = Arc::new(versions.engine(version)?);
    let status = read_side::start_processor(log.log.clone(), views, clock, &tasks, &stopping);
    let caught_up = stopping.run_until_cancelled(status.caught_up()).await;
    let troubles = status.troubles();
    if caught_up.is_some() && troubles.is_empty() {
        let seqs = (0..).zip(status.partitions()).filter_map(|(n, p)| Some((n, p.seq?)));
        let at: Vec<_> = seqs.map(|(n, seq): (u32, u64)| format!("{n}:{seq}")).collect();
        say(&format!("version {version} holds the log up to {}", at.join(",")));
        if role.follow {
            say("it follows the log until this is stopped");
            stopping.cancelled().await;
        }
    }
    stopping.cancel();
    tasks.close();
    tasks.wait().await;
    log.close();
    if !troubles.is_empty() {
        bail!("version {version} could not be built: {}", troubles.join("; "));
    }
    if caught_up.is_none() {
        bail!("version {version} is not built to the end: the same command goes on with it");
    }
    Ok(ExitCode::SUCCESS)
}

async fn compare(
    versions: &Versions,
    one: u32,
    other: u32,
    patience: Duration,
) -> anyhow::Result<ExitCode> {
    let all = versions.list().await?;
    let count = all.iter().find(|info| info.version == one).map_or(0, |info| info.positions.len());
    let bar = progress::bar("comparing partitions", count as u64);
    let compared = versions.compare(one, other, patience, |_, _| bar.inc(1)).await;
    bar.finish_and_clear();
    let mut code = 0;
    for (partition, comparison) in (0..).zip(compared?) {
        let partition: u32 = partition;
        match comparison {
            Comparison::Same(_) => {}
            Comparison::Different(at) => {
                let at = at.map_or_else(|| "its beginning".into(), |at| at.seq.to_string());
                say(&format!("partition {partition} differs at commit {at}"));
                code = DIFFERENT;
            }
            Comparison::Apart { one: at_one, other: at_other } => {
                let (at_one, at_other) = (seq_text(at_one), seq_text(at_other));
                say(&format!(
                    "partition {partition} did not meet: version {one} stands at {at_one}, \
                     version {other} at {at_other}"
                ));
                code = if code == DIFFERENT { DIFFERENT } else { APART };
            }
        }
    }
    say(&match code {
        0 => format!("versions {one} and {other} hold the same"),
        DIFFERENT => format!("versions {one} and {other} DIFFER: do not switch"),
        _ => format!("nothing is known yet: let `croupier views build {other} --follow` run"),
    });
    Ok(ExitCode::from(code))
}

/// Let `version` answer, once it stands where the live one stood when this was asked: nobody's
/// view is to go back in time.
async fn switch(versions: &Versions, version: u32, patience: Duration) -> anyhow::Result<ExitCode> {
    let live = versions.live().await?;
    if live == version {
        say(&format!("version {version} is live already"));
        return Ok(ExitCode::SUCCESS);
    }
    let goal = find(versions, live).await?.map_or_else(Vec::new, |info| info.positions);
    let until = Instant::now() + patience;
    loop {
        let info = find(versions, version).await?;
        let info = info.with_context(|| format!("there is no version {version} of the views"))?;
        let lacking = (0..)
            .zip(goal.iter().zip(&info.positions))
            .find(|(_, (goal, at))| goal.map(|goal| goal.seq) > at.map(|at| at.seq));
        let Some((partition, (goal, at))) = lacking else { break };
        if Instant::now() >= until {
            let partition: u32 = partition;
            bail!(
                "version {version} is behind: partition {partition} stands at {}, the live version \
                 at {}; run `croupier views build {version}`",
                seq_text(*at),
                seq_text(*goal),
            );
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
    turn_to(versions, version).await
}

async fn turn_to(versions: &Versions, version: u32) -> anyhow::Result<ExitCode> {
    let before = versions.switch(version).await?;
    say(&format!(
        "version {version} is live; version {before} is kept until `croupier views drop {before}`"
    ));
    Ok(ExitCode::SUCCESS)
}

async fn drop_old(versions: &Versions, version: u32) -> anyhow::Result<ExitCode> {
    let bar = progress::counter("removing accounts");
    let dropped = versions.drop_old(version, |count| bar.set_position(count)).await;
    bar.finish_and_clear();
    dropped?;
    say(&format!("version {version} is gone"));
    Ok(ExitCode::SUCCESS)
}

async fn find(versions: &Versions, version: u32) -> anyhow::Result<Option<VersionInfo>> {
    Ok(versions.list().await?.into_iter().find(|info| info.version == version))
}

/// `0:17,1:42`
fn positions_text(positions: &[Option<ViewPosition>]) -> String {
    let known = (0..).zip(positions).filter_map(|(n, at)| Some((n, at.as_ref()?.seq)));
    let texts: Vec<_> = known.map(|(n, seq): (u32, u64)| format!("{n}:{seq}")).collect();
    if texts.is_empty() { "no commit yet".into() } else { texts.join(",") }
}

fn seq_text(at: Option<ViewPosition>) -> String {
    at.map_or_else(|| "no commit yet".into(), |at| format!("commit {}", at.seq))
}

#[expect(clippy::print_stdout, reason = "that is what whoever runs it wants to know")]
fn say(text: &str) {
    println!("{text}");
}
