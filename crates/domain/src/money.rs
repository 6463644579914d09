//! Exact money.

use core::fmt;

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of the log's one currency; may be negative (a loss, a net).
///
/// Its JSON form is that integer, so that no reader of the log can lose a cent to a float. All
/// arithmetic is checked: the only way to add two amounts is one that can say no.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The most a balance may hold: 90 trillion units, far below where sums over all players of a
    /// partition could overflow 128 bits, and exact as a JSON number everywhere (2^53).
    pub const MAX_BALANCE: Self = Self(1 << 53);

    /// `minor` minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// `units` whole units of a currency with two decimals.
    pub const fn from_units(units: i32) -> Self {
        Self(units as i64 * 100)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` when it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// `self × numerator ÷ denominator`, rounded down to the minor unit (toward the house), or
    /// `None` when the denominator is zero or the result does not fit.
    #[must_use]
    pub fn checked_ratio(self, numerator: u64, denominator: u64) -> Option<Self> {
        let scaled = i128::from(self.0).checked_mul(i128::from(numerator))?;
        let quotient = scaled.checked_div_euclid(i128::from(denominator))?;
        i64::try_from(quotient).ok().map(Self)
    }

    /// Above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

/// For people and logs: `12.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
