//! From an accepted commit to the answer on the wire.
//!
//! A pure function: whoever asks again with the same key gets the same bytes, at any time and from
//! any instance. Everything in a body comes from the commit; only headers are this request's.

mod bet;
mod refusal;

use croupier_api::{
    Amount, ClientSeedAnswer, FundsAnswer, PlayerId, Position, RevealedSeed, SeedRotated,
    UnixSeconds,
};
use croupier_domain::{Commit, Event, Money, SeedCommitted, SeedRevealed, Source};
use serde::Serialize;

/// An answer as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The JSON body.
    pub(crate) body: Vec<u8>,
    /// Where the commit is.
    pub(crate) position: Position,
}

/// Render what `commit` says to whoever sent its command.
pub(crate) fn render(commit: &Commit, partition: u32) -> Rendered {
    let position = Position::new(partition, commit.seq);
    for event in &commit.events {
        let (status, body) = match event {
            Event::BetPlaced(placed) => (202, bytes(&bet::placed(commit, placed, position))),
            Event::RoundAdvanced(step) => (200, bytes(&bet::advanced(commit, step, position))),
            Event::FundsDeposited(e) if e.source == Source::Deposit => {
                (200, bytes(&funds(commit, e.amount_minor, position)))
            }
            Event::FundsWithdrawn(e) => (200, bytes(&funds(commit, e.amount_minor, position))),
            Event::SeedRevealed(revealed) => (200, bytes(&rotated(commit, revealed, position))),
            Event::ClientSeedSet(e) if !bets(commit) => {
                (200, bytes(&client_seed(commit, &e.client_seed, position)))
            }
            Event::BetRejected(e) => refusal::render(commit, &e.rejection, position),
            Event::CommandRejected(e) => refusal::render(commit, &e.rejection, position),
            _ => continue,
        };
        return Rendered { status, body, position };
    }
    // A commit of ours always has one of the events above; one of a newer build never gets here,
    // because it parks the partition.
    Rendered { status: 200, body: b"{}".to_vec(), position }
}

fn bets(commit: &Commit) -> bool {
    commit.events.iter().any(|event| matches!(event, Event::BetPlaced(_)))
}

#[expect(clippy::expect_used, reason = "wire types are texts, numbers and lists")]
fn bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("wire types are always JSON")
}

fn funds(commit: &Commit, amount: Money, position: Position) -> FundsAnswer {
    FundsAnswer {
        player_id: player_id(commit),
        correlation_id: correlation_id(commit),
        status: "accepted".into(),
        timestamp: UnixSeconds(commit.time),
        amount: Amount::from_minor(amount.minor()),
        balance: balance(commit),
        position,
    }
}

fn client_seed(commit: &Commit, client_seed: &str, position: Position) -> ClientSeedAnswer {
    ClientSeedAnswer {
        player_id: player_id(commit),
        correlation_id: correlation_id(commit),
        status: "accepted".into(),
        timestamp: UnixSeconds(commit.time),
        client_seed: client_seed.into(),
        position,
    }
}

fn rotated(commit: &Commit, revealed: &SeedRevealed, position: Position) -> SeedRotated {
    let next = commitment(commit);
    SeedRotated {
        player_id: player_id(commit),
        correlation_id: correlation_id(commit),
        status: "accepted".into(),
        timestamp: UnixSeconds(commit.time),
        revealed: RevealedSeed {
            index: revealed.index,
            commitment: revealed.seed.commitment().0.to_string(),
            server_seed: revealed.seed.0.to_string(),
        },
        index: next.map_or(0, |next| next.index),
        commitment: next.map(|next| next.commitment.0.to_string()).unwrap_or_default(),
        position,
    }
}

/// The seed that the commit committed to, if it did: the last one, where the first command of an
/// account was to rotate it.
fn commitment(commit: &Commit) -> Option<&SeedCommitted> {
    commit.events.iter().rev().find_map(|event| match event {
        Event::SeedCommitted(committed) => Some(committed),
        _ => None,
    })
}

#[expect(clippy::expect_used, reason = "the wire and the domain have one rule for player ids")]
fn player_id(commit: &Commit) -> PlayerId {
    let id = commit.player.as_ref().expect("what is answered is a player's commit");
    PlayerId::parse(id.as_str()).expect("the wire and the domain have one rule for player ids")
}

fn correlation_id(commit: &Commit) -> String {
    commit.correlation_id.as_deref().unwrap_or_default().into()
}

fn balance(commit: &Commit) -> Amount {
    Amount::from_minor(commit.balance_minor.unwrap_or_default().minor())
}
