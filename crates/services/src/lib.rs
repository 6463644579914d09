//! Real Kafka brokers and real Redis servers, for development and for tests.
//!
//! What a mock promises is what its author thought of. The tests of the engines run against the
//! servers that people run, and break them as operators and machines break them: killed, paused,
//! restarted, three of them at odds. So a server here is a process of its own with a directory
//! of its own ([`Kafka`], [`Redis`]), on a port that stays its own, and it never outlives whoever
//! started it.
//!
//! Most tests need no server to themselves. They ask for a shared one ([`shared_kafka`],
//! [`shared_redis`], [`shared_redis_cluster`]) and give everything they make there a name of its
//! own ([`unique_prefix`]).
//!
//! Only for development: no crate of the product depends on this one except in its tests.

mod browser;
mod container;
mod directory;
mod environment;
mod error;
mod kafka;
mod patience;
mod port;
mod process;
mod programs;
mod prometheus;
mod redis;
mod screen;
pub mod shared;
mod tls;
mod tools;

pub use crate::browser::browser;
pub use crate::container::Container;
pub use crate::directory::root;
pub use crate::error::Error;
pub use crate::kafka::{Jvm, Kafka, KafkaImage, KafkaOptions, Partition, Secured, Tool};
pub use crate::port::Port;
pub use crate::prometheus::Prometheus;
pub use crate::redis::{Redis, RedisCluster, RedisOptions};
pub use crate::shared::{shared_kafka, shared_redis, shared_redis_cluster, unique_prefix};
pub use crate::tls::Certificates;
pub use crate::tools::{curl, go, openssl, promtool, sqlite3};

#[cfg(test)]
mod tests;
