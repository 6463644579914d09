//! Kafka brokers: one, or three that form a cluster, each a broker and a controller in one
//! process (KRaft), with its own directory and its own ports.

mod broker;
mod image;
pub(crate) mod jars;
mod jvm;
pub(crate) mod metadata;
mod properties;
mod secured;
mod tools;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::directory::{self, Directory};
use crate::error::{Error, doing};
use crate::patience::Patience;
use crate::port::Port;
use crate::process::Signal;

use broker::Broker;
use jars::Jars;
use jvm::Classes;
use properties::Listeners;

pub use image::KafkaImage;
pub use jvm::Jvm;
pub use metadata::Partition;
pub use secured::Secured;
pub use tools::Tool;

/// How long brokers may take until they answer: three at once, on two busy cores.
const STARTING: Duration = Duration::from_secs(90);

/// How brokers and tools log.
const LOGGING: &str = include_str!("../kafka/log4j2.properties");

/// What brokers are to be like.
#[derive(Clone, Debug)]
pub struct KafkaOptions {
    /// How many; a cluster needs three to outlive the loss of one.
    pub brokers: u32,
    /// Where their data lies, which then stays; otherwise a directory that goes with them.
    pub directory: Option<PathBuf>,
    /// The port of the first broker, taken if it is free; otherwise any port.
    pub port: Option<u16>,
    /// Whether they should start quickly or run fast.
    pub jvm: Jvm,
    /// Listens with TLS as well, and with TLS and passwords.
    pub secured: Option<Secured>,
    /// Further lines of `server.properties`, which win over those that are there.
    pub settings: Vec<(String, String)>,
}

impl Default for KafkaOptions {
    fn default() -> Self {
        let (directory, port, secured, settings) = (None, None, None, Vec::new());
        Self { brokers: 1, directory, port, jvm: Jvm::StartsQuickly, secured, settings }
    }
}

/// Brokers that run until this is dropped. They are numbered from 1.
#[derive(Debug)]
pub struct Kafka {
    brokers: Vec<Broker>,
    jars: Jars,
    logging: PathBuf,
    // Dropped after the processes that write to it.
    directory: Directory,
}

impl Kafka {
    /// Fetches Kafka if it is not there yet, starts the brokers, and waits until each of them
    /// answers and knows all the others.
    pub fn start(options: &KafkaOptions) -> Result<Self, Error> {
        Self::start_from(Jars::fetched()?, Classes::FromArchive, options)
    }

    fn start_from(jars: Jars, classes: Classes, options: &KafkaOptions) -> Result<Self, Error> {
        let directory = Directory::given_or_own(options.directory.as_deref(), "kafka")?;
        let logging = directory.path().join("log4j2.properties");
        directory::write(&logging, LOGGING)?;
        let arguments = jvm::arguments(&jars, options.jvm, classes, &logging);
        let mut listeners = Vec::new();
        for id in 1..=options.brokers {
            let client = Port::preferring(options.port.filter(|_| id == 1))?;
            let secured =
                || Ok::<_, Error>(secured::Ports { tls: Port::any()?, sasl: Port::any()? });
            let secured = options.secured.as_ref().map(|_| secured()).transpose()?;
            listeners.push(Listeners { id, client, controller: Port::any()?, secured });
        }
        let voters = properties::voters(&listeners);
        let brokers = listeners.into_iter().map(|listeners| {
            let folder = directory.path().join(format!("broker-{}", listeners.id));
            let properties = properties::of(options, &listeners, &voters, &folder)?;
            Broker::new(&jars.java, &arguments, &properties, listeners, folder)
        });
        let brokers = brokers.collect::<Result<Vec<Broker>, Error>>()?;
        let mut kafka = Self { brokers, jars, logging, directory };
        kafka.format_storage(options.secured.as_ref())?;
        let all: Vec<u32> = (1..=options.brokers).collect();
        kafka.start_again(&all)?;
        Ok(kafka)
    }

    /// Where clients begin: the addresses of all brokers, separated by commas.
    pub fn bootstrap(&self) -> String {
        self.brokers.iter().map(Broker::address).collect::<Vec<_>>().join(",")
    }

