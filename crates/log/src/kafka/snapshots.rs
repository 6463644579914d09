//! Snapshots as messages: chunks first, and the manifest last.
//!
//! ```text
//! PREFIX.snapshots[partition]  <partition>/<name>/<slot>/<chunk>   up to 512 KiB of the state
//! PREFIX.snapshots[last]       <partition>/<name>/<slot>           the manifest: see manifest.rs
//! ```
//!
//! A name has a few slots, and the next snapshot goes to the one whose manifest is oldest. Its
//! chunks replace those of the snapshot that was there; the others stay whole meanwhile. The
//! manifest names the offset of every chunk and the checksum of all: until it stands there, nobody
//! finds them, and what was mixed up by two who saved at once fails the checksum. What is not
//! whole, or not ours, is left out and said: a reader can always fold the log.

mod manifest;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::clients::Clients;
use super::producer::{Offsets, Outgoing, Producer};
use super::reads::{Goes, Raw, Reads};
use crate::engine::LogError;
use crate::genesis::Lineage;
use crate::snapshot::{Snapshot, is_name};

use manifest::Manifest;

/// How many snapshots of one name are kept: two that are whole, and one that is being replaced.
pub(super) const SLOT_COUNT: u32 = 3;

/// The most bytes of a chunk.
const CHUNK_BYTES: usize = 512 * 1024;

/// How many chunks are on their way at once.
const GROUP_COUNT: usize = 16;

/// See the module. Everything here blocks.
pub(super) struct Snapshots {
    clients: Clients,
    topic: String,
    lineage: Lineage,
    /// The partition of the manifests.
    manifests: u32,
    /// One is saved at a time.
    saving: Mutex<()>,
}

impl Snapshots {
    pub(super) fn new(
        clients: Clients,
        topic: String,
        lineage: Lineage,
        partition_count: u32,
    ) -> Self {
        Self { clients, topic, lineage, manifests: partition_count, saving: Mutex::default() }
    }

    /// Keep a snapshot in the place of the oldest.
    pub(super) fn save(
        &self,
        reads: &Reads,
        partition: u32,
        name: &str,
        snapshot: &Snapshot,
    ) -> Result<(), LogError> {
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_name(name) || snapshot.head.seq().is_none() {
            return Err(LogError::Unusable(format!("{name:?} at {:?}", snapshot.head)));
        }
        let kept = self.kept(reads, partition, name)?;
        let slot = self.slot_for_the_next(&kept, partition);
        // Its own: a failure here must not take appends with it, nor hold them up.
        let (producer, thread) = Producer::start(&self.clients)?;
        let saved = self.write(&producer, partition, name, slot, snapshot);
        drop(producer);
        if thread.join().is_err() {
            tracing::error!("a producer's thread panicked");
        }
        saved
    }

    /// What is kept and whole, newest first.
    pub(super) fn load(
        &self,
        reads: &Reads,
        partition: u32,
        name: &str,
    ) -> Result<Vec<Snapshot>, LogError> {
        let mut kept: Vec<Raw> = self.kept(reads, partition, name)?.into_values().collect();
        kept.sort_by_key(|record| std::cmp::Reverse(record.offset));
        let mut snapshots = Vec::new();
        for record in kept {
            match self.read(reads, partition, &record)? {
                Ok(snapshot) => snapshots.push(snapshot),
                Err(why) => {
                    let key = String::from_utf8_lossy(&record.key);
                    tracing::warn!(snapshot = %key, why, "snapshot left out");
                }
            }
        }
        Ok(snapshots)
    }

