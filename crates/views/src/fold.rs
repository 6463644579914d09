//! The fold: commits in, absolute values out.
//!
//! Pure: no I/O, no clock. A [`Folder`] holds the accounts that recent commits named and the sums
//! of its partition; whoever drives it loads what it lacks, feeds it commits in the order of the
//! log, and takes the changes out batch by batch. The same commits give the same values in any
//! batches.

mod account;

use croupier_domain::{BetId, Commit, Money, PlayerId};
use hashbrown::HashMap;

use crate::bet::BetView;
use crate::changes::Changes;
use crate::player::PlayerView;
use crate::times::HopTimes;
use crate::totals::PartitionTotals;

use account::Account;

/// An accepted commit that the fold cannot take. The partition parks: it is never skipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// A commit with a player but without a balance, or the reverse.
    #[error("a commit names a player and a balance, or neither")]
    Incomplete,
    /// Its first event does not open the account, and nothing before it did.
    #[error("the account was never opened")]
    NotOpened,
    /// It opens an account that is open.
    #[error("the account is already open")]
    OpenedTwice,
    /// It places a bet under an id that is not its own, or places two.
    #[error("bet id {0} is not that of the commit")]
    ForeignBetId(BetId),
    /// It goes on with, or settles, a bet that is not open.
    #[error("bet {0} is not open")]
    BetNotOpen(BetId),
    /// The fold arrives at another balance than the writer did, or below zero.
    #[error("the balance after the commit is {folded}, its writer had {written}")]
    BalanceDiffers {
        /// The fold's.
        folded: Money,
        /// The writer's.
        written: Money,
    },
    /// A balance or a stake does not fit.
    #[error("an amount does not fit")]
    Overflow,
    /// Time went back.
    #[error("the commit is older than the one before it")]
    TimeWentBack,
}

/// Folds the commits of one partition.
#[derive(Debug, Clone)]
pub struct Folder {
    partition: u32,
    totals: PartitionTotals,
    players: HashMap<PlayerId, Entry>,
    /// Counts [`Folder::take_changes`]; says which accounts the batch in the making has touched.
    batch: u64,
    touched: Vec<PlayerId>,
    bets: Vec<BetView>,
}

#[derive(Debug, Clone)]
struct Entry {
    /// `None`: known not to exist.
    view: Option<PlayerView>,
    /// The last batch that touched it; 0 when none did.
    batch: u64,
}

impl Folder {
    /// A folder for `partition` that goes on from `totals`.
    pub fn new(partition: u32, totals: PartitionTotals) -> Self {
        let (players, touched, bets) = (HashMap::new(), Vec::new(), Vec::new());
        Self { partition, totals, players, batch: 1, touched, bets }
    }

    /// Whether the account of `id` must be admitted before a commit that names it is folded.
    pub fn lacks(&self, id: &PlayerId) -> bool {
        !self.players.contains_key(id)
    }

    /// The account of `id` as it is before the next commit; `None` when there is none.
    pub fn admit(&mut self, id: PlayerId, view: Option<PlayerView>) {
        self.players.insert(id, Entry { view, batch: 0 });
    }

    /// The partition's sums after the last commit that was folded.
    pub fn totals(&self) -> &PartitionTotals {
        &self.totals
    }

    /// How many accounts it holds.
    pub fn player_count(&self) -> usize {
        self.players.len()
    }

    /// Fold the next commit.
    ///
    /// # Errors
    /// When the commit contradicts what it claims to follow. The folder is then of no more use:
    /// part of the commit may be in it.
    pub fn fold(&mut self, commit: Commit) -> Result<(), FoldError> {
        if commit.time < self.totals.time_ms {
            return Err(FoldError::TimeWentBack);
        }
        self.totals.time_ms = commit.time;
        match (&commit.player, commit.balance_minor) {
            (Some(id), Some(balance)) => {
                let id = id.clone();
                self.fold_player(id, balance, commit)
            }
            // The system's own commits move the position and the time, nothing else.
            (None, None) => Ok(()),
            _ => Err(FoldError::Incomplete),
        }
    }

    /// Fold the next commit, and note on the bets it changes when it was where.
    ///
    /// # Errors
    /// See [`Folder::fold`].
    pub fn fold_seen(&mut self, commit: Commit, times: HopTimes) -> Result<(), FoldError> {
        let before = self.bets.len();
        self.fold(commit)?;
        self.bets.iter_mut().skip(before).for_each(|bet| bet.times = times);
        Ok(())
    }

    fn fold_player(
        &mut self,
        id: PlayerId,
        balance: Money,
        commit: Commit,
    ) -> Result<(), FoldError> {
        let entry = self.players.get_mut(&id).ok_or(FoldError::NotOpened)?;
        if entry.batch != self.batch {
            entry.batch = self.batch;
            self.touched.push(id.clone());
        }
        let account = Account {
            partition: self.partition,
            seq: commit.seq,
            time_ms: commit.time,
            id: &id,
            balance,
            correlation_id: commit.correlation_id,
            totals: &mut self.totals,
            bets: &mut self.bets,
            placed: None,
        };
        account.fold(&mut entry.view, commit.events)
    }

    /// What has changed since the last call.
    pub fn take_changes(&mut self) -> Changes {
        let players = &self.players;
        let changed = self.touched.drain(..).filter_map(|id| {
            let view = players.get(&id)?.view.clone()?;
            Some((id, view))
        });
        let players = changed.collect();
        self.batch += 1;
        let bets = std::mem::take(&mut self.bets);
        Changes { players, bets, totals: self.totals.clone() }
    }

    /// Forget accounts when there are more than `player_count_max`: all but those that the last
    /// batch touched, and those too if they alone are more. Called between batches.
    pub fn trim(&mut self, player_count_max: usize) {
        if self.players.len() <= player_count_max {
            return;
        }
        let last = self.batch - 1;
        self.players.retain(|_, entry| entry.batch == last);
        if self.players.len() > player_count_max {
            self.players.clear();
        }
        self.players.shrink_to(player_count_max);
    }
}

#[cfg(test)]
mod tests;
