//! What a reader keeps so that it need not fold the whole log again.

use bytes::Bytes;

use crate::chain::Head;

/// A reader's folded state at a head. Only ever made of accepted commits, so a snapshot whose head
/// the log does not have is proof that acknowledged commits are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last commit folded into it.
    pub head: Head,
    /// The fold's own encoding.
    pub state: Bytes,
}

/// How many snapshots of one name an engine keeps. Two, so that a damaged newest leaves one.
pub(crate) const KEPT_COUNT: usize = 2;

/// The most characters a snapshot's name may have.
const NAME_LEN_MAX: usize = 64;

/// A name that is the same in every file system and cannot lead elsewhere.
pub(crate) fn is_name(name: &str) -> bool {
    let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    !name.is_empty() && name.len() <= NAME_LEN_MAX && name.bytes().all(known)
}
