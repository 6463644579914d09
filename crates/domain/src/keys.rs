//! Which idempotency keys a partition remembers, and where their answers are.
//!
//! An entry holds no answer: the answer is a function of the accepted commit, whose seq and offset
//! the entry knows. Entries leave only while a commit is folded and by facts of the log alone, so
//! every folder of the same log remembers the same keys.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::commit::UsedKey;
use crate::hex::Hex;
use crate::player_id::PlayerId;
use crate::state::Place;

/// Sixteen bytes of SHA-256 over (player, key).
pub type KeyHash = Hex<16>;

/// Sixteen bytes of SHA-256 over the canonical request.
pub type Fingerprint = Hex<16>;

/// How long a key is remembered at most: a client's retries are over within a day.
pub(crate) const WINDOW_MS: u64 = 24 * 60 * 60 * 1000;

/// How many keys one player is remembered by: a fast client forgets its own keys, nobody else's.
pub(crate) const KEYS_PER_PLAYER_MAX: u32 = 256;

/// How many keys a partition remembers: bounds its memory at about 130 MB.
pub(crate) const KEYS_MAX: usize = 1_000_000;

/// How far a key's own time may run ahead of the commit that uses it and still be believed. Beyond
/// that the client's clock is wrong and the key is treated like one without a time.
const CLIENT_CLOCK_AHEAD_MS_MAX: u64 = 5 * 60 * 1000;

/// A remembered key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEntry {
    /// Of (player, key).
    pub hash: KeyHash,
    /// Of the request it was used for.
    pub fingerprint: Fingerprint,
    /// Whose key.
    pub player: PlayerId,
    /// Where the commit is that answers it.
    pub place: Place,
    /// The later of the commit's time and the key's own: what the low-water mark becomes when the
    /// entry leaves.
    pub mark_ms: u64,
}

/// What a partition knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'a> {
    /// Never seen, and new enough that it would be remembered.
    New,
    /// Used.
    Used(&'a KeyEntry),
    /// Made before what is remembered: it may have been used, so it is never decided anew.
    Expired,
}

#[derive(Debug, Clone, Copy, Default)]
struct OfPlayer {
    count: u32,
    /// Number of the player's oldest remembered entry.
    oldest: u64,
    /// Number of the newest.
    newest: u64,
    low_water_ms: u64,
}

#[derive(Debug, Clone)]
struct Slot {
    entry: KeyEntry,
    /// Number of the same player's next entry; meaningless on the newest.
    next: u64,
    removed: bool,
}

/// The key table of a partition.
#[derive(Debug, Clone, Default)]
pub struct KeyTable {
    /// In commit order. Slot `i` has the number `first + i`.
    slots: VecDeque<Slot>,
    first: u64,
    by_hash: HashMap<KeyHash, u64>,
    by_player: HashMap<PlayerId, OfPlayer>,
    low_water_ms: u64,
    digest: u128,
}

