//! Which prefix of the log a value speaks for.

use croupier_domain::Hex;
use serde::{Deserialize, Serialize};

/// The last commit that a view has folded.
///
/// The seq is what the world sees; the hash is what makes it this commit and no other; the offset
/// is the log engine's private hint of where it stands. Two positions are the same only if all
/// three are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ViewPosition {
    /// The commit's number in its partition.
    pub seq: u64,
    /// The commit's hash.
    pub hash: Hex<32>,
    /// The commit's place in the log engine.
    pub offset: u64,
}

/// A value and the position it speaks for; `None` before the first commit was folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf<T> {
    /// The last commit that is in the value.
    pub position: Option<ViewPosition>,
    /// The value.
    pub value: T,
}

impl<T> AsOf<T> {
    /// The same position with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> AsOf<U> {
        AsOf { position: self.position, value: change(self.value) }
    }
}

/// A value made of all partitions and the positions it speaks for, by partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanning<T> {
    /// For each partition the last commit that is in the value.
    pub positions: Vec<Option<ViewPosition>>,
    /// The value.
    pub value: T,
}

impl<T> Spanning<T> {
    /// Take the partitions' parts apart: their positions, and a value made of theirs.
    pub(crate) fn of<P>(parts: Vec<AsOf<P>>, make: impl FnOnce(Vec<P>) -> T) -> Self {
        let (positions, values) = parts.into_iter().map(|part| (part.position, part.value)).unzip();
        Self { positions, value: make(values) }
    }
}
