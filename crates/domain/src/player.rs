//! One account, as decisions see it.

use alloc::boxed::Box;
use core::num::Saturating;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use crate::bet_id::BetId;
use crate::event::{Event, RoundStep, Source};
use crate::fairness::{Commitment, KeyId};
use crate::games::blackjack::Round;
use crate::hex::Hex;
use crate::money::Money;
use crate::player_id::PlayerId;

/// What a decision needs to know of a player, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Player {
    /// What can be staked.
    pub balance: Money,
    /// How much of the opening balance has not been wagered yet.
    pub unwagered_opening: Money,
    /// The number of the server seed in force.
    pub seed_index: u32,
    /// The master key it comes from.
    pub key_id: KeyId,
    /// Its SHA-256.
    pub commitment: Commitment,
    /// The number of the next bet under it.
    pub nonce: u64,
    /// The client seed; `None` until one was chosen: then it is the player's id.
    pub client_seed: Option<ArcStr>,
    /// The round that waits for the player.
    #[serde(with = "as_text")]
    pub open_round: Option<Box<OpenRound>>,
}

/// A bet whose outcome the player still has a part in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRound {
    /// The bet.
    pub bet_id: BetId,
    /// Its number under the seed in force, which cannot be rotated now.
    pub nonce: u64,
    /// Its client seed; `None` is the player's id.
    pub client_seed: Option<ArcStr>,
    /// The version of the rules it ends under.
    pub rules: u32,
    /// The cards so far.
    pub round: Round,
    /// When it is settled without the player.
    pub expires_ms: u64,
}

/// The change of a partition's sums that an event makes. Minor units; wide enough for any number
/// of 64-bit amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flows {
    /// Deposits, opening balances included.
    pub deposited: Saturating<i128>,
    /// Withdrawals.
    pub withdrawn: Saturating<i128>,
    /// Stakes taken.
    pub staked: Saturating<i128>,
    /// Stakes of bets that have ended.
    pub settled: Saturating<i128>,
    /// Payouts.
    pub paid: Saturating<i128>,
}

impl Player {
    /// An account of which nothing has happened yet.
    pub(crate) fn unopened() -> Self {
        Self {
            balance: Money::ZERO,
            unwagered_opening: Money::ZERO,
            seed_index: 0,
            key_id: 0,
            commitment: Commitment(Hex([0; 32])),
            nonce: 0,
            client_seed: None,
            open_round: None,
        }
    }

    /// The account that `events` make of `before`.
    pub fn after(before: Option<&Self>, events: &[Event]) -> Self {
        let mut player = before.cloned().unwrap_or_else(Self::unopened);
        for event in events {
            player.apply(event, &mut Flows::default());
        }
        player
    }

    /// The client seed in force.
    pub fn client_seed<'a>(&'a self, id: &'a PlayerId) -> &'a str {
        self.client_seed.as_deref().unwrap_or(id.as_str())
    }

    /// What may leave the account: all but what was given and not wagered once.
    pub fn withdrawable(&self) -> Money {
        let free = self.balance.checked_sub(self.unwagered_opening).unwrap_or(Money::ZERO);
        free.max(Money::ZERO)
    }

    /// Fold one event. Total: what an honest writer never writes (a stake beyond the balance, say)
    /// still has one defined result, and the fold of the commit finds the balance to be wrong.
    pub fn apply(&mut self, event: &Event, flows: &mut Flows) {
        match event {
            Event::FundsDeposited(e) => {
                self.credit(e.amount_minor);
                flows.deposited += wide(e.amount_minor);
                if e.source == Source::Opening {
                    self.unwagered_opening = e.amount_minor;
                }
            }
            Event::FundsWithdrawn(e) => {
                self.debit(e.amount_minor);
                flows.withdrawn += wide(e.amount_minor);
            }
            Event::SeedCommitted(e) => {
                (self.seed_index, self.key_id, self.commitment) = (e.index, e.key_id, e.commitment);
                self.nonce = 0;
            }
            Event::ClientSeedSet(e) => self.client_seed = Some(ArcStr::from(&*e.client_seed)),
            Event::BetPlaced(e) => {
                self.stake(e.stake_minor, flows);
                self.nonce = e.nonce.saturating_add(1);
                // Until an event says that the round goes on, the whole stake counts as settled.
                flows.settled += wide(e.stake_minor);
            }
            Event::RoundAdvanced(e) => self.advance(e, flows),
            Event::BetWon(e) => self.settle(e.bet_id, e.payout_minor, flows),
            Event::BetPushed(e) => self.settle(e.bet_id, e.payout_minor, flows),
            Event::BetLost(e) => self.settle(e.bet_id, Money::ZERO, flows),
            Event::PlayerRegistered(_)
            | Event::SeedRevealed(_)
            | Event::BetRejected(_)
            | Event::CommandRejected(_)
            | Event::Genesis(_)
            | Event::Takeover(_)
            | Event::Checkpointed(_)
            | Event::Moved(_)
            | Event::Imported(_)
            | Event::LossAccepted(_) => {}
        }
    }

    fn advance(&mut self, e: &crate::event::RoundAdvanced, flows: &mut Flows) {
        if e.added_minor.is_positive() {
            self.stake(e.added_minor, flows);
        }
        match (&mut self.open_round, e.step) {
            (None, RoundStep::Deal) => {
                flows.settled -= wide(e.round.stake());
                self.open_round = Some(Box::new(OpenRound {
                    bet_id: e.bet_id,
                    nonce: self.nonce.saturating_sub(1),
                    client_seed: self.client_seed.clone(),
                    rules: e.rules,
                    round: e.round.clone(),
                    expires_ms: e.expires_ms,
                }));
            }
            (Some(open), _) => open.round = e.round.clone(),
            (None, _) => {}
        }
    }

    fn settle(&mut self, bet_id: BetId, payout: Money, flows: &mut Flows) {
        if let Some(open) = self.open_round.take_if(|open| open.bet_id == bet_id) {
            flows.settled += wide(open.round.stake());
        }
        self.credit(payout);
        flows.paid += wide(payout);
    }

    fn stake(&mut self, stake: Money, flows: &mut Flows) {
        self.debit(stake);
        flows.staked += wide(stake);
        let left = self.unwagered_opening.checked_sub(stake).unwrap_or(Money::ZERO);
        self.unwagered_opening = left.max(Money::ZERO);
    }

    fn credit(&mut self, amount: Money) {
        self.balance = Money::from_minor(self.balance.minor().saturating_add(amount.minor()));
    }

    fn debit(&mut self, amount: Money) {
        self.balance = Money::from_minor(self.balance.minor().saturating_sub(amount.minor()));
    }
}

fn wide(amount: Money) -> i128 {
    i128::from(amount.minor())
}

/// An open round inside a snapshot is JSON text: its enums carry their tags inside, which the
/// snapshot's own encoding cannot express.
mod as_text {
    use alloc::borrow::Cow;
    use alloc::boxed::Box;

    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::OpenRound;

    pub(super) fn serialize<S: Serializer>(
        round: &Option<Box<OpenRound>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let text = round.as_ref().map(serde_json::to_string).transpose();
        text.map_err(S::Error::custom)?.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Box<OpenRound>>, D::Error> {
        let text = Option::<Cow<'de, str>>::deserialize(deserializer)?;
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(D::Error::custom)
    }
}
