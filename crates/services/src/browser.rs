//! A real browser for tests of the application.

use std::path::PathBuf;

use crate::error::Error;
use crate::programs;

/// Where Chromium is, after installing it if that had to be and could be.
///
/// # Errors
/// When it is missing; says what to install.
pub fn browser() -> Result<PathBuf, Error> {
    programs::require(programs::CHROMIUM)
}
