//! Programs that the tests of what is shipped run.

use std::path::PathBuf;

use crate::error::Error;
use crate::programs;

/// Where curl is, which health checks are written with; installed if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn curl() -> Result<PathBuf, Error> {
    programs::require(programs::CURL)
}

/// Where openssl is, which keys are made with; installed if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn openssl() -> Result<PathBuf, Error> {
    programs::require(programs::OPENSSL)
}

/// Where promtool is, which knows what Prometheus reads; installed if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn promtool() -> Result<PathBuf, Error> {
    programs::require(programs::PROMTOOL)
}

/// Where Go is, in which Compose is written; installed if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn go() -> Result<PathBuf, Error> {
    programs::require(programs::GO)
}

/// Where SQLite's shell is, which copies logs; installed if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn sqlite3() -> Result<PathBuf, Error> {
    programs::require(programs::SQLITE)
}
