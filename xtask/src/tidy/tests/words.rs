//! Banned words, and the places where the same letters mean no harm.

use crate::tidy::tree::Tree;
use crate::tidy::words;

use super::check;

#[track_caller]
fn check_file(path: &str, text: &str, expected: &[(&str, &str)]) {
    check(words::check(&Tree::of(&[(path, text)])), expected);
}

#[test]
fn unfinished_code() {
    check_file("a.rs", "fn f() {\n    todo!()\n}", &[("a.rs:2", "`todo!`")]);
    check_file("a.rs", "fn f() { unimplemented!(\"x\") }", &[("a.rs:1", "`unimplemented!`")]);
    check_file("a.rs", "let a = std::dbg!(b);", &[("a.rs:1", "`dbg!`")]);
    check_file("a.rs", "// todo!() is banned\nlet todo = \"todo!()\"; my_todo!();", &[]);
}

#[test]
fn tests_that_do_not_run() {
    check_file("a.rs", "#[test]\n#[ignore]\nfn f() {}", &[("a.rs:2", "`#[ignore]`")]);
    check_file("a.rs", "#[ ignore = \"slow\" ]\nfn f() {}", &[("a.rs:1", "`#[ignore]`")]);
    check_file("a.rs", "#[cfg_attr(unix, ignore)]\nfn f() {}", &[("a.rs:1", "`#[ignore]`")]);
    check_file("a.rs", "#[cfg_attr(a, b)]\nlet ignore = [ignore];", &[]);
    check_file("a.rs", "#[serde(ignore)]\nfn f() {}", &[]);
}

#[test]
fn modules_named_for_nothing() {
    check_file("a/utils.rs", "", &[("a/utils.rs:1", "`utils`")]);
    check_file("a/common/b.rs", "", &[("a/common/b.rs:1", "`common`")]);
    check_file("web/app/helpers.ts", "", &[("web/app/helpers.ts:1", "`helpers`")]);
    check_file("a.rs", "\npub mod util {}", &[("a.rs:2", "`util`")]);
    check_file("a/commons.rs", "mod utility;\nlet common = util;", &[]);
    check_file("docs/common.md", "", &[]);
}

#[test]
fn types_named_for_nothing() {
    check_file("a.rs", "struct SeedManager;", &[("a.rs:1", "`SeedManager`")]);
    check_file("a.rs", "pub trait BetService {}", &[("a.rs:1", "`BetService`")]);
    check_file("a.rs", "enum BetDto {}", &[("a.rs:1", "…Dto")]);
    check_file("a.rs", "impl tower::Service<Request> for Router {}", &[]);
    check_file("a.rs", "struct Manageress;", &[]);
}

#[test]
fn imports_name_what_they_bring() {
    check_file("a.rs", "use std::{fmt, io::*};", &[("a.rs:1", "`*` hides")]);
    check_file("a.rs", "pub use\n    crate::b::*;", &[("a.rs:1", "`*` hides")]);
    check_file("a.rs", "use std::fmt;\nlet a = b * c;", &[]);
    check_file("a.rs", "fn f<'a>() -> impl Sized + use<'a> { *b }", &[]);
    check_file("a/tests.rs", "use proptest::prelude::*;", &[]);
}
