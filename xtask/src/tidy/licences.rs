//! Every package that is built may be passed on under a licence we accept.
//!
//! The list of accepted licences stands in `deny.toml`, where cargo-deny reads it too: one list,
//! and nobody needs cargo-deny on their machine for it to hold.

use toml::{Table, Value};

use super::Violation;
use super::graph::{Graph, Package};
use super::spdx;
use super::tree::Tree;

const LIST: &str = "deny.toml";
const LOCK: &str = "Cargo.lock";

/// Checks the licence of every package in the graph, ours included.
pub(super) fn check(graph: &Graph, tree: &Tree) -> Vec<Violation> {
    let Some(allowed) = accepted(tree) else {
        return vec![Violation::new(LIST, 1, "there is no list `allow` under `[licenses]` here")];
    };
    let mut violations = Vec::new();
    for package in &graph.packages {
        if let Err(why) = judge(package, &allowed) {
            let what = format!("{} {}: {why}", package.name, package.version);
            violations.push(Violation::new(LOCK, line_in_lock(tree, package), what));
        }
    }
    violations
}

fn accepted(tree: &Tree) -> Option<Vec<String>> {
    let list: Table = tree.text(LIST)?.parse().ok()?;
    let allowed = list.get("licenses")?.get("allow")?.as_array()?;
    Some(allowed.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn judge(package: &Package, allowed: &[String]) -> Result<(), String> {
    let Some(licence) = &package.licence else {
        return Err("it does not name its licence".to_owned());
    };
    match spdx::satisfied(licence, |one| allowed.iter().any(|other| other == one)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("its licence `{licence}` is not accepted in {LIST}")),
        Err(why) => Err(format!("its licence `{licence}` is no SPDX expression: {why}")),
    }
}

/// Where the lock file names the package: its version stands on the line after its name.
fn line_in_lock(tree: &Tree, package: &Package) -> usize {
    let Some(text) = tree.text(LOCK) else { return 1 };
    let name = format!("name = \"{}\"", package.name);
    let version = format!("version = \"{}\"", package.version);
    let mut pairs = text.lines().zip(text.lines().skip(1));
    pairs.position(|(first, second)| first == name && second == version).map_or(1, |at| at + 1)
}
