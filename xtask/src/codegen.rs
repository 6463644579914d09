//! `cargo xtask codegen`: generated files are committed, so that a change of the API is seen in
//! review. The tests of the generator fail while a committed file is stale.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::needs::{self, Need};
use crate::process;

/// A committed file that a program of ours prints.
pub(crate) struct Generated {
    /// Relative to the workspace.
    pub(crate) path: &'static str,
    /// The arguments with which `croupier` prints it to standard output.
    pub(crate) arguments: &'static [&'static str],
}

/// Every generated file of the project.
pub(crate) const GENERATED: &[Generated] = &[
    Generated { path: "crates/api/openapi.json", arguments: &["openapi"] },
    Generated { path: "docs/CONFIGURATION.md", arguments: &["settings"] },
];

/// Writes all of them; a file that is already right is left alone.
pub(crate) fn run() -> Result<ExitCode> {
    needs::require(&[Need::CCompiler])?;
    let root = crate::root();
    for generated in GENERATED {
        let mut command = process::cargo();
        command.current_dir(&root).args(["run", "--quiet", "--locked", "--package", "croupier"]);
        command.args(["--bin", "croupier", "--"]).args(generated.arguments);
        let verb = match write(&root.join(generated.path), &printed(&mut command)?)? {
            Written::Changed => "wrote",
            Written::Unchanged => "unchanged",
        };
        println!("{verb} {}", generated.path);
    }
    Ok(ExitCode::SUCCESS)
}

/// What the command prints; what it complains of goes to this terminal.
fn printed(command: &mut Command) -> Result<Vec<u8>> {
    let command = command.stderr(std::process::Stdio::inherit());
    let output = command.output().with_context(|| process::could_not_start(command))?;
    ensure!(output.status.success(), "the generator failed: {command:?}");
    ensure!(!output.stdout.is_empty(), "the generator printed nothing: {command:?}");
    Ok(output.stdout)
}

#[derive(Debug, PartialEq, Eq)]
enum Written {
    Changed,
    Unchanged,
}

fn write(path: &Path, text: &[u8]) -> Result<Written> {
    if std::fs::read(path).is_ok_and(|present| present == text) {
        return Ok(Written::Unchanged);
    }
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))?;
    Ok(Written::Changed)
}

#[cfg(test)]
mod tests;
