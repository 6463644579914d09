//! Chances and amounts without rounding.

/// A multiple of 1 ÷ (2 × 13³⁰): all that can come up when a card is one of 13 ranks, thirty times
/// over, and amounts are half stakes. What would not come out even panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Exact(i128);

const ONE: i128 = 2 * 13i128.pow(30);

impl Exact {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const ONE: Self = Self(ONE);

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// `self × count ÷ 2`.
    pub(super) fn halves(self, count: i64) -> Self {
        Self(divided(self.0 * i128::from(count), 2))
    }

    /// The part of a chance that falls to a card of that value.
    pub(super) fn share(self, card: u8) -> Self {
        Self(divided(self.0, 13) * ranks(card))
    }

    /// Numerator and denominator, in lowest terms.
    pub(super) fn fraction(self) -> (i128, i128) {
        let (mut divisor, mut rest) = (self.0, ONE);
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        (self.0 / divisor, ONE / divisor)
    }
}

/// What is expected to be paid, and to be staked, for a first stake of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Return {
    pub(super) paid: Exact,
    pub(super) staked: Exact,
}

impl Return {
    pub(super) const NOTHING: Self = Self { paid: Exact::ZERO, staked: Exact::ZERO };

    pub(super) fn plus(self, other: Self) -> Self {
        Self { paid: self.paid.plus(other.paid), staked: self.staked.plus(other.staked) }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self { paid: self.paid.minus(other.paid), staked: self.staked.minus(other.staked) }
    }

    pub(super) fn profit(self) -> Exact {
        self.paid.minus(self.staked)
    }

    /// What is to be expected when the next card decides.
    pub(super) fn over_cards(mut of_card: impl FnMut(u8) -> Self) -> Self {
        let (mut paid, mut staked) = (0, 0);
        for card in 1..=10 {
            let worth = of_card(card);
            paid += worth.paid.0 * ranks(card);
            staked += worth.staked.0 * ranks(card);
        }
        Self { paid: Exact(divided(paid, 13)), staked: Exact(divided(staked, 13)) }
    }
}

/// How many of the 13 ranks count so much.
fn ranks(card: u8) -> i128 {
    if card == 10 { 4 } else { 1 }
}

fn divided(amount: i128, divisor: i128) -> i128 {
    assert_eq!(amount % divisor, 0, "more cards in a row than the fractions hold");
    amount / divisor
}
