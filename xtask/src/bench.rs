//! `cargo xtask bench`: speed is measured here and nowhere in the tests.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Result, bail};
use croupier_services::{Kafka, KafkaOptions, Redis, RedisOptions};

use crate::needs::{self, Need};
use crate::process;

/// The part that needs servers.
const DISTRIBUTED: &str = "distributed";

/// Builds the product and the benchmark as they would be shipped, then runs the benchmark with the
/// arguments given, and with a Kafka and a Redis where they are asked for.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    needs::require(&[Need::CCompiler])?;
    let mut build = process::cargo();
    build.args(["build", "--release", "--locked", "--package", "croupier", "--bins"]);
    if !process::run(&mut build)?.success() {
        bail!("the benchmark does not build");
    }
    let mut command = process::cargo();
    command.args(["run", "--release", "--locked", "--package", "croupier"]);
    command.args(["--bin", "croupier-bench", "--"]).args(arguments);
    let names_parts =
        arguments.iter().any(|argument| !argument.as_encoded_bytes().starts_with(b"-"));
    if names_parts && !arguments.iter().any(|argument| argument == DISTRIBUTED) {
        return process::replace(&mut command);
    }
    let kafka = Kafka::start(&KafkaOptions::default())?;
    let redis = Redis::start(&RedisOptions::default())?;
    command.arg(format!("--kafka={}", kafka.bootstrap()));
    command.arg(format!("--redis={}", redis.url()));
    let status = process::run(&mut command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
