//! What a machine must have beyond cargo itself. A missing tool is named with the command that
//! installs it, before minutes of building end in somebody else's error message.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;

/// A tool that a step cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// `cargo fmt`; absent from rustup's minimal profile.
    Rustfmt,
    /// `cargo clippy`; absent from rustup's minimal profile.
    Clippy,
    /// SQLite and mimalloc are compiled from C.
    CCompiler,
    /// The application is built with npm.
    Node,
}

const NO_RUSTFMT: &str = "rustfmt is missing; install it with `rustup component add rustfmt`";
const NO_CLIPPY: &str = "clippy is missing; install it with `rustup component add clippy`";
const NO_C_COMPILER: &str = "no C compiler answers (tried `$CC`, or `cc` when it is not set), and \
    SQLite and mimalloc are built from C; install one: `apt-get install build-essential` (Debian, \
    Ubuntu), `dnf install gcc` (Fedora), `xcode-select --install` (macOS)";
const NO_NODE: &str = "Node.js is missing (`node` and `npm`, 20 or newer), and the application is \
    built with it; install it: `apt-get install nodejs npm` (Debian, Ubuntu), `dnf install nodejs` \
    (Fedora), `brew install node` (macOS)";

/// Fails with the first tool that is missing and how to get it.
pub(crate) fn require(needs: &[Need]) -> Result<()> {
    for need in needs {
        let (present, advice) = match need {
            Need::Rustfmt => (answers(process::cargo().arg("fmt")), NO_RUSTFMT),
            Need::Clippy => (answers(process::cargo().arg("clippy")), NO_CLIPPY),
            Need::Node => (has_node(), NO_NODE),
            Need::CCompiler => (has_c_compiler(process::variable("CC").as_deref()), NO_C_COMPILER),
        };
        if !present {
            bail!(advice);
        }
    }
    Ok(())
}

/// Where there is no `cc` convention (MSVC), the build itself has to find its compiler.
fn has_c_compiler(named: Option<&OsStr>) -> bool {
    cfg!(windows) || answers(&mut Command::new(named.unwrap_or(OsStr::new("cc"))))
}

fn has_node() -> bool {
    answers(&mut Command::new("node")) && answers(&mut Command::new("npm"))
}

fn answers(command: &mut Command) -> bool {
    let command = command.arg("--version").stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests;
