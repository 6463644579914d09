//! A file into a log.
//!
//! The file is read twice: first to prove all of it, then, when a log is worth making, to fill
//! that.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_domain::{Commit, Event, Imported, Moved};
use croupier_log::{Genesis, Head, Init, Log, Record, Verdict, accept};
use indicatif::ProgressBar;

use super::end::End;
use super::format::{Line, Lines};
use super::say;
use crate::config::ImportRole;
use crate::{engines, progress, telemetry};

/// How many commits are appended at a time.
const APPEND_COUNT: usize = 512;

/// Make a log of an exported file. One that ends in `moved` goes on in it; any other is a copy,
/// and read only until it is adopted.
///
/// # Errors
/// When the file is not a whole, proved export, or there is something in the log already.
pub async fn import(role: ImportRole) -> anyhow::Result<()> {
    telemetry::start(&role.process)?;
    let named = || format!("import {}", role.file.display());
    let bar = progress::bytes("proving the file", size(&role.file).with_context(named)?);
    let proved = prove(&role.file, &bar).with_context(named)?;
    bar.finish_and_clear();
    let log = engines::make_log(&role.log, &proved.init)?;
    let (into, count) = (&*log.log, proved.heads.iter().map(|head| head.next_seq).sum());
    let bar = progress::bar("importing", count);
    refuse_unless_new(into, &proved).await?;
    fill(into, &role.file, &bar)
        .await
        .context("the log is incomplete: remove it, or what is in its topics, and import again")?;
    bar.finish_and_clear();
    let bar = progress::counter("reading it back");
    for (partition, head) in (0..).zip(&proved.heads) {
        let mut end = End::find(into, partition, &bar).await?;
        let at = end.head();
        if (at.hash, at.next_seq) != (head.hash, head.next_seq) {
            bail!("partition {partition} ends elsewhere than in the file: remove the log");
        }
        let event =
            if proved.is_moved { Event::Imported(Imported {}) } else { Event::Moved(Moved {}) };
        end.write(into, event, SystemClock.now_ms()).await?;
    }
    bar.finish_and_clear();
    log.close();
    say(&format!("{count} commits of log {} are imported", into.lineage()));
    say(if proved.is_moved {
        "it goes on here"
    } else {
        "it is a copy: nobody decides on it until `croupier adopt`"
    });
    Ok(())
}

/// What a file was found to hold.
struct Proved {
    init: Init,
    /// Where the partitions end.
    heads: Vec<Head>,
    /// Whether all of them were ended by `moved`.
    is_moved: bool,
}

fn size(file: &Path) -> anyhow::Result<u64> {
    Ok(std::fs::metadata(file)?.len())
}

fn open(file: &Path) -> anyhow::Result<Lines<BufReader<File>>> {
    Lines::begin(BufReader::with_capacity(1 << 20, File::open(file)?))
}

/// Walk the whole file by the accept rule.
fn prove(file: &Path, bar: &ProgressBar) -> anyhow::Result<Proved> {
    let mut lines = open(file)?;
    let (lineage, count) = (lines.lineage, lines.partition_count);
    let mut init = None;
    let mut heads: Vec<Head> = Vec::new();
    let mut moved: Vec<bool> = Vec::new();
    let mut number = 1u64;
    let ends = loop {
        number += 1;
        let at = || format!("line {number}");
        match lines.next().with_context(at)? {
            None => bail!("it was cut off behind line {}", number - 1),
            Some(Line::End(ends)) => break ends,
            Some(Line::Commit(partition, record)) => {
                bar.inc(lines.line_bytes());
                if heads.len() == partition as usize && partition < count {
                    heads.push(Head::before_genesis(lineage, partition, count));
                    moved.push(false);
                    init = Some(begins(init, partition, &record).with_context(at)?);
                }
                let is_last = heads.len() == partition as usize + 1;
                let head = heads.last_mut().filter(|_| is_last).with_context(at)?;
                let Verdict::Accepted(next) =
                    accept(head, partition, count, head.next_offset, &record)
                else {
                    bail!("line {number} does not follow the one before it: the chain is broken");
                };
                *head = next;
                let said = says(&record).with_context(at)?;
                if let (Some(last), Some(moves)) = (moved.last_mut(), said) {
                    *last = moves;
                }
            }
        }
    };
    if lines.next()?.is_some() {
        bail!("there is something behind its end");
    }
    let found: Vec<_> = heads.iter().map(|head| (head.next_seq, head.hash)).collect();
    if found != ends || heads.len() != count as usize {
        bail!("its partitions end elsewhere than its last line says");
    }
    let init = init.context("it has no partitions")?;
    Ok(Proved { init, heads, is_moved: moved.iter().all(|moved| *moved) })
}

/// What a log is made with that begins with `record`: the same in every partition.
fn begins(before: Option<Init>, partition: u32, record: &Record) -> anyhow::Result<Init> {
    let genesis = Genesis::from_record(record).context("no genesis begins the partition")?;
    let init = Init {
        lineage: genesis.lineage,
        partition_count: genesis.partition_count,
        currency: genesis.currency,
        exponent: genesis.exponent,
        time_ms: genesis.time_ms,
    };
    let is_ours = genesis.partition == partition && before.is_none_or(|before| before == init);
    if is_ours { Ok(init) } else { bail!("the partitions do not begin alike") }
}

/// Whether a commit moves its partition away (`true`) or brings it back (`false`).
fn says(record: &Record) -> anyhow::Result<Option<bool>> {
    if !record.key.is_empty() {
        return Ok(None);
    }
    Ok(match Commit::decode(&record.value)?.events[..] {
        [Event::Moved(_)] => Some(true),
        [Event::Imported(_)] => Some(false),
        _ => None,
    })
}

/// A new log has its geneses, which are those of the file, and nothing else.
async fn refuse_unless_new(log: &dyn Log, proved: &Proved) -> anyhow::Result<()> {
    if log.lineage() != proved.init.lineage {
        bail!("there is another log already, {}: it is not touched", log.lineage());
    }
    for partition in 0..log.partition_count() {
        let records = log.read(partition, 0, 2).await?;
        let [genesis] = &records[..] else {
            bail!("partition {partition} of the log is not empty: it is not touched");
        };
        if genesis.record.hash() != proved.init.genesis(partition).record().hash() {
            bail!("partition {partition} of the log begins otherwise: it is not touched");
        }
    }
    Ok(())
}

/// Append everything but the geneses.
async fn fill(log: &dyn Log, file: &Path, bar: &ProgressBar) -> anyhow::Result<()> {
    let mut lines = open(file)?;
    let mut waiting: (u32, Vec<Record>) = (0, Vec::new());
    loop {
        let next = lines.next()?;
        let commit = match next {
            Some(Line::Commit(partition, record)) => Some((partition, record)),
            Some(Line::End(_)) | None => None,
        };
        let goes_on = commit.as_ref().is_some_and(|(partition, _)| *partition == waiting.0);
        if !goes_on || waiting.1.len() == APPEND_COUNT {
            let records = std::mem::take(&mut waiting.1);
            bar.inc(records.len() as u64);
            if !records.is_empty() {
                log.append(waiting.0, records).await?;
            }
        }
        let Some((partition, record)) = commit else { return Ok(()) };
        waiting.0 = partition;
        if record.seq() != Some(0) {
            waiting.1.push(record);
        }
    }
}
