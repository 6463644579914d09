//! A round from the deal to the showdown.

use alloc::vec::Vec;
use core::cmp::Ordering;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::card::{Card, Shoe};
use super::hand::{Hand, Total, are_ace_and_ten};
use super::table::{HandResult, ShownHand, Table};
use super::{HANDS_MAX, strategy};
use crate::fairness::Draws;
use crate::games::{Outcome, Settlement, Verdict, multiple};
use crate::money::Money;

/// The dealer draws below this total and stands from it on, soft or hard.
const DEALER_STANDS: u8 = 17;

/// A round in progress: small plain data, with no card in it that its player may not see.
///
/// It does not hold its stream of draws. Every function that takes [`Draws`] takes the stream of
/// the round's bet from its beginning, and passes by the cards that are already on the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Round {
    #[serde(deserialize_with = "stake")]
    stake_minor: Money,
    dealer: Card,
    #[serde(deserialize_with = "hands")]
    hands: Vec<Hand>,
    version: u32,
}

/// A stake that a checked bet can have: what lies on all hands fits then.
fn stake<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    let stake = Money::deserialize(deserializer)?;
    let is_stake = stake.is_positive() && stake <= Money::MAX_BALANCE;
    is_stake.then_some(stake).ok_or_else(|| D::Error::custom("no stake of a round"))
}

fn hands<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Hand>, D::Error> {
    let hands = Vec::deserialize(deserializer)?;
    let is_played = (1..=HANDS_MAX).contains(&hands.len());
    is_played.then_some(hands).ok_or_else(|| D::Error::custom("no number of hands of a round"))
}

/// What a player may do with a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Take a card.
    Hit,
    /// Take no more cards.
    Stand,
    /// Double the hand's stake and take exactly one card.
    Double,
    /// Make two hands of a pair, each with the round's stake, and take a card for each.
    Split,
}

/// The round does not allow that action now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the round does not allow this action now")]
pub struct IllegalAction;

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Hit, Self::Stand, Self::Double, Self::Split];

    /// The action of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    /// The name in requests and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Stand => "stand",
            Self::Double => "double",
            Self::Split => "split",
        }
    }
}

impl Round {
    /// The first three cards. A natural is over at once.
    pub fn deal(stake: Money, draws: &mut Draws) -> Self {
        Self::dealt(stake, &mut Shoe::new(draws))
    }

    /// Take `action` on the leftmost open hand.
    ///
    /// # Errors
    /// When it is not among [`Round::legal_actions`]; the round is unchanged.
    pub fn advance(&mut self, action: Action, draws: &mut Draws) -> Result<(), IllegalAction> {
        match self.active() {
            Some(active) if self.allows(action, active) => {
                self.act(action, active, &mut self.shoe(draws));
                Ok(())
            }
            _ => Err(IllegalAction),
        }
    }

    /// Play to the end by the stated strategy, without adding to the stake.
    pub fn play_out(&mut self, draws: &mut Draws) {
        self.finish(&mut self.shoe(draws));
    }

    /// Let the dealer draw, and say what became of every hand. The bet is a push if every hand is.
    ///
    /// Made for a round that is over; a hand that is still open counts as it lies.
    pub fn settle(&self, draws: &mut Draws) -> Settlement {
        self.showdown(&mut self.shoe(draws))
    }

    /// What the player may do now; nothing when the round is over.
    pub fn legal_actions(&self) -> Vec<Action> {
        self.active().map_or_else(Vec::new, |active| {
            Action::ALL.into_iter().filter(|action| self.allows(*action, active)).collect()
        })
    }

    /// What `action` adds to the stake.
    pub const fn extra_stake(&self, action: Action) -> Money {
        match action {
            Action::Hit | Action::Stand => Money::ZERO,
            Action::Double | Action::Split => self.stake_minor,
        }
    }

    /// Whether no hand is open any more.
    pub fn is_over(&self) -> bool {
        self.active().is_none()
    }

    /// What lies on all hands together.
    pub fn stake(&self) -> Money {
        multiple(self.stake_minor, self.hands.iter().map(Hand::stakes).sum(), 1)
    }

    /// How many actions were taken so far, whoever took them.
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// What a screen may show of it.
    pub fn table(&self) -> Table {
        let hands = self.hands.iter().map(|hand| self.shown(hand)).collect();
        Table::new(Vec::from([self.dealer]), hands, self.active())
    }

