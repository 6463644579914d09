//! How many tests ran. `cargo test` ends every test binary with a line of counts but never adds
//! them up; here its output passes through unchanged and the counts of those lines are summed.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};

use crate::process;

/// Sums over all test binaries of one `cargo test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) ignored: usize,
}

/// Runs the command; its standard output appears on the screen line by line.
pub(super) fn run(command: &mut Command, screen: &mut impl Write) -> Result<(ExitStatus, Counts)> {
    let command = command.stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| process::could_not_start(command))?;
    let mut counts = Counts::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("the output of cargo test broke off")?;
            counts.add(&String::from_utf8_lossy(&line));
            screen.write_all(&line)?;
            screen.write_all(b"\n")?;
        }
    }
    Ok((child.wait()?, counts))
}

impl Counts {
    /// Adds a line like `test result: ok. 12 passed; 0 failed; 1 ignored; …`; others count nothing.
    pub(super) fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let words: Vec<&str> = result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<usize>() else { continue };
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, ignored } = self;
        write!(out, "{passed} passed, {failed} failed, {ignored} ignored")
    }
}
