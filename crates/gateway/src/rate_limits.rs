//! How often one client may ask.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use croupier_api::{ErrorCode, PlayerId};
use croupier_http::Failure;

/// So many at once, then so many a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How much allowance there can be.
    pub burst: NonZeroU32,
    /// How fast it grows back.
    pub per_minute: NonZeroU32,
}

/// The rates of the gateway. A limit holds for one gateway; several of them allow several times as
/// much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Of all requests from one address. A household or an office shares one.
    pub per_address: Rate,
    /// Of all requests of one player, wherever they come from.
    pub per_player: Rate,
    /// Of new guests from one address: each brings an opening balance with it.
    pub guests_per_address: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        const fn rate(burst: u32, per_minute: u32) -> Rate {
            let one = NonZeroU32::MIN;
            Rate {
                burst: one.saturating_add(burst - 1),
                per_minute: one.saturating_add(per_minute - 1),
            }
        }
        Self {
            per_address: rate(200, 6_000),
            per_player: rate(40, 1_200),
            guests_per_address: rate(10, 6),
        }
    }
}

impl RateLimits {
    /// What a gateway that listens on `address` needs: the defaults, but none on loopback.
    pub fn for_listener(address: SocketAddr) -> Option<Self> {
        (!address.ip().to_canonical().is_loopback()).then(Self::default)
    }
}

/// The counters behind [`RateLimits`]. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Throttle(Option<Arc<Counters>>);

struct Counters {
    addresses: Counter<IpAddr>,
    players: Counter<PlayerId>,
    guests: Counter<IpAddr>,
}

impl Throttle {
    pub(crate) fn new(limits: Option<RateLimits>) -> Self {
        Self(limits.map(|limits| {
            Arc::new(Counters {
                addresses: Counter::new(limits.per_address),
                players: Counter::new(limits.per_player),
                guests: Counter::new(limits.guests_per_address),
            })
        }))
    }

    /// Count a request from `address`.
    pub(crate) fn address(&self, address: IpAddr) -> Result<(), Failure> {
        let Some(counters) = &self.0 else { return Ok(()) };
        counters.addresses.count(&subscriber(address), "address")
    }

    /// Count a request of `player`.
    pub(crate) fn player(&self, player: &PlayerId) -> Result<(), Failure> {
        let Some(counters) = &self.0 else { return Ok(()) };
        counters.players.count(player, "player")
    }

    /// Count a new guest from `address`.
    pub(crate) fn guest(&self, address: IpAddr) -> Result<(), Failure> {
        let Some(counters) = &self.0 else { return Ok(()) };
        counters.guests.count(&subscriber(address), "guest")
    }
}

/// Whoever has an IPv6 address has a /64 of them.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

struct Counter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    counted: AtomicU64,
    clock: DefaultClock,
}

/// How often keys that have their whole allowance again are forgotten: after so many requests, so
/// that memory is bounded by the traffic since, and no task has to be kept.
const FORGET_EVERY: u64 = 65_536;

impl<K: Hash + Eq + Clone> Counter<K> {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        Self {
            limiter: RateLimiter::dashmap(quota),
            counted: AtomicU64::new(0),
            clock: DefaultClock::default(),
        }
    }

    fn count(&self, key: &K, kind: &'static str) -> Result<(), Failure> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            metrics::counter!("croupier_gateway_throttled_total", "by" => kind).increment(1);
            let wait = not_until.wait_time_from(self.clock.now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            let detail = "Too many requests; wait a moment.";
            Failure::new(ErrorCode::TooManyRequests, detail).retry_after(seconds)
        })
    }
}
