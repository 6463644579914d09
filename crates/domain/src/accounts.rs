//! Who has an account, and what is in it.
//!
//! Most accounts of a large system are idle, so what is kept for one is kept small: one slot in a
//! slab, and its number in a table of numbers.

use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashSet, HashTable};
use sha2::{Digest as _, Sha256};

use crate::player::Player;
use crate::player_id::PlayerId;
use crate::slab::Slab;

/// The accounts of a partition and the sum of their digests. A clone is cheap: it shares what
/// neither of the two changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts {
    slots: Slab<Account>,
    /// Indices of `slots`.
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Sum of the digests in the slots.
    digest: u128,
    /// Whose digest in the slot is out of date.
    touched: HashSet<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: PlayerId,
    pub(crate) player: Player,
    digest: [u8; 16],
}

impl Accounts {
    pub(crate) fn get(&self, id: &PlayerId) -> Option<&Account> {
        self.index(id).map(|index| &self.slots[index])
    }

    /// In the order in which they were opened.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> + Clone {
        self.slots.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The account of `id`, to be changed; opened if there is none.
    pub(crate) fn change(&mut self, id: &PlayerId) -> &mut Account {
        let index = self.index(id).unwrap_or_else(|| self.add(id.clone(), Player::unopened()));
        self.touched.insert(index);
        &mut self.slots[index]
    }

    /// Add an account that there is not, as a snapshot has it.
    pub(crate) fn restore(&mut self, id: PlayerId, player: Player) {
        let index = self.add(id, player);
        self.touched.insert(index);
    }

    /// Make room for `count` more.
    pub(crate) fn reserve(&mut self, count: usize) {
        let Self { slots, by_id, hasher, .. } = self;
        by_id.reserve(count, |index| hasher.hash_one(&slots[*index].id));
    }

    fn add(&mut self, id: PlayerId, player: Player) -> u32 {
        let Self { slots, by_id, hasher, .. } = self;
        let hash = hasher.hash_one(&id);
        let index = slots.push(Account { id, player, digest: [0; 16] });
        by_id.insert_unique(hash, index, |index| hasher.hash_one(&slots[*index].id));
        index
    }

    fn index(&self, id: &PlayerId) -> Option<u32> {
        self.by_id.find(self.hasher.hash_one(id), |index| self.slots[*index].id == *id).copied()
    }

    /// The sum of the hashes of all accounts: only those touched since the last call are hashed.
    pub(crate) fn digest(&mut self) -> u128 {
        for index in self.touched.drain() {
            let account = &mut self.slots[index];
            let fresh = account.hash();
            self.digest = self
                .digest
                .wrapping_sub(u128::from_be_bytes(account.digest))
                .wrapping_add(u128::from_be_bytes(fresh));
            account.digest = fresh;
        }
        self.digest
    }
}

impl Account {
    fn hash(&self) -> [u8; 16] {
        let mut hasher = Sha256::new();
        hasher.update(b"croupier/player/1");
        hasher.update((self.id.as_str().len() as u64).to_be_bytes());
        hasher.update(self.id.as_str());
        // An account is numbers, hashes and texts: it always has a JSON form.
        hasher.update(serde_json::to_vec(&self.player).unwrap_or_default());
        let digest: [u8; 32] = hasher.finalize().into();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }
}
