//! What one client may cost.

use std::time::Duration;

use croupier_api::BODY_BYTES_MAX;

/// Every limit of a listener. The defaults are the contract's; tests shorten them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; one more gets a 503 and is closed. A slow client costs a few KiB, so
    /// this is a matter of file descriptors: some thousand slow ones must leave room for others.
    pub connections: usize,
    /// From a request's first byte to the end of its headers. A client that sends a byte a second
    /// is cut then.
    pub headers_within: Duration,
    /// Bytes of a request line and its headers; more is a bare 431.
    pub headers_bytes: usize,
    /// From the first time we wait for a request's body to its end; else 408. 64 KiB in ten
    /// seconds is a slow modem.
    pub body_within: Duration,
    /// Bytes of a request's body; more is a 413. Not above [`BODY_BYTES_MAX`], which the readers
    /// of bodies hold to in any case.
    pub body_bytes: usize,
    /// How long a connection may stay open without a request.
    pub idle: Duration,
    /// How long a client may refuse to take a single byte of what it asked for.
    pub write_stalled: Duration,
    /// How long requests in progress may go on once shutdown has begun. Longer than a POST may
    /// take at the gateway, so that a clean shutdown cuts nobody's answer off.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 16 * 1024,
            headers_within: Duration::from_secs(10),
            headers_bytes: 16 * 1024,
            body_within: Duration::from_secs(10),
            body_bytes: BODY_BYTES_MAX,
            idle: Duration::from_secs(30),
            write_stalled: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(10),
        }
    }
}
