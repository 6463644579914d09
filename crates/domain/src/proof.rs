//! Whether what came of a bet is what its seeds say.
//!
//! Whoever decides holds the seeds; whoever reads a log holds those that were revealed. From these
//! a commit's outcomes are drawn again, and what the log says of seeds and nonces is held to the
//! promise of `docs/FAIRNESS.md`. This goes beyond the fold, which takes an outcome as written.

use core::ops::AddAssign;

use crate::bet_id::BetId;
use crate::event::{BetPlaced, Event, RoundAdvanced, RoundStep, SeedCommitted, SeedRevealed};
use crate::fairness::{Draws, ServerSeed};
use crate::games::blackjack::Round;
use crate::games::{Game, Outcome, Settlement, Verdict};
use crate::money::Money;
use crate::player::{Flows, OpenRound, Player};
use crate::player_id::PlayerId;

/// How many outcomes were drawn again, and how many could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proved {
    /// Bets whose outcome was drawn again and is the same.
    pub redrawn_count: u64,
    /// Bets under a seed that whoever asks does not know.
    pub sealed_count: u64,
    /// Bets under rules that this build does not have.
    pub other_rules_count: u64,
}

impl AddAssign for Proved {
    fn add_assign(&mut self, other: Self) {
        self.redrawn_count += other.redrawn_count;
        self.sealed_count += other.sealed_count;
        self.other_rules_count += other.other_rules_count;
    }
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// A seed was replaced that was not revealed, or one was left out.
    #[error("seed {found} was committed to when seed {next} was next")]
    SeedOutOfTurn {
        /// What may be committed to; a seed that is in force may not be replaced.
        next: u32,
        /// What was.
        found: u32,
    },
    /// The seed that was revealed is not the one that was in force.
    #[error("the seed {0} that was revealed is not what was committed to")]
    OtherSeed(u32),
    /// A seed was revealed from which cards may still be drawn.
    #[error("seed {0} was revealed while a round was open")]
    RevealedInUse(u32),
    /// A bet does not name the seed in force.
    #[error("bet {bet_id} names seed {found}, and seed {in_force} is in force")]
    SeedNotInForce {
        /// The bet.
        bet_id: BetId,
        /// What is in force.
        in_force: u32,
        /// What the bet names.
        found: u32,
    },
    /// A nonce was left out or used twice: somebody drew and did not like it.
    #[error("bet {bet_id} has nonce {found}, and nonce {next} was next")]
    NonceOutOfTurn {
        /// The bet.
        bet_id: BetId,
        /// What was next.
        next: u64,
        /// What the bet has.
        found: u64,
    },
    /// A bet was not drawn with the seed that the player chose.
    #[error("bet {0} does not have its player's client seed")]
    OtherClientSeed(BetId),
    /// A bet is on what the game does not offer.
    #[error("bet {0} is on something that its game does not offer")]
    NotOffered(BetId),
    /// A bet was placed, and its commit says nothing of what came of it.
    #[error("bet {0} was placed, and nothing came of it")]
    NotSettled(BetId),
    /// A bet ended, or a round moved on, that was not there.
    #[error("bet {0} ended or moved on, and was not open")]
    NotOpen(BetId),
    /// Another outcome, payout or card than is drawn.
    #[error("bet {0} came to something else than its seeds say")]
    OtherOutcome(BetId),
}

/// Draw again what the commit with these `events` drew for the account `id`, which was as `before`
/// says. `seed_of` knows the seed in force of an account, if anybody does who asks: because it was
/// revealed later, or by the master key.
///
/// # Errors
/// With the first promise that was not kept.
pub fn prove(
    id: &PlayerId,
    before: Option<&Player>,
    events: &[Event],
    seed_of: impl Fn(&Player) -> Option<ServerSeed>,
) -> Result<Proved, Unproved> {
    let mut proof = Proof {
        id,
        next_seed: before.is_none().then_some(0),
        player: before.cloned().unwrap_or_else(Player::unopened),
        placed: None,
        seed_of,
        proved: Proved::default(),
    };
    for event in events {
        proof.check(event)?;
        proof.player.apply(event, &mut Flows::default());
    }
    match proof.placed {
        Some(placed) => Err(Unproved::NotSettled(placed.bet_id)),
        None => Ok(proof.proved),
    }
}

/// A proof in the making: the account as it is after the events so far.
struct Proof<'a, S> {
    id: &'a PlayerId,
    player: Player,
    /// The seed to be committed to: there is one only where none is in force.
    next_seed: Option<u32>,
    /// A bet of which nothing has come yet.
    placed: Option<&'a BetPlaced>,
    seed_of: S,
    proved: Proved,
}

impl<'a, S: Fn(&Player) -> Option<ServerSeed>> Proof<'a, S> {
    fn check(&mut self, event: &'a Event) -> Result<(), Unproved> {
        match event {
            Event::SeedCommitted(e) => self.committed(e),
            Event::SeedRevealed(e) => self.revealed(e),
            Event::BetPlaced(e) => self.placed(e),
            Event::RoundAdvanced(e) => self.advanced(e),
            Event::BetWon(e) => self.ended(e.bet_id, Verdict::Won, e.payout_minor, &e.outcome),
            Event::BetLost(e) => self.ended(e.bet_id, Verdict::Lost, Money::ZERO, &e.outcome),
            Event::BetPushed(e) => self.ended(e.bet_id, Verdict::Push, e.payout_minor, &e.outcome),
            _ => Ok(()),
        }
    }

    fn committed(&mut self, e: &SeedCommitted) -> Result<(), Unproved> {
        match self.next_seed.take() {
            Some(next) if next == e.index => Ok(()),
            other => {
                let next = other.unwrap_or(self.player.seed_index);
                Err(Unproved::SeedOutOfTurn { next, found: e.index })
            }
        }
    }

