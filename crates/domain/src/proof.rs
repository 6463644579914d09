//! Whether what came of a bet is what its seeds say.
//!
//! Whoever decides holds the seeds; whoever reads a log holds those that were revealed. From these
//! a commit's outcomes are drawn again, and what the log says of seeds and nonces is held to the
//! promise of `docs/FAIRNESS.md`. This goes beyond the fold, which takes an outcome as written.

mod unproved;

use core::ops::AddAssign;

use crate::bet_id::BetId;
use crate::commit::Commit;
use crate::event::{
    BetPlaced, Event, RoundAdvanced, RoundStep, SeedCommitted, SeedRevealed, Source,
};
use crate::fairness::{Draws, ServerSeed};
use crate::games::blackjack::Round;
use crate::games::{Game, Outcome, Settlement, Verdict};
use crate::money::Money;
use crate::player::{Flows, OpenRound, Player};
use crate::player_id::PlayerId;

pub use unproved::Unproved;

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

/// Draw again what `commit` drew, in `partition`, for an account that was as `before` says.
/// `seed_of` knows the seed in force of an account, if anybody does who asks: because it was
/// revealed later, or by the master key.
///
/// # Errors
/// With the first promise that was not kept.
pub fn prove(
    commit: &Commit,
    partition: u32,
    before: Option<&Player>,
    seed_of: impl Fn(&Player) -> Option<ServerSeed>,
) -> Result<Proved, Unproved> {
    let Some(id) = &commit.player else {
        let of_player = commit.events.iter().find(|event| !event.is_of_system());
        return match of_player {
            Some(event) => Err(Unproved::Misplaced(event.name())),
            None => Ok(Proved::default()),
        };
    };
    let mut proof = Proof {
        id,
        bet_id: BetId::new(commit.time, partition, commit.seq),
        time_ms: commit.time,
        is_new: before.is_none(),
        next_seed: before.is_none().then_some(0),
        player: before.cloned().unwrap_or_else(Player::unopened),
        placed: None,
        has_placed: false,
        seed_of,
        proved: Proved::default(),
    };
    for (index, event) in commit.events.iter().enumerate() {
        proof.opened(index, event)?;
        proof.check(event)?;
        proof.player.apply(event, &mut Flows::default());
        if proof.player.balance < Money::ZERO {
            return Err(Unproved::Amount(event.name()));
        }
    }
    proof.end()
}

/// A proof in the making: the account as it is after the events so far.
struct Proof<'a, S> {
    id: &'a PlayerId,
    /// Of the bet that the commit may place.
    bet_id: BetId,
    time_ms: u64,
    /// Whether this commit opens the account.
    is_new: bool,
    player: Player,
    /// The seed to be committed to: there is one only where none is in force.
    next_seed: Option<u32>,
    /// A bet of which nothing has come yet.
    placed: Option<&'a BetPlaced>,
    has_placed: bool,
    seed_of: S,
    proved: Proved,
}

impl<'a, S: Fn(&Player) -> Option<ServerSeed>> Proof<'a, S> {
    /// An account is opened by the first event of its first commit, and given money there or not.
    fn opened(&self, index: usize, event: &Event) -> Result<(), Unproved> {
        let is_right = match event {
            Event::PlayerRegistered(_) => self.is_new && index == 0,
            Event::FundsDeposited(e) if e.source == Source::Opening => self.is_new && index == 1,
            _ => !self.is_new || index > 0,
        };
        if is_right { Ok(()) } else { Err(Unproved::NotOpenedOnce) }
    }

    fn check(&mut self, event: &'a Event) -> Result<(), Unproved> {
        if event.is_of_system() {
            return Err(Unproved::Misplaced(event.name()));
        }
        match event {
            Event::RoundAdvanced(e) => self.advanced(e),
            Event::BetWon(e) => self.ended(e.bet_id, Verdict::Won, e.payout_minor, &e.outcome),
            Event::BetLost(e) => self.ended(e.bet_id, Verdict::Lost, Money::ZERO, &e.outcome),
            Event::BetPushed(e) => self.ended(e.bet_id, Verdict::Push, e.payout_minor, &e.outcome),
            // What comes between a bet and its outcome could change what it is drawn from.
            _ => match (self.placed, event) {
                (Some(placed), _) => Err(Unproved::NotSettled(placed.bet_id)),
                (None, Event::FundsDeposited(e)) if !e.amount_minor.is_positive() => {
                    Err(Unproved::Amount(event.name()))
                }
                (None, Event::FundsWithdrawn(e)) => {
                    let is_there = e.amount_minor <= self.player.withdrawable();
                    let is_right = e.amount_minor.is_positive() && is_there;
                    if is_right { Ok(()) } else { Err(Unproved::Amount(event.name())) }
                }
                (None, Event::SeedCommitted(e)) => self.committed(e),
                (None, Event::SeedRevealed(e)) => self.revealed(e),
                (None, Event::BetPlaced(e)) => self.placed(e),
                (None, _) => Ok(()),
            },
        }
    }

