//! Placing a bet.

use alloc::boxed::Box;

use super::{Draft, Stop, round, seed};
use crate::bet_id::BetId;
use crate::command::{Chosen, PlaceBet};
use crate::event::{BetLost, BetPlaced, BetPushed, BetWon, Event};
use crate::games::{Game, Selection, Settlement, Verdict};
use crate::money::Money;
use crate::rejection::Rejection;

pub(super) fn place(draft: &mut Draft<'_>, bet: &PlaceBet) -> Result<(), Stop> {
    let selection = check(draft, bet)?;
    if let Some(client_seed) = &bet.client_seed
        && **client_seed != *draft.player.client_seed(draft.id)
    {
        seed::set_client_seed(draft, client_seed)?;
    }
    let bet_id = draft.bet_id();
    let nonce = draft.player.nonce;
    let client_seed = Box::<str>::from(draft.player.client_seed(draft.id));
    let mut draws = seed::draws(draft, selection.game(), &client_seed, nonce)?;
    draft.push(Event::BetPlaced(BetPlaced {
        bet_id,
        session_id: bet.session_id.clone(),
        stake_minor: bet.stake,
        rules: selection.game().rules(),
        selection: selection.clone(),
        seed_index: draft.player.seed_index,
        nonce,
        client_seed,
    }));
    if bet.interactive {
        round::deal(draft, bet_id, bet.stake, &mut draws)
    } else {
        let settlement = selection.play(bet.stake, &mut draws);
        settle(draft, bet_id, settlement);
        Ok(())
    }
}

/// The checks, in the order that [`Rejection`] documents.
fn check(draft: &Draft<'_>, bet: &PlaceBet) -> Result<Selection, Rejection> {
    let game = Game::parse(&bet.game).ok_or(Rejection::UnknownGame)?;
    let table = draft.context.table;
    if bet.stake < table.stake_min || bet.stake > table.stake_max {
        let (min_minor, max_minor) = (table.stake_min, table.stake_max);
        return Err(Rejection::StakeOutOfRange { min_minor, max_minor });
    }
    let selection = match &bet.selection {
        None => Selection::default_for(game, bet.stake),
        Some(Chosen::Known(selection)) => selection.clone(),
        Some(Chosen::Unknown(_)) => return Err(Rejection::InvalidSelection),
    };
    let is_offered = selection.game() == game && selection.check(bet.stake).is_ok();
    if !is_offered || (bet.interactive && game != Game::Blackjack) {
        return Err(Rejection::InvalidSelection);
    }
    if bet.interactive && draft.player.open_round.is_some() {
        return Err(Rejection::RoundOpen);
    }
    covers(draft, bet.stake)?;
    Ok(selection)
}

/// Whether the balance covers `needed`.
pub(super) fn covers(draft: &Draft<'_>, needed: Money) -> Result<(), Rejection> {
    let balance = draft.player.balance;
    if balance < needed {
        let (balance_minor, needed_minor) = (balance, needed);
        return Err(Rejection::InsufficientFunds { balance_minor, needed_minor });
    }
    Ok(())
}

/// Record how a bet ended.
pub(super) fn settle(draft: &mut Draft<'_>, bet_id: BetId, settlement: Settlement) {
    let Settlement { verdict, payout: payout_minor, outcome } = settlement;
    draft.push(match verdict {
        Verdict::Won => Event::BetWon(BetWon { bet_id, payout_minor, outcome }),
        Verdict::Lost => Event::BetLost(BetLost { bet_id, outcome }),
        Verdict::Push => Event::BetPushed(BetPushed { bet_id, payout_minor, outcome }),
    });
}
