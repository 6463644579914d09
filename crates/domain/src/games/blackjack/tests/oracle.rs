//! Whole rounds told a second time, from the rules alone, and compared with the real ones.

use proptest::prelude::*;
use proptest::sample::select;

use super::chart::{HIT_OR_STAND, best};
use super::{Action, HandResult, Round, play_at_once, settled};
use crate::fairness::Draws;
use crate::games::{Settlement, Verdict};
use crate::money::Money;

const STAKE: Money = Money::from_units(10);

/// A round as the oracle tells it. Cards are draws: 0 to 51.
struct Told {
    steps: Vec<Step>,
    hands: Vec<Hand>,
    /// What each hand came to, and how many half stakes of the round it gives back.
    results: Vec<(HandResult, i64)>,
    dealer: Vec<u32>,
    /// How many cards were drawn when the player was done, and in the end.
    player_drew: usize,
    drew: usize,
}

/// A decision of the player.
struct Step {
    legal: Vec<Action>,
    taken: Action,
    /// How many cards were drawn before it.
    drawn: usize,
}

struct Hand {
    cards: Vec<u32>,
    doubled: bool,
}

struct Teller<'a, F> {
    deck: &'a [u32],
    drawn: usize,
    dealer: u32,
    hands_made: usize,
    steps: Vec<Step>,
    choose: F,
}

fn value(card: u32) -> u8 {
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10][card as usize % 13]
}

fn values(cards: &[u32]) -> Vec<u8> {
    cards.iter().copied().map(value).collect()
}

fn points(cards: &[u32]) -> u8 {
    best(&values(cards)).0
}

/// Tell the round that `deck` makes when the player chooses by (hand, dealer's card, legal).
fn tell(deck: &[u32], choose: impl FnMut(&[u8], u8, &[Action]) -> Action) -> Told {
    let dealer = deck[1];
    let mut teller = Teller { deck, drawn: 3, dealer, hands_made: 1, steps: vec![], choose };
    let first = [deck[0], deck[2]];
    let natural = points(&first) == 21;
    let hands = teller.play(first.to_vec(), natural);
    let player_drew = teller.drawn;

    let mut dealer = vec![dealer];
    if hands.iter().any(|hand| points(&hand.cards) <= 21) {
        dealer.push(teller.draw());
        while !natural && points(&dealer) < 17 {
            dealer.push(teller.draw());
        }
    }
    let result = |hand: &Hand| {
        let dealer_natural = dealer.len() == 2 && points(&dealer) == 21;
        let (mine, theirs) = (points(&hand.cards), points(&dealer));
        let (result, returned) = if mine > 21 {
            (HandResult::Bust, 0)
        } else if natural {
            if dealer_natural { (HandResult::Push, 2) } else { (HandResult::Natural, 5) }
        } else if dealer_natural {
            (HandResult::Lost, 0)
        } else if theirs > 21 || mine > theirs {
            (HandResult::Won, 4)
        } else if mine == theirs {
            (HandResult::Push, 2)
        } else {
            (HandResult::Lost, 0)
        };
        (result, if hand.doubled { 2 * returned } else { returned })
    };
    let results = hands.iter().map(result).collect();
    Told { steps: teller.steps, results, hands, player_drew, drew: teller.drawn, dealer }
}

impl<F: FnMut(&[u8], u8, &[Action]) -> Action> Teller<'_, F> {
    fn draw(&mut self) -> u32 {
        self.drawn += 1;
        self.deck[self.drawn - 1]
    }

    /// Play one hand to the end: itself, or the hands it was split into.
    fn play(&mut self, mut cards: Vec<u32>, closed: bool) -> Vec<Hand> {
        while !closed && points(&cards) < 21 {
            let mut legal = vec![Action::Hit, Action::Stand];
            if cards.len() == 2 {
                legal.push(Action::Double);
                if value(cards[0]) == value(cards[1]) && self.hands_made < 4 {
                    legal.push(Action::Split);
                }
            }
            let taken = (self.choose)(&values(&cards), value(self.dealer), &legal);
            self.steps.push(Step { legal, taken, drawn: self.drawn });
            match taken {
                Action::Hit => cards.push(self.draw()),
                Action::Stand => break,
                Action::Double => {
                    cards.push(self.draw());
                    return vec![Hand { cards, doubled: true }];
                }
                Action::Split => {
                    self.hands_made += 1;
                    let aces = value(cards[0]) == 1;
                    let left = vec![cards[0], self.draw()];
                    let right = vec![cards[1], self.draw()];
                    let mut hands = self.play(left, aces);
                    hands.extend(self.play(right, aces));
                    return hands;
                }
            }
        }
        vec![Hand { cards, doubled: false }]
    }
}

