//! Ports that stay ours.
//!
//! To bind port 0, look and let go is to invite somebody else in before the server binds it, and
//! again each time a server is killed and restarted on its port. So a port is claimed by a lock
//! on a file of its number, held as long as the server may come back, and lies below the range
//! from which systems give ports to outgoing connections.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};

use crate::directory;
use crate::error::{Error, doing};

/// Below the ephemeral ports of Linux (32768), macOS and Windows (49152).
const FROM: u16 = 20_000;
const UNTIL: u16 = 32_000;

/// A port of 127.0.0.1 that no other process of this project takes.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _claim: File,
}

impl Port {
    /// Any that is free. Where to begin is random, because claims of other users are not seen.
    ///
    /// # Errors
    /// When none is free, or none can be claimed.
    pub fn any() -> Result<Self, Error> {
        let first = RandomState::new().hash_one(std::process::id());
        for step in 0..u64::from(UNTIL - FROM) {
            let offset = first.wrapping_add(step) % u64::from(UNTIL - FROM);
            let number = FROM + u16::try_from(offset).unwrap_or_default();
            if let Some(port) = Self::try_claim(number)? {
                return Ok(port);
            }
        }
        Err(Error::NoPort { from: FROM, until: UNTIL })
    }

    /// The one that people know, if it is free, else any.
    pub(crate) fn preferring(known: Option<u16>) -> Result<Self, Error> {
        match known.map(Self::try_claim) {
            Some(claimed) => claimed?.map_or_else(Self::any, Ok),
            None => Self::any(),
        }
    }

    fn try_claim(number: u16) -> Result<Option<Self>, Error> {
        let claims = directory::root().join("ports");
        directory::make(&claims)?;
        let claim = directory::open(&claims.join(number.to_string()))?;
        match claim.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(doing("claim a port")(error)),
        }
        let is_free = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).is_ok();
        Ok(is_free.then_some(Self { number, _claim: claim }))
    }

    /// The number itself.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }
}
