//! Money in and out.

use super::{Draft, Stop, bet};
use crate::event::{Event, FundsDeposited, FundsWithdrawn, Source};
use crate::money::Money;
use crate::rejection::Rejection;

pub(super) fn deposit(draft: &mut Draft<'_>, amount_minor: Money) -> Result<(), Stop> {
    let after = draft.player.balance.checked_add(amount_minor);
    if after.is_none_or(|after| after > Money::MAX_BALANCE) {
        let max_minor = Money::MAX_BALANCE;
        return Err(Rejection::BalanceLimitExceeded { max_minor }.into());
    }
    let source = Source::Deposit;
    draft.push(Event::FundsDeposited(FundsDeposited { amount_minor, source }));
    Ok(())
}

pub(super) fn withdraw(draft: &mut Draft<'_>, amount_minor: Money) -> Result<(), Stop> {
    bet::covers(draft, amount_minor)?;
    let withdrawable_minor = draft.player.withdrawable();
    if amount_minor > withdrawable_minor {
        return Err(Rejection::OpeningNotWagered { withdrawable_minor }.into());
    }
    draft.push(Event::FundsWithdrawn(FundsWithdrawn { amount_minor }));
    Ok(())
}