    /// Where clients begin that speak TLS (`security.protocol=SSL`); none unless it was secured.
    pub fn tls_bootstrap(&self) -> Option<String> {
        self.secured_bootstrap(|ports| &ports.tls)
    }

    /// Where clients begin that speak TLS and have a password (`security.protocol=SASL_SSL`, with
    /// PLAIN or SCRAM-SHA-512); none unless it was secured.
    pub fn sasl_bootstrap(&self) -> Option<String> {
        self.secured_bootstrap(|ports| &ports.sasl)
    }

    fn secured_bootstrap(&self, port: impl Fn(&secured::Ports) -> &Port) -> Option<String> {
        let addresses = self.brokers.iter().map(|broker| Some(port(broker.secured()?).address()));
        Some(addresses.collect::<Option<Vec<_>>>()?.join(","))
    }

    /// The address of one broker.
    pub fn address(&self, id: u32) -> Result<String, Error> {
        let broker = self.brokers.iter().find(|broker| broker.id() == id);
        broker.map(Broker::address).ok_or(Error::NoSuchNode(id))
    }

    /// Who has a partition, as the first broker says that answers; none if there is no such
    /// partition.
    pub fn partition(&self, topic: &str, index: u32) -> Result<Option<Partition>, Error> {
        let mut answers = self.brokers.iter().map(|it| metadata::partitions(&it.address(), topic));
        let Some(mut answer) = answers.next() else { return Ok(None) };
        if answer.is_err() {
            answer = answers.find(Result::is_ok).unwrap_or(answer);
        }
        let partitions = answer.map_err(doing(format!("ask about the topic {topic}")))?;
        Ok(partitions.into_iter().find(|partition| partition.index == index))
    }

    /// Where data, configurations and logs are: a folder for each broker.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// SIGKILL, and it is gone when this returns.
    pub fn kill(&mut self, id: u32) -> Result<(), Error> {
        self.broker(id)?.kill();
        Ok(())
    }

    /// SIGTERM: it hands its partitions over, if there is somebody to take them, and ends.
    pub fn stop(&mut self, id: u32) -> Result<(), Error> {
        self.broker(id)?.stop();
        Ok(())
    }

    /// SIGTERM to all of them at once: the last of three could not leave without the others.
    pub fn stop_all(&mut self) {
        self.brokers.iter_mut().for_each(|broker| broker.signal(Signal::Terminate));
        self.brokers.iter_mut().for_each(Broker::stop);
    }

    /// Why a broker ended that was neither killed nor stopped, if one did.
    pub fn failure(&mut self) -> Option<Error> {
        self.brokers.iter_mut().find_map(Broker::failure)
    }

    /// SIGSTOP: it holds its connections and says nothing.
    pub fn pause(&mut self, id: u32) -> Result<(), Error> {
        self.broker(id)?.signal(Signal::Stop);
        Ok(())
    }

    /// SIGCONT: it goes on where it was paused, not knowing that it was.
    pub fn resume(&mut self, id: u32) -> Result<(), Error> {
        self.broker(id)?.signal(Signal::Continue);
        Ok(())
    }

    /// Starts one again, on the same port and data, and waits until it takes part; SIGKILL first,
    /// if it runs.
    pub fn restart(&mut self, id: u32) -> Result<(), Error> {
        self.start_again(&[id])
    }

    /// Starts several at once. Two of three that are down need each other: a broker takes part
    /// only when most of the controllers are there.
    pub fn start_again(&mut self, ids: &[u32]) -> Result<(), Error> {
        for id in ids {
            self.broker(*id)?.start()?;
        }
        let mut patience = Patience::new("Kafka to answer", STARTING);
        for id in ids {
            self.broker(*id)?.wait_until_it_knows(ids, &mut patience)?;
        }
        Ok(())
    }

    fn broker(&mut self, id: u32) -> Result<&mut Broker, Error> {
        let broker = self.brokers.iter_mut().find(|broker| broker.id() == id);
        broker.ok_or(Error::NoSuchNode(id))
    }
}
