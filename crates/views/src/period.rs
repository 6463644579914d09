//! Stretches of time that boards are about.
//!
//! A day is a UTC day and a week begins on Monday, 00:00 UTC; both by the time in the commit, which
//! never goes back. So a partition is in one day and one week at a time, and what is over has no
//! board any more: nobody can come onto it.

use croupier_domain::Money;
use serde::{Deserialize, Serialize};

use crate::sum::Sum;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// 1 January 1970 was a Thursday, the fourth day of a week that began three days before.
const DAYS_BEFORE_EPOCH: u64 = 3;

/// What a board is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Everything since the account was opened.
    AllTime,
    /// The UTC day of this number; 0 is 1 January 1970.
    Day(u64),
    /// The week of this number; 0 began on Monday, 29 December 1969.
    Week(u64),
}

impl Period {
    /// The day that `time_ms` (milliseconds since the Unix epoch) is in.
    pub const fn day_of(time_ms: u64) -> Self {
        Self::Day(time_ms / DAY_MS)
    }

    /// The week that `time_ms` (milliseconds since the Unix epoch) is in.
    pub const fn week_of(time_ms: u64) -> Self {
        Self::Week((time_ms / DAY_MS + DAYS_BEFORE_EPOCH) / 7)
    }
}

/// A player's bets of one day or week in sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PeriodSums {
    /// The number of the day or week.
    number: u64,
    /// Stakes of bets placed, or raised, in it.
    pub wagered: Sum,
    /// Payouts − stakes of bets settled in it.
    pub net_won: Sum,
    /// The largest profit of a bet settled in it; zero before the first.
    pub biggest_win: Money,
}

/// A player's bets of the last day and of the last week in which there were any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recent {
    day: PeriodSums,
    week: PeriodSums,
}

impl Recent {
    /// The sums of `period`, if the player has bet in it; `None` also for all time.
    pub fn of(&self, period: Period) -> Option<&PeriodSums> {
        let (sums, number) = match period {
            Period::AllTime => return None,
            Period::Day(number) => (&self.day, number),
            Period::Week(number) => (&self.week, number),
        };
        (sums.number == number).then_some(sums)
    }

    /// Count a bet at `time_ms` in its day and in its week.
    pub(crate) fn count(&mut self, time_ms: u64, change: impl Fn(&mut PeriodSums)) {
        let (Period::Day(day), Period::Week(week)) =
            (Period::day_of(time_ms), Period::week_of(time_ms))
        else {
            return;
        };
        for (sums, number) in [(&mut self.day, day), (&mut self.week, week)] {
            if sums.number != number {
                *sums = PeriodSums { number, ..PeriodSums::default() };
            }
            change(sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_MS, Period, Recent};
    use croupier_domain::Money;

    #[test]
    fn weeks_begin_on_monday_and_days_at_midnight() {
        // 2026-11-22 is a Sunday: 20,779 days after 1970-01-01.
        let sunday_ms = 20_779 * DAY_MS;
        let of = |time_ms| (Period::day_of(time_ms), Period::week_of(time_ms));
        let (sunday, its_week) = of(sunday_ms);
        assert_eq!(of(sunday_ms + DAY_MS - 1), (sunday, its_week));
        let (monday, next_week) = of(sunday_ms + DAY_MS);
        assert_eq!(monday, Period::Day(20_780));
        let (Period::Week(this), Period::Week(next)) = (its_week, next_week) else { panic!() };
        assert_eq!(next, this + 1);
        assert_eq!(of(sunday_ms - 6 * DAY_MS).1, its_week, "Monday before");
        assert_eq!(of(sunday_ms - 6 * DAY_MS - 1).1, Period::Week(this - 1));
    }

    #[test]
    fn a_new_day_begins_with_nothing() {
        let mut recent = Recent::default();
        let (monday_ms, tuesday_ms) = (20_780 * DAY_MS, 20_781 * DAY_MS);
        let stake = Money::from_minor(100);
        for time_ms in [monday_ms, monday_ms + 5, tuesday_ms] {
            recent.count(time_ms, |sums| sums.wagered += stake);
        }
        assert_eq!(recent.of(Period::day_of(monday_ms)), None);
        let wagered = |period| recent.of(period).map(|sums| sums.wagered.minor());
        assert_eq!(wagered(Period::day_of(tuesday_ms)), Some(100));
        assert_eq!(wagered(Period::week_of(monday_ms)), Some(300));
        assert_eq!(wagered(Period::AllTime), None);
    }
}
