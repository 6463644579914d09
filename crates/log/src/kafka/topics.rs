//! The three topics of a log and how they must be kept.
//!
//! ```text
//! PREFIX.commits    one partition for each of the log's, for ever
//! PREFIX.meta       one partition; its first record says which log this is
//! PREFIX.snapshots  what readers have folded: compacted, and no loss if it is gone
//! ```
//!
//! They are made here, with the settings below, and by nobody else. What is set otherwise later is
//! found by whoever looks ([`problems`]): a log that retention may eat must not be used.

use std::collections::HashMap;

/// The names of a log's topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topics {
    pub(super) commits: String,
    pub(super) meta: String,
    pub(super) snapshots: String,
}

impl Topics {
    pub(super) fn of(prefix: &str) -> Self {
        let name = |what: &str| format!("{prefix}.{what}");
        Self { commits: name("commits"), meta: name("meta"), snapshots: name("snapshots") }
    }
}

/// What has to survive what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// What was acknowledged survives the loss of any one broker.
    Replicated,
    /// It does not, and somebody has said that this may be so.
    NotDurable,
}

impl Durability {
    /// Of what is made by a cluster of so many brokers.
    pub(super) fn replication(self, broker_count: usize) -> i32 {
        match self {
            Self::NotDurable if broker_count < 3 => 1,
            Self::Replicated | Self::NotDurable => 3,
        }
    }

    fn in_sync_min(self, broker_count: usize) -> i32 {
        (self.replication(broker_count) + 1) / 2
    }
}

/// A setting of a topic.
struct Setting {
    name: &'static str,
    /// What it is made with.
    value: &'static str,
    must: Must,
}

/// What a setting must be.
enum Must {
    Same,
    AtLeast(u64),
    OneOf(&'static [&'static str]),
}

/// The messages above fit, with what a batch takes around them.
const BATCH_BYTES_MAX: u64 = 1_048_588;

/// The time is the broker's: an owner compares its clock with it, and a producer knows by it what
/// was truly answered.
const TIMESTAMP: Setting =
    Setting { name: "message.timestamp.type", value: "LogAppendTime", must: Must::Same };

const MAX_MESSAGE_BYTES: Setting =
    Setting { name: "max.message.bytes", value: "1048588", must: Must::AtLeast(BATCH_BYTES_MAX) };

/// Of the topics that nothing may ever leave.
const FOR_EVER: &[Setting] = &[
    Setting { name: "cleanup.policy", value: "delete", must: Must::Same },
    Setting { name: "retention.ms", value: "-1", must: Must::Same },
    Setting { name: "retention.bytes", value: "-1", must: Must::Same },
    TIMESTAMP,
    Setting { name: "unclean.leader.election.enable", value: "false", must: Must::Same },
    // Those that every reader of ours can undo, also where a broker prefers another.
    Setting {
        name: "compression.type",
        value: "producer",
        must: Must::OneOf(&["producer", "uncompressed", "lz4", "snappy"]),
    },
    MAX_MESSAGE_BYTES,
];

/// Of the snapshots: the last of each key, and the others gone soon.
const COMPACTED: &[Setting] = &[
    Setting { name: "cleanup.policy", value: "compact", must: Must::Same },
    TIMESTAMP,
    MAX_MESSAGE_BYTES,
    Setting { name: "segment.bytes", value: "67108864", must: Must::AtLeast(1_048_576) },
    Setting {
        name: "min.cleanable.dirty.ratio",
        value: "0.1",
        // A matter of disk space.
        must: Must::OneOf(&[]),
    },
];

const IN_SYNC_MIN: &str = "min.insync.replicas";

/// What a topic is made with.
pub(super) fn made_with(
    topics: &Topics,
    topic: &str,
    durability: Durability,
    broker_count: usize,
) -> Vec<(&'static str, String)> {
    let in_sync_min = durability.in_sync_min(broker_count).to_string();
    settings(topics, topic)
        .iter()
        .map(|setting| (setting.name, setting.value.to_owned()))
        .chain([(IN_SYNC_MIN, in_sync_min)])
        .collect()
}

/// What is wrong with how a topic is kept, in words for an operator.
pub(super) fn problems(
    topics: &Topics,
    topic: &str,
    durability: Durability,
    found: &HashMap<String, String>,
) -> Vec<String> {
    let in_sync = Setting { name: IN_SYNC_MIN, value: "2", must: Must::AtLeast(2) };
    let is_critical = topic != topics.snapshots && durability == Durability::Replicated;
    let settings = settings(topics, topic).iter().chain(is_critical.then_some(&in_sync));
    settings.filter_map(|setting| setting.problem(topic, found.get(setting.name))).collect()
}

fn settings(topics: &Topics, topic: &str) -> &'static [Setting] {
    if topic == topics.snapshots { COMPACTED } else { FOR_EVER }
}

impl Setting {
    fn problem(&self, topic: &str, found: Option<&String>) -> Option<String> {
        let found = found.map_or("", String::as_str);
        let expected = match self.must {
            Must::Same if found == self.value => return None,
            Must::Same => self.value.to_owned(),
            Must::AtLeast(min) if found.parse::<u64>().is_ok_and(|value| value >= min) => {
                return None;
            }
            Must::AtLeast(min) => format!("at least {min}"),
            Must::OneOf([]) => return None,
            Must::OneOf(known) if known.contains(&found) => return None,
            Must::OneOf(known) => known.join(" or "),
        };
        Some(format!("{topic} has {} = {found:?}, which must be {expected}", self.name))
    }
}

#[cfg(test)]
mod tests;
