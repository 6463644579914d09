//! What says that a snapshot is whole. A JSON object, so that anybody can look.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::chain::{Hash, Head};
use crate::genesis::Lineage;
use crate::snapshot::Snapshot;

const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    v: u32,
    lineage: String,
    partition: u32,
    name: String,
    /// The head's.
    hash: String,
    next_seq: u64,
    next_offset: u64,
    /// The length of the state.
    bytes: u64,
    /// The offset of each chunk.
    pub(super) chunks: Vec<u64>,
    /// Of this object with an empty text here, then of the state.
    sha256: String,
}

impl Manifest {
    pub(super) fn new(
        lineage: Lineage,
        partition: u32,
        name: &str,
        snapshot: &Snapshot,
        chunks: Vec<u64>,
    ) -> Self {
        let head = &snapshot.head;
        let mut manifest = Self {
            v: VERSION,
            lineage: lineage.to_string(),
            partition,
            name: name.to_owned(),
            hash: head.hash.to_string(),
            next_seq: head.next_seq,
            next_offset: head.next_offset,
            bytes: snapshot.state.len() as u64,
            chunks,
            sha256: String::new(),
        };
        manifest.sha256 = manifest.sum(&snapshot.state);
        manifest
    }

    #[expect(clippy::expect_used, reason = "a struct of texts and numbers")]
    pub(super) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers are always JSON")
    }

    /// `None` when it is not a manifest that this build understands.
    pub(super) fn decode(value: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(value).ok()?;
        (manifest.v == VERSION && manifest.chunks.is_sorted_by(|a, b| a < b)).then_some(manifest)
    }

    pub(super) fn is_of(&self, lineage: Lineage, partition: u32) -> bool {
        self.lineage == lineage.to_string() && self.partition == partition
    }

    /// The snapshot, if `state` is the one that was saved.
    pub(super) fn snapshot(&self, state: Bytes) -> Option<Snapshot> {
        let is_whole = self.bytes == state.len() as u64 && self.sha256 == self.sum(&state);
        let hash = Hash::parse(&self.hash).filter(|_hash| is_whole)?;
        let head = Head { hash, next_seq: self.next_seq, next_offset: self.next_offset };
        Some(Snapshot { head, state })
    }

    fn sum(&self, state: &[u8]) -> String {
        let unsigned = Self { sha256: String::new(), ..self.clone() };
        let digest = Sha256::new().chain_update(unsigned.encode()).chain_update(state).finalize();
        Hash(digest.into()).to_string()
    }
}
