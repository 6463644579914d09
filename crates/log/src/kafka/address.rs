//! Reading an address, and saying what is wrong with it.

use std::path::PathBuf;
use std::time::Duration;

use super::settings::{Mechanism, Protocol, Sasl, Security, Settings};

const SCHEME: &str = "kafka://";

/// Kafka allows 249 characters; the longest suffix of ours takes ten.
const PREFIX_LEN_MAX: usize = 239;

/// Every option there is.
const OPTIONS: &[&str] = &[
    "allow_not_durable",
    "security.protocol",
    "sasl.mechanism",
    "sasl.username",
    "sasl.password.file",
    "ssl.ca.location",
    "ssl.certificate.location",
    "ssl.key.location",
    "ssl.key.password.file",
    "session.timeout.ms",
    "check.every.ms",
];

/// What must not be in an address, and what to write instead.
const SECRETS: &[(&str, &str)] = &[
    ("sasl.password", "sasl.password.file"),
    ("ssl.key.password", "ssl.key.password.file"),
    ("ssl.key.pem", "ssl.key.location"),
];

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not begin with `kafka://`.
    #[error("it must be kafka://HOST:PORT/PREFIX")]
    NotKafka,
    /// It names no broker, or one that is not `HOST:PORT`.
    #[error("{0:?} is not a broker: write HOST:PORT, several with commas in between")]
    Broker(String),
    /// A name or a password in front of the broker.
    #[error("there must be no name or password in it: use sasl.username and sasl.password.file")]
    UserInfo,
    /// It has no prefix, or one that no topic may have.
    #[error(
        "{0:?} is not a prefix for topics: write up to 239 letters, digits, `.`, `_` and `-` \
         behind the brokers, as in kafka://HOST:PORT/croupier"
    )]
    Prefix(String),
    /// An option that there is not.
    #[error("there is no option {0:?}; there are {known}", known = OPTIONS.join(", "))]
    UnknownOption(String),
    /// An option without a value, or with two.
    #[error("the option {0} must have one value")]
    OneValue(String),
    /// A secret in the address.
    #[error("a secret does not belong into an address: write it to a file and use {0}")]
    Secret(&'static str),
    /// A value that its option does not know.
    #[error("{value:?} is not a value of {option}: write {expected}")]
    Value {
        /// The option.
        option: &'static str,
        /// What it was given.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
    /// SASL was asked for, or not, and the options do not fit that.
    #[error(
        "sasl.mechanism, sasl.username and sasl.password.file belong together, with a \
         security.protocol of sasl_ssl or sasl_plaintext"
    )]
    Sasl,
}

pub(super) fn parse(address: &str) -> Result<Settings, AddressError> {
    let rest = address.strip_prefix(SCHEME).ok_or(AddressError::NotKafka)?;
    let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (brokers, prefix) = place.split_once('/').unwrap_or((place, ""));
    if brokers.contains('@') {
        return Err(AddressError::UserInfo);
    }
    if let Some(broken) = brokers.split(',').find(|broker| !is_broker(broker)) {
        return Err(AddressError::Broker(broken.into()));
    }
    if !is_prefix(prefix) {
        return Err(AddressError::Prefix(prefix.into()));
    }
    let options = Options::parse(options)?;
    let timeout_ms = options.parsed("session.timeout.ms", "milliseconds", |v| v.parse().ok())?;
    let check_ms = options.parsed("check.every.ms", "milliseconds, 1 or more", |value| {
        value.parse().ok().filter(|ms| *ms > 0)
    })?;
    let not_durable = options.parsed("allow_not_durable", "true or false", |v| v.parse().ok())?;
    Ok(Settings {
        allow_not_durable: not_durable.unwrap_or(false),
        security: security(&options)?,
        session_timeout: timeout_ms.map_or(Settings::SESSION_TIMEOUT, Duration::from_millis),
        check_every: check_ms.map_or(Settings::CHECK_EVERY, Duration::from_millis),
        ..Settings::new(brokers, prefix)
    })
}

fn security(options: &Options) -> Result<Security, AddressError> {
    let expected = "plaintext, ssl, sasl_plaintext or sasl_ssl";
    let protocol = options.parsed("security.protocol", expected, |value| {
        let known =
            [Protocol::Plaintext, Protocol::Ssl, Protocol::SaslPlaintext, Protocol::SaslSsl];
        known.into_iter().find(|known| known.to_string().eq_ignore_ascii_case(value))
    })?;
    let protocol = protocol.unwrap_or_default();
    let asks_for_sasl = matches!(protocol, Protocol::SaslPlaintext | Protocol::SaslSsl);
    let sasl = sasl(options)?;
    if sasl.is_some() != asks_for_sasl {
        return Err(AddressError::Sasl);
    }
    Ok(Security {
        protocol,
        sasl,
        ca: options.path("ssl.ca.location"),
        certificate: options.path("ssl.certificate.location"),
        key: options.path("ssl.key.location"),
        key_password_file: options.path("ssl.key.password.file"),
    })
}

fn sasl(options: &Options) -> Result<Option<Sasl>, AddressError> {
    let expected = "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512";
    let mechanism = options.parsed("sasl.mechanism", expected, |value| {
        let known = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
        known.into_iter().find(|known| known.to_string().eq_ignore_ascii_case(value))
    })?;
    let username = options.get("sasl.username").map(str::to_owned);
    match (mechanism, username, options.path("sasl.password.file")) {
        (Some(mechanism), Some(username), Some(password_file)) => {
            Ok(Some(Sasl { mechanism, username, password_file }))
        }
        (None, None, None) => Ok(None),
        _ => Err(AddressError::Sasl),
    }
}

fn is_broker(broker: &str) -> bool {
    let Some((host, port)) = broker.rsplit_once(':') else { return false };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(known) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_prefix(prefix: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !prefix.is_empty() && prefix.len() <= PREFIX_LEN_MAX && prefix.bytes().all(known)
}

/// The options of an address, each known and with one value.
struct Options(Vec<(&'static str, String)>);

impl Options {
    fn parse(text: &str) -> Result<Self, AddressError> {
        let mut options = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Some((_, instead)) = SECRETS.iter().find(|(secret, _)| *secret == name) {
                return Err(AddressError::Secret(instead));
            }
            let Some(known) = OPTIONS.iter().find(|known| **known == name) else {
                return Err(AddressError::UnknownOption(name.into()));
            };
            let value = decoded(value).filter(|value| !value.is_empty());
            let is_first = options.iter().all(|(other, _)| other != known);
            match value.filter(|_| is_first) {
                Some(value) => options.push((*known, value)),
                None => return Err(AddressError::OneValue(name.into())),
            }
        }
        Ok(Self(options))
    }

    fn get(&self, option: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == option).map(|(_, value)| value.as_str())
    }

    fn path(&self, option: &str) -> Option<PathBuf> {
        self.get(option).map(PathBuf::from)
    }

    fn parsed<T>(
        &self,
        option: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, AddressError> {
        let Some(value) = self.get(option) else { return Ok(None) };
        let wrong = || AddressError::Value { option, value: value.into(), expected };
        parse(value).map(Some).ok_or_else(wrong)
    }
}

/// `%26` and its like, back to what they stand for; `None` when they stand for nothing.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = str::from_utf8(digits).ok().filter(|d| !d.contains('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}
