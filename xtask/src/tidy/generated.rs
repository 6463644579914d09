//! Generated files are committed, so a fresh clone has them. Whether they are up to date is
//! asked by the tests of the program that prints them.

use super::Violation;
use super::tree::Tree;
use crate::codegen::GENERATED;

/// Checks that every generated file is there and ends as a text file does.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for generated in GENERATED {
        if !tree.text(generated.path).is_some_and(|text| text.ends_with('\n')) {
            let what = "missing or cut off: run `cargo xtask codegen` and commit the file";
            violations.push(Violation::new(generated.path, 1, what));
        }
    }
    violations
}
