use super::*;
use crate::games::Verdict;

/// Every subset of the numbers 0 to 36 with `size` elements, ascending.
fn subsets(size: usize) -> Vec<Vec<u8>> {
    let mut subsets = vec![Vec::new()];
    for _ in 0..size {
        subsets = subsets
            .into_iter()
            .flat_map(|subset| {
                let from = subset.last().map_or(0, |last: &u8| last + 1);
                (from..=36).map(move |next| [&subset[..], &[next]].concat())
            })
            .collect();
    }
    subsets
}

/// The inside bets of a European table, read off its drawing: twelve rows of three, zero on top.
fn inside_bets() -> Vec<(&'static str, Vec<u8>)> {
    let row = |row: u8| [3 * row + 1, 3 * row + 2, 3 * row + 3];
    let mut bets = vec![];
    bets.extend((0..=36).map(|number| ("straight", vec![number])));
    bets.extend([1, 2, 3].map(|number| ("split", vec![0, number])));
    bets.extend([vec![0, 1, 2], vec![0, 2, 3]].map(|trio| ("street", trio)));
    bets.push(("corner", vec![0, 1, 2, 3]));
    for [left, middle, right] in (0..12).map(row) {
        bets.extend([("split", vec![left, middle]), ("split", vec![middle, right])]);
        bets.push(("street", vec![left, middle, right]));
    }
    for (upper, lower) in (0..11).map(row).zip((1..12).map(row)) {
        bets.extend((0..3).map(|column| ("split", vec![upper[column], lower[column]])));
        bets.extend([0, 1].map(|left| {
            ("corner", vec![upper[left], upper[left + 1], lower[left], lower[left + 1]])
        }));
        bets.push(("six_line", [upper, lower].concat()));
    }
    bets
}

fn outside_bets() -> Vec<(&'static str, Vec<u8>)> {
    let thirds =
        ["dozen", "column"].into_iter().flat_map(|name| [1, 2, 3].map(|n| (name, vec![n])));
    let halves = ["red", "black", "odd", "even", "low", "high"].map(|name| (name, vec![]));
    thirds.chain(halves).collect()
}

fn every_spot() -> Vec<Spot> {
    let bets = inside_bets().into_iter().chain(outside_bets());
    bets.map(|(name, numbers)| Spot::from_name_and_numbers(name, &numbers).unwrap()).collect()
}

fn chip(spot: Spot, minor: i64) -> Chip {
    Chip { spot, stake_minor: Money::from_minor(minor) }
}

fn payout_at(chips: &[Chip], pocket: u8) -> i64 {
    let settlement = play(chips, &mut Draws::scripted([u32::from(pocket)]));
    assert_eq!(settlement.outcome, Outcome::Roulette(Spin { pocket }));
    assert_eq!(settlement.verdict, Verdict::of_payout(settlement.payout));
    settlement.payout.minor()
}

#[test]
fn the_layout_has_exactly_the_inside_bets_of_a_european_table() {
    for (name, size) in
        [("straight", 1), ("split", 2), ("street", 3), ("corner", 4), ("six_line", 6)]
    {
        let is_legal = |numbers: &Vec<u8>| Spot::from_name_and_numbers(name, numbers).is_ok();
        let legal: Vec<_> = subsets(size).into_iter().filter(is_legal).collect();
        let mut drawn: Vec<_> = inside_bets().into_iter().filter(|(bet, _)| *bet == name).collect();
        drawn.sort();
        assert_eq!(
            legal,
            drawn.into_iter().map(|(_, numbers)| numbers).collect::<Vec<_>>(),
            "{name}"
        );
    }
    assert_eq!(every_spot().len(), 37 + 60 + 14 + 23 + 11 + 3 + 3 + 6);
}

#[test]
fn every_spot_returns_36_of_37() {
    for spot in every_spot() {
        let returned: i64 = (0..POCKETS).map(|pocket| payout_at(&[chip(spot, 1)], pocket)).sum();
        assert_eq!((returned, u64::from(POCKETS)), (36, RTP.denominator), "{spot:?}");
    }
    assert_eq!(RTP.numerator, 36);
}

#[test]
fn every_spot_pays_its_odds_on_its_numbers() {
    for (name, odds) in [
        ("straight", 35),
        ("split", 17),
        ("street", 11),
        ("corner", 8),
        ("six_line", 5),
        ("dozen", 2),
        ("column", 2),
        ("red", 1),
        ("black", 1),
        ("odd", 1),
        ("even", 1),
        ("low", 1),
        ("high", 1),
    ] {
        for spot in every_spot().into_iter().filter(|spot| spot.name() == name) {
            assert_eq!(spot.pays_to_one(), odds, "{spot:?}");
        }
    }
    for (name, numbers) in inside_bets() {
        let spot = Spot::from_name_and_numbers(name, &numbers).unwrap();
        let covered: Vec<_> = (0..POCKETS).filter(|pocket| spot.covers(*pocket)).collect();
        assert_eq!(covered, numbers, "{name}");
    }
}

