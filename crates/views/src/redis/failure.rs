//! What Redis refuses, in plain sentences.

use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerErrorKind};

use super::address::RedisAddress;
use crate::engine::ViewsError;

/// Why a call has no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// There was none in time.
    TimedOut(Duration),
    /// There was another than wanted, or the connection broke.
    Redis(RedisError),
}

impl Failure {
    /// Whether the connection is of no more use.
    pub(super) fn breaks_connection(&self) -> bool {
        match self {
            Self::TimedOut(_) => true,
            Self::Redis(error) => error.is_io_error() || error.is_unrecoverable_error(),
        }
    }

    /// Whether the server does not know a script: it has restarted, or another has taken over.
    pub(super) fn is_unknown_script(&self) -> bool {
        let no_script = ErrorKind::Server(ServerErrorKind::NoScript);
        matches!(self, Self::Redis(error) if error.kind() == no_script)
    }

    /// Whether the server does not take us for whom we say we are.
    pub(super) fn is_wrong_password(&self) -> bool {
        let Self::Redis(error) = self else { return false };
        error.kind() == ErrorKind::AuthenticationFailed
            || matches!(error.code(), Some("NOAUTH" | "WRONGPASS"))
    }

    /// What to tell whoever asked the Redis at `address`.
    pub(super) fn told(&self, address: &RedisAddress) -> ViewsError {
        let error = match self {
            Self::TimedOut(after) => {
                let after_ms = after.as_millis();
                let what = format!("Redis at {address} has not answered in {after_ms} ms");
                return ViewsError::Unreachable(what);
            }
            Self::Redis(error) => error,
        };
        let code = error.code().unwrap_or_default();
        let detail = error.detail().unwrap_or_default();
        if let Some(why) = passing(code) {
            let what = format!("Redis at {address} {why} ({code} {detail})");
            return ViewsError::Unreachable(what);
        }
        match (error.kind(), code) {
            _ if self.is_wrong_password() => {
                let what = format!("Redis at {address} refuses the user or the password");
                ViewsError::Unreachable(what)
            }
            (_, "NOPERM") => {
                let what = format!("Redis at {address} does not permit what views need ({detail})");
                ViewsError::Unusable(what)
            }
            // What the server says of a command that it has understood: trying again is no use.
            (ErrorKind::Server(_) | ErrorKind::Extension, _) => {
                ViewsError::Unusable(format!("Redis at {address} says {code} {detail}"))
            }
            _ => ViewsError::Unreachable(format!("Redis at {address}: {error}")),
        }
    }
}

/// What codes mean that do not stay: the server does, or somebody tends it.
fn passing(code: &str) -> Option<&'static str> {
    let why = match code {
        "OOM" => "has no memory left for the views: raise its maxmemory",
        "LOADING" => "is still loading what it had",
        "BUSY" => "is busy with a script that takes long",
        "READONLY" => "is a replica, which takes no writes",
        "MASTERDOWN" => "has lost its primary",
        "NOREPLICAS" => "has fewer replicas than it is told to have for a write",
        "MISCONF" => "cannot write to its disk, and so takes no writes",
        "CLUSTERDOWN" => "has parts that no node serves",
        "TRYAGAIN" | "MOVED" | "ASK" => "is moving what was asked for to another node",
        _ => return None,
    };
    Some(why)
}