fn text(cards: &[u32]) -> Vec<String> {
    let name = |card: &u32| {
        let (rank, suit) = (*card as usize % 13, *card as usize / 13);
        format!("{}{}", &"A23456789TJQK"[rank..=rank], &"SHDC"[suit..=suit])
    };
    cards.iter().map(name).collect()
}

/// The settlement says what the oracle says.
fn compare(settlement: &Settlement, told: &Told) {
    let table = settled(&settlement.outcome);
    let shown = |cards: &[super::Card]| cards.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown(&table.dealer), text(&told.dealer));
    assert_eq!(table.dealer_total, points(&told.dealer));
    assert_eq!(table.active, None);
    assert_eq!(table.hands.len(), told.hands.len());
    for ((seat, hand), (result, _)) in table.hands.iter().zip(&told.hands).zip(&told.results) {
        assert_eq!(shown(&seat.cards), text(&hand.cards));
        assert_eq!((seat.total, seat.soft), best(&values(&hand.cards)));
        assert_eq!(seat.stake_minor.minor(), STAKE.minor() * if hand.doubled { 2 } else { 1 });
        assert_eq!(seat.result, Some(*result), "{:?}", text(&hand.cards));
    }
    let half_stakes = told.results.iter().map(|(_, returned)| returned).sum::<i64>();
    assert_eq!(settlement.payout.minor(), STAKE.minor() / 2 * half_stakes);
    let pushed = told.results.iter().all(|(result, _)| *result == HandResult::Push);
    let verdict = match half_stakes {
        0 => Verdict::Lost,
        _ if pushed => Verdict::Push,
        _ => Verdict::Won,
    };
    assert_eq!(settlement.verdict, verdict);
}

/// A round played step by step says what the oracle says, on every way. Each call gets exactly the
/// cards that may have been seen after it, so that drawing one early would fail.
fn agrees(deck: &[u32], choices: &[usize]) {
    let mut choices = choices.iter().cycle();
    let told = tell(deck, |_, _, legal| legal[choices.next().unwrap() % legal.len()]);
    let seen = |count: usize| Draws::scripted(deck[..count].iter().copied());
    let drawn_after = told.steps.iter().skip(1).map(|step| step.drawn).chain([told.player_drew]);

    let mut round = Round::deal(STAKE, &mut seen(3));
    for ((version, step), drawn_after) in told.steps.iter().enumerate().zip(drawn_after) {
        assert_eq!(round.version() as usize, version);
        assert_eq!(round.legal_actions(), step.legal);
        assert_eq!(round.table().dealer.len(), 1);
        let stake = round.stake().checked_add(round.extra_stake(step.taken)).unwrap();
        let json = serde_json::to_string(&round).unwrap();
        assert_eq!(serde_json::from_str::<Round>(&json).unwrap(), round);
        round.advance(step.taken, &mut seen(drawn_after)).unwrap();
        assert_eq!(round.stake(), stake);
    }
    assert!(round.is_over() && round.legal_actions().is_empty());
    compare(&round.settle(&mut seen(told.drew)), &told);
}

/// The stated strategy plays what its chart says, at once or from the deal on.
fn plays_the_chart(deck: &[u32]) {
    let told = tell(deck, |hand, dealer, legal| HIT_OR_STAND.advise(hand, dealer, legal));
    let seen = |count: usize| Draws::scripted(deck[..count].iter().copied());
    compare(&play_at_once(STAKE, &mut seen(told.drew)), &told);

    let mut round = Round::deal(STAKE, &mut seen(3));
    round.play_out(&mut seen(told.player_drew));
    assert_eq!(round.version() as usize, told.steps.len());
    compare(&round.settle(&mut seen(told.drew)), &told);
}

/// Enough cards for every round, many pairs and aces among them.
fn decks() -> impl Strategy<Value = Vec<u32>> {
    let any_card = 0..52u32;
    let few_ranks = select(vec![0, 7, 9, 12, 20, 26, 47]);
    let low_cards = select(vec![0, 1, 2, 3, 13, 14, 27, 40]);
    let cards = |card: BoxedStrategy<u32>| proptest::collection::vec(card, 120);
    prop_oneof![cards(any_card.boxed()), cards(few_ranks.boxed()), cards(low_cards.boxed())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_way_to_play_comes_to_what_the_rules_say(
        deck in decks(),
        choices in proptest::collection::vec(0..12usize, 1..20),
    ) {
        agrees(&deck, &choices);
    }

    #[test]
    fn the_stated_strategy_is_what_is_played(deck in decks()) {
        plays_the_chart(&deck);
    }
}
