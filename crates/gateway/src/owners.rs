//! Which of a service's addresses answered for a player last.
//!
//! A hint, never more: the instance itself knows whether it serves a player, and says so. So the
//! memory may be small and forgetful. It is a table of fixed size; a player's place in it follows
//! from a hash that is keyed anew in every process, so that nobody can aim at somebody else's.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How many players are remembered at most: half a MiB for each service. Beyond that, players
/// share places, and whoever finds theirs taken costs one more hop.
pub(crate) const PLAYERS_MAX: usize = 1 << 16;

/// The lower bits of an entry: an address's index plus one; 0 is nobody's.
const INDEX_BITS: u32 = u16::BITS;

/// The memory of one service.
pub(crate) struct Owners {
    places: Box<[AtomicU64]>,
    hasher: RandomState,
}

/// A player's place.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    entry: &'a AtomicU64,
    /// Tells the player from the others of this place. Two whose tags are the same as well share an
    /// owner here, which costs them hops and nothing else.
    tag: u64,
}

impl Owners {
    pub(crate) fn new() -> Self {
        let places = (0..PLAYERS_MAX).map(|_| AtomicU64::new(0)).collect();
        Self { places, hasher: RandomState::new() }
    }

    /// Where `player` is remembered.
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are all that is wanted")]
    pub(crate) fn place(&self, player: &[u8]) -> Place<'_> {
        let hash = self.hasher.hash_one(player);
        let entry = &self.places[hash as usize % PLAYERS_MAX];
        Place { entry, tag: hash >> INDEX_BITS }
    }
}

impl Place<'_> {
    /// The index of the address that answered last.
    pub(crate) fn owner(self) -> Option<usize> {
        let entry = self.entry.load(Relaxed);
        let index = (entry & u64::from(u16::MAX)).checked_sub(1)?;
        if entry >> INDEX_BITS == self.tag { usize::try_from(index).ok() } else { None }
    }

    /// The address of this index answers for the player.
    pub(crate) fn remember(self, index: usize) {
        if let Some(entry) = self.of(index) {
            self.entry.store(entry, Relaxed);
        }
    }

    /// The address of this index does not. What others have learned in the meantime stays.
    pub(crate) fn forget(self, index: usize) {
        if let Some(entry) = self.of(index) {
            // If it fails, another address or another player is there already.
            let _may_fail = self.entry.compare_exchange(entry, 0, Relaxed, Relaxed);
        }
    }

    /// A pause of less than `max`: for one player always the same, spread evenly over all.
    pub(crate) fn jitter(self, max: Duration) -> Duration {
        let max_us = u64::try_from(max.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(self.tag % max_us)
    }

    /// Nobody lists more addresses than there are indices; if so, the last are not remembered.
    fn of(self, index: usize) -> Option<u64> {
        let number = u16::try_from(index).ok()?.checked_add(1)?;
        Some(self.tag << INDEX_BITS | u64::from(number))
    }
}
