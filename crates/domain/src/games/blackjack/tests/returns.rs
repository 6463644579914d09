//! The exact returns: best play, stated play and the real code come to the same fractions.

use super::chart::{BEST, Chart, HIT_OR_STAND};
use super::exact::Exact;
use super::model::{self, Plan};
use super::{Action, walk};
use crate::games::{Rtp, blackjack};

/// What a chart returns is the best that its actions can do, is what the real code returns, and is
/// what the game states; `rtp` is the exact fraction, `staked` what is staked on the way.
fn check(
    chart: &'static Chart,
    actions: &'static [Action],
    rtp: (i128, i128),
    staked: (i128, i128),
    stated: Rtp,
) {
    let total = model::total(Plan::Chart(chart));
    let best = model::total(Plan::BestOf(actions));
    assert_eq!(total.profit(), best.profit(), "the chart is the best use of {actions:?}");
    assert_eq!(walk::total(chart), total, "the code pays what the rules say");
    let returned = Exact::ONE.plus(total.profit());
    assert_eq!(returned.fraction(), rtp);
    assert_eq!(total.staked.fraction(), staked);
    let (stated, scale) = (i128::from(stated.numerator), i128::from(stated.denominator));
    assert_eq!(stated, rtp.0 * scale / rtp.1, "rounded down");
    assert!(
        stated * 100 >= scale * 92 && stated * 1_000 <= scale * 996,
        "worth playing, not losing"
    );
}

#[test]
fn hitting_and_standing_return_what_is_stated() {
    let rtp = (89_512_638_548_729_315_354_590_833_380, 13i128.pow(26));
    check(&HIT_OR_STAND, &[Action::Hit, Action::Stand], rtp, (1, 1), blackjack::RTP);
}

#[test]
fn the_best_use_of_every_action_returns_what_is_stated() {
    let rtp = (91_159_754_664_666_918_717_168_907_477, 13i128.pow(26));
    let staked = (69_997_065, 13i128.pow(7));
    check(&BEST, &Action::ALL, rtp, staked, blackjack::RTP_OF_BEST_PLAY);
}
