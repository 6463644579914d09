//! The graph is read as cargo has it: the real one, on facts that hold as long as the project.

use crate::tidy::graph::{Graph, Kind, Package};

fn kinds(package: &Package, name: &str) -> Vec<Kind> {
    let edges = package.declared.iter().filter(|edge| edge.to == name);
    edges.map(|edge| edge.kind).collect()
}

fn is_built_with(graph: &Graph, package: &Package, name: &str) -> bool {
    let packages = package.built_with.iter().filter_map(|id| graph.package(id));
    packages.into_iter().any(|package| package.name == name)
}

#[test]
fn ours_have_manifests_and_theirs_have_licences() {
    let graph = Graph::read(&crate::root()).unwrap();
    let xtask = graph.our("xtask").unwrap();
    assert_eq!(xtask.manifest.as_deref(), Some("xtask/Cargo.toml"));
    let anyhow = graph.packages.iter().find(|package| package.name == "anyhow").unwrap();
    assert_eq!(anyhow.manifest, None);
    assert_eq!(anyhow.licence.as_deref(), Some("MIT OR Apache-2.0"));
    assert!(graph.our("anyhow").is_none());
}

#[test]
fn tests_and_product_are_told_apart() {
    let graph = Graph::read(&crate::root()).unwrap();
    let domain = graph.our("croupier-domain").unwrap();
    assert_eq!(kinds(domain, "serde"), [Kind::Product]);
    assert_eq!(kinds(domain, "proptest"), [Kind::Test]);
    assert!(is_built_with(&graph, domain, "serde"));
    assert!(!is_built_with(&graph, domain, "proptest"));
}
