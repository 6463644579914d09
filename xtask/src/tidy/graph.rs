//! The packages and who depends on whom, as cargo resolves it.

use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package as Resolved};

use crate::process;

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// In the product, build scripts included.
    Product,
    /// In tests alone.
    Test,
}

/// A dependency as a manifest declares it, whether or not a feature or platform turns it on.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) to: String,
    pub(super) kind: Kind,
}

/// A package of the resolved graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Package {
    /// Unique in the graph, where two versions of one name are two packages.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) licence: Option<String>,
    /// The manifest relative to the workspace; none for what comes from a registry.
    pub(super) manifest: Option<String>,
    pub(super) declared: Vec<Edge>,
    /// The ids of what it is built with, tests aside.
    pub(super) built_with: Vec<String>,
}

/// All packages that this machine builds, tests and tools included.
pub(super) struct Graph {
    pub(super) packages: Vec<Package>,
}

impl Graph {
    /// Asks cargo. The graph is the one of this machine's platform, because cargo has to download
    /// a package to tell its licence; `deny.toml` covers the others for those who have cargo-deny.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let only_this_platform =
            ["--locked", "--filter-platform", &process::host()?].map(str::to_owned);
        let metadata = MetadataCommand::new()
            .manifest_path(root.join("Cargo.toml"))
            .other_options(only_this_platform)
            .exec()
            .context("could not read the dependency graph")?;
        let packages = metadata.packages.iter().map(|package| read_package(package, &metadata));
        Ok(Self { packages: packages.collect() })
    }

    /// The packages of the workspace, each with its manifest.
    pub(super) fn ours(&self) -> impl Iterator<Item = (&Package, &str)> {
        self.packages.iter().filter_map(|package| Some((package, package.manifest.as_deref()?)))
    }

    /// The package of the workspace that has this name.
    pub(super) fn our(&self, name: &str) -> Option<&Package> {
        self.ours().map(|(package, _)| package).find(|package| package.name == name)
    }

    pub(super) fn package(&self, id: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.id == id)
    }
}

fn read_package(package: &Resolved, metadata: &Metadata) -> Package {
    let manifest = metadata.workspace_members.contains(&package.id).then(|| {
        let path = package.manifest_path.strip_prefix(&metadata.workspace_root);
        path.unwrap_or(&package.manifest_path).as_str().replace('\\', "/")
    });
    let declared = package
        .dependencies
        .iter()
        .map(|dependency| Edge { to: dependency.name.clone(), kind: kind(dependency.kind) });
    Package {
        id: package.id.repr.clone(),
        name: package.name.to_string(),
        version: package.version.to_string(),
        licence: package.license.clone(),
        manifest,
        declared: declared.collect(),
        built_with: built_with(package, metadata),
    }
}

fn built_with(package: &Resolved, metadata: &Metadata) -> Vec<String> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let edges = nodes.filter(|node| node.id == package.id).flat_map(|node| &node.deps);
    edges
        .filter(|edge| edge.dep_kinds.iter().any(|info| kind(info.kind) == Kind::Product))
        .map(|edge| edge.pkg.repr.clone())
        .collect()
}

fn kind(kind: DependencyKind) -> Kind {
    match kind {
        DependencyKind::Development => Kind::Test,
        _ => Kind::Product,
    }
}
