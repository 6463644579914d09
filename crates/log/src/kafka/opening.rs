//! Opening a log: making what is missing where it may be made, and proving what is there.

use super::clients::Clients;
use super::keeping::Keeping;
use super::meta::{Made, log_begun, log_made};
use super::producer::{Outgoing, Producer};
use super::reads::{Goes, Reads};
use super::settings::Settings;
use super::topics::{Durability, Topics};
use super::wire::Source;
use crate::engine::{LogError, Stored};
use crate::genesis::{Genesis, Init};

/// A log while it is opened. Everything here blocks, and is for a thread without a runtime.
pub(super) struct Opening {
    pub(super) clients: Clients,
    pub(super) keeping: Keeping,
    pub(super) reads: Reads,
}

/// What was found and proved.
pub(super) struct Opened {
    pub(super) genesis: Genesis,
    /// What stands at offset 0 of each partition.
    pub(super) births: Vec<Stored>,
}

impl Opening {
    pub(super) fn new(settings: &Settings) -> Result<Self, LogError> {
        let clients = Clients::new(settings)?;
        let topics = Topics::of(&settings.prefix);
        let durability = match settings.allow_not_durable {
            true => Durability::NotDurable,
            false => Durability::Replicated,
        };
        let reads = Reads::new(clients.clone(), topics.commits.clone());
        let keeping = Keeping::new(&clients, topics, durability)?;
        Ok(Self { clients, keeping, reads })
    }

    /// Open the log that is there, or make it.
    pub(super) fn open(&self, init: &Init) -> Result<Opened, LogError> {
        self.keeping.ensure_meta()?;
        let made = match self.made()? {
            Some(made) => made,
            None => {
                self.append_meta(&log_made(init))?;
                // Somebody else's may have come first.
                self.made()?.ok_or_else(|| unusable("its meta topic does not keep records"))?
            }
        };
        matches(&made.init, init)?;
        if !made.has_begun {
            self.begin(&made)?;
        }
        self.keeping.ensure_snapshots(made.init.partition_count)?;
        self.prove(&made)
    }

    /// Open the log that is there.
    pub(super) fn open_existing(&self) -> Result<Opened, LogError> {
        let nothing = || unusable("there is no log under this prefix");
        if !self.keeping.has_meta()? {
            return Err(nothing());
        }
        let made = self.made()?.filter(|made| made.has_begun).ok_or_else(nothing)?;
        self.keeping.ensure_snapshots(made.init.partition_count)?;
        self.prove(&made)
    }

    fn made(&self) -> Result<Option<Made>, LogError> {
        let mut records = Vec::new();
        self.reads.messages(&self.keeping.topics.meta, 0, 0, |record| {
            records.push(record);
            Goes::On
        })?;
        Made::from_records(&records)
    }

    /// Write what is missing of a log that has not begun: a genesis where there is nothing at all.
    /// Two that do so at once write the same bytes, and the second of them is a stray.
    fn begin(&self, made: &Made) -> Result<(), LogError> {
        let count = made.init.partition_count;
        self.keeping.ensure_commits(count)?;
        self.keeping.check_layout(count)?;
        for partition in 0..count {
            if self.reads.bounds(&self.keeping.topics.commits, partition)?.end == 0 {
                self.append_genesis(&made.genesis(partition))?;
            }
        }
        self.births(made)?;
        self.append_meta(&log_begun(made.init.lineage))
    }

    fn prove(&self, made: &Made) -> Result<Opened, LogError> {
        self.keeping.check_layout(made.init.partition_count)?;
        self.keeping.check_settings()?;
        Ok(Opened { genesis: made.genesis(0), births: self.births(made)? })
    }

    /// What each partition begins with, if that is its genesis.
    fn births(&self, made: &Made) -> Result<Vec<Stored>, LogError> {
        let birth = |partition: u32| {
            let first = self.reads.commits(partition, 0, 1)?.pop();
            first
                .filter(|first| first.offset == 0)
                .filter(|first| first.record.hash() == made.genesis(partition).record().hash())
                .ok_or_else(|| unusable(&format!("partition {partition} has lost its genesis")))
        };
        (0..made.init.partition_count).map(birth).collect()
    }

    fn append_genesis(&self, genesis: &Genesis) -> Result<(), LogError> {
        let record = genesis.record();
        let source = Source::new(genesis.lineage, genesis.partition);
        self.deliver(Outgoing {
            topic: &self.keeping.topics.commits,
            partition: genesis.partition,
            key: &record.key,
            value: &record.value,
            headers: Some(source.headers(&record)),
        })
    }

    fn append_meta(&self, value: &[u8]) -> Result<(), LogError> {
        let topic = &self.keeping.topics.meta;
        self.deliver(Outgoing { topic, partition: 0, key: &[], value, headers: None })
    }

    fn deliver(&self, message: Outgoing<'_>) -> Result<(), LogError> {
        let lost = |why: String| LogError::Unreachable(format!("append: {why}"));
        let (producer, thread) = Producer::start(&self.clients)?;
        let sent = producer.send([message].into_iter(), 0);
        let answered = sent.map_err(|not_sent| lost(format!("{not_sent:?}")))?;
        let result = answered.blocking_recv();
        drop(producer);
        if thread.join().is_err() {
            tracing::error!("a producer's thread panicked");
        }
        match result {
            Ok(Ok(_offsets)) => Ok(()),
            Ok(Err(why)) => Err(lost(why)),
            Err(_dropped) => Err(lost("no answer".into())),
        }
    }
}

/// Whether a log is the one that was asked for.
fn matches(made: &Init, asked: &Init) -> Result<(), LogError> {
    let key = |init: &Init| (init.partition_count, init.currency.clone(), init.exponent);
    let (made, asked) = (key(made), key(asked));
    if made == asked {
        return Ok(());
    }
    let text = |(count, currency, exponent): (u32, String, u8)| {
        format!("{count} partitions and {currency} with {exponent} decimals")
    };
    let (made, asked) = (text(made), text(asked));
    Err(LogError::Unusable(format!("it was made with {made}, not with {asked}")))
}

fn unusable(what: &str) -> LogError {
    LogError::Unusable(what.into())
}
