//! Starting other programs: which cargo, and a sentence when a program cannot be started.

use std::ffi::OsString;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};

/// The cargo that runs this xtask, so that `cargo +toolchain xtask` means one toolchain.
pub(crate) fn cargo() -> Command {
    Command::new(variable("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// An environment variable by which one build tool talks to another.
#[expect(clippy::disallowed_methods, reason = "what cargo and cc say configures no Croupier")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The platform triple that cargo builds for when nobody says otherwise.
pub(crate) fn host() -> Result<String> {
    let text = printed(cargo().arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("cargo does not say which host it runs on")?.to_owned())
}

/// What the command prints, run to its end; what it complains of goes to this terminal.
pub(crate) fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.with_context(|| could_not_start(command))?;
    ensure!(output.status.success(), "it failed: {command:?}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs the command to its end with this terminal as its own.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| could_not_start(command))
}

/// Becomes the command: it gets this process's id, terminal and signals, and its exit code is ours.
///
/// That is how Ctrl-C and SIGTERM reach the program: there is nobody left in between to forward
/// them, to die of them first, or to outlive it. (`cargo run` hands over to xtask the same way.)
#[cfg(unix)]
pub(crate) fn replace(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).with_context(|| could_not_start(command))
}

/// Runs the command and passes its exit code on. The console sends Ctrl-C to both.
#[cfg(not(unix))]
pub(crate) fn replace(command: &mut Command) -> Result<ExitCode> {
    let code = run(command)?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The first half of an error message; the second is the operating system's reason.
pub(crate) fn could_not_start(command: &Command) -> String {
    format!("could not start `{}`", command.get_program().display())
}
