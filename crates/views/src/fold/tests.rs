//! The fold: every event's effect, every refusal, and the sums over any history.

mod events;
mod history;
mod refusals;

use croupier_domain::fairness::{Commitment, ServerSeed};
use croupier_domain::games::{Outcome, Selection, dice};
use croupier_domain::{
    BetId, BetLost, BetPlaced, BetPushed, BetWon, Commit, Event, FundsDeposited, Hex, Money,
    SeedCommitted, Source,
};

use super::{FoldError, Folder};
use crate::conformance::player;
use crate::player::PlayerView;

const TIME_MS: u64 = 1_000;

/// A commit of ann's with seq and time `seq`, at a second each.
fn commit(seq: u64, balance: i64, events: Vec<Event>) -> Commit {
    Commit {
        v: 1,
        seq,
        time: TIME_MS * seq,
        player: Some(player("ann")),
        correlation_id: Some(format!("c-{seq}").into()),
        key: None,
        balance_minor: Some(Money::from_minor(balance)),
        events,
    }
}

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// Ann's account, opened with 100 by commit 1.
fn opening() -> Commit {
    let commitment = Commitment(Hex([1; 32]));
    commit(
        1,
        10_000,
        vec![
            serde_json::from_str(r#"{"type":"player_registered"}"#).unwrap(),
            deposited(10_000, Source::Opening),
            Event::SeedCommitted(SeedCommitted { index: 0, commitment, key_id: 3 }),
        ],
    )
}

fn deposited(minor: i64, source: Source) -> Event {
    Event::FundsDeposited(FundsDeposited { amount_minor: money(minor), source })
}

fn bet_id(seq: u64) -> BetId {
    BetId::new(TIME_MS * seq, 4, seq)
}

fn placed(seq: u64, stake: i64) -> Event {
    Event::BetPlaced(BetPlaced {
        bet_id: bet_id(seq),
        session_id: "s".into(),
        stake_minor: money(stake),
        selection: Selection::Dice(dice::Call::DEFAULT),
        rules: 1,
        seed_index: 0,
        nonce: seq - 2,
        client_seed: "ann".into(),
    })
}

fn outcome() -> Outcome {
    Outcome::Dice(dice::Roll { roll: 7 })
}

fn won(seq: u64, payout: i64) -> Event {
    let (bet_id, payout_minor) = (bet_id(seq), money(payout));
    Event::BetWon(BetWon { bet_id, payout_minor, outcome: outcome() })
}

fn lost(seq: u64) -> Event {
    Event::BetLost(BetLost { bet_id: bet_id(seq), outcome: outcome() })
}

fn pushed(seq: u64, payout: i64) -> Event {
    let (bet_id, payout_minor) = (bet_id(seq), money(payout));
    Event::BetPushed(BetPushed { bet_id, payout_minor, outcome: outcome() })
}

fn seed(byte: u8) -> ServerSeed {
    ServerSeed(Hex([byte; 32]))
}

/// A folder for partition 4 that knows that there is no ann yet.
fn folder() -> Folder {
    let mut folder = Folder::new(4, Default::default());
    folder.admit(player("ann"), None);
    folder
}

/// Ann after `commits`.
fn ann_after(commits: impl IntoIterator<Item = Commit>) -> (PlayerView, Folder) {
    let folder = folder_after(commits);
    (folder.players[&player("ann")].view.clone().unwrap(), folder)
}

fn folder_after(commits: impl IntoIterator<Item = Commit>) -> Folder {
    let mut folder = folder();
    commits.into_iter().for_each(|commit| folder.fold(commit).unwrap());
    folder
}

/// What the fold says of `last` after `before`.
fn refusal(before: impl IntoIterator<Item = Commit>, last: Commit) -> FoldError {
    folder_after(before).fold(last).unwrap_err()
}
