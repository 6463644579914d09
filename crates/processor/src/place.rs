//! Between the log's words for a place and the views'.

use croupier_domain::Hex;
use croupier_log::{Hash, Head};
use croupier_views::ViewPosition;

/// The position of a view that has folded everything up to `head`; `None` before the genesis.
pub(crate) fn position_of(head: &Head) -> Option<ViewPosition> {
    let (seq, offset) = (head.seq()?, head.next_offset.checked_sub(1)?);
    Some(ViewPosition { seq, hash: Hex(head.hash.0), offset })
}

/// Where a reader goes on from `position`.
pub(crate) fn head_of(position: &ViewPosition) -> Head {
    Head {
        hash: Hash(position.hash.0),
        next_seq: position.seq + 1,
        next_offset: position.offset + 1,
    }
}
