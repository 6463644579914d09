//! How a partition begins.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::chain::{Hash, Record};

/// A log's identity: made once, at random, when the log is initialised.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lineage(pub [u8; 16]);

impl Lineage {
    /// The 32 lower-case hexadecimal digits, back.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|n| Self(n.to_be_bytes()))
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a new log is made with. The lineage must be drawn at random and the time read by whoever
/// makes it: this crate does neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Init {
    /// The log's identity.
    pub lineage: Lineage,
    /// How many partitions it has.
    pub partition_count: u32,
    /// The label of its one currency.
    pub currency: String,
    /// How many decimals that has.
    pub exponent: u8,
    /// Now, in milliseconds since the Unix epoch.
    pub time_ms: u64,
}

impl Init {
    /// The genesis of one of its partitions.
    pub fn genesis(&self, partition: u32) -> Genesis {
        Genesis {
            lineage: self.lineage,
            partition,
            partition_count: self.partition_count,
            currency: self.currency.clone(),
            exponent: self.exponent,
            time_ms: self.time_ms,
        }
    }
}

/// Commit 0 of a partition: what is fixed for the life of the lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The log's identity.
    pub lineage: Lineage,
    /// The partition it opens.
    pub partition: u32,
    /// How many there are.
    pub partition_count: u32,
    /// The label of the log's one currency.
    pub currency: String,
    /// How many decimals it has.
    pub exponent: u8,
    /// When the log was made, in milliseconds since the Unix epoch.
    pub time_ms: u64,
}

/// The one way a player is mapped to a partition; named in the genesis so that another can follow.
const PLAYER_HASH: &str = "sha256-mod";

#[derive(Serialize, Deserialize)]
struct Value {
    v: u32,
    seq: u64,
    time: u64,
    events: [GenesisEvent; 1],
}

#[derive(Serialize, Deserialize)]
struct GenesisEvent {
    r#type: String,
    lineage: String,
    partition: u32,
    partition_count: u32,
    player_hash: String,
    currency: String,
    exponent: u8,
}

impl Genesis {
    /// The record at offset 0.
    #[expect(clippy::expect_used, reason = "a struct of texts and numbers")]
    pub fn record(&self) -> Record {
        let event = GenesisEvent {
            r#type: "genesis".into(),
            lineage: self.lineage.to_string(),
            partition: self.partition,
            partition_count: self.partition_count,
            player_hash: PLAYER_HASH.into(),
            currency: self.currency.clone(),
            exponent: self.exponent,
        };
        let value = Value { v: 1, seq: 0, time: self.time_ms, events: [event] };
        let value = serde_json::to_vec(&value).expect("texts and numbers are always JSON");
        Record::new(
            Hash::before_genesis(self.lineage, self.partition, self.partition_count),
            Bytes::new(),
            Bytes::from(value),
        )
    }

    /// Read it back; `None` when the record is not a genesis that this build understands, or names
    /// another predecessor than its own content asks for.
    pub fn from_record(record: &Record) -> Option<Self> {
        let value: Value = serde_json::from_slice(&record.value).ok()?;
        let [event] = value.events;
        let known = value.v == 1
            && value.seq == 0
            && event.r#type == "genesis"
            && event.player_hash == PLAYER_HASH;
        known.then_some(())?;
        let lineage = Lineage::parse(&event.lineage)?;
        let prev = Hash::before_genesis(lineage, event.partition, event.partition_count);
        (record.prev == prev && record.key.is_empty()).then_some(())?;
        Some(Self {
            lineage,
            partition: event.partition,
            partition_count: event.partition_count,
            currency: event.currency,
            exponent: event.exponent,
            time_ms: value.time,
        })
    }
}

#[cfg(test)]
mod tests;
