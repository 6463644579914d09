//! What the commits in flight would make of the confirmed state.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use croupier_domain::{Commit, KeyHash, Player, PlayerId};
use croupier_log::{Hash, Head, Headers, Record};

use super::loose::Dropped;

/// The speculative end of the chain.
#[derive(Debug)]
pub(super) struct Overlay {
    /// Where the chain would stand if everything in flight were accepted.
    pub(super) head: Head,
    /// The time of the last commit in flight.
    pub(super) time_ms: u64,
    /// How many bytes of values are in flight.
    pub(super) bytes: usize,
    /// In flight, oldest first: not read back to the end, or not known to be durable.
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
    id: u64,
    /// Not yet read back, in order.
    commits: VecDeque<InFlight>,
    /// The offset behind the last of its commits that was read back as accepted; 0 before.
    read_back_end: u64,
    /// When the engine confirmed that it is durable, if it has.
    durable_us: Option<u64>,
    pub(super) appended_ms: u64,
    /// When the shell handed it to the engine.
    sent_us: u64,
}

/// A commit that was appended and has not been read back.
#[derive(Debug)]
pub(super) struct InFlight {
    hash: Hash,
    commit: Arc<Commit>,
    pub(super) record: Record,
}

impl InFlight {
    /// The key it answers.
    pub(super) fn key(&self) -> Option<KeyHash> {
        self.commit.key.map(|key| key.hash)
    }
}

/// A commit in flight that was read back as accepted.
#[derive(Debug)]
pub(super) struct Confirmed {
    pub(super) commit: Arc<Commit>,
    /// The id of its batch.
    pub(super) batch: u64,
    /// When the engine confirmed its batch, if it has.
    pub(super) durable_us: Option<u64>,
    /// When it was appended.
    pub(super) appended_ms: u64,
    /// When it was handed to the engine.
    pub(super) sent_us: u64,
}

impl Batch {
    pub(super) fn new(id: u64, commits: Vec<InFlight>, appended_ms: u64) -> Self {
        Self {
            id,
            commits: commits.into(),
            read_back_end: 0,
            durable_us: None,
            appended_ms,
            sent_us: 0,
        }
    }

    fn is_over(&self) -> bool {
        self.durable_us.is_some() && self.commits.is_empty()
    }
}

impl Overlay {
    /// Nothing in flight.
    pub(super) fn at(head: Head) -> Self {
        Self { head, time_ms: 0, bytes: 0, batches: VecDeque::new(), players: HashMap::new() }
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

    /// Put `commit` at the speculative end of the chain; `headers` travel with it.
    pub(super) fn extend(&mut self, commit: Commit, headers: Headers) -> InFlight {
        let key = commit.player.as_ref().map(|player| player.as_str().as_bytes());
        let record = Record {
            prev: self.head.hash,
            key: Bytes::copy_from_slice(key.unwrap_or_default()),
            value: Bytes::from(commit.encode()),
            headers,
        };
        let hash = record.hash();
        self.head.hash = hash;
        self.head.next_seq += 1;
        self.time_ms = commit.time;
        self.bytes += record.value.len();
        InFlight { hash, commit: Arc::new(commit), record }
    }

    /// Whether a batch of that id is in flight.
    pub(super) fn has(&self, batch: u64) -> bool {
        self.batches.iter().any(|b| b.id == batch)
    }

    /// The chain has moved on to `head`. If that is the next commit in flight, take it out; `None`
    /// when it was somebody else's, or one of ours that was dropped.
    pub(super) fn confirm(&mut self, head: Head) -> Option<Confirmed> {
        let batch = self.batches.iter_mut().find(|batch| !batch.commits.is_empty())?;
        let next = batch.commits.pop_front_if(|next| next.hash == head.hash)?;
        batch.read_back_end = head.next_offset;
        let Batch { id, durable_us, appended_ms, sent_us, .. } = *batch;
        self.bytes -= next.record.value.len();
        if let Some(player) = &next.commit.player {
            self.release(player);
        }
        self.batches.retain(|batch| !batch.is_over());
        Some(Confirmed { commit: next.commit, batch: id, durable_us, appended_ms, sent_us })
    }

    fn release(&mut self, player: &PlayerId) {
        let Some(held) = self.players.get_mut(player) else { return };
        held.commit_count -= 1;
        if held.commit_count == 0 {
            self.players.remove(player);
        }
    }

    /// The batch is on its way.
    pub(super) fn mark_sent(&mut self, batch: u64, now_us: u64) {
        if let Some(batch) = self.batches.iter_mut().find(|b| b.id == batch) {
            batch.sent_us = now_us;
        }
    }

    /// The batch is durable. Returns the offset behind what was read back of it.
    pub(super) fn mark_durable(&mut self, batch: u64, now_us: u64) -> u64 {
        let Some(batch) = self.batches.iter_mut().find(|b| b.id == batch) else { return 0 };
        batch.durable_us = Some(now_us);
        let end = batch.read_back_end;
        self.batches.retain(|batch| !batch.is_over());
        end
    }

    /// Give up everything in flight and stand at `head`. Returns what was not read back, in order.
    pub(super) fn clear(&mut self, head: Head) -> Vec<Dropped> {
        let Self { batches, .. } = std::mem::replace(self, Self::at(head));
        let commits = batches.into_iter().flat_map(|Batch { id, commits, .. }| {
            commits.into_iter().map(move |in_flight| {
                let (hash, key) = (in_flight.hash, in_flight.key());
                Dropped { batch: id, hash, key }
            })
        });
        commits.collect()
    }
}
