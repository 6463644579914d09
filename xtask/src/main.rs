//! What developers and CI run, written in the project's own language so that a machine with
//! Rust and a C compiler needs nothing else. `cargo xtask` lists the commands.
//!
//! Each command is one module; what they share is how another program is started
//! ([`process`]) and what a machine must have for it ([`needs`]).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "xtask prints: it is a program")]

mod bench;
mod codegen;
mod dist;
mod needs;
mod process;
mod services;
mod test;
mod tidy;
mod up;
mod web;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
usage: cargo xtask <command>

  up [-- arguments]     build Croupier and run it: `croupier up` with the arguments given
  services [up]         run a real Kafka and a real Redis for it until Ctrl-C, with the ports 9092
                        and 6379 if they are free; `--free-ports`, `--brokers 3`
  services status|down  say where they are, or stop them, from another terminal
  dev                   the application from its sources (Vite), before a binary that runs
  test [--only <step>]  everything CI runs; the steps are
                        fmt, tidy, web, clippy, test, browser, doc
  tidy                  the project's own rules: arrows, licences, sizes, words, manifests, …
  codegen               write the generated files that are committed
  bench [-- arguments]  build and run the benchmark
  dist                  the archive that is handed to others, and its checksum; `--output <dir>`,
                        `--binary <file>` to pack one that is built already";

/// A command line that says nothing we know: the exit code that programs use for it.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    dispatch(&arguments).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn dispatch(arguments: &[OsString]) -> Result<ExitCode> {
    let (command, rest) = match arguments {
        [command, rest @ ..] => (command.to_str().unwrap_or_default(), rest),
        [] => ("help", arguments),
    };
    match command {
        "up" => up::run(passed_through(rest)),
        "services" => services::run(rest),
        "dev" => web::develop(),
        "test" => test::run(rest),
        "tidy" => tidy::run(),
        "codegen" => codegen::run(),
        "dist" => dist::run(rest),
        "bench" => bench::run(passed_through(rest)),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => {
            eprintln!("error: there is no command `{unknown}`\n\n{USAGE}");
            Ok(ExitCode::from(EXIT_USAGE))
        }
    }
}

/// What follows an optional `--`, which people type out of habit and cargo does not remove.
fn passed_through(arguments: &[OsString]) -> &[OsString] {
    match arguments {
        [first, rest @ ..] if first == "--" => rest,
        all => all,
    }
}

/// The workspace in which cargo runs this xtask.
///
/// Cargo says so each time; what it said when this was compiled may have been another clone that
/// shares the target directory, and is only believed when xtask is started without cargo.
fn root() -> PathBuf {
    let compiled_in = || OsString::from(env!("CARGO_MANIFEST_DIR"));
    let own_folder = process::variable("CARGO_MANIFEST_DIR").unwrap_or_else(compiled_in);
    let own_folder = Path::new(&own_folder);
    own_folder.parent().unwrap_or(own_folder).to_path_buf()
}
