//! Which engines: the only file that names them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use croupier_log::file::{FileLog, Options};
use croupier_log::{Init, Lineage, Log};
use croupier_views::{MemoryViews, Views};

use crate::config::{LogSettings, ViewSettings};
use crate::{progress, secrets};

/// An open log, and what an operator is told about it.
pub(crate) struct OpenLog {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) engine: &'static str,
    pub(crate) currency: String,
    file: Option<Arc<FileLog>>,
}

impl OpenLog {
    /// Let the engine finish what it has begun. Blocks.
    pub(crate) fn close(&self) {
        if let Some(file) = &self.file {
            file.close();
        }
    }
}

/// The directory of a log in a file, if that is what `address` names.
pub(crate) fn directory_of(address: &str) -> Option<PathBuf> {
    address.strip_prefix("file:").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Open the log that the settings name. Blocks until its chain is proved.
pub(crate) fn open_log(settings: &LogSettings, now_ms: u64) -> anyhow::Result<OpenLog> {
    let Some(directory) = directory_of(&settings.log) else {
        bail!("the log {:?} is not one this build knows: use file:DIRECTORY", settings.log);
    };
    let file = Arc::new(open_file(&directory, settings, now_ms)?);
    let currency = file.genesis().currency.clone();
    Ok(OpenLog { log: file.clone(), engine: "file", currency, file: Some(file) })
}

fn open_file(directory: &Path, settings: &LogSettings, now_ms: u64) -> anyhow::Result<FileLog> {
    let init = Init {
        lineage: Lineage(secrets::random()?),
        partition_count: settings.partitions,
        currency: settings.currency.clone(),
        exponent: 2,
        time_ms: now_ms,
    };
    let max_bytes = (settings.log_max_mib > 0).then(|| settings.log_max_mib * 1024 * 1024);
    let bar = progress::bar("proving the log's chain", 0);
    let opened = FileLog::open(directory, &init, &Options { max_bytes }, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    opened.with_context(|| format!("open the log in {}", directory.display()))
}

/// The views that the settings name; the processor opens them for its log.
pub(crate) fn views(settings: &ViewSettings) -> anyhow::Result<Arc<dyn Views>> {
    match settings.views.as_str() {
        "memory:" => Ok(Arc::new(MemoryViews::new())),
        other => bail!("the views {other:?} are not ones this build knows: use memory:"),
    }
}

/// Whether the views live in the process that opens them, so that it must fold them itself.
pub(crate) fn are_in_process(settings: &ViewSettings) -> bool {
    settings.views == "memory:"
}
