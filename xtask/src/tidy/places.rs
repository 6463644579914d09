//! Nothing committed depends on the machine it was written on: no path of somebody's home or
//! scratch directory, no address of a private package registry.

use super::Violation;
use super::code::is_word;
use super::tree::{SourceFile, Tree};

/// Directories that mean something else, or nothing, on the next machine.
const DIRECTORIES: &[&str] = &["/home/", "/root/", "/work/", "/tmp/", "/Users/"];

/// Where lock files may say that a package comes from.
const CARGO_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM_REGISTRY: &str = "https://registry.npmjs.org/";

/// Checks every line outside tests. A Dockerfile names directories of the image, which are ours.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in tree.files().filter(|file| !file.is_test()) {
        let in_image = file_name(file).contains("Dockerfile");
        for (index, line) in file.text.lines().enumerate() {
            if let Some(place) = directory(line).filter(|_| !in_image) {
                let what = format!("`{place}…` is a path of one machine: make it relative");
                violations.push(Violation::new(&file.path, index + 1, what));
            }
            if let Some(address) = private_registry(file, line) {
                let what = format!("`{address}` is not the public registry: leave it out");
                violations.push(Violation::new(&file.path, index + 1, what));
            }
        }
    }
    violations
}

fn file_name(file: &SourceFile) -> &str {
    file.path.rsplit('/').next().unwrap_or_default()
}

/// The first of the directories that a path on this line begins with and goes on from.
fn directory(line: &str) -> Option<&'static str> {
    let is_named = |directory: &&&str| {
        line.match_indices(**directory).any(|(at, _)| {
            let before = &line[..at];
            let begins = before.ends_with("://") || !before.ends_with(continues_a_path);
            begins && line[at + directory.len()..].starts_with(|c| is_word(c) || c == '.')
        })
    };
    DIRECTORIES.iter().find(is_named).copied()
}

/// After these a `/` is not the first of its path: `../tmp/x`, `$HOME/work/x`, `web/home/x`.
fn continues_a_path(c: char) -> bool {
    is_word(c) || matches!(c, '/' | '.' | '-' | '~' | '}' | ')' | '*' | '>')
}

/// The address on this line under which packages would be sought in the wrong place.
fn private_registry<'a>(file: &SourceFile, line: &'a str) -> Option<&'a str> {
    let line = line.trim();
    let (key, public) = match file_name(file) {
        "Cargo.lock" => ("source = \"", CARGO_REGISTRY),
        "package-lock.json" => ("\"resolved\": \"", NPM_REGISTRY),
        ".npmrc" => ("registry=", NPM_REGISTRY),
        "config.toml" if file.path.contains(".cargo/") => ("= \"", CARGO_REGISTRY),
        _ => return None,
    };
    let (_, address) = line.split_once(key)?;
    let address = address.trim_end_matches(['"', ',']);
    (address.contains("://") && !address.starts_with(public)).then_some(address)
}
