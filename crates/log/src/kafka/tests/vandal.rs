//! Whoever else has access to the brokers: another writer, an operator, a careless one.

use std::time::Duration;

use bytes::Bytes;
use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, NewPartitions, NewTopic, ResourceSpecifier,
    TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};

use crate::kafka::settings::Settings;
use crate::kafka::topics::{Durability, Topics, made_with};

const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Vandal {
    config: ClientConfig,
    admin: AdminClient<DefaultClientContext>,
    pub(super) topics: Topics,
}

/// A message as anybody may write it.
#[derive(Clone, Copy, Default)]
pub(super) struct Scribble<'a> {
    pub(super) key: Option<&'a [u8]>,
    pub(super) value: Option<&'a [u8]>,
    pub(super) headers: &'a [(&'a str, &'a [u8])],
}

/// How a transaction ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Commit,
    Abort,
    /// Not before its writer is gone.
    None,
}

/// A header that can be compared.
pub(super) type NameValue = (String, Vec<u8>);

pub(super) fn plain(headers: &impl Headers) -> Vec<NameValue> {
    let plain = |header: Header<'_, &[u8]>| (header.key.into(), header.value.unwrap().into());
    headers.iter().map(plain).collect()
}

impl Vandal {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &settings.brokers);
        config.set("allow.auto.create.topics", "false");
        let admin = config.create().unwrap();
        Self { config, admin, topics: Topics::of(&settings.prefix) }
    }

    /// Write as they are and wait until they are stored.
    pub(super) fn write(&self, topic: &str, partition: i32, scribbles: &[Scribble<'_>]) {
        let producer: BaseProducer = self.config.create().unwrap();
        for scribble in scribbles {
            send(&producer, topic, partition, scribble);
        }
        producer.flush(PATIENCE).unwrap();
    }

    /// Write to partition 0 in a transaction. Its writer is returned: it may not have ended it.
    pub(super) fn write_in_transaction(
        &self,
        topic: &str,
        scribble: Scribble<'_>,
        ending: Ending,
    ) -> BaseProducer {
        let mut config = self.config.clone();
        let id = croupier_services::unique_prefix("transaction");
        let producer: BaseProducer = config.set("transactional.id", id).create().unwrap();
        producer.init_transactions(PATIENCE).unwrap();
        producer.begin_transaction().unwrap();
        send(&producer, topic, 0, &scribble);
        producer.flush(PATIENCE).unwrap();
        match ending {
            Ending::Commit => producer.commit_transaction(PATIENCE).unwrap(),
            Ending::Abort => producer.abort_transaction(PATIENCE).unwrap(),
            Ending::None => {}
        }
        producer
    }

    pub(super) async fn delete(&self, topic: &str) {
        let deleted = self.admin.delete_topics(&[topic], &self.options()).await.unwrap();
        assert!(deleted.iter().all(Result::is_ok), "{deleted:?}");
        self.wait_until(topic, |partition_count| partition_count == 0).await;
    }

    /// Make a topic with the right settings.
    pub(super) async fn make(&self, topic: &str, partition_count: usize) {
        let count = i32::try_from(partition_count).unwrap();
        let settings = made_with(&self.topics, topic, Durability::NotDurable, 1);
        let new = NewTopic::new(topic, count, TopicReplication::Fixed(1));
        let new = settings.iter().fold(new, |new, (name, value)| new.set(name, value));
        let made = self.admin.create_topics([&new], &self.options()).await.unwrap();
        assert!(made.iter().all(Result::is_ok), "{made:?}");
        self.wait_until(topic, |found| found == partition_count).await;
    }

    pub(super) async fn grow(&self, topic: &str, partition_count: usize) {
        let new = NewPartitions::new(topic, partition_count);
        let grown = self.admin.create_partitions([&new], &self.options()).await.unwrap();
        assert!(grown.iter().all(Result::is_ok), "{grown:?}");
        self.wait_until(topic, |found| found == partition_count).await;
    }

    /// The first `count` records of a partition go.
    pub(super) async fn forget(&self, topic: &str, partition: i32, count: i64) {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Offset(count)).unwrap();
        let done = self.admin.delete_records(&list, &self.options()).await.unwrap();
        done.elements().iter().for_each(|element| element.error().unwrap());
    }

    /// Set one thing differently; all others are as they were made.
    pub(super) async fn set(&self, topic: &str, name: &str, value: &str) {
        let made = made_with(&self.topics, topic, Durability::NotDurable, 1);
        let alter = AlterConfig::new(ResourceSpecifier::Topic(topic));
        let alter = made.iter().fold(alter, |alter, (name, value)| alter.set(name, value));
        let alter = alter.set(name, value);
        let altered = self.admin.alter_configs([&alter], &self.options()).await.unwrap();
        assert!(altered.iter().all(Result::is_ok), "{altered:?}");
    }

    /// The offset behind a partition's last record.
    pub(super) fn end(&self, topic: &str, partition: i32) -> i64 {
        self.admin.inner().fetch_watermarks(topic, partition, PATIENCE).unwrap().1
    }

    /// A record's value and headers, as any consumer sees them.
    pub(super) fn look(&self, topic: &str, partition: i32, offset: i64) -> (Bytes, Vec<NameValue>) {
        let consumer = self.reading(topic, partition, offset);
        let message = consumer.poll(PATIENCE).unwrap().unwrap();
        assert_eq!(message.offset(), offset);
        (Bytes::copy_from_slice(message.payload().unwrap()), plain(message.headers().unwrap()))
    }

    /// The value of the last record of that key.
    pub(super) fn last(&self, topic: &str, partition: i32, key: &str) -> Bytes {
        let (consumer, end) = (self.reading(topic, partition, 0), self.end(topic, partition));
        let mut last = Bytes::new();
        loop {
            let message = consumer.poll(PATIENCE).unwrap().unwrap();
            if message.key() == Some(key.as_bytes()) {
                last = Bytes::copy_from_slice(message.payload().unwrap());
            }
            if message.offset() + 1 >= end {
                return last;
            }
        }
    }

    fn reading(&self, topic: &str, partition: i32, offset: i64) -> BaseConsumer {
        let mut config = self.config.clone();
        let consumer: BaseConsumer = config.set("group.id", "onlooker").create().unwrap();
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Offset(offset)).unwrap();
        consumer.assign(&list).unwrap();
        consumer
    }

    fn options(&self) -> AdminOptions {
        let options = AdminOptions::new().request_timeout(Some(PATIENCE));
        options.operation_timeout(Some(PATIENCE))
    }

    async fn wait_until(&self, topic: &str, is_so: impl Fn(usize) -> bool) {
        loop {
            let metadata = self.admin.inner().fetch_metadata(Some(topic), PATIENCE).unwrap();
            let found = metadata.topics().iter().find(|found| found.name() == topic);
            if is_so(found.map_or(0, |found| found.partitions().len())) {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn send(producer: &BaseProducer, topic: &str, partition: i32, scribble: &Scribble<'_>) {
    let mut record = BaseRecord::<[u8], [u8]>::to(topic).partition(partition);
    record.key = scribble.key;
    record.payload = scribble.value;
    let headers = scribble.headers.iter();
    record.headers = Some(headers.fold(OwnedHeaders::new(), |all, (key, value)| {
        all.insert(Header { key, value: Some(*value) })
    }));
    producer.send(record).map_err(|(error, _record)| error).unwrap();
}
