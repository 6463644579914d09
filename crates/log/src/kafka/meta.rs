//! What `PREFIX.meta` says: which log this is, and whether it has begun.
//!
//! Whoever opens a prefix that has no log appends what it would make; the first record wins, also
//! over its author's wish. Then whoever comes writes what is missing: the topic of the commits with
//! as many partitions, and the genesis of each, the same bytes whoever writes them. When all are
//! there, the log has begun, and that is recorded too. From then on nothing is made any more: a
//! topic that is missing was lost, and to begin it anew would make everybody new and rich again.

use serde::{Deserialize, Serialize};

use super::reads::Raw;
use crate::engine::LogError;
use crate::genesis::{Genesis, Init, Lineage};

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Entry {
    LogMade {
        v: u32,
        lineage: String,
        partition_count: u32,
        currency: String,
        exponent: u8,
        time: u64,
    },
    LogBegun {
        v: u32,
        lineage: String,
    },
}

/// Which log a prefix has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) init: Init,
    pub(super) has_begun: bool,
}

impl Made {
    /// `None` when nobody has made one yet.
    pub(super) fn from_records(records: &[Raw]) -> Result<Option<Self>, LogError> {
        let Some((first, others)) = records.split_first() else { return Ok(None) };
        let unknown = || {
            let what = "the first record of its meta topic is none that this build understands";
            LogError::Unusable(what.into())
        };
        let init = match serde_json::from_slice(&first.value) {
            Ok(Entry::LogMade {
                v: VERSION,
                lineage,
                partition_count,
                currency,
                exponent,
                time,
            }) => {
                let lineage = Lineage::parse(&lineage).ok_or_else(unknown)?;
                Init { lineage, partition_count, currency, exponent, time_ms: time }
            }
            _ => return Err(unknown()),
        };
        if first.offset != 0 || init.partition_count == 0 {
            return Err(unknown());
        }
        // What else stands there are the wishes of those that came second.
        let begun = init.lineage.to_string();
        let has_begun = others.iter().any(|record| {
            let entry = serde_json::from_slice(&record.value);
            matches!(entry, Ok(Entry::LogBegun { lineage, .. }) if lineage == begun)
        });
        Ok(Some(Self { init, has_begun }))
    }

    /// The genesis of one of its partitions.
    pub(super) fn genesis(&self, partition: u32) -> Genesis {
        self.init.genesis(partition)
    }
}

/// The record of whoever would make the log.
pub(super) fn log_made(init: &Init) -> Vec<u8> {
    encoded(&Entry::LogMade {
        v: VERSION,
        lineage: init.lineage.to_string(),
        partition_count: init.partition_count,
        currency: init.currency.clone(),
        exponent: init.exponent,
        time: init.time_ms,
    })
}

/// The record of whoever has seen every genesis in its place.
pub(super) fn log_begun(lineage: Lineage) -> Vec<u8> {
    encoded(&Entry::LogBegun { v: VERSION, lineage: lineage.to_string() })
}

#[expect(clippy::expect_used, reason = "a struct of texts and numbers")]
fn encoded(entry: &Entry) -> Vec<u8> {
    serde_json::to_vec(entry).expect("texts and numbers are always JSON")
}

#[cfg(test)]
mod tests;
