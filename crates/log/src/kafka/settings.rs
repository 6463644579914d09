//! Where the log is and how it is reached:
//! `kafka://HOST:PORT[,HOST:PORT…]/PREFIX[?OPTION=VALUE&…]`.
//!
//! The options are few and named as Kafka names them. A secret is never in the address, for an
//! address is seen by everybody who may list processes: it is in a file that the address names.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::address::{self, AddressError};

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `HOST:PORT[,HOST:PORT…]`: brokers to begin with; they name the others.
    pub brokers: String,
    /// The topics are `<prefix>.commits`, `<prefix>.meta` and `<prefix>.snapshots`.
    pub prefix: String,
    /// Whether a log may be used that one broken disk can take away: fewer than two brokers have
    /// to confirm an append. Somebody must have said so (`allow_not_durable=true`).
    pub allow_not_durable: bool,
    /// How brokers are trusted and how they trust us.
    pub security: Security,
    /// How long an instance may be silent before its partitions are given to others
    /// (`session.timeout.ms`). The broker has its own bounds, by default 6 s to 30 min.
    pub session_timeout: Duration,
    /// How often an open log is looked at: is it still the one that was opened, and kept as it
    /// must be (`check.every.ms`)?
    pub check_every: Duration,
}

/// How brokers are trusted and how they trust us. Every secret is the path of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Security {
    /// `security.protocol`
    pub protocol: Protocol,
    /// `sasl.mechanism`, `sasl.username` and `sasl.password.file`
    pub sasl: Option<Sasl>,
    /// `ssl.ca.location`: who may vouch for a broker; without, whom the machine trusts.
    pub ca: Option<PathBuf>,
    /// `ssl.certificate.location`: who we are, where brokers ask for that.
    pub certificate: Option<PathBuf>,
    /// `ssl.key.location`
    pub key: Option<PathBuf>,
    /// `ssl.key.password.file`
    pub key_password_file: Option<PathBuf>,
}

/// `security.protocol`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocol {
    /// In the clear, to a network that is trusted.
    #[default]
    Plaintext,
    /// TLS.
    Ssl,
    /// In the clear, with a name and a password.
    SaslPlaintext,
    /// TLS, with a name and a password.
    SaslSsl,
}

/// A name and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sasl {
    /// How the password is shown.
    pub mechanism: Mechanism,
    /// The name.
    pub username: String,
    /// The file that holds the password; one newline at its end is not part of it.
    pub password_file: PathBuf,
}

/// `sasl.mechanism`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// The password itself.
    Plain,
    /// A proof of the password.
    ScramSha256,
    /// A proof of the password.
    ScramSha512,
}

impl Settings {
    /// Read an address.
    ///
    /// # Errors
    /// When it is not of the form above. The error says what to write instead.
    pub fn parse(address: &str) -> Result<Self, AddressError> {
        address::parse(address)
    }

    /// Every broker above, one prefix, nothing else said.
    pub fn new(brokers: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self {
            brokers: brokers.into(),
            prefix: prefix.into(),
            allow_not_durable: false,
            security: Security::default(),
            session_timeout: Self::SESSION_TIMEOUT,
            check_every: Self::CHECK_EVERY,
        }
    }

    /// The least that a broker allows by default.
    pub const SESSION_TIMEOUT: Duration = Duration::from_secs(6);

    /// A broken setting does its harm slowly: retention looks every five minutes.
    pub const CHECK_EVERY: Duration = Duration::from_secs(60);
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plaintext => "plaintext",
            Self::Ssl => "ssl",
            Self::SaslPlaintext => "sasl_plaintext",
            Self::SaslSsl => "sasl_ssl",
        })
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        })
    }
}

#[cfg(test)]
mod tests;