    fn revealed(&mut self, e: &SeedRevealed) -> Result<(), Unproved> {
        let is_in_force = self.next_seed.is_none() && e.index == self.player.seed_index;
        if !is_in_force || e.seed.commitment() != self.player.commitment {
            return Err(Unproved::OtherSeed(e.index));
        }
        if self.player.open_round.is_some() {
            return Err(Unproved::RevealedInUse(e.index));
        }
        self.next_seed = Some(e.index.saturating_add(1));
        Ok(())
    }

    fn placed(&mut self, e: &'a BetPlaced) -> Result<(), Unproved> {
        let (bet_id, player) = (e.bet_id, &self.player);
        if let Some(placed) = self.placed {
            return Err(Unproved::NotSettled(placed.bet_id));
        }
        if e.seed_index != player.seed_index || self.next_seed.is_some() {
            let (in_force, found) = (player.seed_index, e.seed_index);
            return Err(Unproved::SeedNotInForce { bet_id, in_force, found });
        }
        if e.nonce != player.nonce {
            return Err(Unproved::NonceOutOfTurn { bet_id, next: player.nonce, found: e.nonce });
        }
        if *e.client_seed != *player.client_seed(self.id) {
            return Err(Unproved::OtherClientSeed(bet_id));
        }
        // Under other rules something else may have been offered.
        let is_known = e.rules == e.selection.game().rules();
        if is_known && e.selection.check(e.stake_minor).is_err() {
            return Err(Unproved::NotOffered(bet_id));
        }
        self.placed = Some(e);
        Ok(())
    }

    fn advanced(&mut self, e: &RoundAdvanced) -> Result<(), Unproved> {
        let bet_id = e.bet_id;
        let (drawn, added_minor) = match e.step {
            RoundStep::Deal => {
                let placed = self.placed.take_if(|placed| placed.bet_id == bet_id);
                let placed = placed.ok_or(Unproved::NotOpen(bet_id))?;
                let deal = |mut draws| Round::deal(placed.stake_minor, &mut draws);
                (self.draws_of(placed).map(deal), Money::ZERO)
            }
            RoundStep::Player(action) => {
                let mut open = self.open_round(bet_id)?;
                let added_minor = open.round.extra_stake(action);
                let draws = self.draws_of_round(&open);
                let advanced = draws.map(|mut draws| open.round.advance(action, &mut draws));
                if matches!(advanced, Ok(Err(_))) {
                    return Err(Unproved::OtherOutcome(bet_id));
                }
                (advanced.map(|_| open.round), added_minor)
            }
            RoundStep::Expiry => {
                let mut open = self.open_round(bet_id)?;
                let draws = self.draws_of_round(&open);
                let played = draws.map(|mut draws| open.round.play_out(&mut draws));
                (played.map(|()| open.round), Money::ZERO)
            }
        };
        let is_other = drawn.is_ok_and(|drawn| drawn != e.round);
        if is_other || added_minor != e.added_minor {
            return Err(Unproved::OtherOutcome(bet_id));
        }
        Ok(())
    }

    fn ended(
        &mut self,
        bet_id: BetId,
        verdict: Verdict,
        payout: Money,
        outcome: &Outcome,
    ) -> Result<(), Unproved> {
        let written = Settlement { verdict, payout, outcome: outcome.clone() };
        let drawn = match self.placed.take_if(|placed| placed.bet_id == bet_id) {
            Some(placed) => {
                let play = |mut draws| placed.selection.play(placed.stake_minor, &mut draws);
                self.draws_of(placed).map(play)
            }
            None => {
                let open = self.open_round(bet_id)?;
                if !open.round.is_over() {
                    return Err(Unproved::OtherOutcome(bet_id));
                }
                self.draws_of_round(&open).map(|mut draws| open.round.settle(&mut draws))
            }
        };
        let count = match &drawn {
            Ok(drawn) if *drawn != written => return Err(Unproved::OtherOutcome(bet_id)),
            Ok(_) => &mut self.proved.redrawn_count,
            Err(Undrawn::Sealed) => &mut self.proved.sealed_count,
            Err(Undrawn::OtherRules) => &mut self.proved.other_rules_count,
        };
        *count += 1;
        Ok(())
    }

    fn open_round(&self, bet_id: BetId) -> Result<OpenRound, Unproved> {
        let open = self.player.open_round.as_deref().filter(|open| open.bet_id == bet_id);
        open.cloned().ok_or(Unproved::NotOpen(bet_id))
    }

    fn draws_of(&self, placed: &BetPlaced) -> Result<Draws, Undrawn> {
        self.draws(placed.selection.game(), placed.rules, &placed.client_seed, placed.nonce)
    }

    /// From their beginning: the round passes by what lies on the table.
    fn draws_of_round(&self, open: &OpenRound) -> Result<Draws, Undrawn> {
        let client_seed = open.client_seed.as_deref().unwrap_or(self.id.as_str());
        self.draws(Game::Blackjack, open.rules, client_seed, open.nonce)
    }

    fn draws(
        &self,
        game: Game,
        rules: u32,
        client_seed: &str,
        nonce: u64,
    ) -> Result<Draws, Undrawn> {
        if rules != game.rules() {
            return Err(Undrawn::OtherRules);
        }
        let seed = (self.seed_of)(&self.player).ok_or(Undrawn::Sealed)?;
        Ok(Draws::new(&seed, game.name(), client_seed, nonce))
    }
}

/// Why nothing can be drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undrawn {
    Sealed,
    OtherRules,
}