    pub(super) fn dealt(stake_minor: Money, shoe: &mut Shoe<'_>) -> Self {
        let (first, dealer, second) = (shoe.card(), shoe.card(), shoe.card());
        Self { stake_minor, dealer, hands: Vec::from([Hand::dealt(first, second)]), version: 0 }
    }

    pub(super) fn finish(&mut self, shoe: &mut Shoe<'_>) {
        while let Some(active) = self.active() {
            let action = strategy::hit_or_stand(self.hands[active].total(), self.dealer);
            self.act(action, active, shoe);
        }
    }

    pub(super) fn showdown(&self, shoe: &mut Shoe<'_>) -> Settlement {
        let dealer = self.draw_for_dealer(shoe);
        let ended = |hand| (hand, self.result(hand, &dealer));
        let ended: Vec<(&Hand, HandResult)> = self.hands.iter().map(ended).collect();
        let half_stakes = ended.iter().map(|(hand, result)| hand.stakes() * result.half_stakes());
        let payout = multiple(self.stake_minor, half_stakes.sum(), 2);
        let verdict = if ended.iter().all(|(_, result)| *result == HandResult::Push) {
            Verdict::Push
        } else {
            Verdict::of_payout(payout)
        };
        let shown = |(hand, result)| ShownHand { result: Some(result), ..self.shown(hand) };
        let hands = ended.into_iter().map(shown).collect();
        Settlement { verdict, payout, outcome: Outcome::Blackjack(Table::new(dealer, hands, None)) }
    }

    /// The place of the leftmost open hand.
    fn active(&self) -> Option<usize> {
        self.hands.iter().position(Hand::is_open)
    }

    fn allows(&self, action: Action, active: usize) -> bool {
        let hand = &self.hands[active];
        match action {
            Action::Hit | Action::Stand => true,
            Action::Double => hand.has_first_cards_only(),
            Action::Split => hand.is_pair() && self.hands.len() < HANDS_MAX,
        }
    }

    fn act(&mut self, action: Action, active: usize, shoe: &mut Shoe<'_>) {
        let hand = &mut self.hands[active];
        match action {
            Action::Hit => hand.hit(shoe.card()),
            Action::Stand => hand.stand(),
            Action::Double => hand.double(shoe.card()),
            Action::Split => {
                let hands = hand.split([shoe.card(), shoe.card()]);
                self.hands.splice(active..=active, hands);
            }
        }
        self.version = self.version.saturating_add(1);
    }

    /// The cards to come, behind those on the table.
    fn shoe<'a>(&self, draws: &'a mut Draws) -> Shoe<'a> {
        let players: usize = self.hands.iter().map(|hand| hand.cards().len()).sum();
        Shoe::behind(1 + players, draws)
    }

    fn is_natural(&self) -> bool {
        matches!(&*self.hands, [only] if are_ace_and_ten(only.cards()))
    }

    fn draw_for_dealer(&self, shoe: &mut Shoe<'_>) -> Vec<Card> {
        let mut dealer = Vec::from([self.dealer]);
        if self.hands.iter().all(|hand| hand.total().is_bust()) {
            return dealer;
        }
        dealer.push(shoe.card());
        if !self.is_natural() {
            while Total::of(&dealer).points < DEALER_STANDS {
                dealer.push(shoe.card());
            }
        }
        dealer
    }

    fn result(&self, hand: &Hand, dealer: &[Card]) -> HandResult {
        let (player, bank) = (hand.total(), Total::of(dealer));
        match (self.is_natural(), are_ace_and_ten(dealer)) {
            _ if player.is_bust() => HandResult::Bust,
            (true, false) => HandResult::Natural,
            (true, true) => HandResult::Push,
            (false, true) => HandResult::Lost,
            (false, false) if bank.is_bust() => HandResult::Won,
            (false, false) => match player.points.cmp(&bank.points) {
                Ordering::Greater => HandResult::Won,
                Ordering::Equal => HandResult::Push,
                Ordering::Less => HandResult::Lost,
            },
        }
    }

    fn shown(&self, hand: &Hand) -> ShownHand {
        let Total { points: total, soft } = hand.total();
        let stake_minor = multiple(self.stake_minor, hand.stakes(), 1);
        ShownHand { cards: hand.cards().to_vec(), total, soft, stake_minor, result: None }
    }
}
