//! Heads that were kept elsewhere, and that a log must have.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use croupier_log::Hash;

/// By partition and seq.
#[derive(Debug, Default)]
pub(super) struct Anchors(BTreeMap<(u32, u64), Hash>);

impl Anchors {
    /// Of `PARTITION:SEQ:HASH`, as `verify` says them.
    pub(super) fn parse(texts: &[String], partition_count: u32) -> anyhow::Result<Self> {
        let mut anchors = BTreeMap::new();
        for text in texts {
            let named = || format!("{text:?} is no anchor: one is PARTITION:SEQ:HASH");
            let parts: Vec<_> = text.split(':').collect();
            let [partition, seq, hash] = parts[..] else { anyhow::bail!(named()) };
            let partition: u32 = partition.parse().with_context(named)?;
            let seq: u64 = seq.parse().with_context(named)?;
            let hash = Hash::parse(hash).with_context(named)?;
            ensure!(partition < partition_count, "the log has no partition {partition}");
            let before = anchors.insert((partition, seq), hash);
            let is_one = before.is_none_or(|before| before == hash);
            ensure!(is_one, "two anchors say different things of commit {partition}:{seq}");
        }
        Ok(Self(anchors))
    }

    /// Those of `partition`: seq and hash.
    pub(super) fn of(&self, partition: u32) -> impl Iterator<Item = (u64, Hash)> {
        let range = (partition, 0)..=(partition, u64::MAX);
        self.0.range(range).map(|((_, seq), hash)| (*seq, *hash))
    }
}
