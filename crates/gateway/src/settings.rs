//! What an operator may choose.

use std::time::Duration;

use crate::clients::Network;
use crate::cors::Origin;
use crate::rate_limits::RateLimits;

/// The gateway's settings. The defaults suit a machine of one's own; a gateway that listens beyond
/// loopback needs [`RateLimits`] as well.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The web origins that may call with credentials.
    pub cors_origins: Vec<Origin>,
    /// The proxies in front of the gateway. What they say in `X-Forwarded-For` counts as the
    /// client's address; nobody else is believed. Without it, all who come through a proxy share
    /// one rate limit.
    pub trusted_proxies: Vec<Network>,
    /// `None`: nobody is slowed down.
    pub rate_limits: Option<RateLimits>,
    /// How long services may take.
    pub timeouts: Timeouts,
    /// For how long a guest's token is good. A guest has nothing else to prove who they are and
    /// cannot get another token, so it outlives the ten minutes that suit tokens which can be
    /// refreshed.
    pub guest_token_lifetime: Duration,
}

/// How long services may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For an answer to begin; a read that waits for a position has its wait on top. A little below
    /// the five seconds that clients are promised, to leave time for the way back.
    pub answer: Duration,
    /// For a health check.
    pub health: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cors_origins: Origin::development(),
            trusted_proxies: Vec::new(),
            rate_limits: None,
            timeouts: Timeouts::default(),
            guest_token_lifetime: Duration::from_secs(7 * 24 * 60 * 60),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { answer: Duration::from_millis(4_500), health: Duration::from_secs(2) }
    }
}
