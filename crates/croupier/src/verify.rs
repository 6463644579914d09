//! `croupier verify`: a log proves what it says.
//!
//! Every partition is read twice, and once more where strays have to be explained. The first time
//! shows how far the chain goes, what stands beside it, and which seeds were revealed; the second
//! folds every commit and draws its outcomes again from those seeds, and from the others too where
//! the master keys are at hand. Views in Redis, if they are named, must be what the log folds to
//! where they stand.
//!
//! The chain is evidence against an anchor and nothing without one: whoever owns the disk can
//! write another log that holds as well. So the heads are said at the end, to be kept elsewhere
//! and asked for (`--expect`) the next time.

mod anchors;
mod books;
mod mirror;
mod report;
mod survey;

use std::path::Path;
use std::process::ExitCode;

use anyhow::ensure;
use croupier_domain::fairness::SeedVault;
use croupier_log::{Lineage, Log};
use croupier_views::{AsOf, Digest, Views};
use indicatif::ProgressBar;

use crate::config::VerifyRole;
use crate::secrets::Secrets;
use crate::{engines, progress, telemetry};
use anchors::Anchors;
use books::Books;
use report::Report;
use survey::Survey;

/// Something does not hold. (1 is an error, 2 a wrong argument.)
const BROKEN: u8 = 3;

/// Read a log to its end and say whether everything in it holds.
///
/// # Errors
/// When the log or the views cannot be read, or an anchor is none. What does not hold is no error:
/// it is said, and the exit code is 3.
pub async fn verify(role: VerifyRole) -> anyhow::Result<ExitCode> {
    telemetry::start(&role.process)?;
    let log = engines::open_log_to_read(&role.log)?;
    let anchors = Anchors::parse(&role.expect, log.log.partition_count())?;
    let views = engines::kept_views(&role.views)?;
    if let Some(views) = &views {
        are_of(&**views, &*log.log).await?;
    }
    let vault = role.secrets.map(|directory| vault(&directory, log.log.lineage())).transpose()?;
    let sources = Sources { log: &*log.log, views: views.as_deref(), vault };
    let bar = progress::counter("verifying the log");
    let mut report = Report::of(&*log.log);
    for partition in 0..log.log.partition_count() {
        report.add(&sources.verify(partition, &anchors, &bar).await?);
    }
    bar.finish_and_clear();
    log.close();
    say(&report.to_string());
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(BROKEN) })
}

/// What was found in a partition.
struct Verified {
    survey: Survey,
    books: Books,
    /// What the views hold, where they were compared.
    shown: Option<AsOf<Digest>>,
    /// What does not hold of the books or the views.
    broken: Option<String>,
}

/// What a log is verified with.
struct Sources<'a> {
    log: &'a dyn Log,
    views: Option<&'a dyn Views>,
    /// For seeds that are not revealed.
    vault: Option<SeedVault>,
}

impl Sources<'_> {
    async fn verify(
        &self,
        partition: u32,
        anchors: &Anchors,
        bar: &ProgressBar,
    ) -> anyhow::Result<Verified> {
        // In front of the log: what the views hold by now the log holds when it is read.
        let shown = match self.views {
            Some(views) => Some(views.digest(partition).await?),
            None => None,
        };
        let survey = Survey::of(self.log, partition, anchors, bar).await?;
        let vault = self.vault.as_ref();
        let (books, broken) = Books::of(self.log, &survey, vault, shown.as_ref(), bar).await?;
        Ok(Verified { survey, books, shown, broken })
    }
}

/// Views of another log would be found to differ in everything.
async fn are_of(views: &dyn Views, log: &dyn Log) -> anyhow::Result<()> {
    let Some(meta) = views.meta().await? else { return Ok(()) };
    let (lineage, of) = (log.lineage(), meta.lineage);
    ensure!(of.0 == lineage.0, "the views are of log {of}, and this is log {lineage}");
    Ok(())
}

/// The master keys in `directory`; none are made.
fn vault(directory: &Path, lineage: Lineage) -> anyhow::Result<SeedVault> {
    let secrets = Secrets::open(directory)?;
    ensure!(secrets.has_master_keys(), "there are no master keys in {}", directory.display());
    secrets.seed_vault(lineage)
}

#[expect(clippy::print_stdout, reason = "that is what whoever runs it wants to know")]
fn say(text: &str) {
    println!("{text}");
}
