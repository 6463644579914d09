//! Which sessions are active.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The (player, session) pairs with a recent bet, in the order of their last bets: a list through
/// the entries, so that a bet moves its session to the end and what is over leaves at the front,
/// both at once.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    entries: Vec<Entry>,
    /// Entries that are in no list.
    free: Vec<u32>,
    by_key: HashTable<u32>,
    hasher: DefaultHashBuilder,
    oldest: Option<u32>,
    newest: Option<u32>,
}

#[derive(Debug, Clone)]
struct Entry {
    session: Session,
    older: Option<u32>,
    newer: Option<u32>,
}

/// A session and its last bet.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// The player's index.
    pub(super) player: u32,
    pub(super) id: Arc<str>,
    /// When its last bet was placed.
    pub(super) last_ms: u64,
}

impl Sessions {
    /// A bet was placed at `placed_ms`, no earlier than any that was seen before, unless it was
    /// seen itself.
    pub(super) fn see(&mut self, player: u32, id: &str, placed_ms: u64) {
        let hash = self.hasher.hash_one((player, id));
        let entries = &self.entries;
        let found = self.by_key.find(hash, |index| entries[*index as usize].is(player, id));
        match found.copied() {
            Some(index) if self.entry(index).session.last_ms < placed_ms => {
                self.unlink(index);
                self.entry_mut(index).session.last_ms = placed_ms;
                self.link_newest(index);
            }
            Some(_) => {}
            None => self.add(hash, Session { player, id: id.into(), last_ms: placed_ms }),
        }
    }

    /// Forget the sessions whose last bet is older than `horizon_ms`.
    pub(super) fn forget_before(&mut self, horizon_ms: u64) {
        while let Some(index) = self.oldest {
            let Session { player, id, last_ms } = self.entry(index).session.clone();
            if last_ms >= horizon_ms {
                break;
            }
            let hash = self.hasher.hash_one((player, &*id));
            if let Ok(found) = self.by_key.find_entry(hash, |other| *other == index) {
                found.remove();
            }
            self.unlink(index);
            self.entry_mut(index).session.id = Arc::default();
            self.free.push(index);
        }
    }

    /// How many sessions have a bet at or after `since_ms`.
    pub(super) fn count_since(&self, since_ms: u64) -> u64 {
        let before = self.iter().take_while(|session| session.last_ms < since_ms).count();
        (self.by_key.len() - before) as u64
    }

    /// By their last bets, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Session> {
        let first = self.oldest.map(|index| self.entry(index));
        let entries =
            std::iter::successors(first, |entry| entry.newer.map(|index| self.entry(index)));
        entries.map(|entry| &entry.session)
    }

    fn add(&mut self, hash: u64, session: Session) {
        let entry = Entry { session, older: None, newer: None };
        let index = match self.free.pop() {
            Some(index) => {
                *self.entry_mut(index) = entry;
                index
            }
            None => {
                self.entries.push(entry);
                u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
            }
        };
        let (entries, hasher) = (&self.entries, &self.hasher);
        self.by_key.insert_unique(hash, index, |index| {
            let Session { player, id, .. } = &entries[*index as usize].session;
            hasher.hash_one((*player, &**id))
        });
        self.link_newest(index);
    }

    fn link_newest(&mut self, index: u32) {
        let before = self.newest.replace(index);
        self.entry_mut(index).older = before;
        self.entry_mut(index).newer = None;
        match before {
            Some(before) => self.entry_mut(before).newer = Some(index),
            None => self.oldest = Some(index),
        }
    }

    fn unlink(&mut self, index: u32) {
        let Entry { older, newer, .. } = *self.entry(index);
        match older {
            Some(older) => self.entry_mut(older).newer = newer,
            None => self.oldest = newer,
        }
        match newer {
            Some(newer) => self.entry_mut(newer).older = older,
            None => self.newest = older,
        }
    }

    fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    fn entry_mut(&mut self, index: u32) -> &mut Entry {
        &mut self.entries[index as usize]
    }
}

impl Entry {
    fn is(&self, player: u32, id: &str) -> bool {
        self.session.player == player && *self.session.id == *id
    }
}
