//! The same returns, walked through the real code: every card it can draw, with its chance.
//!
//! The walk plays real rounds by a chart and reads what real settlements give each hand. Three
//! things keep it short, and `oracle` checks each on whole rounds: a hand's worth depends on its
//! values and not on their order or suits; hands of one round are played one after the other and
//! paid one by one; so is the dealer's end, which is drawn after all of them.

use std::collections::{BTreeMap, HashMap};

use super::chart::Chart;
use super::exact::{Exact, Return};
use super::{Action, HANDS_MAX, HandResult, Round, settled};
use crate::fairness::Draws;
use crate::games::Settlement;
use crate::money::Money;

const STAKE: Money = Money::from_units(10);

/// A real round and the draws that led to it.
#[derive(Clone)]
struct Path {
    round: Round,
    draws: Vec<u32>,
}

/// The walk against one face-up card.
struct Walk {
    dealer: u8,
    chart: &'static Chart,
    /// For each way the dealer can end: draws that lead there, and its chance.
    ends: Vec<(Vec<u32>, Exact)>,
    of_hand: HashMap<(Vec<u8>, usize), Return>,
    of_rest: HashMap<(Vec<Vec<u8>>, usize, bool), Return>,
}

/// The return of a chart, over every deal.
pub(super) fn total(chart: &'static Chart) -> Return {
    Return::over_cards(|dealer| {
        let ends = dealer_ends(dealer);
        let mut walk =
            Walk { dealer, chart, ends, of_hand: HashMap::new(), of_rest: HashMap::new() };
        Return::over_cards(|a| Return::over_cards(|b| walk.of_deal([a, dealer, b])))
    })
}

/// A draw of that value; suits and tens are the oracle's business.
fn draw(value: u8) -> u32 {
    u32::from(value) - 1
}

fn scripted(parts: [&[u32]; 2]) -> Draws {
    Draws::scripted(parts.concat())
}

/// Every sequence of cards that the real dealer draws, gathered by where it ends.
fn dealer_ends(dealer: u8) -> Vec<(Vec<u32>, Exact)> {
    let stood = {
        let draws = [10, dealer, 8].map(draw).to_vec();
        let round = Round::deal(STAKE, &mut scripted([&draws, &[]]));
        Path { round, draws }.after(Action::Stand, &[])
    };
    let mut ends = BTreeMap::<_, (Vec<u32>, Exact)>::new();
    let mut waiting = vec![(Vec::new(), Exact::ONE)];
    while let Some((drawn, chance)) = waiting.pop() {
        // Three tens more than the dealer can want show whether it wanted any.
        let settlement = stood.settle(&[&drawn[..], &[9, 9, 9]].concat());
        let table = settled(&settlement.outcome);
        if table.dealer.len() > 1 + drawn.len() {
            let next = |value| ([&drawn[..], &[draw(value)]].concat(), chance.share(value));
            waiting.extend((1..=10).map(next));
            continue;
        }
        assert_eq!(table.dealer.len(), 1 + drawn.len(), "stopped before its last card");
        let is_natural = table.dealer.len() == 2 && table.dealer_total == 21;
        let end = (is_natural, table.dealer_total.min(22));
        let sum = &mut ends.entry(end).or_insert((drawn, Exact::ZERO)).1;
        *sum = sum.plus(chance);
    }
    ends.into_values().collect()
}

impl Path {
    fn after(&self, action: Action, cards: &[u32]) -> Self {
        let mut path = self.clone();
        path.draws.extend(cards);
        path.round.advance(action, &mut scripted([&path.draws, &[]])).unwrap();
        path
    }

    fn settle(&self, dealers: &[u32]) -> Settlement {
        let settlement = self.round.settle(&mut scripted([&self.draws, dealers]));
        let hands = &settled(&settlement.outcome).hands;
        let half_stakes = hands.iter().map(|hand| half_stakes(hand.result) * stakes(hand));
        let paid = STAKE.minor() / 2 * half_stakes.sum::<i64>();
        assert_eq!(settlement.payout.minor(), paid, "a bet pays what its hands do");
        settlement
    }

    /// The values of every hand.
    fn hands(&self) -> Vec<Vec<u8>> {
        let values = |hand: super::ShownHand| {
            let mut values: Vec<_> = hand.cards.iter().map(|card| card.value()).collect();
            values.sort_unstable();
            values
        };
        self.round.table().hands.into_iter().map(values).collect()
    }
}

