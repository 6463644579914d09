//! A partition as bytes, and back.
//!
//! ```text
//! version  1 byte
//! head     meta, partition, position, sums, number of accounts
//! account  id, length, bytes, number of bets; each bet: seq, length, bytes
//! …
//! sessions by their last bets
//! ```

use std::sync::Arc;

use croupier_domain::{PlayerId, Slab};
use serde::{Deserialize, Serialize};

use super::history::{History, KeptBet};
use super::partition::{Partition, Slot};
use super::sessions::Session;
use crate::digest::{Digest, Digester};
use crate::meta::Meta;
use crate::packed::{Malformed, put, take};
use crate::position::ViewPosition;
use crate::totals::PartitionTotals;

/// The layout above.
const VERSION: u8 = 1;

/// What a partition holds, without what can be computed from it.
#[derive(Debug)]
pub(super) struct Image {
    pub(super) meta: Meta,
    pub(super) number: u32,
    pub(super) position: Option<ViewPosition>,
    pub(super) totals: PartitionTotals,
    pub(super) players: Slab<Slot>,
    pub(super) sessions: Vec<Session>,
}

/// Why bytes are not a snapshot to go on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DecodeError {
    /// Another build wrote it.
    #[error("this build does not know snapshot version {0}")]
    UnknownVersion(u8),
    /// It is of another view.
    #[error("the snapshot was made for {0:?}, or for another partition")]
    Other(Meta),
    /// It is cut short, or is none.
    #[error("not a snapshot: {0}")]
    Malformed(#[from] Malformed),
}

#[derive(Serialize, Deserialize)]
struct Head {
    meta: Meta,
    number: u32,
    position: ViewPosition,
    totals: PartitionTotals,
    player_count: u64,
}

#[derive(Serialize, Deserialize)]
struct SessionParts {
    player: u32,
    id: Box<str>,
    last_ms: u64,
}

impl Image {
    pub(super) fn position(&self) -> Option<ViewPosition> {
        self.position
    }

    /// Empty before the first batch: there is nothing to go on from.
    pub(super) fn encode(&self) -> Vec<u8> {
        let Some(position) = self.position else { return Vec::new() };
        let player_count = self.players.len() as u64;
        let (meta, number, totals) = (self.meta, self.number, self.totals.clone());
        let head = Head { meta, number, position, totals, player_count };
        let mut bytes = put(&head, vec![VERSION]);
        for slot in self.players.iter() {
            bytes = put(&(&slot.id, slot.account.len() as u64), bytes);
            bytes.extend_from_slice(&slot.account);
            bytes = encode_history(slot.history.as_deref(), bytes);
        }
        let sessions = self.sessions.iter().map(|session| SessionParts {
            player: session.player,
            id: Box::from(&*session.id),
            last_ms: session.last_ms,
        });
        put(&sessions.collect::<Vec<_>>(), bytes)
    }

    pub(super) fn digest(&self) -> Digest {
        let mut digester = Digester::default();
        digester.totals(&self.totals);
        for slot in self.players.iter() {
            digester.add(Digester::part_of_player(&slot.id, &slot.account));
            for bet in slot.history.iter().flat_map(|history| history.iter()) {
                digester.add(Digester::part_of_bet(&slot.id, bet.seq, &bet.bytes));
            }
        }
        for session in &self.sessions {
            if let Some(slot) = self.players.get(session.player) {
                digester.session(&slot.id, &session.id, session.last_ms);
            }
        }
        digester.finish()
    }
}

fn encode_history(history: Option<&History>, mut bytes: Vec<u8>) -> Vec<u8> {
    let count = history.map_or(0, |history| history.iter().len() as u64);
    bytes = put(&count, bytes);
    for bet in history.iter().flat_map(|history| history.iter()) {
        bytes = put(&(bet.seq, bet.bytes.len() as u64), bytes);
        bytes.extend_from_slice(&bet.bytes);
    }
    bytes
}

/// The partition that [`Image::encode`] made `bytes` of, if it is `number` of a view of `meta`.
pub(super) fn decode(bytes: &[u8], meta: &Meta, number: u32) -> Result<Partition, DecodeError> {
    let (version, mut bytes) = bytes.split_first().ok_or(Malformed)?;
    if *version != VERSION {
        return Err(DecodeError::UnknownVersion(*version));
    }
    let rest = &mut bytes;
    let head: Head = take(rest)?;
    if head.meta != *meta || head.number != number {
        return Err(DecodeError::Other(head.meta));
    }
    let mut players = Slab::default();
    for _ in 0..head.player_count {
        let (id, length): (PlayerId, u64) = take(rest)?;
        let account = take_bytes(length, rest)?;
        let history = decode_history(rest)?.map(Arc::new);
        players.push(Slot { id, account, history });
    }
    let sessions: Vec<SessionParts> = take(rest)?;
    if !rest.is_empty() {
        return Err(Malformed.into());
    }
    let sessions = sessions.into_iter().map(|session| {
        let SessionParts { player, id, last_ms } = session;
        Session { player, id: id.into(), last_ms }
    });
    let sessions = sessions.collect();
    let Head { meta, number, position, totals, .. } = head;
    let position = Some(position);
    Ok(Partition::of(Image { meta, number, position, totals, players, sessions }))
}

fn decode_history(rest: &mut &[u8]) -> Result<Option<History>, Malformed> {
    let count: u64 = take(rest)?;
    if count == 0 {
        return Ok(None);
    }
    let mut history = History::default();
    for _ in 0..count {
        let (seq, length): (u64, u64) = take(rest)?;
        history.put(KeptBet { seq, bytes: take_bytes(length, rest)? });
    }
    Ok(Some(history))
}

fn take_bytes(length: u64, rest: &mut &[u8]) -> Result<Box<[u8]>, Malformed> {
    let length = usize::try_from(length).map_err(|_| Malformed)?;
    let (bytes, behind) = rest.split_at_checked(length).ok_or(Malformed)?;
    *rest = behind;
    Ok(bytes.into())
}
