//! Where a system under test keeps what it knows: the engine sets.

use std::path::Path;

use croupier_domain::Hex;
use croupier_log::Log;
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_services::{shared_kafka, shared_redis, unique_prefix};
use croupier_views::redis::{RedisOptions, RedisViews};
use croupier_views::{Meta, Views};
use tempfile::TempDir;

/// A directory, and a log and views of one's own.
pub(crate) struct Installation {
    directory: TempDir,
    log: Option<String>,
    views: Option<(String, String)>,
}

impl Installation {
    /// A log in a file and views in memory.
    pub(crate) fn embedded() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), log: None, views: None }
    }

    /// A log on Kafka and views in Redis; none where there is no way to have them here.
    pub(crate) fn distributed() -> Option<Self> {
        Some(Self::on(&format!("{}?allow_not_durable=true", shared_kafka()?), &shared_redis()?))
    }

    /// A log on the brokers at `kafka`, with the options behind a question mark, and views in the
    /// Redis at the URL `redis`.
    pub(crate) fn on(kafka: &str, redis: &str) -> Self {
        let prefix = unique_prefix("croupier");
        let (brokers, options) = kafka.split_once('?').unwrap_or((kafka, ""));
        let log = format!("kafka://{brokers}/{prefix}?{options}");
        Self { log: Some(log), views: Some((redis.into(), prefix)), ..Self::embedded() }
    }

    /// The same, but for its views: those of another.
    pub(crate) fn with_views_of(self, other: &Self) -> Self {
        Self { views: other.views.clone(), ..self }
    }

    /// The same, but for its views: those in the Redis at `address`.
    pub(crate) fn with_views_at(self, address: &str) -> Self {
        let views = self.views.map(|(_, prefix)| (address.to_owned(), prefix));
        Self { views, ..self }
    }

    pub(crate) fn is_embedded(&self) -> bool {
        self.log.is_none()
    }

    /// The directory of the secrets, and of a log in a file.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The address of the log, for `--log`.
    pub(crate) fn log(&self) -> String {
        self.log.clone().unwrap_or_else(|| format!("file:{}", self.path().display()))
    }

    /// What the topics and the keys of the views begin with.
    pub(crate) fn prefix(&self) -> &str {
        &self.views.as_ref().expect("views in Redis").1
    }

    /// What to start any role with that has a log.
    pub(crate) fn log_arguments(&self) -> Vec<String> {
        vec!["--log".into(), self.log()]
    }

    /// The URL of the views in Redis, and what their keys begin with.
    pub(crate) fn views_at(&self) -> (String, String) {
        self.views.clone().expect("views in Redis")
    }

    /// The views in Redis, open for the log.
    pub(crate) async fn views(&self) -> RedisViews {
        let (address, prefix) = self.views_at();
        let options = RedisOptions { prefix, ..RedisOptions::new(address.parse().unwrap()) };
        let views = RedisViews::new(options).unwrap();
        let log = KafkaLog::open_existing(&Settings::parse(&self.log()).unwrap()).unwrap();
        let meta = Meta::new(Hex(log.lineage().0), log.partition_count());
        views.open(&meta).await.unwrap();
        views
    }

    /// What to start any role with that has secrets.
    pub(crate) fn secret_arguments(&self) -> Vec<String> {
        vec!["--secrets".into(), self.path().display().to_string()]
    }

    /// What to start any role with that has views.
    pub(crate) fn view_arguments(&self) -> Vec<String> {
        let arguments = |(address, prefix): &(String, String)| {
            ["--views", address, "--views-prefix", prefix].map(str::to_owned).to_vec()
        };
        self.views.as_ref().map(arguments).unwrap_or_default()
    }
}

/// Run each of these tests on the embedded engines and on the real servers.
macro_rules! on_both_engine_sets {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(&$crate::installation::Installation::embedded()).await;
                }
            )*
        }

        mod distributed {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(installation) = $crate::installation::Installation::distributed() {
                        super::$name(&installation).await;
                    }
                }
            )*
        }
    };
}

pub(crate) use on_both_engine_sets;
