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
    SQLite, mimalloc, librdkafka and OpenSSL are built with it, a C++ compiler, make and Perl; \
    install them: `apt-get install build-essential` (Debian, Ubuntu), \
    `dnf install gcc gcc-c++ make perl` (Fedora), `xcode-select --install` (macOS)";
const NO_NODE: &str = "Node.js is missing or too old (`node` and `npm`; 20.19, or 22.12 or newer), \
    and the application is built with it; install it: from https://nodejs.org (Debian 12 and \
    Ubuntu 24.04 have an older one), `dnf install nodejs` (Fedora), `brew install node` (macOS)";

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
    let version = version_of(&mut Command::new("node"));
    version.is_some_and(|version| builds_application(&version)) && answers(&mut Command::new("npm"))
}

/// Whether a Node.js of this version builds it: what Vite asks for.
fn builds_application(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

fn answers(command: &mut Command) -> bool {
    version_of(command).is_some()
}

/// What a program says its version is; none if it is not there or cannot.
fn version_of(command: &mut Command) -> Option<String> {
    let output = command.arg("--version").stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests;
