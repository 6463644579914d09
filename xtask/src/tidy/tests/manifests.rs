//! A manifest that leaves out what all crates share.

use crate::tidy::graph::{Graph, Package};
use crate::tidy::manifests;
use crate::tidy::tree::Tree;

use super::check;

const GOOD: &str = "\
[package]
name = \"one\"
description = \"What it is for\"
license.workspace = true
publish.workspace = true

[lints]
workspace = true
";

#[track_caller]
fn check_manifest(manifest: &str, expected: &[&str]) {
    let path = "crates/one/Cargo.toml";
    let package = Package { manifest: Some(path.into()), ..Package::default() };
    let theirs = Package { name: "theirs".into(), ..Package::default() };
    let graph = Graph { packages: vec![package, theirs] };
    let expected: Vec<(&str, &str)> =
        expected.iter().map(|words| ("crates/one/Cargo.toml:1", *words)).collect();
    check(manifests::check(&graph, &Tree::of(&[(path, manifest)])), &expected);
}

#[test]
fn a_good_manifest() {
    check_manifest(GOOD, &[]);
}

#[test]
fn each_missing_part_is_named() {
    check_manifest(&GOOD.replace("[lints]\nworkspace = true", ""), &["`[lints]"]);
    check_manifest(&GOOD.replace("[lints]\nworkspace = true", "[lints.clippy]"), &["`[lints]"]);
    check_manifest(&GOOD.replace("license.workspace", "licence.workspace"), &["`license"]);
    check_manifest(&GOOD.replace("publish.workspace = true", "publish = true"), &["`publish"]);
    check_manifest(&GOOD.replace("What it is for", ""), &["`description`"]);
    check_manifest("[package", &["cannot be read"]);
}
