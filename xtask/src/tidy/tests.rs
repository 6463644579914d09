//! Every check sees what is planted before it, and the real workspace is tidy.

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

use super::{Violation, violations};

#[test]
fn the_workspace_is_tidy() {
    let violations = violations(&crate::root()).unwrap();
    let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// What a check reports, one per line, against what it should: each expectation is a
/// `path:line` and some words of the message.
#[track_caller]
fn check(violations: Vec<Violation>, expected: &[(&str, &str)]) {
    let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
    let seen = lines.iter().zip(expected);
    let all = seen.clone().all(|(line, (place, words))| {
        line.starts_with(&format!("{place}: ")) && line.contains(words)
    });
    assert!(
        all && lines.len() == expected.len(),
        "reported:\n{}\nexpected: {expected:#?}",
        lines.join("\n"),
    );
}
