//! A missing tool is noticed; what this test was built with is there.

use std::ffi::OsStr;
use std::process::Command;

use super::{Need, answers, builds_application, has_c_compiler, require};

#[test]
fn a_program_that_is_not_there_does_not_answer() {
    assert!(!answers(&mut Command::new("no-such-program-anywhere")));
}

#[test]
#[cfg(unix)]
fn a_program_that_is_only_a_stub_does_not_answer() {
    assert!(!answers(&mut Command::new("false")));
}

#[test]
#[cfg(unix)]
fn the_compiler_asked_for_is_the_one_that_counts() {
    assert!(has_c_compiler(Some(OsStr::new("cc"))));
    assert!(!has_c_compiler(Some(OsStr::new("no-such-compiler"))));
}

#[test]
fn a_machine_that_linked_this_test_has_a_compiler() {
    require(&[Need::CCompiler]).unwrap();
}

#[test]
fn an_old_node_is_as_good_as_none() {
    for (version, expected) in [
        ("v18.19.0\n", false),
        ("v20.18.3\n", false),
        ("v20.19.0\n", true),
        ("v20.20.2\n", true),
        ("v21.7.3\n", false),
        ("v22.11.0\n", false),
        ("v22.12.0\n", true),
        ("v23.0.0-nightly2024\n", true),
        ("v24.1.0\n", true),
        ("v100.0.0\n", true),
        ("", false),
        ("node\n", false),
    ] {
        assert_eq!(builds_application(version), expected, "{version:?}");
    }
}
