//! Which client a request comes from, also behind proxies of ours.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::Request;
use http::{HeaderMap, HeaderName};

use croupier_http::PeerAddress;

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// IPv4 as IPv4-mapped IPv6, so that there is one kind of address.
    base: u128,
    mask: u128,
}

/// The text is not a range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a network is an address, or an address, a slash and a prefix length")]
pub struct InvalidNetwork;

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.base
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidNetwork)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), |prefix| prefix.parse::<u32>());
        let prefix = prefix.ok().filter(|prefix| *prefix <= width).ok_or(InvalidNetwork)?;
        let mask = u128::MAX.checked_shl(width - prefix).unwrap_or(0);
        Ok(Self { base: bits(address) & mask, mask })
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// Knows our proxies. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Clients {
    proxies: Arc<[Network]>,
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Clients {
    pub(crate) fn behind(proxies: &[Network]) -> Self {
        Self { proxies: proxies.into() }
    }

    /// The client's address. Each of our proxies has appended to `X-Forwarded-For` whom it was
    /// called by; so the header is read from its end, for as long as it is our proxies that speak.
    /// What stands before that is whatever the client wrote.
    ///
    /// A request that did not come through a socket is from one place like all of its kind.
    pub(crate) fn address(&self, request: &Request) -> IpAddr {
        let peer = request.extensions().get::<PeerAddress>();
        let mut address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let mut forwarded = forwarded_for(request.headers());
        while self.proxies.iter().any(|proxy| proxy.has(address)) {
            match forwarded.next().and_then(address_in) {
                Some(before) => address = before,
                None => break,
            }
        }
        address
    }
}

/// The entries of `X-Forwarded-For`, last first.
fn forwarded_for(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(X_FORWARDED_FOR).iter().rev();
    values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.rsplit(','))
}

/// Some proxies write the port as well.
fn address_in(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|at| at.ip()))
}
