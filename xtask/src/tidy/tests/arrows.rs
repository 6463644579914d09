//! Arrows against a graph in which one crate at a time does what it must not.

use crate::tidy::arrows;
use crate::tidy::graph::{Edge, Graph, Kind, Package};
use crate::tidy::tree::Tree;

use super::check;

fn theirs(name: &str, built_with: &[&str]) -> Package {
    let built_with = built_with.iter().map(ToString::to_string).collect();
    Package { id: name.into(), name: name.into(), built_with, ..Package::default() }
}

/// A crate of ours and what it declares: `name` for the product, `test name` for tests.
fn ours(name: &str, declared: &[&str]) -> Package {
    let edges = declared.iter().map(|words| match words.strip_prefix("test ") {
        Some(to) => Edge { to: to.into(), kind: Kind::Test },
        None => Edge { to: (*words).into(), kind: Kind::Product },
    });
    let mut package = theirs(name, &[]);
    package.manifest = Some(format!("crates/{name}/Cargo.toml"));
    package.declared = edges.collect();
    let product = package.declared.iter().filter(|edge| edge.kind == Kind::Product);
    package.built_with = product.map(|edge| edge.to.clone()).collect();
    package
}

#[track_caller]
fn check_graph(packages: Vec<Package>, expected: &[(&str, &str)]) {
    let mut packages = packages;
    let present: Vec<String> = packages.iter().map(|package| package.name.clone()).collect();
    for name in ["croupier-api", "croupier-clock", "croupier-domain", "croupier-log"] {
        if !present.iter().any(|other| other == name) {
            packages.push(ours(name, &[]));
        }
    }
    check(arrows::check(&Graph { packages }, &Tree::of(&[])), expected);
}

#[test]
fn the_arrows_of_the_design_are_fine() {
    check_graph(
        vec![
            ours("croupier-http", &["croupier-api", "axum"]),
            ours("croupier-views", &["croupier-domain"]),
            ours("croupier-command", &["croupier-domain", "croupier-log", "test croupier-clock"]),
            ours("croupier-query", &["croupier-views", "croupier-api", "croupier-http"]),
            ours("croupier", &["croupier-command", "croupier-query", "anyhow"]),
            ours("xtask", &["anyhow"]),
        ],
        &[],
    );
}

#[test]
fn the_read_side_cannot_decide_and_the_write_side_cannot_query() {
    check_graph(
        vec![ours("croupier-query", &["croupier-domain"])],
        &[("crates/croupier-query/Cargo.toml:1", "must not depend on croupier-domain; it may")],
    );
    check_graph(
        vec![ours("croupier-command", &["croupier-views"]), ours("croupier-views", &[])],
        &[("crates/croupier-command/Cargo.toml:1", "must not depend on croupier-views")],
    );
}

#[test]
fn the_leaves_know_nobody() {
    let leaves =
        ["croupier-domain", "croupier-api", "croupier-clock", "croupier-log", "croupier-services"];
    for leaf in leaves {
        let to = if leaf == "croupier-api" { "croupier-domain" } else { "croupier-api" };
        let place = format!("crates/{leaf}/Cargo.toml:1");
        check_graph(vec![ours(leaf, &[to])], &[(&place, "it may use none of ours")]);
    }
}

#[test]
fn servers_to_test_with_are_for_tests() {
    let services = || ours("croupier-services", &[]);
    let tests = vec![
        ours("croupier-log", &["test croupier-services"]),
        ours("croupier", &["test croupier-services"]),
        ours("xtask", &["croupier-services"]),
        services(),
    ];
    check_graph(tests, &[]);
    for product in ["croupier-log", "croupier-views", "croupier"] {
        let place = format!("crates/{product}/Cargo.toml:1");
        let expected = [(place.as_str(), "must not depend on croupier-services")];
        check_graph(vec![ours(product, &["croupier-services"]), services()], &expected);
    }
}

#[test]
fn nobody_uses_the_binary() {
    check_graph(
        vec![ours("croupier-gateway", &["croupier"]), ours("croupier", &[])],
        &[("crates/croupier-gateway/Cargo.toml:1", "must not depend on croupier;")],
    );
}

#[test]
fn tests_follow_the_same_table() {
    check_graph(
        vec![ours("croupier-gateway", &["test croupier-log"])],
        &[("crates/croupier-gateway/Cargo.toml:1", "must not depend on croupier-log")],
    );
}

#[test]
fn a_new_crate_needs_a_row() {
    check_graph(
        vec![ours("croupier-extras", &["croupier-api"])],
        &[
            ("crates/croupier-extras/Cargo.toml:1", "no row"),
            ("crates/croupier-extras/Cargo.toml:1", "must not depend on croupier-api"),
        ],
    );
}

#[test]
fn what_is_confined_stays_there() {
    check_graph(
        vec![ours("croupier-gateway", &["anyhow", "rusqlite", "test anyhow"])],
        &[
            ("crates/croupier-gateway/Cargo.toml:1", "must not depend on anyhow: a library"),
            ("crates/croupier-gateway/Cargo.toml:1", "must not depend on rusqlite: only"),
        ],
    );
}

#[test]
fn the_domain_stays_pure_through_others() {
    check_graph(
        vec![
            ours("croupier-domain", &["serde", "hmac", "test proptest"]),
            theirs("serde", &["serde_core"]),
            theirs("serde_core", &[]),
            theirs("hmac", &["digest"]),
            theirs("digest", &["getrandom", "hmac"]),
            theirs("getrandom", &[]),
            theirs("proptest", &["rand"]),
            theirs("rand", &[]),
        ],
        &[("crates/croupier-domain/Cargo.toml:1", "hmac brings in getrandom")],
    );
}

#[test]
fn a_violation_points_at_the_line_that_declares() {
    let manifest = "[dependencies]\ncroupier-api-extras = \"1\"\ncroupier-api.workspace = true\n";
    let tree = Tree::of(&[("crates/croupier-log/Cargo.toml", manifest)]);
    let packages = vec![ours("croupier-log", &["croupier-api"]), ours("croupier-api", &[])];
    let expected = [("crates/croupier-log/Cargo.toml:3", "croupier-api")];
    check(arrows::check(&Graph { packages }, &tree), &expected);
}
