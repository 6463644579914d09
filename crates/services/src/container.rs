//! A server that a file describes by its command line and its environment, as a process: for the
//! tests of such files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::process::{Process, Program};

/// How long it may take to write what it has to.
const STOPPING: Duration = Duration::from_secs(60);

/// It runs until this is dropped.
#[derive(Debug)]
pub struct Container {
    program: Program,
    process: Process,
}

impl Container {
    /// Starts `words` with these variables; what it says goes into a file of `directory`.
    ///
    /// # Errors
    /// When there is no such program, or nowhere to write to.
    pub fn start(
        words: &[String],
        variables: &[(String, String)],
        directory: &Path,
    ) -> Result<Self, Error> {
        let (program, arguments) =
            words.split_first().map_or(("", words), |(first, rest)| (first, rest));
        let mut program = Program::new(program, &directory.join("said.log")).args(arguments);
        let variables = variables.iter().map(|(name, value)| (name.clone(), value.into()));
        program.variables = variables.collect();
        let process = Process::start(&program)?;
        Ok(Self { program, process })
    }

    /// The last it has said, if it has ended.
    pub fn last_words(&mut self) -> Option<String> {
        let status = self.process.ended()?;
        Some(format!("{} ended ({status}):\n{}", self.program.name(), self.program.last_words()))
    }

    /// SIGTERM; true if it has ended by that.
    pub fn stop(&mut self) -> bool {
        self.process.stop(&self.program.name(), STOPPING)
    }

    /// Where what it says is kept.
    pub fn log(&self) -> PathBuf {
        self.program.log.clone()
    }
}
