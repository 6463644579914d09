//! The servers that tests share, started once for all of them.

use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use croupier_services::shared::{KAFKA, REDIS, REDIS_CLUSTER, is_ci};
use croupier_services::{Error, Kafka, KafkaOptions, Redis, RedisCluster, RedisOptions};

use crate::process;

/// Servers that run until this is dropped, and how tests find them.
pub(crate) struct ForTests {
    pub(super) servers: Vec<Started>,
}

/// One of them, or why it is not there.
pub(super) struct Started {
    pub(super) name: &'static str,
    pub(super) variable: &'static str,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// Somebody has named one in the environment.
    Named,
    Runs {
        address: String,
        seconds: f64,
        _server: Server,
    },
    Missing(String),
}

/// Kept for its end: a server runs until it is dropped.
pub(super) type Server = Box<dyn Send>;

impl ForTests {
    /// Starts all at once. One that is not to be had is an error in CI; elsewhere the tests that
    /// need it say that they are skipped.
    pub(crate) fn start() -> Result<Self> {
        Self::start_these(&[KAFKA_SERVER, REDIS_SERVER, REDIS_CLUSTER_SERVERS])
    }

    /// What roles of their own need: one Kafka, one Redis.
    pub(crate) fn start_for_roles() -> Result<Self> {
        Self::start_these(&[KAFKA_SERVER, REDIS_SERVER])
    }

    fn start_these(all: &[Shared]) -> Result<Self> {
        let servers = thread::scope(|scope| {
            let starting: Vec<_> = all.iter().map(|one| scope.spawn(|| start(one))).collect();
            starting.into_iter().map(|one| one.join()).collect::<Result<Vec<Started>, _>>()
        });
        let servers = servers.map_err(|_| anyhow!("starting the servers panicked"))?;
        let servers = Self { servers };
        println!("{}", servers.in_words());
        servers.outcome(is_ci())
    }

    pub(super) fn outcome(self, is_ci: bool) -> Result<Self> {
        match self.missing() {
            Some((name, why)) if is_ci => bail!("there is no {name} to test with: {why}"),
            _ => Ok(self),
        }
    }

    /// What the tests find in their environment.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.servers.iter().filter_map(|server| match &server.outcome {
            Outcome::Runs { address, .. } => Some((server.variable, address.as_str())),
            Outcome::Named | Outcome::Missing(_) => None,
        })
    }

    fn missing(&self) -> Option<(&'static str, &str)> {
        self.servers.iter().find_map(|server| match &server.outcome {
            Outcome::Missing(why) => Some((server.name, why.as_str())),
            Outcome::Named | Outcome::Runs { .. } => None,
        })
    }

    /// `servers: Kafka after 2.5 s, …`
    pub(super) fn in_words(&self) -> String {
        let words = self.servers.iter().map(|Started { name, variable, outcome }| match outcome {
            Outcome::Named => format!("{name} as {variable} says"),
            Outcome::Runs { seconds, .. } => format!("{name} after {seconds:.1} s"),
            Outcome::Missing(why) => format!("no {name} ({why})"),
        });
        format!("servers: {}", words.collect::<Vec<_>>().join(", "))
    }
}

/// One that can be started, and the variable that names another.
struct Shared {
    name: &'static str,
    variable: &'static str,
    start: fn() -> Result<(String, Server), Error>,
}

const KAFKA_SERVER: Shared = Shared { name: "Kafka", variable: KAFKA, start: kafka };
const REDIS_SERVER: Shared = Shared { name: "Redis", variable: REDIS, start: redis };
const REDIS_CLUSTER_SERVERS: Shared =
    Shared { name: "Redis Cluster", variable: REDIS_CLUSTER, start: redis_cluster };

fn start(&Shared { name, variable, start }: &Shared) -> Started {
    let began = Instant::now();
    let outcome = match process::variable(variable) {
        Some(named) if !named.is_empty() => Outcome::Named,
        _ => match start() {
            Ok((address, server)) => {
                let seconds = began.elapsed().as_secs_f64();
                Outcome::Runs { address, seconds, _server: server }
            }
            Err(error) => Outcome::Missing(format!("{:#}", anyhow::Error::from(error))),
        },
    };
    Started { name, variable, outcome }
}

fn kafka() -> Result<(String, Server), Error> {
    let kafka = Kafka::start(&KafkaOptions::default())?;
    Ok((kafka.bootstrap(), Box::new(kafka)))
}

fn redis() -> Result<(String, Server), Error> {
    let redis = Redis::start(&RedisOptions::default())?;
    Ok((redis.url(), Box::new(redis)))
}

fn redis_cluster() -> Result<(String, Server), Error> {
    let cluster = RedisCluster::start(&RedisOptions::default())?;
    Ok((cluster.urls().join(","), Box::new(cluster)))
}
