//! Numbers and headings of decision records.

use crate::tidy::decisions;
use crate::tidy::tree::Tree;

use super::check;

const RECORD: &str = "# Title\n\n## Context\n\n## Decision\n\n## Consequences\n";

#[track_caller]
fn check_names(names: &[&str], expected: &[(&str, &str)]) {
    let paths: Vec<String> = names.iter().map(|name| format!("docs/decisions/{name}")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), RECORD)).collect();
    check(decisions::check(&Tree::of(&files)), expected);
}

#[test]
fn numbers_have_no_gaps() {
    check_names(&["0001-a.md", "0002-b.md", "0003-c.md"], &[]);
    check_names(&["0002-b.md"], &[("docs/decisions/0002-b.md:1", "0002 where 0001 is next")]);
    let gap = ("docs/decisions/0003-c.md:1", "0003 where 0002 is next");
    check_names(&["0001-a.md", "0003-c.md", "0004-d.md"], &[gap]);
    let twice = ("docs/decisions/0001-b.md:1", "0001 where 0002 is next");
    check_names(&["0001-a.md", "0001-b.md", "0002-c.md"], &[twice]);
}

#[test]
fn names_have_four_digits_and_a_title() {
    for name in ["log.md", "1-log.md", "0001.md", "0001-log.txt", "00x1-log.md"] {
        check_names(&[name], &[(&format!("docs/decisions/{name}:1"), "`NNNN-title.md`")]);
    }
}

#[test]
fn all_records_have_the_same_parts() {
    let check_text = |text: &str, expected: &[(&str, &str)]| {
        check(decisions::check(&Tree::of(&[("docs/decisions/0001-a.md", text)])), expected);
    };
    let wrong = [("docs/decisions/0001-a.md:1", "## Context, ## Decision, ## Consequences")];
    check_text(RECORD, &[]);
    check_text(&RECORD.replace("## Decision\n", ""), &wrong);
    check_text(&RECORD.replace("## Context", "### Context"), &wrong);
    check_text("## Decision\n## Context\n## Consequences\n", &wrong);
}

#[test]
fn other_documents_are_none() {
    let files = [("docs/decisions/README.md", ""), ("docs/STYLE.md", "")];
    check(decisions::check(&Tree::of(&files)), &[]);
}
