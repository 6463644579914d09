//! The bytes that engines keep and that digests are made of.
//!
//! [postcard](https://docs.rs/postcard), which has no field names: short, and quick to read. It
//! cannot leave fields out or put tags inside, as some JSON forms of the domain do; those have a
//! form of their own here. Any change of a form raises [`crate::Meta::VERSION`].

mod bet;
mod open_round;
mod outcome;
mod selection;
mod text;
mod times;

use croupier_domain::PlayerId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::bet::BetView;
use crate::engine::ViewsError;

/// Bytes that are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes do not hold what they should")]
pub(crate) struct Malformed;

/// What an engine has packed itself can be read again; if not, its memory or its store is damaged.
impl From<Malformed> for ViewsError {
    fn from(error: Malformed) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// Append the bytes of `value` to `bytes`.
#[expect(clippy::expect_used, reason = "a vector takes any bytes, and our types have a length")]
pub(crate) fn put<T: Serialize + ?Sized>(value: &T, bytes: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(value, bytes).expect("a vector takes any bytes")
}

/// Read a value off the front of `bytes`.
pub(crate) fn take<T: DeserializeOwned>(bytes: &mut &[u8]) -> Result<T, Malformed> {
    let (value, rest) = postcard::take_from_bytes(bytes).map_err(|_| Malformed)?;
    *bytes = rest;
    Ok(value)
}

fn take_borrowed<'a, T: Deserialize<'a>>(bytes: &mut &'a [u8]) -> Result<T, Malformed> {
    let (value, rest) = postcard::take_from_bytes(bytes).map_err(|_| Malformed)?;
    *bytes = rest;
    Ok(value)
}

/// Append the bytes of `bet`, without its player, its partition and its seq: whoever keeps them
/// keeps those in the key. Its times, if it has any, come last: [`without_times`] has them off.
pub(crate) fn put_bet(bet: &BetView, bytes: Vec<u8>) -> Vec<u8> {
    times::put(bet, put(&bet::PackedBet::of(bet), bytes))
}

/// The bet of `player` that commit `seq` of `partition` has placed.
pub(crate) fn bet(
    player: &PlayerId,
    partition: u32,
    seq: u64,
    bytes: &[u8],
) -> Result<BetView, Malformed> {
    let rest = &mut &*bytes;
    let packed: bet::PackedBet<'_> = take_borrowed(rest)?;
    let mut view = packed.into_view(player, partition, seq);
    view.times = times::take(view.placed_ms(), rest)?;
    Ok(view)
}

/// What [`put_bet`] has written, but for the times: what two folds of one log agree about. Bytes
/// that hold no bet are taken as they are.
pub(crate) fn without_times(bytes: &[u8]) -> &[u8] {
    let rest = &mut &*bytes;
    let is_bet = take_borrowed::<bet::PackedBet<'_>>(rest).is_ok();
    let times_length = if is_bet { rest.len() } else { 0 };
    &bytes[..bytes.len() - times_length]
}

macro_rules! raw_bytes {
    ($name:ident, $type:ident) => {
        /// Thirty-two raw bytes instead of their hexadecimal text.
        pub(crate) mod $name {
            use croupier_domain::Hex;
            use croupier_domain::fairness::$type;
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            pub(crate) fn serialize<S: Serializer>(
                value: &$type,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                value.0.0.serialize(serializer)
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$type, D::Error> {
                <[u8; 32]>::deserialize(deserializer).map(|bytes| $type(Hex(bytes)))
            }
        }
    };
}

raw_bytes!(commitment, Commitment);
raw_bytes!(server_seed, ServerSeed);

#[cfg(test)]
mod tests;
