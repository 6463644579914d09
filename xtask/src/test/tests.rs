//! The order and the stopping of `cargo xtask test`, and what it says at the end.

use std::cell::RefCell;
use std::ffi::OsString;
use std::process::Command;
use std::time::Duration;

use anyhow::bail;

use super::counts::{self, Counts};
use super::{Report, STEPS, chosen, in_words, names, run_steps};

fn chosen_names(arguments: &[&str]) -> Result<String, String> {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    chosen(&arguments).map(names).map_err(|error| error.to_string())
}

#[test]
fn all_steps_or_the_one_named() {
    assert_eq!(chosen_names(&[]).unwrap(), "fmt, tidy, web, clippy, test, browser, doc");
    assert_eq!(chosen_names(&["--only", "clippy"]).unwrap(), "clippy");
    let unknown = chosen_names(&["--only", "tests"]).unwrap_err();
    assert!(unknown.contains("no step `tests`") && unknown.contains("fmt, tidy"), "{unknown}");
    assert!(chosen_names(&["--only"]).is_err());
    assert!(chosen_names(&["--fast"]).is_err());
}

#[test]
fn the_usage_names_every_step() {
    assert!(crate::USAGE.contains(&names(STEPS)));
}

#[test]
fn nothing_runs_after_the_first_failure() {
    let ran = RefCell::new(Vec::new());
    let report = run_steps(STEPS, |step| {
        ran.borrow_mut().push(step.name);
        if step.name == "clippy" {
            bail!("it has warnings");
        }
        Ok(String::new())
    });
    assert_eq!(*ran.borrow(), ["fmt", "tidy", "web", "clippy"]);
    assert_eq!(report.failure.unwrap().0, "clippy");
}

#[test]
fn a_failure_ends_with_how_to_repeat_it() {
    let report = Report {
        passed: vec![("fmt", Duration::from_millis(700), String::new())],
        failure: Some(("tidy", Duration::from_millis(100), "a rule is broken".to_owned())),
    };
    let summary = report.summary(&STEPS[..3]);
    let expected = "== summary ==\n\
        fmt      ok             0.7 s\n\
        tidy     FAILED         0.1 s\n\
        web      not run\n\
        \n\
        tidy failed: a rule is broken\n\
        to run only it again: cargo xtask test --only tidy";
    assert_eq!(summary, expected);
}

#[test]
fn a_pass_ends_with_counts_and_times() {
    let report = Report {
        passed: vec![
            ("fmt", Duration::from_millis(700), String::new()),
            ("test", Duration::from_secs(125), "12 passed, 0 failed, 0 ignored".to_owned()),
        ],
        failure: None,
    };
    let expected = "== summary ==\n\
        fmt      ok             0.7 s\n\
        test     ok        2 min 05 s  12 passed, 0 failed, 0 ignored\n\
        passed in 2 min 05 s";
    assert_eq!(report.summary(&STEPS[..2]), expected);
}

#[test]
fn counts_of_all_binaries_are_added() {
    let mut counts = Counts::default();
    counts.add("running 12 tests");
    counts.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out");
    counts.add("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; finished in 1.2s");
    counts.add("test result: FAILED. 0 passed; 1 failed; 3 ignored; 0 measured");
    assert_eq!(counts, Counts { passed: 15, failed: 3, ignored: 4 });
}

#[test]
#[cfg(unix)]
fn counting_changes_neither_the_output_nor_the_exit_code() {
    let script = "echo one; echo 'test result: FAILED. 3 passed; 2 failed; 0 ignored'; exit 101";
    let mut screen = Vec::new();
    let mut command = Command::new("sh");
    let (status, counts) = counts::run(command.args(["-c", script]), &mut screen).unwrap();
    assert_eq!(screen, b"one\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n");
    assert_eq!(status.code(), Some(101));
    assert_eq!(counts, Counts { passed: 3, failed: 2, ignored: 0 });
}

#[test]
fn times_are_read_at_a_glance() {
    assert_eq!(in_words(Duration::from_millis(40)), "0.0 s");
    assert_eq!(in_words(Duration::from_millis(59_900)), "59.9 s");
    assert_eq!(in_words(Duration::from_secs(185)), "3 min 05 s");
}
