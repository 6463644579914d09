//! From views to the wire.

pub(crate) mod bets;
pub(crate) mod boards;
pub(crate) mod games;
pub(crate) mod players;
pub(crate) mod stream;

use croupier_api::Amount;
use croupier_views::{Money, Sum};

fn amount(money: Money) -> Amount {
    Amount::from_minor(money.minor())
}

/// A sum beyond 92 quadrillion units shows as that much: the wire's amounts are 64 bits wide.
fn sum(sum: Sum) -> Amount {
    amount(sum.to_money())
}
