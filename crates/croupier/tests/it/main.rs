//! The real binary, from outside: its documents, its HTTP, its faults, its crashes.

mod audit;
mod client;
mod contract;
mod crash;
mod documents;
mod faults;
mod server;
