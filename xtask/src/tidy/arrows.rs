//! Dependencies point one way. What the arrows make impossible: the write side reading a view,
//! the read side deciding, the domain touching time, wire types knowing the domain.
//!
//! Test code follows the same table, because a test that needs a forbidden arrow is testing two
//! crates at once and belongs into `croupier`, which sees all of them.

use std::collections::BTreeSet;

use super::Violation;
use super::graph::{Edge, Graph, Kind, Package};
use super::tree::Tree;

/// Which of our crates a crate may use: the whole table, no arrow is implied by another.
const ALLOWED: &[(&str, &[&str])] = &[
    ("croupier-domain", &[]),
    ("croupier-api", &[]),
    ("croupier-clock", &[]),
    ("croupier-log", &[]),
    ("croupier-trace", &[]),
    ("croupier-http", &["croupier-api", "croupier-trace"]),
    ("croupier-views", &["croupier-domain"]),
    (
        "croupier-command",
        &[
            "croupier-domain",
            "croupier-log",
            "croupier-api",
            "croupier-http",
            "croupier-clock",
            "croupier-trace",
        ],
    ),
    ("croupier-query", &["croupier-views", "croupier-api", "croupier-http", "croupier-clock"]),
    (
        "croupier-processor",
        &["croupier-domain", "croupier-log", "croupier-views", "croupier-clock", "croupier-trace"],
    ),
    ("croupier-gateway", &["croupier-api", "croupier-http", "croupier-clock", "croupier-trace"]),
    ("croupier-web", &[]),
    (
        "croupier",
        &[
            "croupier-domain",
            "croupier-api",
            "croupier-clock",
            "croupier-trace",
            "croupier-log",
            "croupier-http",
            "croupier-views",
            "croupier-command",
            "croupier-query",
            "croupier-processor",
            "croupier-gateway",
            "croupier-web",
        ],
    ),
    ("croupier-services", &[]),
    ("xtask", &["croupier-services"]),
];

/// What every crate may use in its tests and none but xtask in the product: servers to test with.
const FOR_TESTS: &str = "croupier-services";

/// Arrows that only tests may use: from, to, and why a test in `croupier` would not do.
const ALLOWED_IN_TESTS: &[(&str, &str, &str)] = &[];

/// What others made and only these crates may name, with the reason.
const CONFINED: &[(&str, &[&str], &str)] = &[
    ("anyhow", &["croupier", "xtask"], "a library returns errors that its caller can act on"),
    ("clap", &["croupier"], "arguments are read where configuration is read"),
    ("rusqlite", &["croupier-log"], "only an engine of the log knows how it is stored"),
    ("rdkafka", &["croupier-log"], "only an engine of the log knows Kafka"),
    ("redis", &["croupier-views"], "only an engine of the views knows Redis"),
    ("opentelemetry-proto", &["croupier"], "spans are written where the process is set up"),
    ("prost", &["croupier"], "spans are written where the process is set up"),
    (
        "axum",
        &[
            "croupier-http",
            "croupier-command",
            "croupier-query",
            "croupier-gateway",
            "croupier-web",
            "croupier",
        ],
        "only services speak HTTP",
    ),
];

/// What decides must not do I/O, wait, or draw: none of these, however indirectly.
const PURE: &str = "croupier-domain";
const IMPURE: &[&str] = &[
    "async-std",
    "axum",
    "chrono",
    "futures-executor",
    "getrandom",
    "hyper",
    "jiff",
    "mio",
    "rand",
    "rdkafka",
    "redis",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "tempfile",
    "time",
    "tokio",
    "tracing",
    "uuid",
];

/// Checks every crate of the workspace against the tables above.
pub(super) fn check(graph: &Graph, tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (package, manifest) in graph.ours() {
        let allowed = ALLOWED.iter().find(|(name, _)| *name == package.name);
        if allowed.is_none() {
            let what = format!("the crate {} has no row in xtask's table of arrows", package.name);
            violations.push(Violation::new(manifest, 1, what));
        }
        let allowed = allowed.map_or(&[][..], |(_, allowed)| *allowed);
        for edge in &package.declared {
            let line = tree.line_of(manifest, |line| names(line, &edge.to));
            let broken = [broken_arrow(graph, package, edge, allowed), broken_out(package, edge)];
            let broken = broken.into_iter().flatten();
            violations.extend(broken.map(|what| Violation::new(manifest, line, what)));
        }
    }
    violations.extend(impurities(graph, tree));
    violations
}

fn broken_arrow(graph: &Graph, from: &Package, edge: &Edge, allowed: &[&str]) -> Option<String> {
    graph.our(&edge.to)?;
    let in_tests = |(one, other, _): &(&str, &str, &str)| *one == from.name && *other == edge.to;
    if allowed.contains(&edge.to.as_str()) {
        return None;
    }
    if edge.kind == Kind::Test && edge.to == FOR_TESTS {
        return None;
    }
    if edge.kind == Kind::Test && ALLOWED_IN_TESTS.iter().any(in_tests) {
        return None;
    }
    let may_use = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
    Some(format!("{} must not depend on {}; it may use {may_use}", from.name, edge.to))
}

fn broken_out(from: &Package, edge: &Edge) -> Option<String> {
    let (_, holders, why) = CONFINED.iter().find(|(name, ..)| *name == edge.to)?;
    let confined = edge.kind == Kind::Product && !holders.contains(&from.name.as_str());
    confined.then(|| format!("{} must not depend on {}: {why}", from.name, edge.to))
}

fn impurities(graph: &Graph, tree: &Tree) -> Vec<Violation> {
    let Some(pure) = graph.our(PURE) else { return Vec::new() };
    let manifest = pure.manifest.as_deref().unwrap_or_default();
    let mut violations = Vec::new();
    for first in pure.built_with.iter().filter_map(|id| graph.package(id)) {
        let brought = reachable(graph, first);
        for impure in IMPURE.iter().filter(|name| brought.contains(**name)) {
            let line = tree.line_of(manifest, |line| names(line, &first.name));
            let what = format!("{PURE} must stay pure, but {} brings in {impure}", first.name);
            violations.push(Violation::new(manifest, line, what));
        }
    }
    violations
}

/// The names of the package and of everything it is built with, however indirectly.
fn reachable<'a>(graph: &'a Graph, first: &'a Package) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([first.id.as_str()]);
    let mut waiting = vec![first];
    while let Some(package) = waiting.pop() {
        for id in &package.built_with {
            if reached.insert(id) {
                waiting.extend(graph.package(id));
            }
        }
    }
    let packages = reached.iter().filter_map(|id| graph.package(id));
    packages.map(|package| package.name.as_str()).collect()
}

/// Whether a line of a manifest is where this dependency is declared.
fn names(line: &str, dependency: &str) -> bool {
    let key = line.strip_prefix(dependency);
    key.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
}
