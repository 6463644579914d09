//! A partition's state as bytes.

use bytes::Bytes;
use croupier_domain::{State, StateParts};

/// The name under which the log keeps it.
pub(crate) const NAME: &str = "state";

/// Raised when the encoding or anything in [`StateParts`] changes: an older snapshot is then left
/// out and the log is folded instead.
const VERSION: u8 = 2;

/// The state as bytes: a version, then postcard.
pub(crate) fn encode(state: &State) -> Result<Bytes, postcard::Error> {
    postcard::to_extend(&state.to_parts(), vec![VERSION]).map(Bytes::from)
}

/// The state back; `None` when another build wrote it.
pub(crate) fn decode(bytes: &[u8]) -> Option<State> {
    let (version, parts) = bytes.split_first()?;
    let parts = (*version == VERSION).then(|| postcard::from_bytes::<StateParts>(parts))?;
    parts.ok().map(State::from_parts)
}
