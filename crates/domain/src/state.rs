//! A partition's state: the fold of its accepted commits.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::accounts::{Account, Accounts};
use crate::commit::Commit;
use crate::event::{Event, Takeover};
use crate::hex::Hex;
use crate::keys::{KeyEntry, KeyTable};
use crate::money::Money;
use crate::player::{Flows, Player};
use crate::player_id::PlayerId;

/// Where a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its number in the chain.
    pub seq: u64,
    /// Its place in the engine.
    pub offset: u64,
}

/// What a checkpoint states: the sum of the hashes of all accounts and remembered keys.
pub type Digest = Hex<16>;

/// The sums of a partition, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// What flowed, ever.
    pub flows: Flows,
    /// The sum of all balances.
    pub balances: core::num::Saturating<i128>,
}

impl Totals {
    /// Stakes of rounds that are still open.
    pub fn open_stakes(&self) -> i128 {
        (self.flows.staked - self.flows.settled).0
    }

    /// What the house has won (negative: lost) on bets that have ended.
    pub fn house(&self) -> i128 {
        (self.flows.settled - self.flows.paid).0
    }

    /// Σ balances + house + open stakes = Σ deposits − Σ withdrawals.
    pub fn is_conserved(&self) -> bool {
        let held = self.balances.0 + self.house() + self.open_stakes();
        held == (self.flows.deposited - self.flows.withdrawn).0
    }
}

/// An accepted commit that the fold cannot take. The partition parks: it is never skipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// A commit with a player but without a balance, or the reverse.
    #[error("a commit names a player and a balance, or neither")]
    Incomplete,
    /// The fold arrives at another balance than the writer did, or below zero.
    #[error("the balance after the commit is {folded}, its writer had {written}")]
    BalanceDiffers {
        /// The fold's.
        folded: Money,
        /// The writer's.
        written: Money,
    },
    /// The fold arrives at another state than the writer did.
    #[error("the state's digest is {folded}, its writer had {written}")]
    DigestDiffers {
        /// The fold's.
        folded: Digest,
        /// The writer's.
        written: Digest,
    },
    /// Money appeared or vanished.
    #[error("money was not conserved")]
    NotConserved,
    /// Time went back.
    #[error("the commit is older than the one before it")]
    TimeWentBack,
}

/// The accounts of a partition, the keys it remembers, its sums and its clock.
#[derive(Debug, Clone, Default)]
pub struct State {
    accounts: Accounts,
    keys: KeyTable,
    totals: Totals,
    /// By expiry, so that the owner's timer looks at the front only.
    open_rounds: BTreeSet<(u64, PlayerId)>,
    time_ms: u64,
    /// The last of the highest generation.
    takeover: Option<Arc<Takeover>>,
}

impl State {
    /// The player, if an account was ever opened.
    pub fn player(&self, id: &PlayerId) -> Option<&Player> {
        self.accounts.get(id).map(|account| &account.player)
    }

    /// Every account.
    pub fn players(&self) -> impl Iterator<Item = (&PlayerId, &Player)> {
        self.accounts.iter().map(|account| (&account.id, &account.player))
    }

    /// How many accounts there are.
    pub fn player_count(&self) -> usize {
        self.accounts.len()
    }

    /// The remembered keys.
    pub fn keys(&self) -> &KeyTable {
        &self.keys
    }

    /// The sums.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The time of the last commit.
    pub fn time_ms(&self) -> u64 {
        self.time_ms
    }

    /// The highest generation that took the partition over.
    pub fn generation(&self) -> u64 {
        self.takeover.as_ref().map_or(0, |takeover| takeover.generation)
    }

    /// Who took the partition over last: the owner, unless it has gone since.
    pub fn takeover(&self) -> Option<&Arc<Takeover>> {
        self.takeover.as_ref()
    }

    /// The open rounds that expire up to `now_ms`, earliest first.
    pub fn due_rounds(&self, now_ms: u64) -> impl Iterator<Item = &PlayerId> {
        self.open_rounds.iter().take_while(move |(due, _)| *due <= now_ms).map(|(_, id)| id)
    }

