use num_rational::Ratio;

use super::*;
use crate::games::Verdict;

/// A stake that every number of lines divides.
const EVEN: Money = Money::from_minor(60);

/// The smallest stake a table takes by default: 10.00.
const STAKE_MIN: Money = Money::from_units(10);

fn every_stop() -> impl Iterator<Item = [u8; 3]> {
    let stops = || 0..STOPS as u8;
    stops().flat_map(move |a| stops().flat_map(move |b| stops().map(move |c| [a, b, c])))
}

fn play_at(stops: [u8; 3], lines: u8, stake: Money) -> (Settlement, Vec<Win>) {
    let settlement = play(lines, stake, &mut Draws::scripted(stops.map(u32::from)));
    assert_eq!(settlement.verdict, Verdict::of_payout(settlement.payout));
    let Outcome::Slots(stop) = &settlement.outcome else { panic!("{settlement:?}") };
    assert_eq!(stop.stops, stops);
    let wins = stop.wins.clone();
    (settlement, wins)
}

/// How many stops of `reel` show `symbol`.
fn count(reel: usize, symbol: Symbol) -> u64 {
    STRIPS[reel].iter().filter(|other| **other == symbol).count() as u64
}

#[test]
fn the_strips_hold_what_they_should_and_never_show_a_symbol_twice() {
    for (symbol, counts) in Symbol::ALL.into_iter().zip([
        [7, 6, 5],
        [6, 6, 7],
        [5, 5, 6],
        [4, 5, 5],
        [4, 4, 3],
        [3, 3, 3],
        [2, 2, 2],
        [1, 1, 1],
    ]) {
        assert_eq!([0, 1, 2].map(|reel| count(reel, symbol)), counts, "{symbol:?}");
    }
    for strip in STRIPS {
        for at in 0..STOPS {
            let [above, middle, below] = [0, 1, 2].map(|row| strip[(at + row) % STOPS]);
            assert!(above != middle && middle != below && above != below, "at {at}");
        }
    }
}

/// Counted from the strips and the paytable alone, without a window or a line.
#[test]
fn the_paytable_returns_what_is_stated() {
    let stops = STOPS as u64;
    let paid: u64 = Symbol::ALL
        .into_iter()
        .map(|symbol| {
            let [a, b, c] = [0, 1, 2].map(|reel| count(reel, symbol));
            let runs = [a * (stops - b) * stops, a * b * (stops - c), a * b * c];
            runs.into_iter()
                .zip(symbol.pays())
                .map(|(ways, pays)| ways * u64::from(pays))
                .sum::<u64>()
        })
        .sum();
    assert_eq!(paid, 31_448);
    assert_eq!(Ratio::new(paid, stops.pow(3)), Ratio::new(RTP.numerator, RTP.denominator));
}

/// Each with the number of the 32768 spins that pay something.
#[test]
fn every_number_of_lines_returns_what_is_stated() {
    let stated = Ratio::new(RTP.numerator as i64, RTP.denominator as i64);
    for (lines, paying) in [(1, 7_754), (2, 15_185), (3, 22_259), (4, 22_459), (5, 22_756)] {
        let (mut spins, mut paid, mut paid_at_min, mut paying_spins) = (0, 0, 0, 0);
        for stops in every_stop() {
            let settlement = play_at(stops, lines, EVEN).0;
            spins += 1;
            paid += settlement.payout.minor();
            paying_spins += i64::from(settlement.verdict == Verdict::Won);
            paid_at_min += play_at(stops, lines, STAKE_MIN).0.payout.minor();
        }
        assert_eq!(Ratio::new(paid, EVEN.minor() * spins), stated, "{lines} lines");
        assert_eq!(paying_spins, paying, "{lines} lines");
        let rounded = Ratio::new(paid_at_min, STAKE_MIN.minor() * spins);
        let worst = stated - Ratio::new(1, STAKE_MIN.minor());
        assert!(worst < rounded && rounded <= stated, "{lines} lines: {rounded}");
    }
}

/// What stops show, top row first, and the lines that pay: (line, symbol, run, multiplier).
#[test]
fn lines_pay_for_the_run_from_the_left() {
    use Symbol::{Bar, Bell, Cherry, Lemon, Melon, Orange, Plum, Seven};
    let check = |stops, shown: [[Symbol; 3]; 3], paying: &[(u8, Symbol, u8, u32)]| {
        assert_eq!(window(stops), shown, "{stops:?}");
        let (_, wins) = play_at(stops, 5, EVEN);
        let wins = wins.iter().map(|win| (win.line, win.symbol, win.run, win.multiplier));
        assert_eq!(wins.collect::<Vec<_>>(), paying, "{stops:?}");
    };
    check(
        [0, 0, 0],
        [[Orange, Cherry, Plum], [Seven, Seven, Seven], [Lemon, Lemon, Lemon]],
        &[(1, Seven, 3, 1_000), (3, Lemon, 3, 10)],
    );
    check(
        [3, 1, 1],
        [[Plum, Seven, Seven], [Cherry, Lemon, Lemon], [Bar, Melon, Orange]],
        &[(1, Cherry, 1, 2)],
    );
    check(
        [3, 4, 1],
        [[Plum, Plum, Seven], [Cherry, Cherry, Lemon], [Bar, Orange, Orange]],
        &[(1, Cherry, 2, 5)],
    );
    check(
        [5, 9, 8],
        [[Bar, Bar, Bar], [Melon, Cherry, Orange], [Bell, Plum, Bell]],
        &[(2, Bar, 3, 150)],
    );
    check(
        [1, 2, 4],
        [[Seven, Lemon, Melon], [Lemon, Melon, Cherry], [Plum, Plum, Plum]],
        &[(3, Plum, 3, 20)],
    );
    check(
        [5, 8, 6],
        [[Bar, Lemon, Plum], [Melon, Bar, Lemon], [Bell, Cherry, Bar]],
        &[(4, Bar, 3, 150)],
    );
    check(
        [1, 3, 6],
        [[Seven, Melon, Plum], [Lemon, Plum, Lemon], [Plum, Cherry, Bar]],
        &[(5, Plum, 3, 20)],
    );
}

#[test]
fn the_stake_is_spread_over_the_lines_and_rounded_once() {
    let payout =
        |stops, lines, minor| play_at(stops, lines, Money::from_minor(minor)).0.payout.minor();
    assert_eq!(payout([0, 0, 0], 1, 1_000), 1_000_000);
    assert_eq!(payout([0, 0, 0], 2, 1_000), 500_000);
    assert_eq!(payout([0, 0, 0], 3, 1_000), 336_666);
    assert_eq!(payout([0, 0, 0], 4, 1_000), 252_500);
    assert_eq!(payout([0, 0, 0], 5, 1_000), 202_000);
    assert_eq!(payout([3, 1, 1], 5, 1_000), 400);
    assert_eq!(payout([3, 1, 1], 5, 2), 0);
    let all = Money::MAX_BALANCE.minor();
    assert_eq!(payout([0, 0, 0], 1, all), 1_000 * all);
}

#[test]
fn one_to_five_lines_are_on_offer() {
    let offered: Vec<_> = (0..=u8::MAX).filter(|lines| check(*lines).is_ok()).collect();
    assert_eq!(offered, [1, 2, 3, 4, 5]);
}
