//! Lines of Rust, counted in characters.

use crate::tidy::tree::Tree;
use crate::tidy::width;

use super::check;

#[test]
fn long_lines() {
    let line = |columns: usize| format!("fine\n// {}\n", "ß".repeat(columns - 3));
    let check_line = |path: &str, text: &str, expected: &[(&str, &str)]| {
        check(width::check(&Tree::of(&[(path, text)])), expected);
    };
    check_line("a.rs", &line(100), &[]);
    check_line("a.rs", &line(101), &[("a.rs:2", "101 columns")]);
    check_line("a.md", &line(101), &[]);
    let golden = line(101).replace("// ", "    r#\"");
    check_line("a/tests.rs", &golden, &[]);
    check_line("a.rs", &golden, &[("a.rs:2", "columns")]);
    check_line("a/tests.rs", &golden.replace("r#", "fn"), &[("a/tests.rs:2", "columns")]);
    check_line("a.rs", &line(101).replace("ßßßß", "https://ß"), &[]);
}
