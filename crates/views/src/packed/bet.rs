//! A bet as bytes.

use std::borrow::Cow;

use croupier_domain::games::Verdict;
use croupier_domain::{BetId, Money, PlayerId};
use serde::{Deserialize, Serialize};

use super::outcome::PackedOutcome;
use super::selection::PackedSelection;
use super::text::PackedText;
use crate::bet::{BetView, Settled};
use crate::times::HopTimes;

/// A bet without what its key says: player, partition and seq.
#[derive(Serialize, Deserialize)]
pub(super) struct PackedBet<'a> {
    placed_ms: u64,
    event_index: u32,
    #[serde(borrow)]
    session_id: Cow<'a, str>,
    #[serde(borrow)]
    correlation_id: Option<PackedText<'a>>,
    #[serde(borrow)]
    selection: PackedSelection<'a>,
    rules: u32,
    stake: Money,
    seed_index: u32,
    nonce: u64,
    /// `None`: the player's id.
    #[serde(borrow)]
    client_seed: Option<Cow<'a, str>>,
    commitment_seq: u64,
    balance_after: Money,
    #[serde(borrow)]
    settled: Option<PackedSettled<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PackedSettled<'a> {
    verdict: PackedVerdict,
    payout: Money,
    #[serde(borrow)]
    outcome: PackedOutcome<'a>,
    /// How many commits after the one that placed it.
    seq_after: u64,
    /// How many milliseconds after it was placed.
    ms_after: u64,
}

#[derive(Serialize, Deserialize)]
enum PackedVerdict {
    Won,
    Lost,
    Push,
}

impl<'a> PackedBet<'a> {
    pub(super) fn of(bet: &'a BetView) -> Self {
        let is_players_id = *bet.client_seed == *bet.player.as_str();
        Self {
            placed_ms: bet.placed_ms(),
            event_index: bet.event_index,
            session_id: Cow::Borrowed(&bet.session_id),
            correlation_id: bet.correlation_id.as_deref().map(PackedText::of),
            selection: PackedSelection::of(&bet.selection),
            rules: bet.rules,
            stake: bet.stake,
            seed_index: bet.seed_index,
            nonce: bet.nonce,
            client_seed: (!is_players_id).then_some(Cow::Borrowed(&*bet.client_seed)),
            commitment_seq: bet.commitment_seq,
            balance_after: bet.balance_after,
            settled: bet.settled.as_ref().map(|settled| PackedSettled::of(bet, settled)),
        }
    }

    pub(super) fn into_view(self, player: &PlayerId, partition: u32, seq: u64) -> BetView {
        let placed_ms = self.placed_ms;
        let client_seed = self.client_seed.unwrap_or(Cow::Borrowed(player.as_str()));
        BetView {
            bet_id: BetId::new(placed_ms, partition, seq),
            player: player.clone(),
            event_index: self.event_index,
            session_id: self.session_id.into(),
            correlation_id: self.correlation_id.map(PackedText::into_text),
            selection: self.selection.into_selection(),
            rules: self.rules,
            stake: self.stake,
            seed_index: self.seed_index,
            nonce: self.nonce,
            client_seed: client_seed.into(),
            commitment_seq: self.commitment_seq,
            balance_after: self.balance_after,
            settled: self.settled.map(|settled| settled.into_settled(placed_ms, seq)),
            times: HopTimes::default(),
        }
    }
}

impl<'a> PackedSettled<'a> {
    fn of(bet: &BetView, settled: &'a Settled) -> Self {
        Self {
            verdict: match settled.verdict {
                Verdict::Won => PackedVerdict::Won,
                Verdict::Lost => PackedVerdict::Lost,
                Verdict::Push => PackedVerdict::Push,
            },
            payout: settled.payout,
            outcome: PackedOutcome::of(&settled.outcome),
            seq_after: settled.seq.wrapping_sub(bet.seq()),
            ms_after: settled.time_ms.wrapping_sub(bet.placed_ms()),
        }
    }

    fn into_settled(self, placed_ms: u64, seq: u64) -> Settled {
        Settled {
            verdict: match self.verdict {
                PackedVerdict::Won => Verdict::Won,
                PackedVerdict::Lost => Verdict::Lost,
                PackedVerdict::Push => Verdict::Push,
            },
            payout: self.payout,
            outcome: self.outcome.into_outcome(),
            seq: seq.wrapping_add(self.seq_after),
            time_ms: placed_ms.wrapping_add(self.ms_after),
        }
    }
}
