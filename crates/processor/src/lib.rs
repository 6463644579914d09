//! Tails the log, folds it, writes the views.
//!
//! One worker per partition, and partitions share nothing. A worker goes through sessions: each
//! begins at the position that is stored in the view, follows the log from there by the accept
//! rule, and hands the view one batch after the other, each on top of exactly the position before
//! it. Whatever is not as expected (a conflict, a position that moved by itself, a log or a view
//! that cannot be reached) ends the session, and the next begins at what is stored then. So every
//! view is exactly-once, and killing anything at any point loses and doubles nothing.
//!
//! Two things are never gone on from: a log that no longer holds what was folded (*diverged*), and
//! a commit that cannot be read or folded (*parked*). Either stops one partition, loudly; the
//! others go on.

mod batch;
mod end;
mod meters;
mod parts;
mod place;
mod run;
mod session;
mod snapshots;
mod start;
mod status;
mod traced;
mod worker;

#[cfg(test)]
mod tests;

pub use parts::{Parts, Progress, Settings};
pub use run::{StartError, run};
pub use status::{PartitionStatus, Phase, Status};
