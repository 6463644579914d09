//! What a view is a view of.

use croupier_domain::Hex;
use serde::{Deserialize, Serialize};

/// What must be the same for two processes to share a view, and for a view to go on after an
/// upgrade. Where it differs, the view is refused and another is built beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Meta {
    /// The log it is folded from.
    pub lineage: Hex<16>,
    /// How many partitions that log has.
    pub partition_count: u32,
    /// The shape of the values: [`Meta::VERSION`] of the build that wrote them.
    pub version: u32,
    /// The meaning of the values: [`Meta::FOLD`] of the build that wrote them.
    pub fold: u32,
}

impl Meta {
    /// Raised when the shape or the encoding of what engines keep changes.
    pub const VERSION: u32 = 2;

    /// Raised when the same commits fold to other values than before.
    pub const FOLD: u32 = 1;

    /// What this build makes of the log `lineage`.
    pub const fn new(lineage: Hex<16>, partition_count: u32) -> Self {
        Self { lineage, partition_count, version: Self::VERSION, fold: Self::FOLD }
    }
}