    fn end(self) -> Result<Proved, Unproved> {
        if let Some(placed) = self.placed {
            return Err(Unproved::NotSettled(placed.bet_id));
        }
        if let Some(index) = self.next_seed {
            return Err(Unproved::SeedMissing(index));
        }
        let is_over = |open: &&OpenRound| is_ours(open.rules) && open.round.is_over();
        match self.player.open_round.as_deref().filter(is_over) {
            Some(open) => Err(Unproved::NotSettled(open.bet_id)),
            None => Ok(self.proved),
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
        if self.has_placed || bet_id != self.bet_id {
            return Err(Unproved::OtherId(bet_id));
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
        if !e.stake_minor.is_positive() {
            return Err(Unproved::Amount("a bet"));
        }
        // Under other rules something else may have been offered.
        let is_known = e.rules == e.selection.game().rules();
        if is_known && e.selection.check(e.stake_minor).is_err() {
            return Err(Unproved::NotOffered(bet_id));
        }
        (self.placed, self.has_placed) = (Some(e), true);
        Ok(())
    }

    fn advanced(&mut self, e: &RoundAdvanced) -> Result<(), Unproved> {
        let bet_id = e.bet_id;
        let (drawn, added_minor) = match e.step {
            RoundStep::Deal => (self.dealt(e)?, Some(Money::ZERO)),
            RoundStep::Player(action) => {
                let mut open = self.open_round(e)?;
                let added_minor = is_ours(open.rules).then(|| open.round.extra_stake(action));
                let draws = self.draws_of_round(&open);
                let advanced = draws.map(|mut draws| open.round.advance(action, &mut draws));
                if matches!(advanced, Ok(Err(_))) {
                    return Err(Unproved::OtherOutcome(bet_id));
                }
                (advanced.map(|_| open.round), added_minor)
            }
            RoundStep::Expiry => {
                let mut open = self.open_round(e)?;
                if self.time_ms < open.expires_ms {
                    return Err(Unproved::ExpiredEarly(bet_id));
                }
                let draws = self.draws_of_round(&open);
                let played = draws.map(|mut draws| open.round.play_out(&mut draws));
                (played.map(|()| open.round), Some(Money::ZERO))
            }
        };
        let is_other = drawn.is_ok_and(|drawn| drawn != e.round);
        if is_other || added_minor.is_some_and(|added_minor| added_minor != e.added_minor) {
            return Err(Unproved::OtherOutcome(bet_id));
        }
        Ok(())
    }

    /// The first cards, which are dealt to the bet that was just placed.
    fn dealt(&mut self, e: &RoundAdvanced) -> Result<Result<Round, Undrawn>, Unproved> {
        let placed = self.placed.take_if(|placed| placed.bet_id == e.bet_id);
        let is_dealt = |placed: &&BetPlaced| {
            placed.selection.game() == Game::Blackjack && placed.rules == e.rules
        };
        let placed = placed.filter(is_dealt).ok_or(Unproved::NotOpen(e.bet_id))?;
        if self.player.open_round.is_some() {
            return Err(Unproved::NotOpen(e.bet_id));
        }
        Ok(self.draws_of(placed).map(|mut draws| Round::deal(placed.stake_minor, &mut draws)))
    }

    fn ended(
        &mut self,
        bet_id: BetId,
        verdict: Verdict,
        payout: Money,
        outcome: &Outcome,
    ) -> Result<(), Unproved> {
        if payout < Money::ZERO {
            return Err(Unproved::Amount("a payout"));
        }
        let written = Settlement { verdict, payout, outcome: outcome.clone() };
        let drawn = match self.placed.take_if(|placed| placed.bet_id == bet_id) {
            Some(placed) => {
                let play = |mut draws| placed.selection.play(placed.stake_minor, &mut draws);
                self.draws_of(placed).map(play)
            }
            None => {
                let open = self.player.open_round.as_deref();
                let open = open.filter(|open| open.bet_id == bet_id && self.placed.is_none());
                let open = open.ok_or(Unproved::NotOpen(bet_id))?;
                if is_ours(open.rules) && !open.round.is_over() {
                    return Err(Unproved::OtherOutcome(bet_id));
                }
                self.draws_of_round(open).map(|mut draws| open.round.settle(&mut draws))
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

    /// The round that moves on, under the rules and until the time that it began with.
    fn open_round(&self, e: &RoundAdvanced) -> Result<OpenRound, Unproved> {
        let open = self.player.open_round.as_deref().filter(|open| {
            let is_same = open.bet_id == e.bet_id && open.rules == e.rules;
            is_same && open.expires_ms == e.expires_ms && self.placed.is_none()
        });
        open.cloned().ok_or(Unproved::NotOpen(e.bet_id))
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

/// Whether a round is played by the rules that this build has.
fn is_ours(rules: u32) -> bool {
    rules == Game::Blackjack.rules()
}

/// Why nothing can be drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undrawn {
    Sealed,
    OtherRules,
}
