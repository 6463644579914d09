//! What a Redis engine is told.

use std::fmt;
use std::time::Duration;

use super::address::RedisAddress;
use crate::meta::Meta;

/// What a Redis engine is told.
#[derive(Clone)]
pub struct RedisOptions {
    /// Where the server or the Cluster is.
    pub address: RedisAddress,
    /// The password of the user in the address, or of the server.
    pub password: Option<String>,
    /// For `rediss://` and `rediss-cluster://`.
    pub tls: RedisTls,
    /// What all keys begin with: letters, digits, `-`, `_`, `.` and `:`.
    pub prefix: String,
    /// The version to read and write, whatever else is there. `None`: the live one, if this build
    /// can read it; else the build's own, [`RedisOptions::own_version`].
    pub version: Option<u32>,
    /// How long a call may take before the view counts as unreachable.
    pub timeout: Duration,
}

/// Whom to trust, and with what to be trusted; in PEM.
#[derive(Clone, Default)]
pub struct RedisTls {
    /// Trusted instead of what the machine trusts.
    pub root_certificates: Option<Vec<u8>>,
    /// The certificate and the key to show, if the server asks for them.
    pub client_identity: Option<(Vec<u8>, Vec<u8>)>,
}

impl RedisOptions {
    /// What is assumed of the server at `address`.
    pub fn new(address: RedisAddress) -> Self {
        Self {
            address,
            password: None,
            tls: RedisTls::default(),
            prefix: "croupier".into(),
            version: None,
            timeout: Duration::from_secs(3),
        }
    }

    /// The version that views of this build have unless somebody chooses one. Both numbers of
    /// [`Meta`] only ever rise, so another build's views are never under the same.
    pub const fn own_version() -> u32 {
        Meta::VERSION + Meta::FOLD - 1
    }

    /// Whether keys may begin so. Braces would make a tag of their own.
    pub(super) fn has_valid_prefix(&self) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        !self.prefix.is_empty() && self.prefix.bytes().all(is_allowed)
    }
}

/// Without what is secret.
impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisOptions")
            .field("address", &self.address)
            .field("prefix", &self.prefix)
            .field("version", &self.version)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Without what is secret.
impl fmt::Debug for RedisTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTls").finish_non_exhaustive()
    }
}
