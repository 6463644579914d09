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
        self.add(part(b"totals", &[], &packed::put(totals, Vec::new())));
    }

    /// What an account adds, as it is kept.
    pub(crate) fn part_of_player(id: &PlayerId, bytes: &[u8]) -> u128 {
        part(b"player", &[id.as_str().as_bytes()], bytes)
    }

    /// What a bet adds, as it is kept, but for its times.
    pub(crate) fn part_of_bet(player: &PlayerId, seq: u64, bytes: &[u8]) -> u128 {
        part(
            b"bet",
            &[player.as_str().as_bytes(), &seq.to_be_bytes()],
            packed::without_times(bytes),
        )
    }

    /// Add a part.
    pub(crate) fn add(&mut self, part: u128) {
        self.sum = self.sum.wrapping_add(part);
    }

    /// A session and its last bet.
    pub(crate) fn session(&mut self, player: &PlayerId, session_id: &str, last_ms: u64) {
        let key = [player.as_str().as_bytes(), session_id.as_bytes()];
        self.add(part(b"session", &key, &last_ms.to_be_bytes()));
    }

    /// The digest of all that was added.
    pub(crate) fn finish(self) -> Digest {
        Hex(self.sum.to_be_bytes())
    }
}

/// The first half of the hash of a value and its key.
fn part(kind: &[u8], key: &[&[u8]], value: &[u8]) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update(b"croupier/view/1");
    for part in std::iter::once(&kind).chain(key).chain([&value]) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let hash: [u8; 32] = hasher.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    u128::from_be_bytes(short)
}
