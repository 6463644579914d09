//! The write side against its rules: the real loop in its real shell, on the memory log.
//!
//! Every rule of the protocol was found by a counter-example; each of them is a test here, named
//! after the rule. `docs/COUNTEREXAMPLES.md` says which rule was taken out of the code to see which
//! test fail. Every test ends with [`House::audit`]: the log folded anew and every answer compared
//! with it. Nothing sleeps: time is tokio's paused time and a clock that a test moves.

mod answers;
mod audit;
mod bounds;
mod chance;
mod clocks;
mod desk;
mod drain;
mod house;
mod keys;
mod loss;
mod out_of_sight;
mod ownership;
mod races;
mod rival;
mod rounds;
mod settling;
mod start;
mod stops;
mod takeover;
mod watched;

use croupier_domain::{Command, Commit, Event, Money, PlaceBet, PlayerId};

use crate::request::Answer;
use desk::Desk;
use house::House;

fn player(id: &str) -> PlayerId {
    PlayerId::parse(id).unwrap()
}

fn bet(units: i32) -> Command {
    on("dice", units)
}

fn on(game: &str, units: i32) -> Command {
    Command::PlaceBet(PlaceBet {
        game: game.into(),
        stake: Money::from_units(units),
        session_id: "s-1".into(),
        selection: None,
        client_seed: None,
        interactive: false,
    })
}

fn round(units: i32) -> Command {
    let Command::PlaceBet(bet) = on("blackjack", units) else { unreachable!() };
    Command::PlaceBet(PlaceBet { interactive: true, ..bet })
}

fn deposit(units: i32) -> Command {
    Command::Deposit { amount: Money::from_units(units) }
}

fn withdraw(units: i32) -> Command {
    Command::Withdraw { amount: Money::from_units(units) }
}

fn names(commit: &Commit) -> Vec<&'static str> {
    commit.events.iter().map(Event::name).collect()
}

/// One word for an answer, so that tests compare what matters.
fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Committed { replayed: false, .. } => "committed",
        Answer::Committed { replayed: true, .. } => "replayed",
        Answer::KeyReused => "key reused",
        Answer::KeyExpired => "key expired",
        Answer::NotApplied(_) => "not applied",
        Answer::OutcomeUnknown => "outcome unknown",
    }
}
