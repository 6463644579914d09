//! What others made and the binary contains: every package with its version and licence, then the
//! texts of the licences, each once, as most of them ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use serde_json::Value;

use crate::process;

/// How a file is called that has a licence's text.
const NAMES: [&str; 4] = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

/// How deep below a package they lie: what is built from C is a directory in a package of Rust.
const DEPTH: usize = 3;

/// A package in the binary.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
    directory: PathBuf,
}

/// The whole document.
pub(super) fn text(root: &Path) -> Result<String> {
    let packages: BTreeSet<Package> = crates(root)?.into_iter().chain(modules(root)?).collect();
    Ok(document(&packages))
}

fn document(packages: &BTreeSet<Package>) -> String {
    let mut document = "Croupier contains the following packages. The texts of their licences are \
        below.\n\n"
        .to_owned();
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    for Package { name, version, licence, directory } in packages {
        // Writing to a string cannot fail.
        let _ = writeln!(document, "{name} {version}: {licence}");
        let mut found = Vec::new();
        collect(directory, DEPTH, &mut found);
        for text in found {
            let of = texts.entry(text).or_default();
            of.push(format!("{name} {version}"));
            of.dedup();
        }
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    for (text, of) in texts {
        let _ = write!(document, "\n{}\n{}\n\n{text}\n", "-".repeat(80), of.join(", "));
    }
    document
}

/// The texts of licences in `directory` and below; what cannot be read is not there.
fn collect(directory: &Path, depth: usize, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, found);
            }
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        let is_one = NAMES.iter().any(|begins| name.starts_with(begins));
        let Some(text) = fs::read_to_string(&path).ok().filter(|_| is_one) else { continue };
        found.push(text.replace("\r\n", "\n").trim_end().to_owned());
    }
}

/// The crates that the binary is built from on this machine's platform.
fn crates(root: &Path) -> Result<Vec<Package>> {
    let options = ["--locked", "--filter-platform", &process::host()?].map(str::to_owned);
    let mut asked = MetadataCommand::new();
    asked.manifest_path(root.join("Cargo.toml")).other_options(options);
    let metadata = asked.exec().context("could not read the dependency graph")?;
    let ids = built_from(&metadata, "croupier");
    let others = metadata.packages.iter().filter(|package| package.source.is_some());
    let packages = others.filter(|package| ids.contains(&package.id.repr));
    Ok(packages
        .map(|package| Package {
            name: package.name.to_string(),
            version: package.version.to_string(),
            licence: package.license.clone().unwrap_or_else(|| "no licence named".to_owned()),
            directory: package.manifest_path.with_file_name("").into_std_path_buf(),
        })
        .collect())
}

/// The ids of what a package of ours is built from, tests aside; what build scripts use is among
/// them, for some of it brings what is compiled.
fn built_from(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let ours = metadata.workspace_packages();
    let first = ours.into_iter().find(|package| *package.name == name);
    let mut waiting: Vec<_> = first.map(|package| package.id.clone()).into_iter().collect();
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let nodes: BTreeMap<_, _> = nodes.map(|node| (&node.id, node)).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let Some(node) = nodes.get(&id).filter(|_| seen.insert(id.repr.clone())) else { continue };
        let is_built = |kind: DependencyKind| kind != DependencyKind::Development;
        let deps = node.deps.iter();
        let deps = deps.filter(|dep| dep.dep_kinds.iter().any(|info| is_built(info.kind)));
        waiting.extend(deps.map(|dep| dep.pkg.clone()));
    }
    seen
}

/// The modules that the application is built from.
fn modules(root: &Path) -> Result<Vec<Package>> {
    let web = root.join("web");
    let lock = web.join("package-lock.json");
    let lock = fs::read_to_string(&lock).with_context(|| format!("read {}", lock.display()))?;
    let lock: Value = serde_json::from_str(&lock).context("read web/package-lock.json")?;
    let packages = lock["packages"].as_object().context("web/package-lock.json has no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let others = packages.iter().filter(|(path, says)| !path.is_empty() && says["dev"] != true);
    let package = |(path, says): (&String, &Value)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        let (version, licence) = (text(&says["version"]), text(&says["license"]));
        Some(Package { name: name.to_owned(), version, licence, directory: web.join(path) })
    };
    Ok(others.filter_map(package).collect())
}
