//! Which bet.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A bet's id: a UUID of version 8 (RFC 9562, section 5.8) that says where the bet is.
///
/// 48 bits of the commit's time in milliseconds, 12 bits of partition, 62 bits of the seq of the
/// commit that placed it. So ids sort by time, any reader finds a bet without an index, and a
/// re-decided bet has another id than the commit that was dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BetId(u128);

/// The text is not one of our bet ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a bet id")]
pub struct InvalidBetId;

impl BetId {
    /// The most partitions an id can tell apart.
    pub const PARTITIONS_MAX: u32 = 1 << 12;

    /// The id of the bet placed by commit `seq` of `partition` at `time_ms`.
    pub fn new(time_ms: u64, partition: u32, seq: u64) -> Self {
        let time = u128::from(time_ms & ((1 << 48) - 1));
        let partition = u128::from(partition & 0xfff);
        let seq = u128::from(seq & ((1 << 62) - 1));
        Self(time << 80 | 0x8 << 76 | partition << 64 | 0b10 << 62 | seq)
    }

    /// Milliseconds since the Unix epoch of the commit that placed it.
    pub fn time_ms(self) -> u64 {
        (self.0 >> 80) as u64
    }

    /// The partition that the bet's player belongs to.
    pub fn partition(self) -> u32 {
        (self.0 >> 64) as u32 & 0xfff
    }

    /// The seq of the commit that placed it.
    pub fn seq(self) -> u64 {
        self.0 as u64 & ((1 << 62) - 1)
    }
}

impl fmt::Display for BetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            n >> 96,
            n >> 80 & 0xffff,
            n >> 64 & 0xffff,
            n >> 48 & 0xffff,
            n & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for BetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BetId {
    type Err = InvalidBetId;

    /// Only the canonical lower-case form: one bet has one name. Every commit of a bet has it
    /// twice, so it is read digit by digit, without a text in between.
    fn from_str(text: &str) -> Result<Self, InvalidBetId> {
        if text.len() != 36 {
            return Err(InvalidBetId);
        }
        let mut n = 0u128;
        for (index, byte) in text.bytes().enumerate() {
            let digit = match (index, byte) {
                (8 | 13 | 18 | 23, b'-') => continue,
                (8 | 13 | 18 | 23, _) => return Err(InvalidBetId),
                (_, b'0'..=b'9') => byte - b'0',
                (_, b'a'..=b'f') => byte - b'a' + 10,
                _ => return Err(InvalidBetId),
            };
            n = n << 4 | u128::from(digit);
        }
        let is_ours = n >> 76 & 0xf == 0x8 && n >> 62 & 0b11 == 0b10;
        if is_ours { Ok(Self(n)) } else { Err(InvalidBetId) }
    }
}

impl Serialize for BetId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BetId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
