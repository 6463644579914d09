//! What can go wrong between wanting a server and having one.

use std::io;
use std::path::PathBuf;

/// Why there is no server, or why it did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A program is not installed and could not be installed from here.
    #[error("{program} is missing: {advice}")]
    Missing {
        /// What was looked for.
        program: &'static str,
        /// How to get it.
        advice: String,
    },
    /// A file or a process would not do.
    #[error("could not {doing}")]
    Io {
        /// What was being done, in the imperative.
        doing: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A program ended without success.
    #[error("{program} failed; it said:\n{said}")]
    Failed {
        /// Which.
        program: String,
        /// The end of what it said.
        said: String,
    },
    /// A server ended, or did not answer in time.
    #[error("{server} {what}; the end of its log ({}):\n{said}", log.display())]
    NotAnswering {
        /// Which.
        server: String,
        /// What it did instead of answering.
        what: String,
        /// Where the whole log is, as long as its directory lasts.
        log: PathBuf,
        /// The last lines of it.
        said: String,
    },
    /// No port could be claimed.
    #[error("no free port between {from} and {until}")]
    NoPort {
        /// The first that was tried.
        from: u16,
        /// The first that was not.
        until: u16,
    },
    /// There is no broker or node of this number.
    #[error("there is no node {0}")]
    NoSuchNode(u32),
}

/// Puts what was being done, in the imperative, beside what the operating system says of it.
pub(crate) fn doing(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { doing: doing.into(), source }
}

/// The error and all of its causes on one line, for a person.
pub(crate) fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}
