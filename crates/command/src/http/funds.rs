//! Deposits and withdrawals.

use axum::extract::State;
use croupier_api::{Deposit, FundsAnswer, Problem, Withdrawal};
use croupier_domain::{Command, Money};
use croupier_http::{Answer, Exchange, Failure, PlayerPath, RequiredKey, StrictJson};

use super::Desk;

/// Put money on an account.
#[utoipa::path(
    post,
    path = "/api/v1/players/{player_id}/deposits",
    tag = "funds",
    params(
        ("player_id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "1–255 visible ASCII"),
    ),
    request_body = Deposit,
    responses(
        (status = 200, description = "Durable", body = FundsAnswer),
        (status = 400, description = "Not strict JSON, or no key", body = Problem),
        (status = 409, description = "Refused: the account would hold too much", body = Problem),
        (status = 422, description = "Invalid", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn deposit(
    State(desk): State<Desk>,
    exchange: Exchange,
    PlayerPath(player): PlayerPath,
    RequiredKey(key): RequiredKey,
    StrictJson(form): StrictJson<Deposit>,
) -> Result<Answer, Failure> {
    let amount = Money::from_minor(form.amount.minor());
    desk.submit(&player, Command::Deposit { amount }, &key, &exchange).await
}

/// Take money off an account. An opening balance must be wagered once before it can leave.
#[utoipa::path(
    post,
    path = "/api/v1/players/{player_id}/withdrawals",
    tag = "funds",
    params(
        ("player_id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "1–255 visible ASCII"),
    ),
    request_body = Withdrawal,
    responses(
        (status = 200, description = "Durable", body = FundsAnswer),
        (status = 400, description = "Not strict JSON, or no key", body = Problem),
        (status = 409, description = "Refused: funds", body = Problem),
        (status = 422, description = "Invalid", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    exchange: Exchange,
    PlayerPath(player): PlayerPath,
    RequiredKey(key): RequiredKey,
    StrictJson(form): StrictJson<Withdrawal>,
) -> Result<Answer, Failure> {
    let amount = Money::from_minor(form.amount.minor());
    desk.submit(&player, Command::Withdraw { amount }, &key, &exchange).await
}
