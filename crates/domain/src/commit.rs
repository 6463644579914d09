//! What one command changed: the unit of atomicity, of the log and of every answer.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::hex::Hex;
use crate::keys::{Fingerprint, KeyHash};
use crate::money::Money;
use crate::player_id::PlayerId;

/// One commit. Its JSON begins with `v` and `seq`: the log's accept rule reads them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// The version of the field sets.
    pub v: u32,
    /// Its predecessor's plus one.
    pub seq: u64,
    /// The owner's clock, but never before the commit before it (milliseconds since the Unix
    /// epoch).
    pub time: u64,
    /// Whose account; `None` for commits of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub player: Option<PlayerId>,
    /// The request that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<Box<str>>,
    /// The idempotency key it uses up. Every commit of a player has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<UsedKey>,
    /// The player's balance after it. Every fold compares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_minor: Option<Money>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// An idempotency key as the log knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedKey {
    /// Of (player, key).
    pub hash: KeyHash,
    /// Of the request.
    pub fingerprint: Fingerprint,
    /// The time inside the key, if it is a UUIDv7 (milliseconds since the Unix epoch).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_ms: Option<u64>,
}

/// Why the bytes of an accepted commit mean nothing to this build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Another build wrote it.
    #[error("this build does not know commit version {0}")]
    UnknownVersion(u32),
    /// It is not a commit.
    #[error("not a commit: {0}")]
    Malformed(Box<str>),
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Commit {
    /// Whether the bytes `value` are a commit by which an operator accepts that the head `hash` is
    /// gone.
    pub fn accepts_loss(value: &[u8], hash: &Hex<32>) -> bool {
        let events = Self::decode(value).map(|commit| commit.events).unwrap_or_default();
        events.iter().any(|event| match event {
            Event::LossAccepted(accepted) => accepted.lost.iter().any(|lost| lost.hash == *hash),
            _ => false,
        })
    }

    /// The version this build writes.
    pub const VERSION: u32 = 1;

    /// The bytes that go into the log.
    #[expect(clippy::expect_used, reason = "texts, numbers and enums")]
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a commit is always JSON")
    }

    /// Read what any build up to this one has written.
    ///
    /// # Errors
    /// When a newer build wrote it, or it is not a commit.
    pub fn decode(value: &[u8]) -> Result<Self, DecodeError> {
        match serde_json::from_slice::<Self>(value) {
            Ok(commit) if commit.v == Self::VERSION => Ok(commit),
            Ok(commit) => Err(DecodeError::UnknownVersion(commit.v)),
            // Only now look for the version alone: a newer build's events are unreadable, and
            // saying so beats complaining about a field.
            Err(error) => Err(match serde_json::from_slice::<Version>(value) {
                Ok(version) if version.v != Self::VERSION => DecodeError::UnknownVersion(version.v),
                _ => DecodeError::Malformed(alloc::format!("{error}").into()),
            }),
        }
    }
}
