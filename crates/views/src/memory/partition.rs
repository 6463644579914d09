//! One partition's view in memory.

use std::hash::BuildHasher;
use std::sync::Arc;

use croupier_domain::{PlayerId, Slab};
use hashbrown::{DefaultHashBuilder, HashTable};

use super::boards::Boards;
use super::history::{Directory, History, KeptBet, Put};
use super::sessions::Sessions;
use super::snapshot::Image;
use crate::bet::BetView;
use crate::changes::Changes;
use crate::engine::{BetPage, Receipt, ViewsError};
use crate::meta::Meta;
use crate::packed::{self, Malformed};
use crate::player::PlayerView;
use crate::position::ViewPosition;
use crate::summary::ACTIVE_SESSION_MS;
use crate::totals::PartitionTotals;

/// Everything that is known of one partition, at one position.
#[derive(Debug)]
pub(super) struct Partition {
    number: u32,
    position: Option<ViewPosition>,
    totals: PartitionTotals,
    players: Slab<Slot>,
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
    bets: Directory,
    sessions: Sessions,
    boards: Boards,
}

/// A batch of more accounts than this is a catch-up, in which nobody looks at the boards.
const BOARDS_UPDATED_COUNT_MAX: usize = 256;

/// One account and its bets.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) id: PlayerId,
    /// The account as [`packed::put`] has written it.
    pub(super) account: Box<[u8]>,
    /// `None` until the first bet.
    pub(super) history: Option<Arc<History>>,
}

impl Slot {
    pub(super) fn view(&self) -> Result<PlayerView, Malformed> {
        packed::take(&mut &*self.account)
    }
}

impl Partition {
    pub(super) fn new(number: u32) -> Self {
        Self {
            number,
            position: None,
            totals: PartitionTotals::default(),
            players: Slab::default(),
            by_id: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            bets: Directory::default(),
            sessions: Sessions::default(),
            boards: Boards::at(0),
        }
    }

    /// The partition that `image` is of.
    pub(super) fn of(image: Image) -> Self {
        let Image { number, position, totals, players, sessions, .. } = image;
        let mut partition = Self { position, totals, ..Self::new(number) };
        partition.by_id.reserve(players.len(), |_| 0);
        let mut bets = Vec::new();
        for (index, slot) in (0..).zip(players.iter()) {
            let (by_id, hasher) = (&mut partition.by_id, &partition.hasher);
            add_to_index(by_id, hasher, &players, index, &slot.id);
            let kept = slot.history.iter().flat_map(|history| history.iter());
            bets.extend(kept.map(|bet| (bet.seq, index)));
        }
        for session in sessions {
            partition.sessions.see(session.player, &session.id, session.last_ms);
        }
        partition.bets = Directory::of(bets);
        partition.players = players;
        partition.boards.turn(partition.totals.time_ms);
        partition
    }

    pub(super) fn image(&self, meta: Meta) -> Image {
        Image {
            meta,
            number: self.number,
            position: self.position,
            totals: self.totals.clone(),
            players: self.players.clone(),
            sessions: self.sessions.iter().cloned().collect(),
        }
    }

    pub(super) fn position(&self) -> Option<ViewPosition> {
        self.position
    }

