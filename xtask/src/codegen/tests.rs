//! A generator's output reaches its file, and only a good output does.

use std::process::Command;

use super::{Written, printed, write};

#[test]
fn a_file_is_written_once() {
    let path = std::env::temp_dir().join(format!("croupier-codegen-{}", std::process::id()));
    assert_eq!(write(&path, b"{}\n").unwrap(), Written::Changed);
    assert_eq!(write(&path, b"{}\n").unwrap(), Written::Unchanged);
    assert_eq!(write(&path, b"[]\n").unwrap(), Written::Changed);
    assert_eq!(std::fs::read(&path).unwrap(), b"[]\n");
    std::fs::remove_file(&path).unwrap();
}

#[test]
#[cfg(unix)]
fn a_generator_that_fails_or_is_silent_writes_nothing() {
    let shell = |script: &str| printed(Command::new("sh").args(["-c", script]));
    assert_eq!(shell("echo {}").unwrap(), b"{}\n");
    assert!(shell("echo half of it; exit 3").is_err());
    assert!(shell("true").is_err());
}