fn half_stakes(result: Option<HandResult>) -> i64 {
    match result.unwrap() {
        HandResult::Natural => 5,
        HandResult::Won => 4,
        HandResult::Push => 2,
        HandResult::Lost | HandResult::Bust => 0,
    }
}

fn stakes(hand: &super::ShownHand) -> i64 {
    hand.stake_minor.minor() / STAKE.minor()
}

impl Walk {
    fn of_deal(&mut self, first_three: [u8; 3]) -> Return {
        let draws = first_three.map(draw).to_vec();
        let round = Round::deal(STAKE, &mut scripted([&draws, &[]]));
        let path = Path { round, draws };
        if path.hands() == [[1, 10]] {
            // A natural is over: the dealer gets one card, whatever it is.
            assert!(path.round.is_over());
            return Return::over_cards(|value| {
                of_one_hand(Exact::ONE, &path.settle(&[draw(value)]), 0)
            });
        }
        self.of_rest(&path, 0)
    }

    /// The hands from place `from` on.
    fn of_rest(&mut self, path: &Path, from: usize) -> Return {
        let mut hands = path.hands().split_off(from);
        let Some(hand) = hands.first().cloned() else { return Return::NOTHING };
        let is_open = path.round.table().active == Some(from);
        hands.sort_unstable();
        let key = (hands, from, is_open);
        if let Some(known) = self.of_rest.get(&key) {
            return *known;
        }
        let worth = if !is_open {
            self.finished(path, from).plus(self.of_rest(path, from + 1))
        } else if self.advice(&hand, path) == Action::Split {
            self.of_split(path, from)
        } else {
            let rest = self.of_rest(&path.after(Action::Stand, &[]), from + 1);
            self.of_hand(path, from).plus(rest)
        };
        self.of_rest.insert(key, worth);
        worth
    }

    /// The hands from place `from` on, of which the first is split.
    fn of_split(&mut self, path: &Path, from: usize) -> Return {
        assert!(path.hands().len() < HANDS_MAX, "split once too often: {:?}", path.round);
        let mut after = |a, b| self.of_rest(&path.after(Action::Split, &[draw(a), draw(b)]), from);
        if path.hands().len() + 1 < HANDS_MAX {
            return Return::over_cards(|a| Return::over_cards(|b| after(a, b)));
        }
        // After the last split each of the two cards is worth the same whatever the other is.
        let first = Return::over_cards(|a| after(a, 2));
        let second = Return::over_cards(|b| after(2, b));
        first.plus(second).minus(after(2, 2))
    }

    /// The open hand at `at`, played by the chart and not split.
    fn of_hand(&mut self, path: &Path, at: usize) -> Return {
        let mut hands = path.hands();
        let key = (hands.swap_remove(at), hands.len());
        if let Some(known) = self.of_hand.get(&key) {
            return *known;
        }
        let worth = match self.advice(&key.0, path) {
            Action::Stand => self.finished(&path.after(Action::Stand, &[]), at),
            Action::Split => panic!("split in {:?}", path.round),
            action => Return::over_cards(|value| {
                let next = path.after(action, &[draw(value)]);
                if next.round.table().active == Some(at) {
                    self.of_hand(&next, at)
                } else {
                    self.finished(&next, at)
                }
            }),
        };
        self.of_hand.insert(key, worth);
        worth
    }

    fn advice(&self, hand: &[u8], path: &Path) -> Action {
        self.chart.advise(hand, self.dealer, &path.round.legal_actions())
    }

    /// The hand at `at`, which gets no more cards.
    fn finished(&self, path: &Path, at: usize) -> Return {
        let hands = path.round.table().hands;
        if hands.len() == 1 && hands[at].total > 21 {
            return of_one_hand(Exact::ONE, &path.settle(&[]), at);
        }
        self.ends.iter().fold(Return::NOTHING, |sum, (dealers, chance)| {
            sum.plus(of_one_hand(*chance, &path.settle(dealers), at))
        })
    }
}

/// What a settlement with that chance gives one of its hands.
fn of_one_hand(chance: Exact, settlement: &Settlement, at: usize) -> Return {
    let hand = &settled(&settlement.outcome).hands[at];
    Return {
        paid: chance.halves(half_stakes(hand.result) * stakes(hand)),
        staked: chance.halves(2 * stakes(hand)),
    }
}
