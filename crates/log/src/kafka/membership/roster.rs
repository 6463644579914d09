//! What a member has, and who in this process holds on to it.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{Assignment, HAND_OVER};

#[derive(Debug, Default)]
pub(super) struct Roster {
    assignment: watch::Sender<Assignment>,
    /// How many holds there are, by partition.
    holds: Mutex<BTreeMap<u32, usize>>,
    let_go: Condvar,
}

/// While it lives, its partition is not given on, within [`HAND_OVER`].
#[derive(Debug)]
pub struct Hold {
    roster: Arc<Roster>,
    partition: u32,
    generation: u32,
}

impl Roster {
    pub(super) fn subscribe(&self) -> watch::Receiver<Assignment> {
        self.assignment.subscribe()
    }

    /// The group has a new generation, with or without a change for this member.
    pub(super) fn enter(&self, generation: u32) {
        self.assignment.send_modify(|assignment| assignment.generation = generation);
    }

    pub(super) fn give(&self, partitions: impl IntoIterator<Item = u32>) {
        self.assignment.send_modify(|assignment| {
            let generation = assignment.generation;
            let given = partitions.into_iter().map(|partition| (partition, generation));
            assignment.partitions.extend(given);
        });
    }

    /// Partitions that are another's already.
    pub(super) fn lose(&self, partitions: &[u32]) {
        // Whoever is about to hold one has seen it, or sees that it is gone.
        let _holds = self.lock();
        self.assignment.send_modify(|assignment| {
            assignment.partitions.retain(|partition, _generation| !partitions.contains(partition));
        });
    }

    /// Partitions that are asked back: wait until nobody holds them. Blocks, but not for ever.
    pub(super) fn give_back(&self, partitions: &[u32]) {
        self.lose(partitions);
        let is_held = |holds: &mut BTreeMap<u32, usize>| {
            partitions.iter().any(|partition| holds.contains_key(partition))
        };
        let waited = self.let_go.wait_timeout_while(self.lock(), HAND_OVER, is_held);
        let (_holds, result) = waited.unwrap_or_else(PoisonError::into_inner);
        if result.timed_out() {
            tracing::warn!(?partitions, "partitions are given on though they are still held");
        }
    }

    pub(super) fn hold(roster: &Arc<Self>, partition: u32) -> Option<Hold> {
        let mut holds = roster.lock();
        let generation = *roster.assignment.borrow().partitions.get(&partition)?;
        *holds.entry(partition).or_default() += 1;
        Some(Hold { roster: Arc::clone(roster), partition, generation })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, usize>> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hold {
    /// The partition.
    pub fn partition(&self) -> u32 {
        self.partition
    }

    /// The generation of the group in which it was given.
    pub fn generation(&self) -> u32 {
        self.generation
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut holds = self.roster.lock();
        if let Some(count) = holds.get_mut(&self.partition) {
            *count -= 1;
            if *count == 0 {
                holds.remove(&self.partition);
            }
        }
        drop(holds);
        self.roster.let_go.notify_all();
    }
}
