//! Commits that were given up and may still be accepted.
//!
//! An append that timed out says nothing: its commits may be in the log, come into it later, twice,
//! or never. They are one chain, so the log settles all of them by the next commit it accepts:
//! either that is the first of them, or none of them can ever be accepted. Until then nothing is
//! decided, and nobody who waits for one of their keys is told that nothing will happen.

use std::collections::VecDeque;

use croupier_domain::KeyHash;
use croupier_log::Hash;

/// One chain of such commits, in order.
#[derive(Debug, Default)]
pub(super) struct Loose(VecDeque<Dropped>);

/// A commit that was in flight.
#[derive(Debug)]
pub(super) struct Dropped {
    pub(super) batch: u64,
    pub(super) hash: Hash,
    pub(super) key: Option<KeyHash>,
}

impl Loose {
    /// Remember what was just given up.
    pub(super) fn hold(&mut self, dropped: Vec<Dropped>) {
        // While this is not settled nothing is decided: what is dropped then has no keys.
        if self.is_settled() {
            self.0 = dropped.into();
        }
    }

    /// The chain has moved on by the commit `accepted`.
    pub(super) fn pass(&mut self, accepted: Hash) {
        if self.0.pop_front_if(|first| first.hash == accepted).is_none() {
            self.0.clear();
        }
    }

    /// The batch is certain not to be in the log, now or ever: nobody waits for its keys here.
    pub(super) fn was_refused(&mut self, batch: u64) {
        for dropped in self.0.iter_mut().filter(|dropped| dropped.batch == batch) {
            dropped.key = None;
        }
    }

    /// Whether a commit with that key may still be accepted.
    pub(super) fn has(&self, key: &KeyHash) -> bool {
        self.0.iter().any(|dropped| dropped.key.as_ref() == Some(key))
    }

    /// Whether there is no key left that may still be accepted.
    pub(super) fn is_settled(&self) -> bool {
        self.0.iter().all(|dropped| dropped.key.is_none())
    }
}
