//! Placing a bet.

use axum::extract::State;
use croupier_api::{BetAnswer, PlaceBet, Problem};
use croupier_domain::{Command, Money};
use croupier_http::{Answer, Exchange, Failure, OptionalKey, StrictJson};

use super::{Desk, selection};

/// Place a bet. Without further fields it is decided at once, on exactly the stake it names.
///
/// Retry with the same `Idempotency-Key` to get the same answer; without one, a key is made and
/// returned.
#[utoipa::path(
    post,
    path = "/api/v1/bets",
    tag = "bets",
    params(("Idempotency-Key" = Option<String>, Header, description = "1–255 visible ASCII")),
    request_body = PlaceBet,
    responses(
        (status = 202, description = "Decided, durable", body = BetAnswer),
        (status = 400, description = "Not strict JSON", body = Problem),
        (status = 409, description = "Refused: funds, or a round is open", body = Problem),
        (status = 422, description = "Invalid, or refused by the table", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn place_bet(
    State(desk): State<Desk>,
    exchange: Exchange,
    OptionalKey(key): OptionalKey,
    StrictJson(form): StrictJson<PlaceBet>,
) -> Result<Answer, Failure> {
    let selection = form.selection.as_ref().map(|raw| selection::read(&form.game_type, raw));
    let bet = croupier_domain::PlaceBet {
        game: form.game_type.into(),
        stake: Money::from_minor(form.amount.minor()),
        session_id: form.session_id.into(),
        selection,
        client_seed: form.client_seed.map(Into::into),
        interactive: form.interactive,
    };
    desk.submit(&form.player_id, Command::PlaceBet(bet), &key, &exchange).await
}