    /// Fold one accepted commit.
    ///
    /// # Errors
    /// When the commit contradicts the state it claims to follow. The state is then of no more use.
    pub fn fold(&mut self, commit: &Commit, place: Place) -> Result<(), FoldError> {
        if commit.time < self.time_ms {
            return Err(FoldError::TimeWentBack);
        }
        self.time_ms = commit.time;
        match (&commit.player, commit.balance_minor) {
            (Some(id), Some(written)) => {
                let id = self.fold_player(id, written, commit)?;
                if let Some(key) = &commit.key {
                    self.keys.remember(&id, key, place, commit.time);
                }
            }
            (None, None) => self.fold_system(commit)?,
            _ => return Err(FoldError::Incomplete),
        }
        if self.totals.is_conserved() { Ok(()) } else { Err(FoldError::NotConserved) }
    }

    /// Returns the account's own copy of the id: a million entries share it.
    fn fold_player(
        &mut self,
        id: &PlayerId,
        written: Money,
        commit: &Commit,
    ) -> Result<PlayerId, FoldError> {
        let Account { id, player, .. } = self.accounts.change(id);
        let due_before = player.open_round.as_ref().map(|open| open.expires_ms);
        let balance_before = player.balance;
        for event in &commit.events {
            player.apply(event, &mut self.totals.flows);
        }
        self.totals.balances += i128::from(player.balance.minor());
        self.totals.balances -= i128::from(balance_before.minor());
        if player.balance != written || written < Money::ZERO {
            return Err(FoldError::BalanceDiffers { folded: player.balance, written });
        }
        let due_after = player.open_round.as_ref().map(|open| open.expires_ms);
        if due_before != due_after {
            due_before.map(|due| self.open_rounds.remove(&(due, id.clone())));
            due_after.map(|due| self.open_rounds.insert((due, id.clone())));
        }
        Ok(id.clone())
    }

    fn fold_system(&mut self, commit: &Commit) -> Result<(), FoldError> {
        for event in &commit.events {
            match event {
                Event::Takeover(takeover) if takeover.generation >= self.generation() => {
                    self.takeover = Some(Arc::new(takeover.clone()));
                }
                Event::Checkpointed(checkpoint) => {
                    let (folded, written) = (self.digest(), checkpoint.state_digest);
                    if folded != written {
                        return Err(FoldError::DigestDiffers { folded, written });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The digest of the state: only accounts touched since the last call are hashed.
    pub fn digest(&mut self) -> Digest {
        let accounts = self.accounts.digest();
        Hex(accounts.wrapping_add(self.keys.digest()).to_be_bytes())
    }

    /// The state as plain data, for a snapshot; the same state gives the same parts.
    pub fn to_parts(&self) -> StateParts {
        let (keys, keys_low_water_ms, key_marks) = self.keys.parts();
        let mut players: Vec<_> =
            self.players().map(|(id, player)| (id.clone(), player.clone())).collect();
        players.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        StateParts {
            time_ms: self.time_ms,
            takeover: self.takeover.clone(),
            totals: self.totals,
            players,
            keys,
            keys_low_water_ms,
            key_marks,
        }
    }

    /// The state back from its parts. Whoever calls compares [`State::digest`] with a checkpoint
    /// before believing it.
    pub fn from_parts(parts: StateParts) -> Self {
        let mut state = Self {
            totals: parts.totals,
            time_ms: parts.time_ms,
            takeover: parts.takeover,
            keys: KeyTable::from_parts(parts.keys, parts.keys_low_water_ms, parts.key_marks),
            ..Self::default()
        };
        state.accounts.reserve(parts.players.len());
        for (id, player) in parts.players {
            if let Some(open) = &player.open_round {
                state.open_rounds.insert((open.expires_ms, id.clone()));
            }
            state.accounts.restore(id, player);
        }
        state
    }
}

/// A [`State`] as plain data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateParts {
    /// The time of the last commit.
    pub time_ms: u64,
    /// Who took the partition over last.
    pub takeover: Option<Arc<Takeover>>,
    /// The sums.
    pub totals: Totals,
    /// The accounts, by id.
    pub players: Vec<(PlayerId, Player)>,
    /// The remembered keys, in commit order.
    pub keys: Vec<KeyEntry>,
    /// The newest time of a key that is no longer remembered.
    pub keys_low_water_ms: u64,
    /// The same for single players, where theirs is newer.
    pub key_marks: Vec<(PlayerId, u64)>,
}