    pub(super) fn totals(&self) -> &PartitionTotals {
        &self.totals
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    pub(super) fn boards(&self) -> &Boards {
        &self.boards
    }

    /// Bring the boards up to date, for somebody who asks.
    pub(super) fn refresh_boards(&mut self) {
        self.boards.refresh(&self.players);
    }

    pub(super) fn player(&self, id: &PlayerId) -> Result<Option<PlayerView>, ViewsError> {
        Ok(self.slot(id).map(Slot::view).transpose()?)
    }

    /// The bets of `id` placed before commit `before`, newest first.
    pub(super) fn bets(
        &self,
        id: &PlayerId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<BetPage, ViewsError> {
        let history = self.slot(id).and_then(|slot| slot.history.as_deref());
        let Some(history) = history else {
            return Ok(BetPage { bets: Vec::new(), has_more: false });
        };
        let kept = history.before(before);
        let has_more = kept.len() > limit;
        let bets = kept.take(limit).map(|bet| self.unpack(id, bet)).collect::<Result<_, _>>()?;
        Ok(BetPage { bets, has_more })
    }

    /// The bet that commit `seq` has placed.
    pub(super) fn bet(&self, seq: u64) -> Result<Option<Receipt>, ViewsError> {
        let index = self.bets.player(seq);
        let Some(slot) = index.and_then(|index| self.players.get(index)) else { return Ok(None) };
        let kept = slot.history.as_ref().and_then(|history| history.get(seq));
        let Some(kept) = kept else { return Ok(None) };
        let bet = self.unpack(&slot.id, kept)?;
        Ok(Some(Receipt { bet, player: slot.view()? }))
    }

    /// Put a batch in place. The position moves last.
    pub(super) fn apply(&mut self, next: ViewPosition, changes: Changes) {
        self.boards.turn(changes.totals.time_ms);
        let is_small = changes.players.len() <= BOARDS_UPDATED_COUNT_MAX;
        let mut scratch = Vec::new();
        for (id, view) in changes.players {
            scratch.clear();
            scratch = packed::put(&view, scratch);
            self.put_player(id, &scratch);
        }
        if is_small {
            self.boards.mend(&self.players);
        }
        let horizon_ms = changes.totals.time_ms.saturating_sub(ACTIVE_SESSION_MS);
        for bet in &changes.bets {
            scratch.clear();
            scratch = packed::put_bet(bet, scratch);
            self.put_bet(bet, &scratch, horizon_ms);
        }
        self.sessions.forget_before(horizon_ms);
        self.totals = changes.totals;
        self.position = Some(next);
    }

    fn put_player(&mut self, id: PlayerId, account: &[u8]) {
        match self.index(&id) {
            Some(index) => {
                let slot = &mut self.players[index];
                self.boards.outdate(index, Some(slot));
                slot.account = account.into();
            }
            None => {
                let slot = Slot { id: id.clone(), account: account.into(), history: None };
                let index = self.players.push(slot);
                self.boards.outdate(index, None);
                add_to_index(&mut self.by_id, &self.hasher, &self.players, index, &id);
            }
        }
    }

    fn put_bet(&mut self, bet: &BetView, bytes: &[u8], horizon_ms: u64) {
        let Some(index) = self.index(&bet.player) else { return };
        let history = Arc::make_mut(self.players[index].history.get_or_insert_default());
        let seq = bet.seq();
        let put = history.put(KeptBet { seq, bytes: bytes.into() });
        if matches!(put, Put::Added | Put::AddedAndDropped) {
            self.bets.push(seq, index);
        }
        if put == Put::AddedAndDropped {
            let players = &self.players;
            self.bets.dropped(|seq, player| {
                let history = players.get(player).and_then(|slot| slot.history.as_deref());
                history.is_some_and(|history| history.get(seq).is_some())
            });
        }
        if bet.placed_ms() >= horizon_ms {
            self.sessions.see(index, &bet.session_id, bet.placed_ms());
        }
    }

    fn slot(&self, id: &PlayerId) -> Option<&Slot> {
        self.index(id).and_then(|index| self.players.get(index))
    }

    fn index(&self, id: &PlayerId) -> Option<u32> {
        let hash = self.hasher.hash_one(id.as_str());
        let is_of = |index: &u32| self.players.get(*index).is_some_and(|slot| slot.id == *id);
        self.by_id.find(hash, is_of).copied()
    }

    fn unpack(&self, player: &PlayerId, bet: &KeptBet) -> Result<BetView, ViewsError> {
        Ok(packed::bet(player, self.number, bet.seq, &bet.bytes)?)
    }
}

fn add_to_index(
    by_id: &mut HashTable<u32>,
    hasher: &DefaultHashBuilder,
    players: &Slab<Slot>,
    index: u32,
    id: &PlayerId,
) {
    let rehash =
        |index: &u32| players.get(*index).map_or(0, |slot| hasher.hash_one(slot.id.as_str()));
    by_id.insert_unique(hasher.hash_one(id.as_str()), index, rehash);
}
