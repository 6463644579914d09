//! Ways to play, written down as the charts that players carry.

use core::ops::RangeInclusive;

use super::Action;

/// What to do with which total against which face-up card: a letter for each of the dealer's 2, 3,
/// … 9, ten and ace. H hit, S stand, D double or else hit, d double or else stand, P split.
pub(super) struct Chart {
    hard: &'static [(RangeInclusive<u8>, &'static str)],
    soft: &'static [(RangeInclusive<u8>, &'static str)],
    /// By the value of the pair. A dot, or no row, means: by the total.
    pairs: &'static [(RangeInclusive<u8>, &'static str)],
}

/// The strategy that the module's documentation states.
pub(super) static HIT_OR_STAND: Chart = Chart {
    hard: &[
        (2..=11, "HHHHHHHHHH"),
        (12..=12, "HHSSSHHHHH"),
        (13..=16, "SSSSSHHHHH"),
        (17..=20, "SSSSSSSSSS"),
    ],
    soft: &[(12..=17, "HHHHHHHHHH"), (18..=18, "SSSSSSSHHH"), (19..=20, "SSSSSSSSSS")],
    pairs: &[],
};

/// The best use of every action.
pub(super) static BEST: Chart = Chart {
    hard: &[
        (4..=8, "HHHHHHHHHH"),
        (9..=9, "HDDDDHHHHH"),
        (10..=11, "DDDDDDDDHH"),
        (12..=12, "HHSSSHHHHH"),
        (13..=16, "SSSSSHHHHH"),
        (17..=20, "SSSSSSSSSS"),
    ],
    soft: &[
        (12..=12, "HHHHHHHHHH"),
        (13..=13, "HHHHDHHHHH"),
        (14..=15, "HHHDDHHHHH"),
        (16..=16, "HHDDDHHHHH"),
        (17..=17, "HDDDDHHHHH"),
        (18..=18, "SddddSSHHH"),
        (19..=20, "SSSSSSSSSS"),
    ],
    pairs: &[
        (1..=1, "PPPPPPPPP."),
        (2..=3, "PPPPPP...."),
        (4..=4, "...PP....."),
        (6..=6, "PPPPP....."),
        (7..=7, "PPPPPP...."),
        (8..=8, "PPPPPPPP.."),
        (9..=9, "PPPPP.PP.."),
    ],
};

impl Chart {
    /// What it says about a hand of card values, aces 1, among the actions that are legal.
    pub(super) fn advise(&self, hand: &[u8], dealer: u8, legal: &[Action]) -> Action {
        let can = |action| legal.contains(&action);
        if let &[first, second] = hand
            && first == second
            && can(Action::Split)
            && letter(self.pairs, first, dealer) == Some('P')
        {
            return Action::Split;
        }
        let (points, soft) = best(hand);
        let rows = if soft { self.soft } else { self.hard };
        match letter(rows, points, dealer) {
            Some('D' | 'd') if can(Action::Double) => Action::Double,
            Some('H' | 'D') => Action::Hit,
            Some('S' | 'd') => Action::Stand,
            other => panic!("{other:?} for {hand:?} against {dealer}"),
        }
    }
}

fn letter(rows: &[(RangeInclusive<u8>, &str)], row: u8, dealer: u8) -> Option<char> {
    let (_, letters) = rows.iter().find(|(range, _)| range.contains(&row))?;
    letters.chars().nth(if dealer == 1 { 9 } else { usize::from(dealer) - 2 })
}

/// The best total of card values and whether an ace counts 11 in it, by trying every ace both ways.
pub(super) fn best(hand: &[u8]) -> (u8, bool) {
    let mut totals = vec![(0, false)];
    for value in hand {
        let low = totals.iter().map(|(points, soft)| (points + value, *soft));
        let high = totals.iter().filter(|_| *value == 1).map(|(points, _)| (points + 11, true));
        totals = low.chain(high).collect();
    }
    let alive = totals.iter().copied().filter(|(points, _)| *points <= 21).max();
    alive.or(totals.into_iter().min()).unwrap()
}