impl KeyTable {
    /// What is known of a key of `player` that was made at `made_ms`, if it says when.
    pub fn look_up(&self, player: &PlayerId, hash: &KeyHash, made_ms: Option<u64>) -> Known<'_> {
        if let Some(slot) = self.by_hash.get(hash).and_then(|number| self.slot(*number)) {
            return Known::Used(&slot.entry);
        }
        let of_player = self.by_player.get(player).map_or(0, |p| p.low_water_ms);
        match made_ms {
            Some(made_ms) if made_ms <= of_player.max(self.low_water_ms) => Known::Expired,
            _ => Known::New,
        }
    }

    /// Remember the key of the commit at `place`, and forget what is due at its time.
    pub(crate) fn remember(&mut self, player: &PlayerId, key: &UsedKey, place: Place, now_ms: u64) {
        self.forget_before(now_ms.saturating_sub(WINDOW_MS));
        let believed = key.made_ms.filter(|ms| *ms <= now_ms + CLIENT_CLOCK_AHEAD_MS_MAX);
        let mark_ms = believed.unwrap_or(0).max(now_ms);
        let (hash, fingerprint) = (key.hash, key.fingerprint);
        self.push(KeyEntry { hash, fingerprint, player: player.clone(), place, mark_ms });
        let of_player = self.by_player.get(player).copied().unwrap_or_default();
        if of_player.count > KEYS_PER_PLAYER_MAX {
            self.forget(of_player.oldest);
        }
        if self.by_hash.len() > KEYS_MAX {
            self.forget_front();
        }
        self.compact();
    }

    /// Forget what was used before `horizon_ms`, whether or not the player comes back.
    pub(crate) fn forget_before(&mut self, horizon_ms: u64) {
        while self.slots.front().is_some_and(|s| s.removed || s.entry.mark_ms < horizon_ms) {
            self.forget_front();
        }
    }

    /// How many keys are remembered.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// A digest of what is remembered: the sum of the entries' hashes and the marks.
    pub(crate) fn digest(&self) -> u128 {
        self.digest.wrapping_add(u128::from(self.low_water_ms))
    }

    /// The entries in commit order and the partition's low-water mark, for a snapshot. The marks of
    /// single players go with it, in the order of their ids.
    pub(crate) fn parts(&self) -> (Vec<KeyEntry>, u64, Vec<(PlayerId, u64)>) {
        let live = self.slots.iter().filter(|slot| !slot.removed);
        let mut marks: Vec<_> = self
            .by_player
            .iter()
            .filter(|(_, of)| of.low_water_ms > 0)
            .map(|(player, of)| (player.clone(), of.low_water_ms))
            .collect();
        marks.sort_unstable();
        (live.map(|slot| slot.entry.clone()).collect(), self.low_water_ms, marks)
    }

    /// The table back from its parts.
    pub(crate) fn from_parts(
        entries: Vec<KeyEntry>,
        low_water_ms: u64,
        marks: Vec<(PlayerId, u64)>,
    ) -> Self {
        let mut table = Self { low_water_ms, ..Self::default() };
        for entry in entries {
            table.push(entry);
        }
        for (player, mark_ms) in marks {
            if let Some(of_player) = table.by_player.get_mut(&player) {
                of_player.low_water_ms = mark_ms;
            }
        }
        table
    }

    fn slot(&self, number: u64) -> Option<&Slot> {
        self.slots.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    fn slot_mut(&mut self, number: u64) -> Option<&mut Slot> {
        self.slots.get_mut(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    fn push(&mut self, entry: KeyEntry) {
        let number = self.first + self.slots.len() as u64;
        let of_player = self.by_player.entry(entry.player.clone()).or_default();
        let before = (of_player.count > 0).then_some(of_player.newest);
        of_player.count += 1;
        of_player.newest = number;
        if before.is_none() {
            of_player.oldest = number;
        }
        if let Some(slot) = before.and_then(|before| self.slot_mut(before)) {
            slot.next = number;
        }
        self.digest = self.digest.wrapping_add(entry_digest(&entry));
        self.by_hash.insert(entry.hash, number);
        self.slots.push_back(Slot { entry, next: number, removed: false });
    }

    /// Drop the slot at the front. A live one there is its player's oldest, and its time becomes
    /// the partition's low-water mark.
    fn forget_front(&mut self) {
        let Some(front) = self.slots.front() else { return };
        if !front.removed {
            self.low_water_ms = self.low_water_ms.max(front.entry.mark_ms);
            self.forget(self.first);
        }
        self.slots.pop_front();
        self.first += 1;
    }

    /// Forget one entry: always its player's oldest.
    fn forget(&mut self, number: u64) {
        let Some(slot) = self.slot_mut(number) else { return };
        slot.removed = true;
        let (entry, next) = (slot.entry.clone(), slot.next);
        self.digest = self.digest.wrapping_sub(entry_digest(&entry));
        if self.by_hash.get(&entry.hash) == Some(&number) {
            self.by_hash.remove(&entry.hash);
        }
        let Some(of_player) = self.by_player.get_mut(&entry.player) else { return };
        of_player.count -= 1;
        of_player.oldest = next;
        of_player.low_water_ms = of_player.low_water_ms.max(entry.mark_ms);
        if of_player.count == 0 {
            // Entries leave in commit order, so the partition's mark covers this player's: all but
            // what a client's clock has put ahead of that.
            self.low_water_ms = self.low_water_ms.max(of_player.low_water_ms);
            self.by_player.remove(&entry.player);
        }
    }

    /// Removed slots in the middle are a fast player's. When they are the most of it, number the
    /// rest anew; what is remembered does not change.
    fn compact(&mut self) {
        if self.slots.len() > 1024 && self.by_hash.len() < self.slots.len() / 2 {
            let (entries, low_water_ms, marks) = self.parts();
            *self = Self::from_parts(entries, low_water_ms, marks);
        }
    }
}

fn entry_digest(entry: &KeyEntry) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update(entry.hash.0);
    hasher.update(entry.fingerprint.0);
    hasher.update(entry.place.seq.to_be_bytes());
    hasher.update(entry.mark_ms.to_be_bytes());
    let digest: [u8; 32] = hasher.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    u128::from_be_bytes(short)
}
