//! A hash-chained, partitioned log.
//!
//! The log knows bytes, offsets and hashes; it knows nothing of betting. Its one idea: a total
//! order per partition is all that an engine has to give, and the hash chain does the fencing.
//! [`chain`] has the accept rule that every reader of every engine shares; [`Log`] is the contract
//! of an engine; `conformance` is that contract executed.

mod chain;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod engine;
pub mod file;
mod genesis;
pub mod kafka;
pub mod memory;
mod reader;
mod snapshot;
mod stand;
mod walk;

pub use chain::{Hash, Head, Headers, Record, StrayReason, Verdict, accept, partition_of};
pub use engine::{AppendError, Appended, Item, Log, LogError, Stored, Tail};
pub use genesis::{Genesis, Init, Lineage};
pub use reader::{Diverged, Reader};
pub use snapshot::Snapshot;
pub use stand::{WINDOW_COUNT, stand_at};
pub use walk::{Walk, any_accepted};
