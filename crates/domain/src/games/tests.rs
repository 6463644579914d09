//! What holds for every game.

use proptest::prelude::*;

use super::*;
use crate::fairness::ServerSeed;
use crate::hex::Hex;
use roulette::{Chip, Spot};

fn draws(seed: [u8; 32], game: Game) -> Draws {
    Draws::new(&ServerSeed(Hex(seed)), game.name(), "client", 7)
}

fn selections(stake: Money) -> impl Strategy<Value = Selection> {
    let spots = prop_oneof![
        (0..=36u8).prop_map(|number| Spot::Straight { number }),
        (1..=3u8).prop_map(|dozen| Spot::Dozen { dozen }),
        Just(Spot::SixLine { numbers: [1, 2, 3, 4, 5, 6] }),
        Just(Spot::Black),
    ];
    let chance = dice::CHANCE_BP_MIN..=dice::CHANCE_BP_MAX;
    let direction = prop_oneof![Just(dice::Direction::Over), Just(dice::Direction::Under)];
    prop_oneof![
        spots.prop_map(move |spot| {
            Selection::Roulette { chips: Vec::from([Chip { spot, stake_minor: stake }]) }
        }),
        (1..=5u8).prop_map(|lines| Selection::Slots { lines }),
        (direction, chance).prop_map(|(direction, chance_bp)| Selection::Dice(dice::Call {
            direction,
            chance_bp
        })),
        Just(Selection::Blackjack),
    ]
}

fn bets() -> impl Strategy<Value = (Money, Selection)> {
    let edges = prop_oneof![1..=200_000i64, Just(Money::MAX_BALANCE.minor())];
    edges.prop_map(Money::from_minor).prop_flat_map(|stake| (Just(stake), selections(stake)))
}

proptest! {
    /// A bet is a function of its draws, pays what the stake allows, and is called what it paid.
    #[test]
    fn a_checked_bet_always_settles((stake, selection) in bets(), seed: [u8; 32]) {
        let game = selection.game();
        prop_assert_eq!(selection.check(stake), Ok(()));
        let settlement = selection.play(stake, &mut draws(seed, game));
        prop_assert_eq!(&settlement, &selection.play(stake, &mut draws(seed, game)));

        let payout = i128::from(settlement.payout.minor());
        prop_assert!(payout >= 0);
        prop_assert!(payout <= i128::from(stake.minor()) * i128::from(MULTIPLE_MAX));
        match settlement.verdict {
            Verdict::Won => prop_assert!(payout > 0),
            Verdict::Lost => prop_assert_eq!(payout, 0),
            Verdict::Push => prop_assert_eq!((game, settlement.payout), (Game::Blackjack, stake)),
        }

        let json = serde_json::to_string(&selection).unwrap();
        prop_assert_eq!(serde_json::from_str::<Selection>(&json).unwrap(), selection);
        let json = serde_json::to_string(&settlement.outcome).unwrap();
        prop_assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), settlement.outcome);
    }
}

#[test]
fn games_are_known_by_name() {
    for game in Game::ALL {
        assert_eq!(Game::parse(game.name()), Some(game));
        assert_eq!(serde_json::to_string(&game).unwrap(), format!("\"{}\"", game.name()));
        assert_eq!(Selection::default_for(game, Money::from_units(10)).game(), game);
    }
    assert_eq!(Game::parse("baccarat"), None);
}

#[test]
fn defaults_are_on_offer_at_every_stake_a_balance_can_hold() {
    for game in Game::ALL {
        for (minor, allowed) in [
            (i64::MIN, false),
            (-1, false),
            (0, false),
            (1, true),
            (Money::MAX_BALANCE.minor(), true),
            (Money::MAX_BALANCE.minor() + 1, false),
            (i64::MAX, false),
        ] {
            let stake = Money::from_minor(minor);
            let selection = Selection::default_for(game, stake);
            assert_eq!(selection.check(stake).is_ok(), allowed, "{game:?} at {stake}");
        }
    }
}

#[test]
fn what_a_game_does_not_offer_is_refused() {
    let stake = Money::from_units(10);
    let call = dice::Call { chance_bp: 99, ..dice::Call::DEFAULT };
    for selection in [
        Selection::Roulette { chips: Vec::new() },
        Selection::Slots { lines: 0 },
        Selection::Slots { lines: 6 },
        Selection::Dice(call),
    ] {
        assert_eq!(selection.check(stake), Err(InvalidSelection), "{selection:?}");
    }
}

#[test]
fn every_default_returns_between_92_and_99_6_percent() {
    for game in Game::ALL {
        let Rtp { numerator, denominator } = game.rtp();
        assert!(numerator * 100 >= denominator * 92, "{game:?}");
        assert!(numerator * 1_000 <= denominator * 996, "{game:?}");
    }
}

/// What the log holds and every later build must read.
#[test]
fn selections_and_outcomes_have_these_json_forms() {
    let ten = Money::from_units(10);
    let card = |text| blackjack::Card::parse(text).unwrap();
    let hand = blackjack::ShownHand {
        cards: Vec::from([card("AS"), card("TD")]),
        total: 21,
        soft: true,
        stake_minor: ten,
        result: Some(blackjack::HandResult::Natural),
    };
    let table = blackjack::Table {
        dealer: Vec::from([card("7H"), card("KC")]),
        dealer_total: 17,
        hands: Vec::from([hand]),
        active: None,
    };
    let win = slots::Win { line: 1, symbol: slots::Symbol::Bell, run: 3, multiplier: 60 };
    let stop = slots::Stop { stops: [1, 2, 3], wins: Vec::from([win]) };
    let cases = [
        (
            Selection::default_for(Game::Roulette, ten),
            r#"{"roulette":{"chips":[{"spot":{"bet":"red"},"stake_minor":1000}]}}"#,
            Outcome::Roulette(roulette::Spin { pocket: 36 }),
            r#"{"roulette":{"pocket":36}}"#,
        ),
        (
            Selection::default_for(Game::Slots, ten),
            r#"{"slots":{"lines":1}}"#,
            Outcome::Slots(stop),
            concat!(
                r#"{"slots":{"stops":[1,2,3],"#,
                r#""wins":[{"line":1,"symbol":"bell","run":3,"multiplier":60}]}}"#,
            ),
        ),
        (
            Selection::default_for(Game::Dice, ten),
            r#"{"dice":{"direction":"over","chance_bp":4950}}"#,
            Outcome::Dice(dice::Roll { roll: 9_999 }),
            r#"{"dice":{"roll":9999}}"#,
        ),
        (
            Selection::Blackjack,
            r#""blackjack""#,
            Outcome::Blackjack(table),
            concat!(
                r#"{"blackjack":{"dealer":["7H","KC"],"dealer_total":17,"#,
                r#""hands":[{"cards":["AS","TD"],"total":21,"soft":true,"#,
                r#""stake_minor":1000,"result":"natural"}]}}"#,
            ),
        ),
    ];
    for (selection, selection_json, outcome, outcome_json) in cases {
        assert_eq!(serde_json::to_string(&selection).unwrap(), selection_json);
        assert_eq!(serde_json::from_str::<Selection>(selection_json).unwrap(), selection);
        assert_eq!(serde_json::to_string(&outcome).unwrap(), outcome_json);
        assert_eq!(serde_json::from_str::<Outcome>(outcome_json).unwrap(), outcome);
    }
}
