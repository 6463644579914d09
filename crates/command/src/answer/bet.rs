//! Answers to bets and to actions on their rounds.

use croupier_api::{
    Amount, BetAnswer, BetOutcome, BetProof, BetResult, Position, RawObject, Round, UnixMillis,
    UnixSeconds,
};
use croupier_domain::games::{Game, Outcome};
use croupier_domain::{BetId, BetPlaced, Commit, Event, Money, RoundAdvanced};
use serde::Serialize;

use super::{balance, commitment, correlation_id, player_id};

/// The answer to a bet.
pub(super) fn placed(commit: &Commit, placed: &BetPlaced, position: Position) -> BetAnswer {
    let game = placed.selection.game();
    let answer = answer(commit, placed.bet_id, game, placed.stake_minor, position);
    let committed = commitment(commit).filter(|c| c.index == placed.seed_index);
    let proof = BetProof {
        seed_index: placed.seed_index,
        commitment: committed.map(|committed| committed.commitment.0.to_string()),
        commitment_position: None,
        committed_before: None,
        nonce: placed.nonce,
        client_seed: placed.client_seed.as_ref().into(),
        rules: placed.rules,
        server_seed: None,
    };
    BetAnswer { proof: Some(proof), ..answer }
}

/// The answer to an action on a round.
pub(super) fn advanced(commit: &Commit, step: &RoundAdvanced, position: Position) -> BetAnswer {
    let answer = answer(commit, step.bet_id, Game::Blackjack, step.round.stake(), position);
    BetAnswer { message: "Round advanced".into(), ..answer }
}

fn answer(
    commit: &Commit,
    bet_id: BetId,
    game: Game,
    stake: Money,
    position: Position,
) -> BetAnswer {
    let round = round(commit);
    BetAnswer {
        bet_id: bet_id.to_string(),
        correlation_id: correlation_id(commit),
        status: "accepted".into(),
        message: "Bet placed successfully".into(),
        timestamp: UnixSeconds(commit.time),
        player_id: player_id(commit),
        game_type: game.name().into(),
        amount: amount(stake),
        result: result(commit, stake),
        balance: balance(commit),
        position,
        proof: None,
        round,
    }
}

/// How the bet stands after the commit.
fn result(commit: &Commit, stake: Money) -> BetResult {
    let ended = commit.events.iter().find_map(|event| match event {
        Event::BetWon(e) => Some((BetOutcome::Won, e.payout_minor, &e.outcome)),
        Event::BetPushed(e) => Some((BetOutcome::Push, e.payout_minor, &e.outcome)),
        Event::BetLost(e) => Some((BetOutcome::Lost, Money::ZERO, &e.outcome)),
        _ => None,
    });
    match ended {
        None => BetResult {
            outcome: BetOutcome::Open,
            stake: amount(stake),
            payout: None,
            profit: None,
            drawn: None,
        },
        Some((outcome, payout, drawn)) => BetResult {
            outcome,
            stake: amount(stake),
            payout: Some(amount(payout)),
            profit: payout.checked_sub(stake).map(amount),
            drawn: Some(drawn_of(drawn)),
        },
    }
}

fn round(commit: &Commit) -> Option<Round> {
    let step = commit.events.iter().find_map(|event| match event {
        Event::RoundAdvanced(step) => Some(step),
        _ => None,
    })?;
    let actions = step.round.legal_actions();
    Some(Round {
        version: step.round.version(),
        legal_actions: actions.into_iter().map(|action| action.name().into()).collect(),
        table: object(&step.round.table()),
        expires_at: UnixMillis(step.expires_ms),
    })
}

/// What was drawn, without the game's name around it: the answer has that already.
fn drawn_of(outcome: &Outcome) -> RawObject {
    match outcome {
        Outcome::Roulette(spin) => object(spin),
        Outcome::Slots(stop) => object(stop),
        Outcome::Dice(roll) => object(roll),
        Outcome::Blackjack(table) => object(table),
    }
}

#[expect(clippy::expect_used, reason = "structs of texts, numbers and lists")]
fn object(value: &impl Serialize) -> RawObject {
    RawObject::of(value).expect("what a game shows is a JSON object")
}

fn amount(money: Money) -> Amount {
    Amount::from_minor(money.minor())
}
