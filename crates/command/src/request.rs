//! A command on its way into a partition, and what comes back.

use std::sync::Arc;

use croupier_domain::{Command, Commit, Hex, KeyHash, PlayerId, UsedKey};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use uuid::Uuid;

/// A command with its key. There is no such thing as a command without one: a loop must be able to
/// decide it again after its commit was dropped, and still have it take effect once.
#[derive(Debug)]
pub struct Request {
    /// Whose account.
    pub player: PlayerId,
    /// What to decide.
    pub command: Command,
    /// The key it uses up.
    pub key: UsedKey,
    /// What caused it.
    pub cause: Cause,
    /// Where the answer goes. Whoever waits may have gone: then the answer is in the log.
    pub reply: oneshot::Sender<Answer>,
    /// Whether a commit was made of it. That one may be dead by now, and then it is decided again.
    pub was_decided: bool,
}

/// What caused a command: usually an HTTP request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Finds it in all logs.
    pub correlation_id: Box<str>,
    /// The W3C `traceparent` it came with.
    pub traceparent: Option<Box<str>>,
    /// When the first of us received it (microseconds since the Unix epoch).
    pub received_us: Option<u64>,
    /// When this process received it (microseconds since the Unix epoch).
    pub began_us: Option<u64>,
}

impl From<&str> for Cause {
    /// A cause of which nothing is known but its correlation id.
    fn from(correlation_id: &str) -> Self {
        Self { correlation_id: correlation_id.into(), ..Self::default() }
    }
}

/// How long the steps from a command to its answer took, in this process. One follows another, so
/// that together they are the time it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hops {
    /// From receiving it to handing its commit to the log: reading, waiting, deciding.
    pub decide_us: u64,
    /// From then until the log had confirmed that the commit is durable.
    pub append_us: u64,
    /// From then until the commit was read back as accepted; nothing where that came first.
    pub read_back_us: u64,
}

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is in the log, durable, with this commit.
    Committed {
        /// The commit that carries its key.
        commit: Arc<Commit>,
        /// Whether an earlier request with the same key put it there.
        replayed: bool,
        /// How it got there, where this request put it there.
        hops: Option<Hops>,
    },
    /// The key was used for another request.
    KeyReused,
    /// The key is older than what is remembered.
    KeyExpired,
    /// Nothing happened and nothing will.
    NotApplied(NotApplied),
    /// It may be in the log, or come into it.
    OutcomeUnknown,
}

/// Why nothing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotApplied {
    /// The partition has more waiting than it takes.
    #[error("the partition's queue is full")]
    QueueFull,
    /// The partition is not being served by this process now.
    #[error("the partition is not being served now")]
    NotServing,
    /// The partition is stopped until an operator has looked at it.
    #[error("the partition is stopped until an operator has looked at it")]
    Stopped,
    /// The log has no room.
    #[error("the log has no room left")]
    LogFull,
    /// The log cannot be followed now.
    #[error("the log cannot be followed now")]
    LogOutOfSight,
    /// Another owner's commit took its place.
    #[error("another owner's commit took its place")]
    Superseded,
}

impl Request {
    /// Answer it. A client that has gone away finds the answer under its key.
    pub(crate) fn answer(self, answer: Answer) {
        drop(self.reply.send(answer));
    }

    /// Answer it with the accepted, durable commit that has used its key.
    pub(crate) fn committed(self, commit: Arc<Commit>, hops: Option<Hops>) {
        let replayed = hops.is_none();
        let is_same = commit.key.is_some_and(|key| key.fingerprint == self.key.fingerprint);
        let committed = Answer::Committed { commit, replayed, hops };
        self.answer(if is_same { committed } else { Answer::KeyReused });
    }

    pub(crate) fn not_applied(self, why: NotApplied) {
        self.answer(Answer::NotApplied(why));
    }
}

/// What the log knows of the key `text` of `player`, used for `command`.
pub fn used_key(player: &PlayerId, text: &str, command: &Command) -> UsedKey {
    let hash = key_hash(b"croupier/key/1", player, text);
    UsedKey { hash, fingerprint: command.fingerprint(), made_ms: made_ms(text) }
}

/// The same for a command that no client has sent. Keys of its own: whatever a client chooses for
/// its keys, it takes none of these.
pub(crate) fn own_key(player: &PlayerId, text: &str, command: &Command) -> UsedKey {
    let hash = key_hash(b"croupier/own-key/1", player, text);
    UsedKey { hash, fingerprint: command.fingerprint(), made_ms: None }
}

fn key_hash(space: &[u8], player: &PlayerId, text: &str) -> KeyHash {
    let mut hasher = Sha256::new();
    hasher.update(space);
    hasher.update([u8::try_from(player.as_str().len()).unwrap_or(u8::MAX)]);
    hasher.update(player.as_str());
    hasher.update(text);
    let digest: [u8; 32] = hasher.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    Hex(short)
}

/// The time inside a UUIDv7 (RFC 9562, section 5.7), in milliseconds since the Unix epoch.
fn made_ms(text: &str) -> Option<u64> {
    let uuid = Uuid::parse_str(text).ok().filter(|uuid| uuid.get_version_num() == 7)?;
    u64::try_from(uuid.as_u128() >> 80).ok()
}
