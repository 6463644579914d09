//! Decision records are numbered without gaps and all have the same three parts, so that a
//! reference to number 7 leads somewhere and a reader knows where the reasons stand.

use super::Violation;
use super::tree::{SourceFile, Tree};

const FOLDER: &str = "docs/decisions/";
const HEADINGS: &[&str] = &["## Context", "## Decision", "## Consequences"];

/// Checks `docs/decisions/NNNN-title.md`; a README beside them is nobody's decision.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut expected = 1;
    for file in tree.files() {
        let Some(name) = file.path.strip_prefix(FOLDER) else { continue };
        if name == "README.md" {
            continue;
        }
        match number(name) {
            Some(number) if number == expected => expected += 1,
            Some(number) => {
                let what = format!("number {number:04} where {expected:04} is next");
                violations.push(Violation::new(&file.path, 1, what));
                expected = number + 1;
            }
            None => {
                let what = "a decision record is called `NNNN-title.md`";
                violations.push(Violation::new(&file.path, 1, what));
            }
        }
        violations.extend(wrong_headings(file));
    }
    violations
}

fn number(name: &str) -> Option<usize> {
    let (digits, _title) = name.strip_suffix(".md")?.split_once('-')?;
    if digits.len() == 4 { digits.parse().ok() } else { None }
}

fn wrong_headings(file: &SourceFile) -> Option<Violation> {
    let headings: Vec<&str> = file.text.lines().filter(|line| line.starts_with("## ")).collect();
    let what = || format!("its headings must be {}, in this order", HEADINGS.join(", "));
    (headings != HEADINGS).then(|| Violation::new(&file.path, 1, what()))
}
