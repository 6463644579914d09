//! Sums of many amounts.

use std::ops::{AddAssign, SubAssign};

use croupier_domain::Money;
use serde::{Deserialize, Serialize};

/// A sum of amounts over all time, in minor units.
///
/// Wider than [`Money`]: one account may be filled and emptied for ever, and what it holds at one
/// time is bounded while what went through it is not. 2^74 of the largest amounts fit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Sum(i128);

impl Sum {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum in minor units.
    pub const fn minor(self) -> i128 {
        self.0
    }

    /// `self` − `other`.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self` + `other`.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// As an amount; the largest there is (or the smallest) where it does not fit.
    pub fn to_money(self) -> Money {
        let nearest = if self.0 < 0 { i64::MIN } else { i64::MAX };
        Money::from_minor(i64::try_from(self.0).unwrap_or(nearest))
    }
}

impl From<Money> for Sum {
    fn from(amount: Money) -> Self {
        Self(i128::from(amount.minor()))
    }
}

impl AddAssign<Money> for Sum {
    fn add_assign(&mut self, amount: Money) {
        *self = self.plus(amount.into());
    }
}

impl SubAssign<Money> for Sum {
    fn sub_assign(&mut self, amount: Money) {
        *self = self.less(amount.into());
    }
}
