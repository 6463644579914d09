//! The read side's HTTP service.
//!
//! A handler says which partitions it reads and how fresh the answer must be (`fresh`), gets
//! values and the positions they speak for, and turns them into wire types (`wire`). Nothing
//! here decides, and nothing here writes.

mod bets;
mod boards;
mod cursor;
mod desk;
mod fresh;
mod health;
mod players;
mod router;
mod stream;
mod wire;

#[cfg(test)]
mod tests;

pub use desk::{EndOf, Oversight, PartitionOf, Parts};
pub use router::{openapi, router};
