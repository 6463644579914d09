//! Lines of Rust fit two to a screen. rustfmt sees to code; it leaves comments and strings alone.

use super::Violation;
use super::tree::Tree;

const COLUMNS: usize = 100;

/// Checks every line of Rust. Two kinds cannot be broken without breaking what they say, and are
/// excused: a line with an address, and the raw string with which a test compares bytes.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.rust() {
        for (index, line) in file.text.lines().enumerate() {
            let columns = line.chars().count();
            let is_golden = file.is_test() && is_raw_string(line);
            if columns > COLUMNS && !line.contains("://") && !is_golden {
                let what = format!("{columns} columns, and {COLUMNS} is the limit: break the line");
                violations.push(Violation::new(&file.path, index + 1, what));
            }
        }
    }
    violations
}

fn is_raw_string(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("r\"") || line.starts_with("r#\"")
}
