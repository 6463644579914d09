//! The binary's parts: configuration, secrets, engines, wiring, shutdown.
//!
//! `main.rs` is a dispatch; this library exists so that the benchmark and the tests can start the
//! same parts.

pub mod config;
pub mod demo;
mod engines;
mod otlp;
mod progress;
pub mod roles;
pub mod secrets;
pub mod shutdown;
pub mod telemetry;
pub mod transfer;
pub mod verify;
