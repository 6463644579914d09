//! The binary as a tool: it does one thing and ends.

use std::process::Command;

/// How it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// What it said to whoever ran it.
    pub(crate) said: String,
    /// What it warned of.
    pub(crate) warned: String,
}

/// Run it to its end.
pub(crate) fn croupier(arguments: &[String]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_croupier")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().expect("it ended by itself");
    let ended = Ended { code, said: text(output.stdout), warned: text(output.stderr) };
    eprintln!("croupier {}: {ended:?}", arguments.join(" "));
    ended
}
