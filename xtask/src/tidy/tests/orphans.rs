//! Files that are compiled and files that only lie there.

use crate::tidy::orphans;
use crate::tidy::tree::Tree;

use super::check;

#[track_caller]
fn check_files(files: &[(&str, &str)], orphan: Option<&str>) {
    let place = orphan.map(|path| format!("{path}:1"));
    let expected: Vec<(&str, &str)> =
        place.iter().map(|place| (place.as_str(), "no module declares")).collect();
    check(orphans::check(&Tree::of(files)), &expected);
}

#[test]
fn modules_are_declared_by_the_file_above() {
    let files = [
        ("a/src/lib.rs", "mod one;\n#[cfg(test)]\nmod tests;"),
        ("a/src/one.rs", "pub(crate) mod two;"),
        ("a/src/one/two.rs", ""),
        ("a/src/tests.rs", "mod three;"),
        ("a/src/tests/three.rs", ""),
    ];
    check_files(&files, None);
    check_files(&[files[0], ("a/src/other.rs", ""), files[1], files[2]], Some("a/src/other.rs"));
    check_files(
        &[("a/src/lib.rs", "mod one; mod two;"), files[1], files[3]],
        Some("a/src/tests.rs"),
    );
    let undeclared = ("a/src/tests/four.rs", "");
    check_files(&[&files[..], &[undeclared]].concat(), Some("a/src/tests/four.rs"));
    check_files(&[files[0], ("a/src/one.rs", ""), files[2]], Some("a/src/one/two.rs"));
    check_files(&[("a/src/lib.rs", "// mod one;"), ("a/src/one.rs", "")], Some("a/src/one.rs"));
}

#[test]
fn folders_with_a_module_of_their_own() {
    let inside = ("a/src/one/two.rs", "");
    check_files(&[("a/src/lib.rs", "mod one;"), ("a/src/one/mod.rs", "mod two;"), inside], None);
    let empty = ("a/src/one/mod.rs", "");
    check_files(&[("a/src/lib.rs", "mod one;"), empty, inside], Some("a/src/one/two.rs"));
    check_files(&[("a/src/lib.rs", ""), empty], Some("a/src/one/mod.rs"));
}

#[test]
fn where_cargo_begins() {
    let roots = ["a/src/main.rs", "a/build.rs", "a/src/bin/b.rs", "a/tests/c.rs", "a/benches/d.rs"];
    for root in roots {
        check_files(&[(root, "")], None);
    }
    check_files(&[("a/tests/it/main.rs", "mod api;"), ("a/tests/it/api.rs", "")], None);
    check_files(
        &[("a/tests/it/main.rs", ""), ("a/tests/it/api.rs", "")],
        Some("a/tests/it/api.rs"),
    );
}
