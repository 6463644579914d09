//! Playing a round of blackjack by hand.

use super::{Draft, Stop, bet, seed};
use crate::bet_id::BetId;
use crate::command::Chosen;
use crate::event::{Event, RoundAdvanced, RoundStep};
use crate::fairness::Draws;
use crate::games::Game;
use crate::games::blackjack::{Action, Round};
use crate::money::Money;
use crate::player::OpenRound;
use crate::rejection::Rejection;

/// Deal the first cards of a bet whose stake was just taken.
pub(super) fn deal(
    draft: &mut Draft<'_>,
    bet_id: BetId,
    stake: Money,
    draws: &mut Draws,
) -> Result<(), Stop> {
    let context = draft.context;
    let round = Round::deal(stake, draws);
    let is_over = round.is_over();
    draft.push(Event::RoundAdvanced(RoundAdvanced {
        bet_id,
        step: RoundStep::Deal,
        added_minor: Money::ZERO,
        rules: Game::Blackjack.rules(),
        round,
        expires_ms: context.time_ms.saturating_add(context.table.round_expiry_ms),
    }));
    if is_over {
        end(draft, bet_id)?;
    }
    Ok(())
}

pub(super) fn act(
    draft: &mut Draft<'_>,
    bet_id: BetId,
    version: u32,
    action: &Chosen<Action>,
) -> Result<(), Stop> {
    let mut open = open_round(draft, bet_id)?;
    let at = open.round.version();
    if version != at {
        return Err(Rejection::StaleRoundVersion { version: at }.into());
    }
    let Chosen::Known(action) = *action else {
        return Err(Rejection::ActionNotAllowed.into());
    };
    let added_minor = open.round.extra_stake(action);
    let mut draws = draws_of(draft, &open)?;
    open.round.advance(action, &mut draws).map_err(|_| Rejection::ActionNotAllowed)?;
    bet::covers(draft, added_minor)?;
    advance(draft, open, RoundStep::Player(action), added_minor)
}

pub(super) fn expire(draft: &mut Draft<'_>, bet_id: BetId) -> Result<(), Stop> {
    let mut open = open_round(draft, bet_id)?;
    let mut draws = draws_of(draft, &open)?;
    open.round.play_out(&mut draws);
    advance(draft, open, RoundStep::Expiry, Money::ZERO)
}

fn advance(
    draft: &mut Draft<'_>,
    open: OpenRound,
    step: RoundStep,
    added_minor: Money,
) -> Result<(), Stop> {
    let OpenRound { bet_id, rules, round, expires_ms, .. } = open;
    let is_over = round.is_over();
    draft.push(Event::RoundAdvanced(RoundAdvanced {
        bet_id,
        step,
        added_minor,
        rules,
        round,
        expires_ms,
    }));
    if is_over { end(draft, bet_id) } else { Ok(()) }
}

/// Let the dealer draw, and settle.
fn end(draft: &mut Draft<'_>, bet_id: BetId) -> Result<(), Stop> {
    let open = open_round(draft, bet_id)?;
    let mut draws = draws_of(draft, &open)?;
    let settlement = open.round.settle(&mut draws);
    bet::settle(draft, bet_id, settlement);
    Ok(())
}

fn open_round(draft: &Draft<'_>, bet_id: BetId) -> Result<OpenRound, Rejection> {
    let open = draft.player.open_round.as_deref().filter(|open| open.bet_id == bet_id);
    open.cloned().ok_or(Rejection::RoundNotOpen)
}

/// The round's draws from their beginning: the round skips what it has drawn.
fn draws_of(draft: &Draft<'_>, open: &OpenRound) -> Result<Draws, Stop> {
    let client_seed = open.client_seed.as_deref().unwrap_or(draft.id.as_str());
    seed::draws(draft, Game::Blackjack, client_seed, open.nonce)
}
