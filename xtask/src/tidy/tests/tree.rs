//! Which files count as the project's: a directory is made, and the tree read from it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::tree::Tree;

/// A directory that goes away with its test.
struct Scratch(PathBuf);

impl Scratch {
    fn with(name: &str, files: &[(&str, &[u8])]) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        for (path, bytes) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
            fs::write(path, bytes).unwrap();
        }
        Self(root)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_ignored_is_not_read() {
    let scratch = Scratch::with(
        "ignored",
        &[
            (".gitignore", b"# made here\n/target\nnode_modules\n*.log\n"),
            (".git/config", b"not ours"),
            ("target/debug/a.rs", b"not ours"),
            ("crates/log/target/a.rs", b"ours: the rule was anchored"),
            ("web/node_modules/a/index.js", b"not ours"),
            ("web/.gitignore", b"/dist/\n"),
            ("web/dist/a.js", b"not ours"),
            ("web/src/dist/a.js", b"ours"),
            ("web/npm.log", b"not ours"),
            ("web/logo.png", &[0x89, 0xff]),
            (".ci/run", b"ours"),
        ],
    );
    let tree = Tree::read(&scratch.0).unwrap();
    let paths: Vec<&str> = tree.files().map(|file| file.path.as_str()).collect();
    let expected =
        [".ci/run", ".gitignore", "crates/log/target/a.rs", "web/.gitignore", "web/src/dist/a.js"];
    assert_eq!(paths, expected);
    let rest = tree.paths().filter(|path| !expected.contains(path));
    assert_eq!(rest.collect::<Vec<_>>(), ["web/logo.png"], "it has no text, and is there");
}

#[test]
fn a_pattern_that_is_not_understood_is_refused() {
    let scratch = Scratch::with("refused", &[(".gitignore", b"a/**/b\n")]);
    let error = Tree::read(&scratch.0).err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("a/**/b")));
}

#[test]
fn tests_are_known_by_their_place() {
    let is_test = |path: &str| Tree::of(&[(path, "")]).files().all(|file| file.is_test());
    let tests = [
        "a/src/tests.rs",
        "a/tests/it/main.rs",
        "a/src/conformance.rs",
        "a/src/conformance/tail.rs",
        "web/e2e/a.ts",
        "web/a.test.tsx",
    ];
    for path in tests {
        assert!(is_test(path), "{path}");
    }
    for path in ["a/src/test.rs", "a/src/contests.rs", "web/attest.ts"] {
        assert!(!is_test(path), "{path}");
    }
}
