//! `cargo xtask tidy`: the rules of docs/STYLE.md and design that a machine can check.
//!
//! A check is a function from what was read ([`Tree`], [`Graph`]) to violations. It touches
//! nothing else, so its tests plant a violation in a tree made of literals and see it reported.
//! The last test of this module runs all of them on the real workspace: style is a test.

mod arrows;
mod code;
mod decisions;
mod functions;
mod generated;
mod graph;
mod licences;
mod links;
mod manifests;
mod orphans;
mod places;
mod sizes;
mod spdx;
mod tree;
mod width;
mod words;

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use graph::Graph;
use tree::Tree;

/// A broken rule and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    /// Relative to the workspace.
    path: String,
    /// Counted from 1, as editors do; 1 when the whole file is meant.
    line: usize,
    /// What is wrong, and why that matters or what to do instead.
    what: String,
}

impl Violation {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The command: exit code 1 when a rule is broken.
pub(crate) fn run() -> Result<ExitCode> {
    Ok(if report()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints one line per violation and a count; true when there are none.
pub(crate) fn report() -> Result<bool> {
    let violations = violations(&crate::root())?;
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => println!("tidy: nothing to report"),
        1 => println!("tidy: 1 violation"),
        count => println!("tidy: {count} violations"),
    }
    Ok(violations.is_empty())
}

fn violations(root: &Path) -> Result<Vec<Violation>> {
    let tree = Tree::read(root)?;
    let graph = Graph::read(root)?;
    let mut violations = [
        arrows::check(&graph, &tree),
        licences::check(&graph, &tree),
        manifests::check(&graph, &tree),
        sizes::check(&tree),
        width::check(&tree),
        words::check(&tree),
        orphans::check(&tree),
        generated::check(&tree),
        decisions::check(&tree),
        links::check(&tree),
        places::check(&tree),
    ]
    .concat();
    violations.sort();
    Ok(violations)
}

#[cfg(test)]
mod tests;
