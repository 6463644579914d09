//! Asking a cluster about its topics, and having it make them. Everything here blocks.

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::clients::{Clients, Complaints, hear};
use super::errors::unreachable;
use crate::engine::LogError;

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a new topic may take until every partition of it has a leader.
const LEADER_PATIENCE: Duration = Duration::from_secs(30);

/// How soon to look again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A topic as the cluster has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) partition_count: u32,
    /// Of the partition that has the fewest.
    pub(super) replica_count: usize,
    has_leaders: bool,
}

pub(super) struct Cluster {
    clients: Clients,
    /// It reads nothing: it knows the brokers.
    consumer: BaseConsumer<Complaints>,
}

impl Cluster {
    pub(super) fn new(clients: &Clients) -> Result<Self, LogError> {
        let consumer = clients.reader(Complaints::default())?;
        Ok(Self { clients: clients.clone(), consumer })
    }

    /// How many brokers there are, and the topic, if there is one of that name.
    pub(super) fn look(&self, topic: &str) -> Result<(usize, Option<Layout>), LogError> {
        let metadata = self.consumer.fetch_metadata(Some(topic), PATIENCE);
        hear(&self.consumer);
        let metadata = metadata.map_err(|error| self.unanswered(&error))?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let layout = match found.map(|found| (found, found.error().map(RDKafkaErrorCode::from))) {
            None | Some((_, Some(RDKafkaErrorCode::UnknownTopicOrPartition))) => None,
            Some((_, Some(error))) => {
                let error = KafkaError::MetadataFetch(error);
                return Err(unreachable(&format!("look at {topic}"), &error));
            }
            Some((found, None)) => {
                let partitions = found.partitions();
                Some(Layout {
                    partition_count: u32::try_from(partitions.len()).unwrap_or(u32::MAX),
                    replica_count: partitions.iter().map(|p| p.replicas().len()).min().unwrap_or(0),
                    has_leaders: partitions.iter().all(|partition| partition.leader() >= 0),
                })
            }
        };
        Ok((metadata.brokers().len(), layout))
    }

    /// Nobody has answered, as far as is known because of that.
    fn unanswered(&self, error: &KafkaError) -> LogError {
        match self.consumer.context().last() {
            Some(reason) => LogError::Unreachable(reason),
            None => unreachable("ask for the topics", error),
        }
    }

    /// Make a topic, unless somebody has just done so, and wait until it can be used.
    pub(super) fn make(
        &self,
        topic: &str,
        partition_count: u32,
        replication: i32,
        settings: &[(&'static str, String)],
    ) -> Result<(), LogError> {
        let count = i32::try_from(partition_count).unwrap_or(i32::MAX);
        let new = NewTopic::new(topic, count, TopicReplication::Fixed(replication));
        let new = settings.iter().fold(new, |new, (name, value)| new.set(name, value));
        let options = AdminOptions::new().request_timeout(Some(PATIENCE));
        let options = options.operation_timeout(Some(PATIENCE));
        let results = wait(self.clients.admin()?.create_topics([&new], &options))?
            .map_err(|error| unreachable(&format!("make {topic}"), &error))?;
        for result in results {
            match result {
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((_, error)) => {
                    let what = format!("{topic} could not be made: {error}");
                    return Err(LogError::Unusable(what));
                }
            }
        }
        self.wait_for_leaders(topic)
    }

    pub(super) fn wait_for_leaders(&self, topic: &str) -> Result<(), LogError> {
        let started = Instant::now();
        while started.elapsed() < LEADER_PATIENCE {
            if let Ok((_, Some(layout))) = self.look(topic)
                && layout.has_leaders
                && layout.partition_count > 0
            {
                return Ok(());
            }
            thread::sleep(LOOK_AGAIN);
        }
        Err(LogError::Unreachable(format!("{topic} has a partition without a leader")))
    }

    /// The settings of a topic.
    pub(super) fn settings(&self, topic: &str) -> Result<HashMap<String, String>, LogError> {
        let options = AdminOptions::new().request_timeout(Some(PATIENCE));
        let asked = [ResourceSpecifier::Topic(topic)];
        let what = format!("ask for the settings of {topic}");
        let found = wait(self.clients.admin()?.describe_configs(&asked, &options))?
            .map_err(|error| unreachable(&what, &error))?;
        let mut settings = HashMap::new();
        for resource in found {
            let resource =
                resource.map_err(|error| unreachable(&what, &KafkaError::AdminOp(error)))?;
            let entries = resource.entries.into_iter();
            settings.extend(entries.filter_map(|entry| Some((entry.name, entry.value?))));
        }
        Ok(settings)
    }
}

/// Wait for a future of librdkafka's, which its own threads drive. Never called where a runtime
/// is at work.
fn wait<F: Future>(future: F) -> Result<F::Output, LogError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| LogError::Unusable(error.to_string()))?;
    Ok(runtime.block_on(future))
}
