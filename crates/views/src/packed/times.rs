//! A bet's times as bytes: behind the bet, nothing where there are none.
//!
//! So what was written before there were times is read as a bet without them, and a build that
//! knows of none reads what is in front of them. Each is kept as its distance from the time that
//! the bet's id has, in a few bytes.

use super::Malformed;
use crate::bet::BetView;
use crate::times::HopTimes;

pub(super) fn put(bet: &BetView, bytes: Vec<u8>) -> Vec<u8> {
    let placed_us = bet.placed_ms().wrapping_mul(1000);
    let times = bet.times.in_order();
    if times.iter().all(Option::is_none) {
        return bytes;
    }
    let apart = times.map(|time| time.map(|us| us.wrapping_sub(placed_us).cast_signed()));
    super::put(&apart, bytes)
}

/// The times of a bet that was placed at `placed_ms`, if `rest` has any.
pub(super) fn take(placed_ms: u64, rest: &mut &[u8]) -> Result<HopTimes, Malformed> {
    if rest.is_empty() {
        return Ok(HopTimes::default());
    }
    let placed_us = placed_ms.wrapping_mul(1000);
    let apart: [Option<i64>; 5] = super::take(rest)?;
    Ok(HopTimes::of(apart.map(|time| time.map(|us| placed_us.wrapping_add_signed(us)))))
}
