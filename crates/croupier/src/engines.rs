//! Which engines: the only file that names them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, bail};
use croupier_clock::{Clock, SystemClock};
use croupier_command::{Assignment, Hold, Ownership};
use croupier_log::file::{FileLog, Options};
use croupier_log::kafka::{self, KafkaLog, Membership};
use croupier_log::{Init, Lineage, Log};
pub(crate) use croupier_views::redis::{Comparison, RedisVersions as Versions, VersionInfo};
use croupier_views::redis::{RedisAddress, RedisOptions, RedisTls, RedisViews};
use croupier_views::{MemoryViews, Views};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::config::{LogSettings, ViewSettings};
use crate::{progress, secrets};

/// An open log, and what an operator is told about it.
pub(crate) struct OpenLog {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) engine: &'static str,
    pub(crate) currency: String,
    kept: Engine,
}

enum Engine {
    File(Arc<FileLog>),
    Kafka { log: Arc<KafkaLog>, settings: Box<kafka::Settings>, member: OnceLock<Arc<Membership>> },
}

impl OpenLog {
    /// Whether other instances may decide on it as well.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.kept, Engine::Kafka { .. })
    }

    /// Which partitions this process is to own: all of a log that it is alone with, else what the
    /// group of its instances gives it. `tasks` passes that on until the log is closed.
    pub(crate) fn ownership(&self, tasks: &TaskTracker) -> anyhow::Result<Ownership> {
        let Engine::Kafka { settings, member, .. } = &self.kept else {
            return Ok(Ownership::of_all(self.log.partition_count()));
        };
        let joined = Arc::new(Membership::join(settings)?);
        let mut given = joined.assignment();
        let (assign, assigned) = watch::channel(Assignment::default());
        tasks.spawn(async move {
            loop {
                let of_group = given.borrow_and_update().partitions.clone();
                let partitions = of_group.into_iter().map(|(id, since)| (id, since.into()));
                assign.send_replace(Assignment { partitions: partitions.collect() });
                tokio::select! {
                    changed = given.changed() => if changed.is_err() { return },
                    () = assign.closed() => return,
                }
            }
        });
        let holder = member.get_or_init(|| joined).clone();
        let leaver = holder.clone();
        let hold = move |partition| holder.hold(partition).map(|hold| Box::new(hold) as Hold);
        let leave = move || leaver.leave();
        Ok(Ownership { assigned, hold: Arc::new(hold), leave: Some(Arc::new(leave)) })
    }

    /// Let the engine finish what it has begun. Blocks.
    pub(crate) fn close(&self) {
        match &self.kept {
            Engine::File(log) => log.close(),
            Engine::Kafka { log, member, .. } => {
                // What was owned is finished: who is next need not wait for a time-out.
                if let Some(member) = member.get() {
                    member.leave();
                }
                log.close();
            }
        }
    }
}

