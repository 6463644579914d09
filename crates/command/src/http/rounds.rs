//! Actions on an open round.

use axum::extract::State;
use croupier_api::{BetAnswer, ErrorCode, Problem, RoundAction};
use croupier_domain::games::blackjack::Action;
use croupier_domain::{BetId, Chosen, Command};
use croupier_http::{Answer, BetPath, Exchange, Failure, PlayerPath, RequiredKey, StrictJson};

use super::Desk;

/// Act in an open round. `version` says which state of the round the player looks at.
#[utoipa::path(
    post,
    path = "/api/v1/players/{player_id}/rounds/{bet_id}/actions",
    tag = "bets",
    params(
        ("player_id" = String, Path),
        ("bet_id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "1–255 visible ASCII"),
    ),
    request_body = RoundAction,
    responses(
        (status = 200, description = "Decided, durable", body = BetAnswer),
        (status = 400, description = "Not strict JSON, or no key", body = Problem),
        (status = 404, description = "No such bet", body = Problem),
        (status = 409, description = "Refused: see the code", body = Problem),
        (status = 422, description = "Invalid", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn act(
    State(desk): State<Desk>,
    exchange: Exchange,
    PlayerPath(player): PlayerPath,
    BetPath(bet_id): BetPath,
    RequiredKey(key): RequiredKey,
    StrictJson(form): StrictJson<RoundAction>,
) -> Result<Answer, Failure> {
    let not_found = |_| Failure::new(ErrorCode::BetNotFound, "This bet was not found.");
    let bet_id: BetId = bet_id.as_str().parse().map_err(not_found)?;
    let action = match Action::parse(&form.action) {
        Some(action) => Chosen::Known(action),
        None => Chosen::Unknown(form.action.into()),
    };
    let command = Command::Act { bet_id, version: form.version, action };
    desk.submit(&player, command, &key, &exchange).await
}
