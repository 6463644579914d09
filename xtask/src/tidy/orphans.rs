//! A source file that no module declares is not compiled, and cargo does not say so: tests in it
//! pass by never running.

use std::collections::BTreeSet;

use super::Violation;
use super::code::{code_only, words};
use super::tree::Tree;

/// Checks that every Rust file is the root of a target or declared by the file above it.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let declared: BTreeSet<String> = tree
        .rust()
        .flat_map(|file| {
            let folder = folder_of_modules(&file.path);
            declarations(&file.text).into_iter().map(move |name| format!("{folder}/{name}"))
        })
        .collect();
    let orphans = tree.rust().filter(|file| {
        let module = file.path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        !is_root(&file.path) && !declared.contains(module)
    });
    let what = "no module declares this file, so it is not compiled: declare or remove it";
    orphans.map(|file| Violation::new(&file.path, 1, what)).collect()
}

/// The names after `mod`.
fn declarations(text: &str) -> Vec<String> {
    let code = code_only(text);
    let names: Vec<&str> = words(&code).map(|(_, word)| word).collect();
    let pairs = names.windows(2).filter(|pair| pair[0] == "mod");
    pairs.map(|pair| pair[1].to_owned()).collect()
}

/// Where the modules lie that a file declares: beside a root, else in the folder of its name.
fn folder_of_modules(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let beside = is_root(path) || name == "mod.rs";
    if beside { folder } else { path.trim_end_matches(".rs") }
}

/// Whether cargo begins here: `lib.rs`, `main.rs`, `build.rs`, a file of `src/bin`, or one that
/// lies directly in a crate's `tests`, `benches` or `examples`.
fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.rsplit('/').collect();
    match parts.as_slice() {
        ["lib.rs" | "main.rs" | "build.rs", ..] => true,
        [_, "bin", "src", ..] => true,
        [_, "tests" | "benches" | "examples", above @ ..] => !above.contains(&"src"),
        _ => false,
    }
}
