//! A package whose licence is not on the list is named, at its place in the lock file.

use crate::tidy::graph::{Graph, Package};
use crate::tidy::licences;
use crate::tidy::tree::Tree;

use super::check;

const LIST: &str = "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n";
const LOCK: &str = "[[package]]\nname = \"one\"\nversion = \"1.0.0\"\n\n\
    [[package]]\nname = \"one\"\nversion = \"2.0.0\"\n";

fn package(version: &str, licence: Option<&str>) -> Package {
    Package {
        name: "one".into(),
        version: version.into(),
        licence: licence.map(str::to_owned),
        ..Package::default()
    }
}

#[track_caller]
fn check_licence(licence: Option<&str>, expected: &[(&str, &str)]) {
    let tree = Tree::of(&[("deny.toml", LIST), ("Cargo.lock", LOCK)]);
    let packages = vec![package("1.0.0", Some("MIT")), package("2.0.0", licence)];
    check(licences::check(&Graph { packages }, &tree), expected);
}

#[test]
fn what_is_accepted() {
    check_licence(Some("MIT OR Apache-2.0"), &[]);
    check_licence(Some("AGPL-3.0 OR Apache-2.0"), &[]);
}

#[test]
fn what_is_not() {
    check_licence(Some("AGPL-3.0"), &[("Cargo.lock:6", "one 2.0.0: its licence `AGPL-3.0`")]);
    check_licence(Some("MIT AND AGPL-3.0"), &[("Cargo.lock:6", "not accepted in deny.toml")]);
    check_licence(Some("MIT, probably"), &[("Cargo.lock:6", "no SPDX expression")]);
    check_licence(None, &[("Cargo.lock:6", "does not name its licence")]);
}

#[test]
fn without_a_list_nothing_is_accepted() {
    let graph = Graph { packages: Vec::new() };
    check(licences::check(&graph, &Tree::of(&[])), &[("deny.toml:1", "no list")]);
    let tree = Tree::of(&[("deny.toml", "[licenses]\nallowed = []\n")]);
    check(licences::check(&graph, &tree), &[("deny.toml:1", "no list")]);
}
