//! The real binary, from outside: its documents, its HTTP, its faults, its crashes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "all of this is a test, also what stands outside of functions marked as one"
)]

mod accepted_loss;
mod audit;
mod broker_faults;
mod client;
mod clocks;
mod cluster;
mod collector;
mod contract;
mod crash;
mod dist;
mod documents;
mod doubled;
mod election;
mod engines_lost;
mod faults;
mod installation;
mod limits;
mod players;
mod process;
mod processor_role;
mod redis_faults;
mod roles;
mod runbooks;
mod scraped;
mod server;
mod settings;
mod shipped;
mod survival;
mod third_party;
mod times;
mod tool;
mod topic_faults;
mod traced;
mod transfer;
mod twelve;
mod verify;
mod view_versions;
mod web_role;
mod wire;
