//! What the commits in flight would make of the confirmed state.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use croupier_domain::{Commit, KeyHash, Player, PlayerId};
use croupier_log::{Hash, Head, Record};

/// The speculative end of the chain.
#[derive(Debug)]
pub(super) struct Overlay {
    /// Where the chain would stand if everything in flight were accepted.
    pub(super) head: Head,
    /// The time of the last commit in flight.
    pub(super) time_ms: u64,
    /// In flight, oldest first.
    pub(super) batches: VecDeque<Batch>,
    players: HashMap<PlayerId, Held>,
}

/// An account that commits in flight have changed.
#[derive(Debug)]
struct Held {
    player: Player,
    /// How many commits in flight are this player's.
    commit_count: usize,
}

/// One append.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) id: u64,
    /// Not yet read back, in order.
    pub(super) commits: VecDeque<InFlight>,
    /// The last of its commits that was read back as accepted.
    pub(super) read_back_seq: Option<u64>,
    /// Whether the engine has confirmed that it is durable.
    pub(super) is_durable: bool,
    pub(super) appended_ms: u64,
}

/// A commit that was appended and has not been read back.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) hash: Hash,
    pub(super) commit: Arc<Commit>,
    pub(super) record: Record,
}

impl Batch {
    pub(super) fn new(id: u64, commits: Vec<InFlight>, appended_ms: u64) -> Self {
        let commits = commits.into();
        Self { id, commits, read_back_seq: None, is_durable: false, appended_ms }
    }

    fn is_over(&self) -> bool {
        self.is_durable && self.commits.is_empty()
    }
}

impl Overlay {
    /// Nothing in flight.
    pub(super) fn at(head: Head) -> Self {
        Self { head, time_ms: 0, batches: VecDeque::new(), players: HashMap::new() }
    }

    /// The account as the commits in flight have it, if any of them is this player's.
    pub(super) fn player(&self, id: &PlayerId) -> Option<&Player> {
        self.players.get(id).map(|held| &held.player)
    }

    /// Remember what a commit about to be in flight made of an account.
    pub(super) fn hold(&mut self, id: PlayerId, player: Player) {
        match self.players.get_mut(&id) {
            Some(held) => {
                held.player = player;
                held.commit_count += 1;
            }
            None => {
                self.players.insert(id, Held { player, commit_count: 1 });
            }
        }
    }

    /// Put `commit` at the speculative end of the chain.
    pub(super) fn extend(&mut self, commit: Commit) -> InFlight {
        let record = InFlight::record(self.head.hash, &commit);
        let hash = record.hash();
        self.head.hash = hash;
        self.head.next_seq += 1;
        self.time_ms = commit.time;
        InFlight { hash, commit: Arc::new(commit), record }
    }

    /// How many bytes are in flight.
    pub(super) fn bytes(&self) -> usize {
        let commits = self.batches.iter().flat_map(|batch| &batch.commits);
        commits.map(|commit| commit.record.value.len()).sum()
    }

    /// Whether a batch of that id is in flight.
    pub(super) fn has(&self, batch: u64) -> bool {
        self.batches.iter().any(|b| b.id == batch)
    }

    /// The commit accepted as `hash` was the next one in flight: take it out. `None` when it was
    /// somebody else's, or one of ours that was dropped.
    pub(super) fn confirm(&mut self, hash: Hash) -> Option<(u64, Arc<Commit>)> {
        let batch = self.batches.iter_mut().find(|batch| !batch.commits.is_empty())?;
        let next = batch.commits.pop_front_if(|next| next.hash == hash)?;
        batch.read_back_seq = Some(next.commit.seq);
        let id = batch.id;
        if let Some(player) = &next.commit.player {
            self.release(player);
        }
        Some((id, next.commit))
    }

    fn release(&mut self, player: &PlayerId) {
        let Some(held) = self.players.get_mut(player) else { return };
        held.commit_count -= 1;
        if held.commit_count == 0 {
            self.players.remove(player);
        }
    }

    /// The batch is durable.
    pub(super) fn mark_durable(&mut self, batch: u64) {
        if let Some(batch) = self.batches.iter_mut().find(|b| b.id == batch) {
            batch.is_durable = true;
        }
    }

    /// The highest seq that is both read back and durable by the batches so far; drops those that
    /// are over.
    pub(super) fn durable_seq(&mut self) -> Option<u64> {
        let durable = self.batches.iter().filter(|batch| batch.is_durable);
        let seq = durable.filter_map(|batch| batch.read_back_seq).max();
        self.batches.retain(|batch| !batch.is_over());
        seq
    }

    /// Give up everything in flight and stand at `head`. Returns the keys, in commit order.
    pub(super) fn clear(&mut self, head: Head) -> Vec<KeyHash> {
        let batches = std::mem::take(&mut self.batches);
        *self = Self::at(head);
        batches.iter().flat_map(Batch::keys).collect()
    }

    /// Give up the batch `id` and all behind it. Returns their keys, in commit order. The caller
    /// must call [`Overlay::rebuild`] then.
    pub(super) fn cut(&mut self, id: u64, confirmed: Head) -> Vec<KeyHash> {
        let at = self.batches.iter().position(|batch| batch.id == id).unwrap_or(0);
        let cut = self.batches.split_off(at);
        let last = self.batches.iter().rev().find_map(|batch| batch.commits.back());
        self.head = match last {
            Some(last) => Head {
                hash: last.hash,
                next_seq: last.commit.seq + 1,
                next_offset: confirmed.next_offset,
            },
            None => confirmed,
        };
        cut.iter().flat_map(Batch::keys).collect()
    }

    /// Compute the held accounts anew from the confirmed ones and what is still in flight.
    pub(super) fn rebuild<'a>(&mut self, confirmed: impl Fn(&PlayerId) -> Option<&'a Player>) {
        self.players.clear();
        self.time_ms = 0;
        let commits: Vec<_> = self
            .batches
            .iter()
            .flat_map(|batch| &batch.commits)
            .map(|in_flight| in_flight.commit.clone())
            .collect();
        for commit in commits {
            self.time_ms = commit.time;
            let Some(id) = &commit.player else { continue };
            let before = self.player(id).or_else(|| confirmed(id));
            self.hold(id.clone(), Player::after(before, &commit.events));
        }
    }
}

impl Batch {
    fn keys(&self) -> impl Iterator<Item = KeyHash> {
        self.commits.iter().filter_map(|in_flight| Some(in_flight.commit.key?.hash))
    }
}
