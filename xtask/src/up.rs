//! `cargo xtask up`: the shortest way from a clone to a running Croupier.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::Result;
use cargo_metadata::MetadataCommand;

use crate::needs::{self, Need};
use crate::{process, web};

/// Builds the application and the binary, then becomes `croupier up` with the arguments given, in
/// the directory the caller stands in. Where the data goes is the binary's business.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    needs::require(&[Need::CCompiler])?;
    web::build_if_possible()?;
    if is_first_build()? {
        println!("First build: this takes a few minutes; the next one takes seconds.");
    }
    println!("Building croupier (release), then `croupier up`; Ctrl-C drains and stops it.");
    process::replace(&mut command(arguments))
}

fn command(arguments: &[OsString]) -> Command {
    let mut command = process::cargo();
    command.args(["run", "--release", "--locked", "--package", "croupier", "--bin", "croupier"]);
    command.args(["--", "up"]).args(arguments);
    command
}

fn is_first_build() -> Result<bool> {
    let manifest = crate::root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec()?;
    let binary = metadata.target_directory.join("release").join(format!("croupier{EXE_SUFFIX}"));
    Ok(!binary.exists())
}

#[cfg(test)]
mod tests;