    fn write(
        &self,
        producer: &Producer,
        partition: u32,
        name: &str,
        slot: u32,
        snapshot: &Snapshot,
    ) -> Result<(), LogError> {
        let keys = key_of(partition, name, slot);
        let chunks: Vec<(String, &[u8])> = (0..)
            .zip(snapshot.state.chunks(CHUNK_BYTES))
            .map(|(chunk, bytes): (u32, &[u8])| (format!("{keys}/{chunk}"), bytes))
            .collect();
        let mut offsets = Vec::with_capacity(chunks.len());
        for group in chunks.chunks(GROUP_COUNT) {
            let messages = group.iter().map(|(key, value)| Outgoing {
                topic: &self.topic,
                partition,
                key: key.as_bytes(),
                value,
                headers: None,
            });
            for offset in delivered(producer, messages)? {
                let lost =
                    || LogError::Unreachable("the broker did not say where a chunk is".into());
                offsets.push(offset.ok_or_else(lost)?);
            }
        }
        let manifest = Manifest::new(self.lineage, partition, name, snapshot, offsets);
        let message = Outgoing {
            topic: &self.topic,
            partition: self.manifests,
            key: keys.as_bytes(),
            value: &manifest.encode(),
            headers: None,
        };
        delivered(producer, [message].into_iter()).map(|_offsets| ())
    }

    /// The last manifest of each slot.
    fn kept(
        &self,
        reads: &Reads,
        partition: u32,
        name: &str,
    ) -> Result<BTreeMap<u32, Raw>, LogError> {
        let slots: Vec<String> =
            (0..SLOT_COUNT).map(|slot| key_of(partition, name, slot)).collect();
        let mut kept = BTreeMap::new();
        reads.messages(&self.topic, self.manifests, 0, |record| {
            let slot = (0..).zip(&slots).find(|(_, key)| key.as_bytes() == record.key);
            if let Some((slot, _)) = slot {
                kept.insert(slot, record);
            }
            Goes::On
        })?;
        Ok(kept)
    }

    /// One that was never used or holds nothing of use, else the one that was used longest ago.
    fn slot_for_the_next(&self, kept: &BTreeMap<u32, Raw>, partition: u32) -> u32 {
        let is_ours = |record: &Raw| {
            let manifest = Manifest::decode(&record.value);
            manifest.is_some_and(|manifest| manifest.is_of(self.lineage, partition))
        };
        let free = (0..SLOT_COUNT).find(|slot| !kept.get(slot).is_some_and(is_ours));
        let oldest = || kept.iter().min_by_key(|(_, record)| record.offset).map(|(slot, _)| *slot);
        free.or_else(oldest).unwrap_or(0)
    }

    /// The outer error when the topic cannot be read, the inner one when the snapshot is of no use.
    fn read(
        &self,
        reads: &Reads,
        partition: u32,
        record: &Raw,
    ) -> Result<Result<Snapshot, &'static str>, LogError> {
        let Some(manifest) = Manifest::decode(&record.value) else {
            return Ok(Err("its manifest is of an unknown version, or damaged"));
        };
        if !manifest.is_of(self.lineage, partition) {
            return Ok(Err("it belongs to another log"));
        }
        let mut state = Vec::new();
        let mut wanted = manifest.chunks.iter().copied().peekable();
        if let Some(first) = wanted.peek().copied() {
            reads.messages(&self.topic, partition, first, |chunk| {
                if wanted.next_if_eq(&chunk.offset).is_some() {
                    state.extend_from_slice(&chunk.value);
                }
                // What is missing was replaced, and is not further on.
                match wanted.peek() {
                    Some(next) if *next > chunk.offset => Goes::On,
                    _ => Goes::No,
                }
            })?;
        }
        Ok(manifest.snapshot(Bytes::from(state)).ok_or("its checksum is wrong"))
    }
}

fn delivered<'a>(
    producer: &Producer,
    messages: impl ExactSizeIterator<Item = Outgoing<'a>>,
) -> Result<Offsets, LogError> {
    let lost = |why: String| LogError::Unreachable(format!("save a snapshot: {why}"));
    let sent = producer.send(messages, 0).map_err(|not_sent| lost(format!("{not_sent:?}")))?;
    match sent.blocking_recv() {
        Ok(Ok(offsets)) => Ok(offsets),
        Ok(Err(why)) => Err(lost(why)),
        Err(_dropped) => Err(lost("no answer".into())),
    }
}

fn key_of(partition: u32, name: &str, slot: u32) -> String {
    format!("{partition}/{name}/{slot}")
}
