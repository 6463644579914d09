//! Every crate is compiled under the same lints and released under the same terms.

use toml::{Table, Value};

use super::Violation;
use super::graph::Graph;
use super::tree::Tree;

/// Checks the manifest of every crate of the workspace.
pub(super) fn check(graph: &Graph, tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (_, path) in graph.ours() {
        let missing = match tree.text(path).map(str::parse::<Table>) {
            Some(Ok(manifest)) => missing(&manifest),
            _ => vec!["this manifest cannot be read"],
        };
        violations.extend(missing.into_iter().map(|what| Violation::new(path, 1, what)));
    }
    violations
}

fn missing(manifest: &Table) -> Vec<&'static str> {
    let package = |key: &str| manifest.get("package").and_then(|package| package.get(key));
    let inherited = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
    };
    let described = package("description").and_then(Value::as_str).is_some_and(|it| !it.is_empty());
    let rules = [
        (inherited(manifest.get("lints")), "add `[lints] workspace = true`: one set of lints"),
        (inherited(package("license")), "add `license.workspace = true`: one licence"),
        (
            inherited(package("publish")),
            "add `publish.workspace = true`: nothing leaves by accident",
        ),
        (described, "add a `description`: what the crate is for, in one line"),
    ];
    rules.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what).collect()
}
