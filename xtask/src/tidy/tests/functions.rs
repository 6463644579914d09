//! Functions and their lengths.

use crate::tidy::functions::functions;

#[track_caller]
fn check(code: &str, expected: &[(&str, usize, usize)]) {
    let found = functions(code);
    let found: Vec<_> = found.iter().map(|one| (one.name, one.line, one.lines)).collect();
    assert_eq!(found, expected, "{code}");
}

#[test]
fn from_the_keyword_to_the_closing_brace() {
    check("fn one() {}", &[("one", 1, 1)]);
    check(
        "/// Says.\n#[test]\npub async fn one() {\n    {}\n}\nfn two() {\n}\n",
        &[("one", 3, 3), ("two", 6, 2)],
    );
}

#[test]
fn the_signature_counts() {
    check("fn one(\n    a: u8,\n) -> u8\nwhere\n    A: B,\n{\n    a\n}", &[("one", 1, 8)]);
    check("fn one(a: [u8; 4]) -> [u8; 4] {\n    a\n}", &[("one", 1, 3)]);
}

#[test]
fn functions_inside_functions() {
    check("fn one() {\n    fn two() {\n    }\n}", &[("one", 1, 4), ("two", 2, 2)]);
    check("macro_rules! m { ($n:ident) => { fn $n() {\n} } }", &[("n", 1, 2)]);
}

#[test]
fn what_has_no_body_has_no_length() {
    check("trait T {\n    fn one(&self);\n    fn two(&self) {\n    }\n}", &[("two", 3, 2)]);
    check("type F = fn(u8) -> u8;\nfn one(f: fn()) {}", &[("one", 2, 1)]);
    check("struct S { f: fn(u8) }\nimpl S {\n}", &[]);
    check("let f = || {\n};", &[]);
    check("fn broken() {", &[]);
}
