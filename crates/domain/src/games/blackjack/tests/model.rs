//! What blackjack returns, worked out from its rules by dynamic programming.
//!
//! Nothing here calls the code of rounds. A hand is (sum with aces as 1, whether it has an ace); a
//! card is its value, 1 to 10.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::Action;
use super::chart::Chart;
use super::exact::{Exact, Return};

/// How the player decides.
#[derive(Clone, Copy)]
pub(super) enum Plan {
    /// As a chart says.
    Chart(&'static Chart),
    /// Whatever of these actions promises the greatest profit.
    BestOf(&'static [Action]),
}

/// The return of a plan, over every deal.
pub(super) fn total(plan: Plan) -> Return {
    Return::over_cards(|dealer| {
        let game = Game::against(dealer, plan);
        Return::over_cards(|a| Return::over_cards(|b| game.of_deal(a, b)))
    })
}

type Hand = (u8, bool);

fn with((sum, ace): Hand, card: u8) -> Hand {
    (sum + card, ace || card == 1)
}

fn points((sum, ace): Hand) -> u8 {
    if ace && sum <= 11 { sum + 10 } else { sum }
}

/// Everything against one face-up card.
struct Game {
    dealer: u8,
    plan: Plan,
    /// The chance of a dealer's natural.
    natural: Exact,
    /// The chances of the dealer's other ends by points, all above 21 together under 22.
    ends: BTreeMap<u8, Exact>,
    after_hit: RefCell<HashMap<Hand, Return>>,
}

impl Game {
    fn against(dealer: u8, plan: Plan) -> Self {
        let mut natural = Exact::ZERO;
        let mut ends = BTreeMap::new();
        // Sums only grow: taken in order, a hand's chance is complete when its turn comes.
        let mut waiting = BTreeMap::from([((dealer, dealer == 1), Exact::ONE)]);
        while let Some((hand, chance)) = waiting.pop_first() {
            for card in 1..=10 {
                let next = with(hand, card);
                let is_second_card = hand.0 == dealer;
                let sum = match points(next) {
                    21 if is_second_card => &mut natural,
                    end @ 17.. => ends.entry(end.min(22)).or_insert(Exact::ZERO),
                    _ => waiting.entry(next).or_insert(Exact::ZERO),
                };
                *sum = sum.plus(chance.share(card));
            }
        }
        Self { dealer, plan, natural, ends, after_hit: RefCell::default() }
    }

    fn of_deal(&self, a: u8, b: u8) -> Return {
        if (a, b) == (1, 10) || (a, b) == (10, 1) {
            let paid = Exact::ONE.halves(5).minus(self.natural.halves(3));
            return Return { paid, staked: Exact::ONE };
        }
        let mut options = self.without_splitting(a, b);
        if a == b {
            let worth = if a == 1 { self.split_aces() } else { self.split(a, 2, 2) };
            options.push((Action::Split, worth));
        }
        self.decide(&[a, b], options)
    }

    /// A hand that gets no more cards, with so many stakes on it.
    fn stand(&self, hand: Hand, stakes: i64) -> Return {
        let mut paid = Exact::ZERO;
        for (end, chance) in &self.ends {
            let half_stakes = match points(hand) {
                22.. => 0,
                mine if *end == 22 || *end < mine => 4,
                mine if *end == mine => 2,
                _ => 0,
            };
            paid = paid.plus(chance.halves(half_stakes * stakes));
        }
        Return { paid, staked: Exact::ONE.halves(2 * stakes) }
    }

    /// A hand that gets a card and goes on.
    fn hit(&self, hand: Hand) -> Return {
        if let Some(known) = self.after_hit.borrow().get(&hand) {
            return *known;
        }
        let worth = Return::over_cards(|card| {
            let next = with(hand, card);
            let stand = (Action::Stand, self.stand(next, 1));
            if points(next) >= 21 {
                return stand.1;
            }
            // Any three cards of that sum will do: they are no pair.
            let cards = if next.1 { [1, 0, next.0 - 1] } else { [0, 0, next.0] };
            self.decide(&cards, vec![stand, (Action::Hit, self.hit(next))])
        });
        self.after_hit.borrow_mut().insert(hand, worth);
        worth
    }

    /// What two cards are worth to each action but splitting.
    fn without_splitting(&self, a: u8, b: u8) -> Vec<(Action, Return)> {
        let hand = with((a, a == 1), b);
        let stand = (Action::Stand, self.stand(hand, 1));
        if points(hand) == 21 {
            return vec![stand];
        }
        let double = Return::over_cards(|card| self.stand(with(hand, card), 2));
        vec![stand, (Action::Hit, self.hit(hand)), (Action::Double, double)]
    }

    /// `hands` hands, each with one card of `value` and the second to come, and `splits` more that
    /// may be made among them.
    fn split(&self, value: u8, hands: usize, splits: usize) -> Return {
        if hands == 0 {
            return Return::NOTHING;
        }
        let others = self.split(value, hands - 1, splits);
        Return::over_cards(|card| {
            let mut options = self.without_splitting(value, card);
            options.iter_mut().for_each(|(_, worth)| *worth = worth.plus(others));
            if card == value && splits > 0 {
                options.push((Action::Split, self.split(value, hands + 1, splits - 1)));
            }
            self.decide(&[value, card], options)
        })
    }

    /// Two aces with one card each.
    fn split_aces(&self) -> Return {
        let one = Return::over_cards(|card| self.stand(with((1, true), card), 1));
        one.plus(one)
    }

    fn decide(&self, cards: &[u8], options: Vec<(Action, Return)>) -> Return {
        let legal: Vec<_> = options.iter().map(|(action, _)| *action).collect();
        let worth_of = |chosen| options.iter().find(|(action, _)| *action == chosen).unwrap().1;
        match self.plan {
            _ if legal == [Action::Stand] => worth_of(Action::Stand),
            Plan::Chart(chart) => worth_of(chart.advise(cards, self.dealer, &legal)),
            Plan::BestOf(actions) => {
                let allowed = legal.into_iter().filter(|action| actions.contains(action));
                allowed.map(worth_of).max_by_key(|worth| worth.profit()).unwrap()
            }
        }
    }
}
