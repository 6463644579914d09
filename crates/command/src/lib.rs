//! The write side: one loop per partition decides, appends and answers.
//!
//! A request goes `http` → [`Commands`] (which partition?) → `owner` (the loop's shell) →
//! [`partition`] (the loop itself, without I/O) → the log, and back when the partition has read its
//! own commit: `partition` → [`Answer`] → `answer` (commit → wire) → `http`.

mod answer;
mod commands;
pub mod http;
mod meters;
mod owner;
mod ownership;
pub mod partition;
mod request;
mod snapshot;
mod start;
mod startup;
#[cfg(test)]
mod tests;
mod unfit;

pub use commands::{Commands, Status};
pub use owner::Owner;
pub use ownership::{Assignment, Hold, Ownership};
pub use partition::{Phase, Settings};
pub use request::{Answer, Cause, Hops, NotApplied, Request, used_key};
pub use start::WriteSide;
pub use startup::{StartError, open_partition};
