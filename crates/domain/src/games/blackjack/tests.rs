//! The rules as scenes; `oracle` tells whole rounds a second time, `returns` adds everything up.

mod chart;
mod exact;
mod model;
mod oracle;
mod returns;
mod walk;

use super::*;
use crate::games::{Outcome, Verdict};
use Action::{Double, Hit, Split, Stand};
use chart::HIT_OR_STAND;
use hand::Total;
use strategy::hit_or_stand;

/// The draws that bring the cards of a text like `AS KD 7H`, and no more.
fn cards(text: &str) -> Draws {
    Draws::scripted(text.split_whitespace().map(|card| {
        let rank = "A23456789TJQK".find(&card[..1]).unwrap();
        let suit = "SHDC".find(&card[1..]).unwrap();
        (suit * 13 + rank) as u32
    }))
}

fn settled(outcome: &Outcome) -> &Table {
    let Outcome::Blackjack(table) = outcome else { panic!("{outcome:?}") };
    table
}

/// Every hand on a line: `TS 7D 17 10.00 push`, the dealer's last.
fn told(table: &Table) -> Vec<String> {
    let text = |cards: &[Card]| cards.iter().map(|card| format!("{card} ")).collect::<String>();
    let hand = |hand: &ShownHand| {
        let (cards, soft) = (text(&hand.cards), if hand.soft { "soft " } else { "" });
        let result = serde_json::to_value(hand.result).unwrap();
        let result = result.as_str().unwrap();
        format!("{cards}{soft}{} {} {result}", hand.total, hand.stake_minor)
    };
    let dealer = format!("{}{}", text(&table.dealer), table.dealer_total);
    table.hands.iter().map(hand).chain([dealer]).collect()
}

/// Deals `seen` for 10.00, takes the actions, and lets the dealer draw. `seen` holds exactly the
/// cards that are on the table before the dealer draws: a card drawn early would be missing.
fn check(seen: &str, actions: &[Action], dealers: &str, expected: &[&str], payout_minor: i64) {
    let mut round = Round::deal(Money::from_units(10), &mut cards(seen));
    for action in actions {
        round.advance(*action, &mut cards(seen)).unwrap();
    }
    assert!(round.is_over(), "{round:?}");
    let settlement = round.settle(&mut cards(&format!("{seen} {dealers}")));
    assert_eq!(told(settled(&settlement.outcome)), expected, "{seen} | {dealers}");
    assert_eq!(settlement.payout.minor(), payout_minor, "{seen} | {dealers}");
}

#[test]
fn a_natural_pays_3_to_2_and_ends_the_round() {
    check("AS 9D KH", &[], "5C", &["AS KH soft 21 10.00 natural", "9D 5C 14"], 2_500);
    check("TS AD AH", &[], "9C", &["TS AH soft 21 10.00 natural", "AD 9C 20"], 2_500);
    check("AS TD KH", &[], "AC", &["AS KH soft 21 10.00 push", "TD AC 21"], 1_000);
    check("AS AD KH", &[], "JC", &["AS KH soft 21 10.00 push", "AD JC 21"], 1_000);
    let odd = Money::from_minor(1_001);
    let settlement = play_at_once(odd, &mut cards("AS 9D KH 5C"));
    assert_eq!(settlement.payout.minor(), 2_502, "half a cent stays with the house");
}

#[test]
fn a_dealers_natural_beats_everything_else() {
    check("7S AD 7H 7C", &[Hit], "KC", &["7S 7H 7C 21 10.00 lost", "AD KC 21"], 0);
    check("6S AD 5H TC", &[Double], "KC", &["6S 5H TC 21 20.00 lost", "AD KC 21"], 0);
    let lost = &["8S 3H TC 21 20.00 lost", "8H TC 18 10.00 lost", "TD AC 21"];
    check("8S TD 8H 3H TC TC", &[Split, Double, Stand], "AC", lost, 0);
    let three = ["7S 7H 7C 21 10.00 push", "AD 4C 6S 21"];
    check("7S AD 7H 7C", &[Hit], "4C 6S", &three, 1_000);
}

#[test]
fn the_dealer_draws_to_17_and_stands_on_all_of_them() {
    check("TS 6D 8H", &[Stand], "AC", &["TS 8H 18 10.00 won", "6D AC 17"], 2_000);
    check("TS 6D 7H", &[Stand], "TC AC", &["TS 7H 17 10.00 push", "6D TC AC 17"], 1_000);
    check("TS 6D 7H", &[Stand], "TC 2C", &["TS 7H 17 10.00 lost", "6D TC 2C 18"], 0);
    check("TS 6D 2H", &[Stand], "TC KC", &["TS 2H 12 10.00 won", "6D TC KC 26"], 2_000);
    let soft = ["TS 8H 18 10.00 lost", "AD 2C 3C TC 5S 21"];
    check("TS AD 8H", &[Stand], "2C 3C TC 5S", &soft, 0);
}

