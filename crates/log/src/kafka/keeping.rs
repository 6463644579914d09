//! Topics as they must be kept: made where they are missing, checked where they are.

use super::clients::Clients;
use super::cluster::{Cluster, Layout};
use super::topics::{self, Durability, Topics};
use crate::engine::LogError;

/// How many of the snapshot topic's partitions are for the manifests of all others.
const MANIFEST_PARTITIONS: u32 = 1;

/// Everything here blocks, and is for a thread without a runtime.
pub(super) struct Keeping {
    cluster: Cluster,
    pub(super) topics: Topics,
    durability: Durability,
}

impl Keeping {
    pub(super) fn new(
        clients: &Clients,
        topics: Topics,
        durability: Durability,
    ) -> Result<Self, LogError> {
        Ok(Self { cluster: Cluster::new(clients)?, topics, durability })
    }

    /// Whether anybody has ever made a log here.
    pub(super) fn has_meta(&self) -> Result<bool, LogError> {
        Ok(self.cluster.look(&self.topics.meta)?.1.is_some())
    }

    pub(super) fn ensure_meta(&self) -> Result<(), LogError> {
        self.ensure(&self.topics.meta, 1)
    }

    pub(super) fn ensure_commits(&self, partition_count: u32) -> Result<(), LogError> {
        self.ensure(&self.topics.commits, partition_count)
    }

    /// No loss if they are gone.
    pub(super) fn ensure_snapshots(&self, partition_count: u32) -> Result<(), LogError> {
        self.ensure(&self.topics.snapshots, partition_count + MANIFEST_PARTITIONS)
    }

    fn ensure(&self, topic: &str, partition_count: u32) -> Result<(), LogError> {
        let (broker_count, found) = self.cluster.look(topic)?;
        if found.is_some() {
            return self.cluster.wait_for_leaders(topic);
        }
        let replication = self.durability.replication(broker_count);
        if usize::try_from(replication).is_ok_and(|needed| needed > broker_count) {
            return Err(unusable(&format!(
                "not durable: {topic} needs {replication} brokers, so that what was acknowledged \
                 survives the loss of one, and there are {broker_count}; to use it nevertheless, \
                 set allow_not_durable=true"
            )));
        }
        let settings = topics::made_with(&self.topics, topic, self.durability, broker_count);
        self.cluster.make(topic, partition_count, replication, &settings)
    }

    /// Whether the topics that nothing may leave are there, and the commits have the partitions
    /// that they were made with.
    pub(super) fn check_layout(&self, partition_count: u32) -> Result<(), LogError> {
        for (topic, expected) in [(&self.topics.commits, partition_count), (&self.topics.meta, 1)] {
            let gone = || unusable(&format!("the topic {topic} is gone"));
            let Layout { partition_count: found, replica_count, .. } =
                self.cluster.look(topic)?.1.ok_or_else(gone)?;
            if found != expected {
                let what = format!("{topic} has {found} partitions, not {expected} as it was made");
                return Err(unusable(&format!("{what}: players would be elsewhere")));
            }
            if self.durability == Durability::Replicated && replica_count < 2 {
                return Err(unusable(&format!("not durable: {topic} is on one broker only")));
            }
        }
        Ok(())
    }

    /// Whether the topics are kept as they must be. About snapshots only a word is said: a reader
    /// can always fold the log.
    pub(super) fn check_settings(&self) -> Result<(), LogError> {
        let problems = |topic: &str| {
            let found = self.cluster.settings(topic)?;
            // A broker that is just removing a topic knows no setting of it.
            if found.is_empty() {
                return Err(unusable(&format!("the topic {topic} is gone")));
            }
            Ok(topics::problems(&self.topics, topic, self.durability, &found))
        };
        match problems(&self.topics.snapshots) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => tracing::warn!(problems = found.join("; "), "snapshots may be lost"),
            Err(LogError::Unreachable(why) | LogError::Unusable(why)) => {
                tracing::warn!(why, "no snapshots can be kept");
            }
            Err(error) => return Err(error),
        }
        let mut found = problems(&self.topics.commits)?;
        found.extend(problems(&self.topics.meta)?);
        if found.is_empty() { Ok(()) } else { Err(LogError::Unusable(found.join("; "))) }
    }
}

fn unusable(what: &str) -> LogError {
    LogError::Unusable(what.into())
}
