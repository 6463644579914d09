//! The digest of a partition's view.

use croupier_domain::{Hex, PlayerId};
use sha2::{Digest as _, Sha256};

use crate::packed;
use crate::totals::PartitionTotals;

/// What two views of a partition at the same position are compared by.
pub type Digest = Hex<16>;

/// Adds up a digest: the sum of the hashes of all values, in any order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digester {
    sum: u128,
}

impl Digester {
    /// The partition's sums.
    pub(crate) fn totals(&mut self, totals: &PartitionTotals) {
        self.add(b"totals", &[], &packed::put(totals, Vec::new()));
    }

    /// An account as it is kept.
    pub(crate) fn packed_player(&mut self, id: &PlayerId, bytes: &[u8]) {
        self.add(b"player", &[id.as_str().as_bytes()], bytes);
    }

    /// A bet as it is kept.
    pub(crate) fn packed_bet(&mut self, player: &PlayerId, seq: u64, bytes: &[u8]) {
        let key: [&[u8]; 2] = [player.as_str().as_bytes(), &seq.to_be_bytes()];
        self.add(b"bet", &key, bytes);
    }

    /// A session and its last bet.
    pub(crate) fn session(&mut self, player: &PlayerId, session_id: &str, last_ms: u64) {
        let key = [player.as_str().as_bytes(), session_id.as_bytes()];
        self.add(b"session", &key, &last_ms.to_be_bytes());
    }

    /// The digest of all that was added.
    pub(crate) fn finish(self) -> Digest {
        Hex(self.sum.to_be_bytes())
    }

    fn add(&mut self, kind: &[u8], key: &[&[u8]], value: &[u8]) {
        let mut hasher = Sha256::new();
        hasher.update(b"croupier/view/1");
        for part in std::iter::once(&kind).chain(key).chain([&value]) {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        let hash: [u8; 32] = hasher.finalize().into();
        let mut short = [0; 16];
        short.copy_from_slice(&hash[..16]);
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(short));
    }
}
