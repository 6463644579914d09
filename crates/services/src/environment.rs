//! What the environment says, read in one place.

use std::ffi::OsString;

/// Moves everything this crate keeps: fetched jars, data, logs, claims on ports.
pub(crate) const DIRECTORY: &str = "CROUPIER_SERVICES_DIR";

/// A variable that is set to something.
#[expect(clippy::disallowed_methods, reason = "where test servers are configures no Croupier")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// A variable that is set to text.
pub(crate) fn text(name: &str) -> Option<String> {
    variable(name)?.into_string().ok()
}
