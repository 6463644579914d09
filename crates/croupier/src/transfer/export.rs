//! A log into a file.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_domain::{Event, Moved};
use croupier_log::{Head, Log};
use indicatif::ProgressBar;

use super::end::End;
use super::{format, say};
use crate::config::ExportRole;
use crate::{engines, progress, telemetry};

/// Write every accepted commit of a log to a file. With `--move` every partition is ended first;
/// what was interrupted may be asked for again.
///
/// # Errors
/// When the log cannot be read or ended, or the file cannot be written, or exists.
pub async fn export(role: ExportRole) -> anyhow::Result<()> {
    telemetry::start(&role.process)?;
    let named = || format!("write {}", role.file.display());
    let log = engines::open_log_to_read(&role.log)?;
    let file =
        OpenOptions::new().write(true).create_new(true).open(&role.file).with_context(named)?;
    let bar = progress::counter("exporting");
    if role.moves {
        for partition in 0..log.log.partition_count() {
            let mut end = End::find(&*log.log, partition, &ProgressBar::hidden()).await?;
            end.write(&*log.log, Event::Moved(Moved {}), SystemClock.now_ms()).await?;
        }
    }
    let mut writer = BufWriter::new(file);
    let heads = write(&*log.log, &mut writer, &bar).await.with_context(named)?;
    let file = writer.into_inner().map_err(|error| error.into_error()).with_context(named)?;
    file.sync_all().with_context(named)?;
    bar.finish_and_clear();
    log.close();
    let count: u64 = heads.iter().map(|head| head.next_seq).sum();
    let lineage = log.log.lineage();
    say(&format!("{count} commits of log {lineage} are in {}", role.file.display()));
    if role.moves {
        say("nobody decides on this log any more: import the file, and go on there");
    }
    Ok(())
}

/// Returns where the partitions end.
async fn write(
    log: &dyn Log,
    file: &mut impl Write,
    bar: &ProgressBar,
) -> anyhow::Result<Vec<Head>> {
    format::begin(file, log.lineage(), log.partition_count())?;
    let mut heads = Vec::new();
    for partition in 0..log.partition_count() {
        let mut end = End::before_genesis(log, partition);
        while let Some(accepted) = end.next(log).await? {
            for stored in &accepted {
                format::put_commit(file, partition, &stored.record)?;
            }
            bar.inc(accepted.len() as u64);
        }
        if end.head().seq().is_none() {
            bail!("partition {partition} does not begin with its genesis");
        }
        heads.push(*end.head());
    }
    format::end(file, &heads)?;
    Ok(heads)
}
