//! What is installed beside the binary: made from the definition by which arguments are read.

use std::io;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;

/// The script by which `shell` completes arguments.
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "croupier", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Write `croupier.1` and a page for each subcommand into `directory`, which must exist.
///
/// # Errors
/// When a page cannot be written.
pub fn write_manual(directory: &Path) -> io::Result<()> {
    clap_mangen::generate_to(Cli::command(), directory)
}
