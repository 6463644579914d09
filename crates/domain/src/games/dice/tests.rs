use num_rational::Ratio;

use super::*;
use crate::games::Verdict;

/// The smallest stake a table takes by default: 10.00.
const STAKE_MIN: Money = Money::from_units(10);

const DIRECTIONS: [Direction; 2] = [Direction::Over, Direction::Under];

fn payout_at(call: Call, stake: Money, roll: u16) -> Money {
    let settlement = play(call, stake, &mut Draws::scripted([u32::from(roll)]));
    assert_eq!(settlement.outcome, Outcome::Dice(Roll { roll }));
    assert_eq!(settlement.verdict, Verdict::of_payout(settlement.payout));
    settlement.payout
}

fn every_chance() -> impl Iterator<Item = u16> {
    (0..=u16::MAX).filter(|&chance_bp| Call { chance_bp, ..Call::DEFAULT }.check().is_ok())
}

#[test]
fn chances_from_1_to_95_percent_are_on_offer() {
    assert!(every_chance().eq(100..=9_500));
}

#[test]
fn a_call_wins_on_as_many_numbers_as_its_chance_says() {
    for direction in DIRECTIONS {
        for chance_bp in every_chance().step_by(97).chain([4_950, 9_499, 9_500]) {
            let call = Call { direction, chance_bp };
            let winners: Vec<_> = (0..10_000).filter(|roll| call.wins(*roll)).collect();
            assert_eq!(winners.len(), usize::from(chance_bp), "{call:?}");
            let (first, last) = (winners[0], winners[winners.len() - 1]);
            assert_eq!(last - first + 1, chance_bp, "{call:?} has a gap");
        }
        for chance_bp in every_chance() {
            let call = Call { direction, chance_bp };
            let [best, worst] = match direction {
                Direction::Over => [10_000 - chance_bp, 9_999 - chance_bp],
                Direction::Under => [chance_bp - 1, chance_bp],
            };
            assert!(call.wins(best) && !call.wins(worst), "{call:?}");
        }
    }
}

/// The exact return of a chance at a stake: payout × winning numbers ÷ (stake × all numbers).
fn rtp(call: Call, stake: Money) -> Ratio<i64> {
    let winner = match call.direction {
        Direction::Over => 9_999,
        Direction::Under => 0,
    };
    let paid = payout_at(call, stake, winner).minor() * i64::from(call.chance_bp);
    assert_eq!(payout_at(call, stake, 9_999 - winner), Money::ZERO);
    Ratio::new(paid, stake.minor() * 10_000)
}

#[test]
fn every_chance_returns_99_percent_before_rounding_and_never_less_than_98_9() {
    let stated = Ratio::new(RTP.numerator as i64, RTP.denominator as i64);
    assert_eq!(stated, Ratio::new(99, 100));
    for direction in DIRECTIONS {
        for chance_bp in every_chance() {
            let call = Call { direction, chance_bp };
            let uneven = Money::from_minor(i64::from(chance_bp));
            assert_eq!(rtp(call, uneven), stated, "{call:?}: nothing to round");
            let rounded = rtp(call, STAKE_MIN);
            assert!(rounded <= stated && rounded > Ratio::new(989, 1_000), "{call:?}: {rounded}");
        }
    }
}

#[test]
fn a_win_pays_its_share_rounded_down() {
    for (chance_bp, minor, payout) in [
        (4_950, 1_000, 2_000),
        (100, 1_000, 99_000),
        (9_500, 1_000, 1_042),
        (3_333, 1_000, 2_970),
        (9_500, 1, 1),
        (100, Money::MAX_BALANCE.minor(), 99 * Money::MAX_BALANCE.minor()),
    ] {
        let call = Call { direction: Direction::Over, chance_bp };
        assert_eq!(payout_at(call, Money::from_minor(minor), 9_999).minor(), payout, "{call:?}");
    }
}

#[test]
fn a_call_is_read_back_from_json() {
    let json = r#"{"direction":"over","chance_bp":4950}"#;
    assert_eq!(serde_json::to_string(&Call::DEFAULT).unwrap(), json);
    assert_eq!(serde_json::from_str::<Call>(json).unwrap(), Call::DEFAULT);
    for json in [
        r#"{"direction":"over"}"#,
        r#"{"direction":"OVER","chance_bp":1}"#,
        r#"{"direction":"over","chance_bp":-1}"#,
        r#"{"direction":"over","chance_bp":1,"x":1}"#,
    ] {
        assert!(serde_json::from_str::<Call>(json).is_err(), "{json}");
    }
}
