//! Decisions: a command against one account.
//!
//! A player's partition decides one command at a time, against the accepted commits and its own
//! commits in flight. The result is the events of one commit, refusals included: nothing here is
//! answered beside the log.

mod bet;
mod funds;
mod round;
mod seed;

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::bet_id::BetId;
use crate::command::Command;
use crate::event::{BetRejected, CommandRejected, Event, FundsDeposited, PlayerRegistered, Source};
use crate::fairness::{SeedFault, SeedVault};
use crate::player::{Flows, Player};
use crate::player_id::PlayerId;
use crate::rejection::Rejection;
use crate::table::Table;

/// What a decision depends on besides the command and the account.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The limits.
    pub table: &'a Table,
    /// Where seeds come from.
    pub seeds: &'a SeedVault,
    /// The partition that decides.
    pub partition: u32,
    /// The seq its commit will have.
    pub seq: u64,
    /// The commit's time (milliseconds since the Unix epoch).
    pub time_ms: u64,
}

/// What one command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The events of its commit, at least one.
    pub events: Vec<Event>,
    /// The account after them.
    pub player: Player,
}

/// Why there is no way to go on: refused by the rules, or unable to draw.
#[derive(Debug)]
enum Stop {
    Rejected(Rejection),
    Fault(SeedFault),
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<SeedFault> for Stop {
    fn from(fault: SeedFault) -> Self {
        Self::Fault(fault)
    }
}

/// One decision in the making: the account as it is after the events so far.
struct Draft<'a> {
    id: &'a PlayerId,
    context: &'a Context<'a>,
    player: Player,
    events: Vec<Event>,
}

impl Draft<'_> {
    /// Record a fact and let it take effect, exactly as every later fold will.
    fn push(&mut self, event: Event) {
        self.player.apply(&event, &mut Flows::default());
        self.events.push(event);
    }

    fn bet_id(&self) -> BetId {
        let context = self.context;
        BetId::new(context.time_ms, context.partition, context.seq)
    }
}

/// Decide `command` for `id`. An unknown player's first command opens the account, even when the
/// command itself is then refused.
///
/// # Errors
/// When a committed seed cannot be derived. Nothing is decided then, and nothing may be: drawing
/// from another seed would break the promise made with its commitment.
pub fn decide(
    id: &PlayerId,
    player: Option<&Player>,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, SeedFault> {
    let known = player.cloned();
    let is_new = known.is_none();
    let player = known.unwrap_or_else(Player::unopened);
    let mut draft = Draft { id, context, player, events: Vec::new() };
    if is_new {
        register(&mut draft);
    }
    let opened = (draft.player.clone(), draft.events.len());
    match carry_out(&mut draft, command) {
        Ok(()) => {}
        Err(Stop::Fault(fault)) => return Err(fault),
        Err(Stop::Rejected(rejection)) => {
            // What the command did before it was refused never happened.
            draft.player = opened.0;
            draft.events.truncate(opened.1);
            draft.push(refusal(command, rejection));
        }
    }
    Ok(Decision { events: draft.events, player: draft.player })
}

fn carry_out(draft: &mut Draft<'_>, command: &Command) -> Result<(), Stop> {
    match command {
        Command::PlaceBet(bet) => bet::place(draft, bet),
        Command::Act { bet_id, version, action } => round::act(draft, *bet_id, *version, action),
        Command::ExpireRound { bet_id } => round::expire(draft, *bet_id),
        Command::Deposit { amount } => funds::deposit(draft, *amount),
        Command::Withdraw { amount } => funds::withdraw(draft, *amount),
        Command::SetClientSeed { client_seed } => seed::set_client_seed(draft, client_seed),
        Command::RotateSeed => seed::rotate(draft),
    }
}

fn register(draft: &mut Draft<'_>) {
    draft.push(Event::PlayerRegistered(PlayerRegistered {}));
    let amount_minor = draft.context.table.opening_balance;
    if amount_minor.is_positive() {
        let source = Source::Opening;
        draft.push(Event::FundsDeposited(FundsDeposited { amount_minor, source }));
    }
    seed::commit_to(draft, 0);
}

fn refusal(command: &Command, rejection: Rejection) -> Event {
    match command {
        Command::PlaceBet(_) => Event::BetRejected(BetRejected { rejection }),
        other => {
            let command = Box::from(other.name());
            Event::CommandRejected(CommandRejected { command, rejection })
        }
    }
}
