//! The processor on a log and views in memory, with everything going wrong that can; and with
//! views in a real Redis (`redis`).
//!
//! Time is paused, so that a wait costs nothing and a poll comes when it should. Whatever happens,
//! in the end the views must be what a refold of the log's accepted commits gives:
//! [`World::check`].

mod diverged;
mod failover;
mod follows;
mod meters;
mod parked;
mod redis;
mod restarts;
mod tampered;
mod two;
mod world;