#[test]
fn the_dealer_draws_nothing_when_every_hand_is_bust() {
    check("TS 6D 6H TC", &[Hit], "", &["TS 6H TC 26 10.00 bust", "6D 6"], 0);
    check("6S 6D 6H TC", &[Double], "", &["6S 6H TC 22 20.00 bust", "6D 6"], 0);
    let both = ["8S TH TC 28 10.00 bust", "8H TD TS 28 10.00 bust", "6D 6"];
    check("8S 6D 8H TH TD TC TS", &[Split, Hit, Hit], "", &both, 0);
    let one = ["8S TH TC 28 10.00 bust", "8H TD 18 10.00 won", "6D TS TC 26"];
    check("8S 6D 8H TH TD TC", &[Split, Hit, Stand], "TS TC", &one, 2_000);
}

#[test]
fn a_hand_of_21_stands_by_itself() {
    check("5S 6D 6H TC", &[Hit], "TD 2D", &["5S 6H TC 21 10.00 won", "6D TD 2D 18"], 2_000);
    check("5S 6D 6H TC", &[Double], "TD 2D", &["5S 6H TC 21 20.00 won", "6D TD 2D 18"], 4_000);
    let split = ["TS AH soft 21 10.00 won", "TH 9C 19 10.00 won", "7D TD 17"];
    check("TS 7D TH AH 9C", &[Split, Stand], "TD", &split, 4_000);
}

#[test]
fn split_aces_get_one_card_each_and_are_no_naturals() {
    let aces = ["AS KC soft 21 10.00 won", "AH AC soft 12 10.00 lost", "7D TD 17"];
    check("AS 7D AH KC AC", &[Split], "TD", &aces, 2_000);
    let tie = ["AS KC soft 21 10.00 push", "AH QC soft 21 10.00 push", "7D 7C 7H 21"];
    check("AS 7D AH KC QC", &[Split], "7C 7H", &tie, 2_000);
}

#[test]
fn cards_of_equal_value_split_up_to_four_hands() {
    let seen = "TS 6D KH JC QD TC 9H KS 8H";
    let actions = [Split, Split, Split, Stand, Stand, Stand, Stand];
    let hands = [
        "TS KS 20 10.00 won",
        "TC 8H 18 10.00 push",
        "JC 9H 19 10.00 won",
        "KH QD 20 10.00 won",
        "6D TC 2D 18",
    ];
    // Split T-K with J and Q; then T-J with T and 9; then T-T with K and 8.
    check(seen, &actions, "TC 2D", &hands, 7_000);
    let mut round = Round::deal(Money::from_units(10), &mut cards(seen));
    for action in &actions[..3] {
        round.advance(*action, &mut cards(seen)).unwrap();
    }
    assert_eq!(round.legal_actions(), [Hit, Stand, Double], "T-K is a pair, but the fourth hand");
}

#[test]
fn a_bet_of_several_hands_has_one_verdict() {
    let verdict = |seen: &str, dealers: &str, expected| {
        let mut round = Round::deal(Money::from_units(10), &mut cards(seen));
        for action in [Split, Stand, Stand] {
            round.advance(action, &mut cards(seen)).unwrap();
        }
        let settlement = round.settle(&mut cards(&format!("{seen} {dealers}")));
        assert_eq!((settlement.verdict, settlement.payout.minor()), expected, "{seen} | {dealers}");
    };
    verdict("8S 7D 8H TC TD", "TS", (Verdict::Won, 4_000));
    verdict("8S 8D 8H TC TD", "TS", (Verdict::Push, 2_000));
    verdict("8S 9D 8H TC TD", "TS", (Verdict::Lost, 0));
    verdict("8S 7D 8H 9C TD", "TS", (Verdict::Won, 3_000));
    verdict("8S 8D 8H 9C TD", "TS", (Verdict::Won, 1_000));
    // One won and one lost pay what was staked, but no hand was a tie.
    // One hand won and one lost give back what was staked, but neither was a tie.
    verdict("9S 8D 9H TC 8C", "TS", (Verdict::Won, 2_000));
}

#[test]
fn an_illegal_action_changes_nothing_and_draws_nothing() {
    let check = |seen: &str, taken: &[Action], illegal: &[Action]| {
        let mut round = Round::deal(Money::from_units(10), &mut cards(seen));
        for action in taken {
            round.advance(*action, &mut cards(seen)).unwrap();
        }
        let before = round.clone();
        for action in illegal {
            assert!(!round.legal_actions().contains(action), "{action:?} in {round:?}");
            assert_eq!(round.advance(*action, &mut cards("")), Err(IllegalAction));
        }
        assert_eq!(round, before);
        let legal = Action::ALL.into_iter().filter(|action| !illegal.contains(action));
        assert_eq!(round.legal_actions(), legal.collect::<Vec<_>>());
    };
    check("AS 9D KH", &[], &Action::ALL);
    check("9S 9D 8H", &[], &[Split]);
    check("9S 9D 9H", &[], &[]);
    check("9S 9D 8H 2C", &[Hit], &[Double, Split]);
    check("2S 9D 2H 2C", &[Hit], &[Double, Split]);
    check("9S 9D 8H", &[Stand], &Action::ALL);
    check("2S 9D 3H 2C", &[Double], &Action::ALL);
    check("AS 9D AH 2C AD", &[Split], &Action::ALL);
    check("8S 9D 8H 2C 8D", &[Split, Stand], &[]);
}

