//! A commit as a message, and back.
//!
//! ```text
//! key       the player's id; empty for commits of the system
//! value     the commit's bytes
//! headers   prev             the 32 raw bytes of the accept rule
//!           ce_specversion, ce_id, ce_source, ce_type, ce_time, content-type
//!                            CloudEvents for whoever routes; derived, never read back
//!           traceparent, correlation-id, received-us, decided-us
//!                            of the request that caused it, where there are any
//! ```
//!
//! A message is a commit's only if it has exactly one header `prev`, of 32 bytes. Any other is
//! given a predecessor that no commit can have, so that the accept rule calls it a stray.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use rdkafka::Timestamp;
use rdkafka::message::{BorrowedMessage, Header, Headers, Message, OwnedHeaders};

use crate::chain::{Hash, Headers as Carried, Record};
use crate::engine::Stored;
use crate::genesis::Lineage;

const PREV: &str = "prev";
const TRACEPARENT: &str = "traceparent";
const CORRELATION_ID: &str = "correlation-id";
const RECEIVED_US: &str = "received-us";
const DECIDED_US: &str = "decided-us";

/// A header of a request that is longer is none of ours.
const CARRIED_LEN_MAX: usize = 256;

/// No commit hashes to this, so none follows it.
const NOWHERE: Hash = Hash([0; 32]);

/// What is the same in every message of a partition.
#[derive(Debug)]
pub(super) struct Source(String);

impl Source {
    pub(super) fn new(lineage: Lineage, partition: u32) -> Self {
        Self(format!("/croupier/{lineage}/{partition}"))
    }

    /// The headers of a commit.
    pub(super) fn headers(&self, record: &Record) -> OwnedHeaders {
        let id = record.hash().to_string();
        let kind = format!("croupier.commit.v{}", record.version().unwrap_or_default());
        let mut headers = OwnedHeaders::new_with_capacity(11)
            .insert(Header { key: PREV, value: Some(&record.prev.0[..]) })
            .insert(text("ce_specversion", "1.0"))
            .insert(text("ce_id", &id))
            .insert(text("ce_source", &self.0))
            .insert(text("ce_type", &kind))
            .insert(text("content-type", "application/json"));
        if let Some(time_ms) = record.time_ms() {
            headers = headers.insert(text("ce_time", &rfc3339(time_ms)));
        }
        let Carried { traceparent, correlation_id, received_us, decided_us } = &record.headers;
        for (name, value) in [(TRACEPARENT, traceparent), (CORRELATION_ID, correlation_id)] {
            if let Some(value) = value {
                headers = headers.insert(text(name, value));
            }
        }
        for (name, time_us) in [(RECEIVED_US, received_us), (DECIDED_US, decided_us)] {
            if let Some(time_us) = time_us {
                headers = headers.insert(text(name, &time_us.to_string()));
            }
        }
        headers
    }
}

fn text<'a>(key: &'a str, value: &'a str) -> Header<'a, &'a [u8]> {
    Header { key, value: Some(value.as_bytes()) }
}

/// A message as its reader sees it. `None` has no place: it is not a message of a log.
pub(super) fn stored_of(message: &BorrowedMessage<'_>) -> Option<Stored> {
    let offset = u64::try_from(message.offset()).ok()?;
    let appended_us = match message.timestamp() {
        Timestamp::LogAppendTime(ms) => u64::try_from(ms).ok().and_then(|ms| ms.checked_mul(1000)),
        // Whoever sent it may have written anything.
        Timestamp::CreateTime(_) | Timestamp::NotAvailable => None,
    };
    // The crate panics on a name that is not UTF-8, and anybody may write one: a stray's business.
    let headers = catch_unwind(AssertUnwindSafe(|| headers_of(message))).unwrap_or_default();
    let record = Record {
        prev: headers.prev.unwrap_or(NOWHERE),
        key: Bytes::copy_from_slice(message.key().unwrap_or_default()),
        value: Bytes::copy_from_slice(message.payload().unwrap_or_default()),
        headers: headers.carried,
    };
    Some(Stored { offset, record, appended_us })
}

#[derive(Default)]
struct Found {
    prev: Option<Hash>,
    carried: Carried,
}

fn headers_of(message: &BorrowedMessage<'_>) -> Found {
    let mut found = Found::default();
    let mut prev_count = 0;
    let Some(headers) = message.headers() else { return found };
    for Header { key, value } in headers.iter() {
        match key {
            PREV => {
                prev_count += 1;
                found.prev = value.and_then(|bytes| bytes.try_into().ok()).map(Hash);
            }
            TRACEPARENT => found.carried.traceparent = carried(value),
            CORRELATION_ID => found.carried.correlation_id = carried(value),
            RECEIVED_US => found.carried.received_us = time_us(value),
            DECIDED_US => found.carried.decided_us = time_us(value),
            _ => {}
        }
    }
    // Of several, readers would choose differently.
    found.prev = found.prev.filter(|_prev| prev_count == 1);
    found
}

fn carried(value: Option<&[u8]>) -> Option<Box<str>> {
    let value = value.filter(|value| value.len() <= CARRIED_LEN_MAX)?;
    let is_visible = value.iter().all(u8::is_ascii_graphic);
    std::str::from_utf8(value).ok().filter(|_text| is_visible).map(Box::from)
}

fn time_us(value: Option<&[u8]>) -> Option<u64> {
    carried(value)?.parse().ok()
}

/// `2026-11-23T18:00:00.123Z`
fn rfc3339(time_ms: u64) -> String {
    let (days, ms) = (time_ms / 86_400_000, time_ms % 86_400_000);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    let mut text = String::with_capacity(24);
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z",
        ms % 1000
    );
    text
}

/// The date that lies `days` days behind 1970-01-01 in the Gregorian calendar. Years are counted
/// from March, so that the leap day is a year's last, in eras of 400 years, 146,097 days each.
fn civil(days: u64) -> (u64, u64, u64) {
    let since_march_0000 = days + 719_468;
    let (era, day_of_era) = (since_march_0000 / 146_097, since_march_0000 % 146_097);
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let first_of_year = 365 * year_of_era + year_of_era / 4 - year_of_era / 100;
    let day_of_year = day_of_era - first_of_year;
    // Five months from March on have 153 days.
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let (month, next_year) =
        if from_march < 10 { (from_march + 3, 0) } else { (from_march - 9, 1) };
    (400 * era + year_of_era + next_year, month, day)
}

#[cfg(test)]
mod tests;
