//! One consumer that follows partitions until it cannot vouch for them any more.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::Offset;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::TopicPartitionList;

use super::POLL;
use super::watcher::Watcher;
use crate::engine::{LogError, Stored};
use crate::kafka::clients::Clients;
use crate::kafka::errors::{is_of_a_broker, is_of_the_group, unreachable};
use crate::kafka::shared::Shared;
use crate::kafka::wire::stored_of;

/// How many messages are taken before they are shown.
const BATCH_COUNT: usize = 1000;

/// How long a partition may take to begin.
const BEGIN_PATIENCE: Duration = Duration::from_secs(8);

/// How long a partition is followed that has no tail: a reader that begins a new tail is soon back.
const LINGER: Duration = Duration::from_secs(10);

pub(super) struct Session<'a> {
    shared: &'a Shared,
    consumer: BaseConsumer<Watcher>,
    partitions: BTreeMap<u32, Followed>,
}

/// Why a session ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The log is to be closed.
    Stopped,
    /// No partition has a tail.
    Unwanted,
    /// It cannot vouch for what it reads.
    Interrupted(String),
}

/// A partition that is followed.
#[derive(Debug)]
struct Followed {
    since: Instant,
    has_begun: bool,
    wanted: Instant,
    fetched: Vec<Stored>,
}

impl Followed {
    fn is_late(&self) -> bool {
        !self.has_begun && self.since.elapsed() > BEGIN_PATIENCE
    }
}

impl<'a> Session<'a> {
    pub(super) fn begin(clients: &Clients, shared: &'a Shared) -> Result<Self, LogError> {
        let watcher = Watcher::new(shared.topics.commits.clone());
        let consumer = clients.follower(watcher)?;
        Ok(Self { shared, consumer, partitions: BTreeMap::new() })
    }

    /// Follow whatever has tails. Every partition that had begun is left in doubt.
    pub(super) fn run(&mut self, must_end: &AtomicBool) -> Ended {
        let ended = loop {
            if must_end.load(Ordering::Acquire) {
                break Ended::Stopped;
            }
            match self.turn() {
                Ok(()) if self.partitions.is_empty() => break Ended::Unwanted,
                Ok(()) => {}
                Err(why) => break Ended::Interrupted(why),
            }
        };
        for (partition, followed) in std::mem::take(&mut self.partitions) {
            if followed.has_begun {
                self.shared.feed(partition).interrupt();
                self.shared.counters.doubted();
            }
        }
        ended
    }

    /// Take what has come, and see who wants what.
    fn turn(&mut self) -> Result<(), String> {
        self.take_up().map_err(|error| error.to_string())?;
        let result = self.fetch();
        self.publish();
        result?;
        self.consumer.context().interruption().map_or(Ok(()), Err)
    }

    /// Begin to follow partitions that have tails now; leave those that have none for long, and
    /// those that do not begin: they are taken up anew.
    fn take_up(&mut self) -> Result<(), LogError> {
        let now = Instant::now();
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for (partition, feed) in self.shared.feeds() {
            match self.partitions.get_mut(&partition) {
                Some(followed) if followed.is_late() => old.push(partition),
                Some(followed) if feed.has_tails() => followed.wanted = now,
                Some(followed) if followed.wanted.elapsed() > LINGER => old.push(partition),
                None if feed.has_tails() => new.push(partition),
                _ => {}
            }
        }
        if !new.is_empty() {
            self.consumer
                .incremental_assign(&self.list(&new)?)
                .map_err(|error| unreachable("follow", &error))?;
        }
        if !old.is_empty() {
            self.consumer
                .incremental_unassign(&self.list(&old)?)
                .map_err(|error| unreachable("stop following", &error))?;
        }
        for partition in old {
            self.partitions.remove(&partition);
            self.shared.feed(partition).end();
        }
        let followed =
            || Followed { since: now, has_begun: false, wanted: now, fetched: Vec::new() };
        self.partitions.extend(new.into_iter().map(|partition| (partition, followed())));
        Ok(())
    }

    fn list(&self, partitions: &[u32]) -> Result<TopicPartitionList, LogError> {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            let partition = i32::try_from(*partition).unwrap_or(i32::MAX);
            list.add_partition_offset(
                &self.shared.topics.commits,
                partition,
                Offset::OffsetTail(1),
            )
            .map_err(|error| unreachable("follow", &error))?;
        }
        Ok(list)
    }

    /// Wait for something, then take everything that is there.
    fn fetch(&mut self) -> Result<(), String> {
        let mut wait = POLL;
        for _message in 0..BATCH_COUNT {
            match self.consumer.poll(wait) {
                None => break,
                Some(Ok(message)) => {
                    let partition = u32::try_from(message.partition()).unwrap_or(u32::MAX);
                    if let Some(followed) = self.partitions.get_mut(&partition) {
                        followed.fetched.extend(stored_of(&message));
                    }
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => self.at_end(partition)?,
                Some(Err(error)) if is_of_the_group(&error) || is_of_a_broker(&error) => {}
                Some(Err(error)) => return Err(error.to_string()),
            }
            wait = Duration::ZERO;
        }
        Ok(())
    }

    /// A partition that has shown nothing ends with marks of foreign transactions.
    fn at_end(&mut self, partition: i32) -> Result<(), String> {
        let number = u32::try_from(partition).unwrap_or(u32::MAX);
        let Some(followed) = self.partitions.get_mut(&number) else { return Ok(()) };
        if followed.has_begun || !followed.fetched.is_empty() {
            return Ok(());
        }
        let (_, end) = self
            .consumer
            .fetch_watermarks(&self.shared.topics.commits, partition, BEGIN_PATIENCE)
            .map_err(|error| error.to_string())?;
        followed.has_begun = true;
        self.shared.feed(number).begin(u64::try_from(end).unwrap_or(0));
        Ok(())
    }

    fn publish(&mut self) {
        for (partition, followed) in &mut self.partitions {
            let Some(first) = followed.fetched.first() else { continue };
            let feed = self.shared.feed(*partition);
            if !followed.has_begun {
                followed.has_begun = true;
                feed.begin(first.offset);
            }
            feed.publish(followed.fetched.drain(..));
        }
    }
}
