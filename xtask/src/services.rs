//! `cargo xtask services`: a real Kafka and a real Redis to develop with, and those that
//! `cargo xtask test` gives to the tests.
//!
//! `up` keeps them in the foreground, because what runs where nobody looks is forgotten there;
//! `status` and `down` are for the other terminal. Their data stays for the next time.

mod for_tests;
mod record;
mod up;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

pub(crate) use for_tests::ForTests;
use record::Record;

const EXPECTED: &str = "expected `up [--brokers 1|3] [--free-ports]`, `status` or `down`";

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Up(Wanted),
    Status,
    Down,
}

/// What is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    brokers: u32,
    ports: Ports,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ports {
    /// 9092 and 6379, where they are free.
    WellKnown,
    Free,
}

/// The command.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    match order(arguments)? {
        Order::Up(wanted) => up::run(wanted),
        Order::Status => status(),
        Order::Down => down(),
    }
}

fn order(arguments: &[OsString]) -> Result<Order> {
    let words: Option<Vec<&str>> = arguments.iter().map(|argument| argument.to_str()).collect();
    match words.as_deref() {
        Some(["status"]) => Ok(Order::Status),
        Some(["down"]) => Ok(Order::Down),
        Some([]) => wanted(&[]),
        Some(["up", options @ ..]) => wanted(options),
        _ => bail!(EXPECTED),
    }
}

fn wanted(mut options: &[&str]) -> Result<Order> {
    let mut wanted = Wanted { brokers: 1, ports: Ports::WellKnown };
    loop {
        options = match options {
            [] => return Ok(Order::Up(wanted)),
            ["--free-ports", rest @ ..] => {
                wanted.ports = Ports::Free;
                rest
            }
            ["--brokers", count @ ("1" | "3"), rest @ ..] => {
                wanted.brokers = if *count == "3" { 3 } else { 1 };
                rest
            }
            _ => bail!(EXPECTED),
        }
    }
}

/// Where the servers of `up` keep what they have to.
fn directory() -> PathBuf {
    croupier_services::root().join("up")
}

fn status() -> Result<ExitCode> {
    match Record::of_running(&directory())? {
        Some(record) => println!("{record}"),
        None => println!("not running; `cargo xtask services up` starts them"),
    }
    Ok(ExitCode::SUCCESS)
}

fn down() -> Result<ExitCode> {
    let Some(record) = Record::of_running(&directory())? else {
        println!("not running");
        return Ok(ExitCode::SUCCESS);
    };
    println!("stopping the services of process {}", record.process);
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args(["-s", "TERM", &record.process.to_string()]).status();
    if !sent.context("could not start `kill`")?.success() {
        bail!("could not send a signal to process {}", record.process);
    }
    Record::wait_until_stopped(&directory())?;
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
