//! One bet, as the read side shows it.

use croupier_domain::games::{Game, Outcome, Selection, Verdict};
use croupier_domain::{BetId, Money, PlayerId};

use crate::times::HopTimes;

/// A bet, final or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BetView {
    /// The bet; says when it was placed and by which commit.
    pub bet_id: BetId,
    /// Whose.
    pub player: PlayerId,
    /// Which event of its commit placed it, counted from 0.
    pub event_index: u32,
    /// The session it belongs to.
    pub session_id: Box<str>,
    /// The request that placed it.
    pub correlation_id: Option<Box<str>>,
    /// What it is on; names the game.
    pub selection: Selection,
    /// The version of the game's rules.
    pub rules: u32,
    /// The stake; doubling and splitting raise it.
    pub stake: Money,
    /// The server seed's number.
    pub seed_index: u32,
    /// The bet's number under that seed.
    pub nonce: u64,
    /// The client seed.
    pub client_seed: Box<str>,
    /// The commit that committed to the server seed.
    pub commitment_seq: u64,
    /// The balance after the last commit that changed this bet.
    pub balance_after: Money,
    /// How it ended; `None` while its round is open.
    pub settled: Option<Settled>,
    /// When its commit was where. No part of the view's digest.
    pub times: HopTimes,
}

/// How a bet ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Won, lost or pushed.
    pub verdict: Verdict,
    /// What the player got back, the stake included.
    pub payout: Money,
    /// What was drawn.
    pub outcome: Outcome,
    /// The commit that settled it.
    pub seq: u64,
    /// That commit's time (milliseconds since the Unix epoch).
    pub time_ms: u64,
}

/// How a bet stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BetStatus {
    /// Its round is open.
    Placed,
    /// Something was paid.
    Won,
    /// Nothing was paid.
    Lost,
    /// The rules returned the stake.
    Push,
}

impl BetView {
    /// The commit that placed it.
    pub fn seq(&self) -> u64 {
        self.bet_id.seq()
    }

    /// When it was placed (milliseconds since the Unix epoch).
    pub fn placed_ms(&self) -> u64 {
        self.bet_id.time_ms()
    }

    /// The game.
    pub fn game(&self) -> Game {
        self.selection.game()
    }

    /// How it stands.
    pub fn status(&self) -> BetStatus {
        match self.settled.as_ref().map(|settled| settled.verdict) {
            None => BetStatus::Placed,
            Some(Verdict::Won) => BetStatus::Won,
            Some(Verdict::Lost) => BetStatus::Lost,
            Some(Verdict::Push) => BetStatus::Push,
        }
    }

    /// Payout − stake; `None` while its round is open.
    pub fn profit(&self) -> Option<Money> {
        self.settled.as_ref().map(|settled| net(settled.payout, self.stake))
    }

    /// Whether the server seed's hash was in the log before the bet: its player could have seen it
    /// first. A player's very first bet opens the account, and the hash comes with it.
    pub fn commitment_came_before(&self) -> bool {
        self.commitment_seq < self.seq()
    }
}

/// Payout − stake. Both are between nothing and the largest balance, so it always fits.
pub(crate) fn net(payout: Money, stake: Money) -> Money {
    Money::from_minor(payout.minor().saturating_sub(stake.minor()))
}