/// The directory of a log in a file, if that is what `address` names.
pub(crate) fn directory_of(address: &str) -> Option<PathBuf> {
    address.strip_prefix("file:").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Open the log that the settings name. Blocks until its chain is proved, or its brokers have
/// answered.
pub(crate) fn open_log(settings: &LogSettings, now_ms: u64) -> anyhow::Result<OpenLog> {
    let init = Init {
        lineage: Lineage(secrets::random()?),
        partition_count: settings.partitions,
        currency: settings.currency.clone(),
        exponent: 2,
        time_ms: now_ms,
    };
    make_log(settings, &init)
}

/// The log that the settings name, as it was made; none is made.
pub(crate) fn open_log_to_read(settings: &LogSettings) -> anyhow::Result<OpenLog> {
    if let Some(directory) = directory_of(&settings.log) {
        return open_file(&directory, settings, None);
    }
    if settings.log.starts_with("kafka:") {
        return open_kafka(&settings.log, None);
    }
    unknown_log(settings)
}

/// The log that the settings name, made with `init` if there is none.
pub(crate) fn make_log(settings: &LogSettings, init: &Init) -> anyhow::Result<OpenLog> {
    if let Some(directory) = directory_of(&settings.log) {
        return open_file(&directory, settings, Some(init));
    }
    if settings.log.starts_with("kafka:") {
        return open_kafka(&settings.log, Some(init));
    }
    unknown_log(settings)
}

fn unknown_log(settings: &LogSettings) -> anyhow::Result<OpenLog> {
    bail!(
        "the log {:?} is not one this build knows: use file:DIRECTORY or \
         kafka://HOST:PORT/PREFIX",
        settings.log
    )
}

/// With `init` it is made if there is none.
fn open_file(
    directory: &Path,
    settings: &LogSettings,
    init: Option<&Init>,
) -> anyhow::Result<OpenLog> {
    let max_bytes = (settings.log_max_mib > 0).then(|| settings.log_max_mib * 1024 * 1024);
    let options = Options { max_bytes, now_us: Some(|| SystemClock.now_us()) };
    let bar = progress::bar("proving the log's chain", 0);
    let mut progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let opened = match init {
        Some(init) => FileLog::open(directory, init, &options, &mut progress),
        None => FileLog::open_existing(directory, &options, &mut progress),
    };
    bar.finish_and_clear();
    let log = opened.with_context(|| format!("open the log in {}", directory.display()))?;
    let log = Arc::new(log);
    let currency = log.genesis().currency.clone();
    Ok(OpenLog { log: log.clone(), engine: "file", currency, kept: Engine::File(log) })
}

/// With `init` it is made if there is none.
fn open_kafka(address: &str, init: Option<&Init>) -> anyhow::Result<OpenLog> {
    let settings = kafka::Settings::parse(address)?;
    let bar = progress::spinner("asking the brokers");
    let opened = match init {
        Some(init) => KafkaLog::open(&settings, init),
        None => KafkaLog::open_existing(&settings),
    };
    bar.finish_and_clear();
    let named = || format!("open the log {} on {}", settings.prefix, settings.brokers);
    let log = Arc::new(opened.with_context(named)?);
    let currency = log.genesis().currency.clone();
    Ok(OpenLog {
        log: log.clone(),
        engine: "kafka",
        currency,
        kept: Engine::Kafka { log, settings: Box::new(settings), member: OnceLock::new() },
    })
}

/// The views that the settings name; the processor opens them for its log.
pub(crate) fn views(settings: &ViewSettings) -> anyhow::Result<Arc<dyn Views>> {
    if are_in_process(settings) {
        return Ok(Arc::new(MemoryViews::new()));
    }
    if RedisAddress::is_meant_by(&settings.views) {
        return Ok(Arc::new(RedisViews::new(redis_options(settings)?)?));
    }
    bail!(
        "the views {:?} are not ones this build knows: use memory: or redis://HOST:PORT/DB",
        settings.views
    )
}

/// The views that the settings name, if they outlive the process that opens them.
pub(crate) fn kept_views(settings: &ViewSettings) -> anyhow::Result<Option<Arc<dyn Views>>> {
    if are_in_process(settings) { Ok(None) } else { views(settings).map(Some) }
}

/// The versions of the views that the settings name.
pub(crate) fn view_versions(settings: &ViewSettings) -> anyhow::Result<Versions> {
    if !RedisAddress::is_meant_by(&settings.views) {
        bail!("only views in Redis have versions: use --views redis://HOST:PORT/DB");
    }
    Ok(Versions::new(redis_options(settings)?)?)
}

/// Whether the views live in the process that opens them, so that it must fold them itself.
pub(crate) fn are_in_process(settings: &ViewSettings) -> bool {
    settings.views == "memory:"
}

fn redis_options(settings: &ViewSettings) -> anyhow::Result<RedisOptions> {
    let address: RedisAddress =
        settings.views.parse().with_context(|| format!("the views {:?}", settings.views))?;
    let read = |path: &Option<PathBuf>| path.as_deref().map(bytes_of).transpose();
    let password = read(&settings.views_password_file)?.map(String::from_utf8).transpose()?;
    let identity = read(&settings.views_certificate)?.zip(read(&settings.views_key)?);
    Ok(RedisOptions {
        password: password.map(|text| text.trim_end_matches(['\r', '\n']).to_owned()),
        tls: RedisTls { root_certificates: read(&settings.views_ca)?, client_identity: identity },
        prefix: settings.views_prefix.clone(),
        version: settings.views_version,
        ..RedisOptions::new(address)
    })
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("read {}", path.display()))
}
