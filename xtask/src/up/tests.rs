//! The arguments arrive at `croupier up` as they were given.

use std::ffi::OsString;

use super::command;
use crate::passed_through;

#[track_caller]
fn check(given: &[&str], expected: &str) {
    let given: Vec<OsString> = given.iter().map(OsString::from).collect();
    let command = command(passed_through(&given));
    let line: Vec<&str> = command.get_args().filter_map(|argument| argument.to_str()).collect();
    let line = line.join(" ");
    let (_, program) = line.split_once(" -- ").unwrap();
    assert_eq!(program, expected);
}

#[test]
fn arguments_pass_through() {
    check(&[], "up");
    check(&["--log", "file:there"], "up --log file:there");
    check(&["--", "--log", "file:there"], "up --log file:there");
    check(&["--", "--", "--help"], "up -- --help");
}
