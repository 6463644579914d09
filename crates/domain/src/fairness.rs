//! Outcomes anyone can check: committed seeds and the draws made from them.
//!
//! A server seed is derived from a master key that never enters the log; its SHA-256 is committed
//! before it is used and the seed itself is revealed only when it is retired. A draw is a function
//! of (server seed, game, client seed, nonce) and nothing else. `docs/FAIRNESS.md` has the recipe
//! in prose and test vectors.

use alloc::format;
use alloc::string::String;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex::Hex;
use crate::player_id::PlayerId;

/// Names a master key in a key file; never the key itself.
pub type KeyId = u32;

/// 256 bits from which the seeds of all players are derived. Lives in a key file, never in a log.
#[derive(Clone)]
pub struct MasterKey {
    /// The id that `seed_committed` events carry.
    pub id: KeyId,
    derivation: Hkdf<Sha256>,
}

impl MasterKey {
    /// The key `bytes` under the name `id`.
    pub fn new(id: KeyId, bytes: &[u8; 32]) -> Self {
        Self { id, derivation: Hkdf::new(Some(b"croupier/seeds/1"), bytes) }
    }

    /// The seed number `index` of `player` in the log `lineage`: HKDF-SHA256 (RFC 5869) with the
    /// info `lineage ‖ u32be index ‖ player id`. The same player has other seeds in another log.
    pub fn server_seed(&self, lineage: &[u8; 16], player: &PlayerId, index: u32) -> ServerSeed {
        let mut seed = [0; 32];
        let info: [&[u8]; 3] = [lineage, &index.to_be_bytes(), player.as_str().as_bytes()];
        let expanded = self.derivation.expand_multi_info(&info, &mut seed);
        debug_assert!(expanded.is_ok(), "32 bytes are one block, far below HKDF's limit");
        ServerSeed(Hex(seed))
    }
}

/// Shows which key, never what it is.
impl core::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

/// The secret half of a draw. Public once it is revealed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerSeed(pub Hex<32>);

impl ServerSeed {
    /// SHA-256 of the seed's 32 raw bytes: what is published before the seed is used.
    pub fn commitment(&self) -> Commitment {
        Commitment(Hex(Sha256::digest(self.0.0).into()))
    }
}

/// A seed is a secret until an event says otherwise.
impl core::fmt::Debug for ServerSeed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ServerSeed(…)")
    }
}

/// The published SHA-256 of a server seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub Hex<32>);

/// The stream of draws of one bet.
///
/// Block number `cursor` = HMAC-SHA256(server seed, message) with the message
/// `"croupier/draw/1\n" game "\n" nonce "\n" cursor "\n" client_seed`: decimal numbers, and the
/// only part a player chooses comes last, so that no two inputs share a message. A block is eight
/// big-endian 32-bit words, used in order.
pub struct Draws {
    key: Hmac<Sha256>,
    prefix: String,
    client_seed: String,
    block: [u8; 32],
    words_used: u32,
    #[cfg(test)]
    script: Option<alloc::collections::VecDeque<u32>>,
}

const WORDS_PER_BLOCK: u32 = 8;

impl Draws {
    /// The draws of bet `nonce` of `game` under a seed pair.
    pub fn new(seed: &ServerSeed, game: &str, client_seed: &str, nonce: u64) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let key = Hmac::new_from_slice(&seed.0.0).expect("HMAC takes keys of every length");
        let prefix = format!("croupier/draw/1\n{game}\n{nonce}\n");
        Self {
            key,
            prefix,
            client_seed: client_seed.into(),
            block: [0; 32],
            words_used: 0,
            #[cfg(test)]
            script: None,
        }
    }

    /// Draws that a test has chosen: `words`, and after them a panic.
    #[cfg(test)]
    pub(crate) fn scripted(words: impl IntoIterator<Item = u32>) -> Self {
        let any_seed = ServerSeed(Hex([0; 32]));
        Self { script: Some(words.into_iter().collect()), ..Self::new(&any_seed, "", "", 0) }
    }

    /// A whole number below `bound`, every one equally likely: words in the incomplete last
    /// multiple of `bound` are rejected, never folded. A bound of 0 or 1 gives 0 and uses no word.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound <= 1 {
            return 0;
        }
        let fair_end = (1u64 << 32) / u64::from(bound) * u64::from(bound);
        loop {
            let word = self.word();
            if u64::from(word) < fair_end {
                return word % bound;
            }
        }
    }

    fn word(&mut self) -> u32 {
        #[cfg(test)]
        if let Some(script) = &mut self.script {
            return script.pop_front().expect("the script is long enough");
        }
        let index = self.words_used % WORDS_PER_BLOCK;
        if index == 0 {
            let cursor = self.words_used / WORDS_PER_BLOCK;
            let mut mac = self.key.clone();
            mac.update(self.prefix.as_bytes());
            mac.update(format!("{cursor}\n").as_bytes());
            mac.update(self.client_seed.as_bytes());
            self.block = mac.finalize().into_bytes().into();
        }
        self.words_used += 1;
        let at = index as usize * 4;
        let word = &self.block[at..at + 4];
        u32::from_be_bytes([word[0], word[1], word[2], word[3]])
    }
}

/// The master keys a partition can derive seeds from, for one log.
#[derive(Debug, Clone)]
pub struct SeedVault {
    lineage: [u8; 16],
    /// The key for new seeds.
    current: MasterKey,
    /// Keys that older seeds still come from.
    retired: alloc::vec::Vec<MasterKey>,
}

/// A committed seed cannot be derived: the partition must refuse rather than draw from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeedFault {
    /// The key file has no key of that id.
    #[error("the key file has no master key {0}")]
    MissingKey(KeyId),
    /// The key of that id is not the one the seed was committed under.
    #[error("master key {0} is not the one that the seeds were committed under")]
    WrongKey(KeyId),
}

impl SeedVault {
    /// Derive seeds for `lineage`: new ones from `current`, old ones also from `retired`.
    pub fn new(lineage: [u8; 16], current: MasterKey, retired: alloc::vec::Vec<MasterKey>) -> Self {
        Self { lineage, current, retired }
    }

    /// The seed to commit to next, and the key it comes from.
    pub fn fresh(&self, player: &PlayerId, index: u32) -> (KeyId, ServerSeed) {
        (self.current.id, self.current.server_seed(&self.lineage, player, index))
    }

    /// The seed that was committed to.
    ///
    /// # Errors
    /// When it cannot be derived, or what is derived is not what was committed to.
    pub fn committed(
        &self,
        player: &PlayerId,
        index: u32,
        key_id: KeyId,
        commitment: &Commitment,
    ) -> Result<ServerSeed, SeedFault> {
        let key = core::iter::once(&self.current)
            .chain(&self.retired)
            .find(|key| key.id == key_id)
            .ok_or(SeedFault::MissingKey(key_id))?;
        let seed = key.server_seed(&self.lineage, player, index);
        if seed.commitment() == *commitment { Ok(seed) } else { Err(SeedFault::WrongKey(key_id)) }
    }
}
