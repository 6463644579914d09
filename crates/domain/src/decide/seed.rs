//! Seeds: committing, choosing, revealing, drawing.

use alloc::boxed::Box;

use super::{Draft, Stop};
use crate::event::{ClientSeedSet, Event, SeedCommitted, SeedRevealed};
use crate::fairness::{Draws, SeedFault, ServerSeed};
use crate::games::Game;
use crate::rejection::Rejection;

/// Commit to the player's seed number `index`.
pub(super) fn commit_to(draft: &mut Draft<'_>, index: u32) {
    let (key_id, seed) = draft.context.seeds.fresh(draft.id, index);
    let commitment = seed.commitment();
    draft.push(Event::SeedCommitted(SeedCommitted { index, commitment, key_id }));
}

pub(super) fn set_client_seed(draft: &mut Draft<'_>, client_seed: &str) -> Result<(), Stop> {
    let client_seed = Box::from(client_seed);
    draft.push(Event::ClientSeedSet(ClientSeedSet { client_seed }));
    Ok(())
}

/// Reveal the seed in force and commit to the next. Not while cards of a round may still be drawn
/// from it.
pub(super) fn rotate(draft: &mut Draft<'_>) -> Result<(), Stop> {
    if draft.player.open_round.is_some() {
        return Err(Rejection::RoundOpen.into());
    }
    let index = draft.player.seed_index;
    let seed = in_force(draft)?;
    draft.push(Event::SeedRevealed(SeedRevealed { index, seed }));
    commit_to(draft, index.saturating_add(1));
    Ok(())
}

/// The draws of bet `nonce` under the seed in force.
pub(super) fn draws(
    draft: &Draft<'_>,
    game: Game,
    client_seed: &str,
    nonce: u64,
) -> Result<Draws, Stop> {
    Ok(Draws::new(&in_force(draft)?, game.name(), client_seed, nonce))
}

fn in_force(draft: &Draft<'_>) -> Result<ServerSeed, SeedFault> {
    let player = &draft.player;
    let context = draft.context;
    context.seeds.committed(draft.id, player.seed_index, player.key_id, &player.commitment)
}
