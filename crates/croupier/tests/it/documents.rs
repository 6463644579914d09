//! Generated documents are committed, and a stale one fails here.

use std::path::Path;
use std::process::Command;

#[track_caller]
fn check(subcommand: &str, committed: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_croupier")).arg(subcommand).output().unwrap();
    assert!(output.status.success());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(committed);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let made = String::from_utf8(output.stdout).unwrap();
    assert!(made == kept, "{committed} is stale: run `cargo xtask codegen` and commit it");
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    check("openapi", "crates/api/openapi.json");
}

#[test]
fn the_table_of_settings_is_the_committed_one() {
    check("settings", "docs/CONFIGURATION.md");
}
