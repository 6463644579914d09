//! Limits, and the ratchet that only goes down.

use crate::tidy::sizes;
use crate::tidy::tree::Tree;

use super::check;

/// A function of so many lines, braces in strings included.
fn function(name: &str, lines: usize) -> String {
    format!("fn {name}() {{\n{}}}\n", "    let brace = \"}\";\n".repeat(lines - 2))
}

#[track_caller]
fn check_file(path: &str, text: &str, ratchet: &str, expected: &[(&str, &str)]) {
    check(sizes::check(&Tree::of(&[(path, text), ("xtask/ratchet.toml", ratchet)])), expected);
}

#[test]
fn files_within_and_over_the_limit() {
    check_file("a.rs", &"//\n".repeat(400), "", &[]);
    check_file("a.rs", &"//\n".repeat(401), "", &[("a.rs:1", "a.rs has 401 lines, and 400")]);
    check_file("web/a.tsx", &"//\n".repeat(401), "", &[("web/a.tsx:1", "401 lines")]);
    check_file("web/a.ts", &"//\n".repeat(401), "", &[("web/a.ts:1", "401 lines")]);
    check_file("web/a.gen.ts", &"//\n".repeat(401), "", &[]);
    check_file("a.md", &"//\n".repeat(401), "", &[]);
}

#[test]
fn functions_within_and_over_the_limit() {
    check_file("a.rs", &function("long", 70), "", &[]);
    let text = format!("\n{}", function("long", 71));
    check_file("a.rs", &text, "", &[("a.rs:2", "a.rs::long has 71 lines, and 70")]);
    let two = [function("new", 3), function("new", 80), function("new", 4)].concat();
    check_file("a.rs", &two, "", &[("a.rs:4", "a.rs::new has 80 lines")]);
}

#[test]
fn a_test_may_hold_a_longer_table() {
    check_file("a/tests.rs", &function("table", 140), "", &[]);
    check_file("a/tests.rs", &function("table", 141), "", &[("a/tests.rs:1", "140 is")]);
}

#[test]
fn what_is_listed_may_stay_but_not_grow() {
    let text = function("long", 90);
    check_file("a.rs", &text, "\"a.rs::long\" = 90", &[]);
    check_file("a.rs", &text, "\"a.rs::long\" = 89", &[("a.rs:1", "grew from 89 to 90")]);
    check_file("a.rs", &"//\n".repeat(450), "\"a.rs\" = 450", &[]);
    check_file("a.rs", &"//\n".repeat(450), "\"a.rs\" = 449", &[("a.rs:1", "grew from 449")]);
}

#[test]
fn the_list_follows_what_shrinks() {
    let listed = "\n\"a.rs::long\" = 91";
    check_file("a.rs", &function("long", 90), listed, &[("a.rs:1", "shrank to 90 lines")]);
    check_file("a.rs", &function("long", 60), listed, &[("a.rs:1", "remove it from")]);
    check_file("a.rs", "", listed, &[("xtask/ratchet.toml:2", "a.rs::long is no longer there")]);
}

#[test]
fn a_list_that_cannot_be_read_is_reported() {
    check_file("a.rs", "", "\"a.rs\" = many", &[("xtask/ratchet.toml:1", "must be a table")]);
    check_file("a.rs", "", "\"a.rs\" = \"many\"", &[("xtask/ratchet.toml:1", "must be a table")]);
}