#[test]
fn outside_bets_cover_what_the_layout_says() {
    // Around the wheel the colours alternate, from red 32 at the left of zero.
    let wheel = [
        32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10, 5, 24, 16, 33, 1, 20,
        14, 31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26,
    ];
    let numbers = |step: usize, from: u8| (from..=36).step_by(step).collect::<Vec<_>>();
    let check = |name, numbers: &[u8], mut expected: Vec<u8>| {
        expected.sort_unstable();
        let spot = Spot::from_name_and_numbers(name, numbers).unwrap();
        let covered: Vec<_> = (0..POCKETS).filter(|pocket| spot.covers(*pocket)).collect();
        assert_eq!(covered, expected, "{name} {numbers:?}");
    };
    check("red", &[], wheel.iter().copied().step_by(2).collect());
    check("black", &[], wheel.iter().copied().skip(1).step_by(2).collect());
    check("odd", &[], numbers(2, 1));
    check("even", &[], numbers(2, 2));
    check("low", &[], (1..=18).collect());
    check("high", &[], (19..=36).collect());
    for third in 1..=3 {
        check("column", &[third], numbers(3, third));
        check("dozen", &[third], (12 * third - 11..=12 * third).collect());
    }
}

#[test]
fn numbers_come_in_any_order_and_in_the_right_number() {
    let corner = Spot::Corner { numbers: [17, 18, 20, 21] };
    assert_eq!(Spot::from_name_and_numbers("corner", &[21, 17, 20, 18]), Ok(corner));
    for (name, numbers) in [
        ("corner", &[17, 18, 20][..]),
        ("corner", &[17, 18, 20, 20]),
        ("corner", &[3, 4, 6, 7]),
        ("corner", &[34, 35, 37, 38]),
        ("corner", &[251, 252, 254, 255]),
        ("straight", &[]),
        ("straight", &[37]),
        ("straight", &[255]),
        ("split", &[254, 255]),
        ("split", &[3, 4]),
        ("split", &[0, 4]),
        ("split", &[36, 39]),
        ("street", &[253, 254, 255]),
        ("street", &[37, 38, 39]),
        ("six_line", &[34, 35, 36, 37, 38, 39]),
        ("dozen", &[0]),
        ("dozen", &[4]),
        ("column", &[0]),
        ("column", &[1, 2]),
        ("red", &[1]),
        ("Red", &[]),
        ("", &[]),
    ] {
        assert_eq!(Spot::from_name_and_numbers(name, numbers), Err(InvalidSelection), "{name}");
    }
}

#[test]
fn chips_are_few_laid_and_add_up() {
    let stake = Money::from_minor;
    let check = |chips: &[Chip], minor, allowed: bool| {
        assert_eq!(check(chips, stake(minor)).is_ok(), allowed, "{chips:?} for {minor}");
    };
    check(&[], 0, false);
    check(&[chip(Spot::Red, 1)], 1, true);
    check(&[chip(Spot::Red, 1)], 2, false);
    check(&[chip(Spot::Red, 3), chip(Spot::Red, 4)], 7, true);
    check(&[chip(Spot::Red, 3), chip(Spot::Low, 4)], 6, false);
    check(&[chip(Spot::Red, 3), chip(Spot::Low, 0)], 3, false);
    check(&[chip(Spot::Red, 3), chip(Spot::Low, -1)], 2, false);
    check(&[chip(Spot::Red, i64::MAX), chip(Spot::Low, i64::MAX)], -2, false);
    check(&[chip(Spot::Split { numbers: [3, 4] }, 1)], 1, false);
    check(&[chip(Spot::Split { numbers: [2, 1] }, 1)], 1, false);
    check(&[chip(Spot::Dozen { dozen: 0 }, 1)], 1, false);
    check(&[chip(Spot::Red, 1); CHIPS_MAX], CHIPS_MAX as i64, true);
    check(&[chip(Spot::Red, 1); CHIPS_MAX + 1], CHIPS_MAX as i64 + 1, false);
}

#[test]
fn every_winning_chip_is_paid() {
    let chips = [
        chip(Spot::Straight { number: 17 }, 100),
        chip(Spot::Split { numbers: [17, 20] }, 50),
        chip(Spot::Black, 1_001),
        chip(Spot::Black, 9),
        chip(Spot::Dozen { dozen: 3 }, 1_000),
    ];
    for (pocket, payout) in
        [(17, 3_600 + 900 + 2_020), (20, 900 + 2_020), (2, 2_020), (25, 3_000), (0, 0), (1, 0)]
    {
        assert_eq!(payout_at(&chips, pocket), payout, "pocket {pocket}");
    }
}

#[test]
fn the_greatest_stake_is_paid_in_full() {
    let all = Money::MAX_BALANCE.minor();
    assert_eq!(payout_at(&[chip(Spot::Straight { number: 0 }, all)], 0), 36 * all);
    let halves = [chip(Spot::Straight { number: 0 }, all / 2); 2];
    assert_eq!(payout_at(&halves, 0), 36 * all);
}

#[test]
fn spots_are_read_back_from_json() {
    for spot in every_spot() {
        let json = serde_json::to_string(&spot).unwrap();
        assert_eq!(serde_json::from_str::<Spot>(&json).unwrap(), spot, "{json}");
    }
    let split = chip(Spot::Split { numbers: [17, 20] }, 500);
    let red = chip(Spot::Red, 500);
    for (chip, json) in [
        (split, r#"{"spot":{"bet":"split","numbers":[17,20]},"stake_minor":500}"#),
        (red, r#"{"spot":{"bet":"red"},"stake_minor":500}"#),
    ] {
        assert_eq!(serde_json::to_string(&chip).unwrap(), json);
    }
    for json in [
        r#"{"bet":"split","numbers":[3,4]}"#,
        r#"{"bet":"red","numbers":[1]}"#,
        r#"{"bet":"red","number":1}"#,
        r#"{"numbers":[1]}"#,
    ] {
        assert!(serde_json::from_str::<Spot>(json).is_err(), "{json}");
    }
    let more = r#"{"spot":{"bet":"red"},"stake_minor":500,"color":"green"}"#;
    assert!(serde_json::from_str::<Chip>(more).is_err());
}
