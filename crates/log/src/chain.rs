//! The chain and its accept rule.
//!
//! Every commit names, in `prev`, the hash of the commit its writer believed to be the last
//! accepted one. A reader accepts a record if and only if `prev` equals the hash of its own head,
//! `seq` follows, and the key belongs to the partition. Everything else is a stray: counted,
//! skipped, never folded. Two writers can never both succeed, because the log's order picks one and
//! every reader picks the same one. There is no other fencing: no leases, no clocks, no membership.

use std::fmt;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::genesis::Lineage;

/// SHA-256 of a commit, or of what stands before the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What the genesis of a partition names as its predecessor:
    /// `SHA-256("croupier/genesis/1" ‖ lineage ‖ u32be partition ‖ u32be count)`.
    pub fn before_genesis(lineage: Lineage, partition: u32, partition_count: u32) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"croupier/genesis/1");
        hasher.update(lineage.0);
        hasher.update(partition.to_be_bytes());
        hasher.update(partition_count.to_be_bytes());
        Self(hasher.finalize().into())
    }

    /// The 64 lower-case hexadecimal digits, back.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// One commit as an engine keeps it. The bytes travel untouched: nobody re-serialises a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The hash of the commit its writer believed to be the last accepted one.
    pub prev: Hash,
    /// The player's id; empty for commits of the system itself.
    pub key: Bytes,
    /// A JSON object that begins `{"v":<version>,"seq":<seq>`, without spaces: the two numbers that
    /// readers need before they know what a commit means.
    pub value: Bytes,
    /// What travels with it and is no part of it.
    pub headers: Headers,
}

/// What travels with a commit and is no part of it: not hashed, never folded, and not kept by every
/// engine. Whoever reads a log by it gets what was true once, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers {
    /// The W3C `traceparent` of the request that caused the commit.
    pub traceparent: Option<Box<str>>,
    /// That request's correlation id.
    pub correlation_id: Option<Box<str>>,
    /// When the first of us received it (microseconds since the Unix epoch).
    pub received_us: Option<u64>,
    /// When it was decided and handed to the engine (microseconds since the Unix epoch).
    pub decided_us: Option<u64>,
}

impl Record {
    /// A commit with which nothing travels.
    pub fn new(prev: Hash, key: impl Into<Bytes>, value: impl Into<Bytes>) -> Self {
        Self { prev, key: key.into(), value: value.into(), headers: Headers::default() }
    }

    /// The most bytes a value may have: 256 KiB. One commit is one player's one command; what does
    /// not fit is refused before it is appended.
    pub const VALUE_BYTES_MAX: usize = 256 * 1024;

    /// Whether the value is within [`Self::VALUE_BYTES_MAX`].
    pub fn fits(&self) -> bool {
        self.value.len() <= Self::VALUE_BYTES_MAX
    }

    /// `SHA-256("croupier/commit/1" ‖ prev ‖ u32be len(key) ‖ key ‖ value)`.
    pub fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(b"croupier/commit/1");
        hasher.update(self.prev.0);
        hasher.update(u32::try_from(self.key.len()).unwrap_or(u32::MAX).to_be_bytes());
        hasher.update(&self.key);
        hasher.update(&self.value);
        Hash(hasher.finalize().into())
    }

    /// The version in the value's first bytes; `None` when they are not of the form above.
    pub fn version(&self) -> Option<u64> {
        self.beginning().map(|(version, ..)| version)
    }

    /// The seq behind it.
    pub fn seq(&self) -> Option<u64> {
        self.beginning().map(|(_, seq, _)| seq)
    }

    /// The commit's time (milliseconds since the Unix epoch), where that is the next member.
    pub fn time_ms(&self) -> Option<u64> {
        let (.., rest) = self.beginning()?;
        number(rest.strip_prefix(b",\"time\":")?).map(|(time_ms, _)| time_ms)
    }

    /// Version, seq, and what follows.
    fn beginning(&self) -> Option<(u64, u64, &[u8])> {
        let rest = self.value.strip_prefix(b"{\"v\":")?;
        let (version, rest) = number(rest)?;
        let (seq, rest) = number(rest.strip_prefix(b",\"seq\":")?)?;
        matches!(rest.first(), Some(b',' | b'}')).then_some((version, seq, rest))
    }
}

/// A decimal number without sign or leading zeros, and what follows it.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(length);
    if length == 0 || (length > 1 && digits[0] == b'0') {
        return None;
    }
    let value =
        digits.iter().try_fold(0u64, |n, b| n.checked_mul(10)?.checked_add(u64::from(b - b'0')))?;
    Some((value, rest))
}

/// The partition of a player: SHA-256(key), read as one big-endian number, mod `count`.
pub fn partition_of(key: &[u8], count: u32) -> u32 {
    let count = u64::from(count.max(1));
    let digest: [u8; 32] = Sha256::digest(key).into();
    // Long division by words: the remainder is below 2^32, so that the next word fits behind it.
    let (words, _none_left) = digest.as_chunks::<4>();
    let remainder = words.iter().fold(0, |remainder, word| {
        (remainder << 32 | u64::from(u32::from_be_bytes(*word))) % count
    });
    u32::try_from(remainder).unwrap_or(0)
}

/// Where a reader stands: after the last commit it accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The hash of that commit; before the genesis, [`Hash::before_genesis`].
    pub hash: Hash,
    /// The seq that the next commit must have; that commit's own is one less.
    pub next_seq: u64,
    /// The first offset behind that commit. Strays may stand there: reading goes on here and
    /// nowhere else.
    pub next_offset: u64,
}

impl Head {
    /// Where a reader stands that has read nothing.
    pub fn before_genesis(lineage: Lineage, partition: u32, partition_count: u32) -> Self {
        let hash = Hash::before_genesis(lineage, partition, partition_count);
        Self { hash, next_seq: 0, next_offset: 0 }
    }

    /// The seq of the last accepted commit; `None` before the genesis.
    pub fn seq(&self) -> Option<u64> {
        self.next_seq.checked_sub(1)
    }
}

/// Why a record is a stray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayReason {
    /// It follows another commit than the head: another writer's, late, or a duplicate.
    OtherPredecessor,
    /// It follows the head but its seq does not, or it has none.
    SeqDoesNotFollow,
    /// Its key belongs to another partition.
    ForeignKey,
}

/// What the accept rule says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the next commit; the reader now stands at this head.
    Accepted(Head),
    /// It is not. A verdict on this record, not on the commit in it: a duplicate may be accepted
    /// later, when its predecessor has arrived.
    Stray(StrayReason),
}

/// The accept rule. The same for every engine and every reader; a pure function.
pub fn accept(
    head: &Head,
    partition: u32,
    partition_count: u32,
    offset: u64,
    record: &Record,
) -> Verdict {
    if record.prev != head.hash {
        return Verdict::Stray(StrayReason::OtherPredecessor);
    }
    if record.seq() != Some(head.next_seq) {
        return Verdict::Stray(StrayReason::SeqDoesNotFollow);
    }
    if !record.key.is_empty() && partition_of(&record.key, partition_count) != partition {
        return Verdict::Stray(StrayReason::ForeignKey);
    }
    Verdict::Accepted(Head {
        hash: record.hash(),
        next_seq: head.next_seq + 1,
        next_offset: offset + 1,
    })
}

#[cfg(test)]
mod tests;
