//! `server.properties`: small and quick, as strict as production where it matters.

use std::path::Path;

use super::KafkaOptions;
use super::secured;
use crate::error::Error;
use crate::port::Port;

/// Where one broker listens.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) id: u32,
    pub(super) client: Port,
    pub(super) controller: Port,
    pub(super) secured: Option<secured::Ports>,
}

/// All brokers as controllers, as each of them is told.
pub(super) fn voters(all: &[Listeners]) -> String {
    let voters = all.iter().map(|one| format!("{}@{}", one.id, one.controller.address()));
    voters.collect::<Vec<_>>().join(",")
}

/// The same for every broker.
const SETTINGS: &[(&str, &str)] = &[
    ("process.roles", "broker,controller"),
    (
        "listener.security.protocol.map",
        "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SASL:SASL_SSL",
    ),
    ("inter.broker.listener.name", "CLIENT"),
    ("controller.listener.names", "CONTROLLER"),
    // A topic that is not there is an error, never one with settings nobody chose.
    ("auto.create.topics.enable", "false"),
    ("unclean.leader.election.enable", "false"),
    // Groups form at once, and tests may choose how soon a member is missed.
    ("group.initial.rebalance.delay.ms", "0"),
    ("group.min.session.timeout.ms", "1000"),
    ("group.consumer.min.session.timeout.ms", "1000"),
    ("group.consumer.session.timeout.ms", "6000"),
    ("group.consumer.min.heartbeat.interval.ms", "100"),
    ("group.consumer.heartbeat.interval.ms", "1000"),
    // A broker that is gone is missed after 6 s instead of 9.
    ("broker.session.timeout.ms", "6000"),
    ("broker.heartbeat.interval.ms", "1000"),
    // Fifty partitions of bookkeeping are for clusters with many groups.
    ("offsets.topic.num.partitions", "4"),
    ("transaction.state.log.num.partitions", "2"),
    ("share.coordinator.state.topic.num.partitions", "2"),
    // The default takes 128 MB of a heap of 512.
    ("log.cleaner.dedupe.buffer.size", "8388608"),
    ("num.network.threads", "2"),
    ("num.io.threads", "4"),
    ("background.threads", "4"),
];

/// The file of one broker.
pub(super) fn of(
    options: &KafkaOptions,
    listeners: &Listeners,
    voters: &str,
    folder: &Path,
) -> Result<String, Error> {
    let Listeners { id, client, controller, secured } = listeners;
    let mut public = format!("CLIENT://{}", client.address());
    if let Some(ports) = secured {
        public += &format!(",TLS://{},SASL://{}", ports.tls.address(), ports.sasl.address());
    }
    let copies = options.brokers.min(3).to_string();
    // With three copies one may be missing; acknowledged by both others, nothing is lost.
    let in_sync = if options.brokers >= 3 { "2" } else { "1" };
    let mut lines = vec![
        format!("node.id={id}"),
        format!("controller.quorum.voters={voters}"),
        format!("listeners={public},CONTROLLER://{}", controller.address()),
        format!("advertised.listeners={public}"),
        format!("log.dirs={}", folder.join("data").display()),
        format!("default.replication.factor={copies}"),
        format!("min.insync.replicas={in_sync}"),
    ];
    for topic in ["offsets.topic", "transaction.state.log", "share.coordinator.state.topic"] {
        lines.push(format!("{topic}.replication.factor={copies}"));
    }
    for topic in ["transaction.state.log", "share.coordinator.state.topic"] {
        lines.push(format!("{topic}.min.isr={in_sync}"));
    }
    lines.extend(SETTINGS.iter().map(|(name, value)| format!("{name}={value}")));
    if let Some(secured) = &options.secured {
        lines.extend(secured.settings()?);
    }
    // Of two lines with one name the last one counts.
    lines.extend(options.settings.iter().map(|(name, value)| format!("{name}={value}")));
    Ok(lines.join("\n") + "\n")
}
