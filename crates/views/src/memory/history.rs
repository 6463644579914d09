//! The bets that a partition keeps.

use std::collections::VecDeque;

use crate::BETS_KEPT_MAX;

/// A player's newest bets, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    bets: VecDeque<KeptBet>,
}

/// A bet as [`crate::packed::put_bet`] has written it.
#[derive(Debug, Clone)]
pub(super) struct KeptBet {
    /// The commit that placed it.
    pub(super) seq: u64,
    pub(super) bytes: Box<[u8]>,
}

/// What became of a bet that was put into a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// It is the newest, and there was room.
    Added,
    /// It is the newest, and the oldest had to go.
    AddedAndDropped,
    /// It was there, and is now as it was given.
    Replaced,
    /// It is older than all that is kept.
    TooOld,
}

impl History {
    pub(super) fn put(&mut self, bet: KeptBet) -> Put {
        if self.bets.back().is_none_or(|newest| newest.seq < bet.seq) {
            if self.bets.capacity() == 0 {
                // Many players bet once: room for one, before room for four and more.
                self.bets.reserve_exact(1);
            }
            self.bets.push_back(bet);
            if self.bets.len() <= BETS_KEPT_MAX {
                return Put::Added;
            }
            self.bets.pop_front();
            return Put::AddedAndDropped;
        }
        match self.find(bet.seq) {
            Some(index) => {
                self.bets[index] = bet;
                Put::Replaced
            }
            None => Put::TooOld,
        }
    }

    pub(super) fn get(&self, seq: u64) -> Option<&KeptBet> {
        self.find(seq).map(|index| &self.bets[index])
    }

    /// The bets placed before commit `before`, newest first.
    pub(super) fn before(&self, before: Option<u64>) -> impl ExactSizeIterator<Item = &KeptBet> {
        let end = before
            .map_or(self.bets.len(), |before| self.bets.partition_point(|bet| bet.seq < before));
        self.bets.range(..end).rev()
    }

    /// Oldest first.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &KeptBet> {
        self.bets.iter()
    }

    fn find(&self, seq: u64) -> Option<usize> {
        self.bets.binary_search_by_key(&seq, |bet| bet.seq).ok()
    }
}

/// Whose bet each commit has placed. Commits come in order, so it is a sorted list; a bet that is
/// dropped leaves its entry behind until most entries are such.
#[derive(Debug, Default)]
pub(super) struct Directory {
    seqs: Vec<u64>,
    /// The players' indices, one for every seq.
    players: Vec<u32>,
    dropped_count: usize,
}

impl Directory {
    /// A directory of bets in any order.
    pub(super) fn of(mut bets: Vec<(u64, u32)>) -> Self {
        bets.sort_unstable();
        let (seqs, players) = bets.into_iter().unzip();
        Self { seqs, players, dropped_count: 0 }
    }

    /// A bet that is newer than all before it.
    pub(super) fn push(&mut self, seq: u64, player: u32) {
        self.seqs.push(seq);
        self.players.push(player);
    }

    /// The player whose bet commit `seq` has placed, if it is kept or was until not long ago.
    pub(super) fn player(&self, seq: u64) -> Option<u32> {
        self.seqs.binary_search(&seq).ok().map(|index| self.players[index])
    }

    /// A bet is no longer kept. When most are not, forget those that `is_kept` denies.
    pub(super) fn dropped(&mut self, is_kept: impl Fn(u64, u32) -> bool) {
        self.dropped_count += 1;
        if self.dropped_count <= self.seqs.len() / 2 {
            return;
        }
        let entries = self.seqs.iter().copied().zip(self.players.iter().copied());
        (self.seqs, self.players) = entries.filter(|(seq, player)| is_kept(*seq, *player)).unzip();
        self.dropped_count = 0;
    }
}