#[test]
fn the_greatest_stake_is_doubled_on_four_hands_and_paid() {
    let all = Money::MAX_BALANCE;
    let seen = "8S 6D 8H 8D 2C 8C 2C 2C 2C TS TS TS TS";
    let mut round = Round::deal(all, &mut cards(seen));
    for action in [Split, Split, Split, Double, Double, Double, Double] {
        assert_eq!(round.extra_stake(action), all);
        round.advance(action, &mut cards(seen)).unwrap();
    }
    assert_eq!(round.stake().minor(), 8 * all.minor());
    let settlement = round.settle(&mut cards(&format!("{seen} TS TS")));
    assert_eq!(settlement.payout.minor(), 16 * all.minor());
}

#[test]
fn an_open_hand_counts_as_it_lies() {
    let round = Round::deal(Money::from_units(10), &mut cards("TS 6D 8H"));
    let settlement = round.settle(&mut cards("TS 6D 8H TC AC"));
    assert_eq!(told(settled(&settlement.outcome)), ["TS 8H 18 10.00 won", "6D TC AC 17"]);
}

#[test]
fn the_stated_strategy_is_its_chart() {
    let card = |value: u8| Card::parse(&"ASAS2S3S4S5S6S7S8S9STS"[2 * usize::from(value)..][..2]);
    let any = || 1..=10u8;
    let hands = any().flat_map(|a| any().flat_map(move |b| (0..=10).map(move |c| [a, b, c])));
    for hand in hands.map(|[a, b, c]| if c == 0 { vec![a, b] } else { vec![a, b, c] }) {
        let total = Total::of(&hand.iter().filter_map(|value| card(*value)).collect::<Vec<_>>());
        for dealer in any().filter(|_| total.points < 21) {
            let expected = HIT_OR_STAND.advise(&hand, dealer, &[Hit, Stand]);
            let action = hit_or_stand(total, card(dealer).unwrap());
            assert_eq!(action, expected, "{hand:?} against {dealer}");
        }
    }
}

/// The last words of the 32-bit numbers make no card: 52 does not divide their count.
#[test]
fn a_round_goes_on_behind_its_cards_whatever_words_they_took() {
    let words = [5, u32::MAX, 6, 17, u32::MAX, u32::MAX, 1, 4, u32::MAX, 22];
    let draws = || Draws::scripted(words);
    let mut round = Round::deal(Money::from_units(10), &mut draws());
    round.advance(Hit, &mut draws()).unwrap();
    round.play_out(&mut draws());
    let settlement = round.settle(&mut draws());
    let hands = ["6S 5H 2S 5S 18 10.00 won", "7S TH 17"];
    assert_eq!(told(settled(&settlement.outcome)), hands);
    assert_eq!(play_at_once(Money::from_units(10), &mut draws()), settlement);
}

#[test]
fn a_round_has_this_json_form_and_shows_no_more() {
    let seen = "8S 9D 8H 2C AH 9S";
    let mut round = Round::deal(Money::from_units(10), &mut cards(seen));
    for action in [Split, Double] {
        round.advance(action, &mut cards(seen)).unwrap();
    }
    let json = concat!(
        r#"{"stake_minor":1000,"dealer":"9D","#,
        r#""hands":[{"cards":["8S","2C","9S"],"play":"doubled"},"#,
        r#"{"cards":["8H","AH"],"play":"hitting"}],"version":2}"#,
    );
    assert_eq!(serde_json::to_string(&round).unwrap(), json);
    assert_eq!(serde_json::from_str::<Round>(json).unwrap(), round);
    let shown = concat!(
        r#"{"dealer":["9D"],"dealer_total":9,"#,
        r#""hands":[{"cards":["8S","2C","9S"],"total":19,"soft":false,"stake_minor":2000},"#,
        r#"{"cards":["8H","AH"],"total":19,"soft":true,"stake_minor":1000}],"active":1}"#,
    );
    assert_eq!(serde_json::to_string(&round.table()).unwrap(), shown);
    assert_eq!(serde_json::from_str::<Table>(shown).unwrap(), round.table());
}

#[test]
fn cards_and_actions_are_known_by_name() {
    let mut names = std::collections::BTreeSet::new();
    for word in 0..52 {
        let round = Round::deal(Money::ZERO, &mut Draws::scripted([0, word, 0]));
        let card = round.table().dealer[0];
        assert_eq!(Card::parse(&card.to_string()), Some(card));
        names.insert(card.to_string());
    }
    assert_eq!(names.len(), 52);
    for unknown in ["", "A", "1S", "AX", "as", "10S", "AS "] {
        assert_eq!(Card::parse(unknown), None, "{unknown:?}");
        assert!(serde_json::from_value::<Card>(unknown.into()).is_err());
    }
    for action in Action::ALL {
        assert_eq!(Action::parse(action.name()), Some(action));
        assert_eq!(serde_json::to_value(action).unwrap(), action.name());
    }
    assert_eq!(Action::parse("surrender"), None);
}
