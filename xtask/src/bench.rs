//! `cargo xtask bench`: speed is measured here and nowhere in the tests.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::needs::{self, Need};
use crate::process;

/// Builds the benchmark as it would be shipped, then becomes it with the arguments given.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    needs::require(&[Need::CCompiler])?;
    let mut command = process::cargo();
    command.args(["run", "--release", "--locked", "--package", "croupier"]);
    command.args(["--bin", "croupier-bench", "--"]).args(arguments);
    process::replace(&mut command)
}
