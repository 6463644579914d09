//! Choosing and rotating seeds.

use axum::extract::State;
use croupier_api::{ClientSeed, ClientSeedAnswer, Problem, SeedRotated};
use croupier_domain::Command;
use croupier_http::{Answer, Exchange, Failure, NoFields, PlayerPath, RequiredKey, StrictJson};

use super::Desk;

/// Choose the client seed of the bets to come.
#[utoipa::path(
    post,
    path = "/api/v1/players/{player_id}/seeds/client",
    tag = "fairness",
    params(
        ("player_id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "1–255 visible ASCII"),
    ),
    request_body = ClientSeed,
    responses(
        (status = 200, description = "Durable", body = ClientSeedAnswer),
        (status = 400, description = "Not strict JSON, or no key", body = Problem),
        (status = 422, description = "Invalid", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn set_client_seed(
    State(desk): State<Desk>,
    exchange: Exchange,
    PlayerPath(player): PlayerPath,
    RequiredKey(key): RequiredKey,
    StrictJson(form): StrictJson<ClientSeed>,
) -> Result<Answer, Failure> {
    let command = Command::SetClientSeed { client_seed: form.client_seed.into() };
    desk.submit(&player, command, &key, &exchange).await
}

/// Retire the server seed and reveal it, and commit to the next. Refused while a round is open,
/// since its cards still come from the seed. Has no body, or an empty object.
#[utoipa::path(
    post,
    path = "/api/v1/players/{player_id}/seeds/rotate",
    tag = "fairness",
    params(
        ("player_id" = String, Path),
        ("Idempotency-Key" = String, Header, description = "1–255 visible ASCII"),
    ),
    responses(
        (status = 200, description = "Revealed, durable", body = SeedRotated),
        (status = 400, description = "Not strict JSON, or no key", body = Problem),
        (status = 409, description = "Refused: a round is open", body = Problem),
        (status = 422, description = "Invalid", body = Problem),
        (status = 503, description = "Not applied: retry freely", body = Problem),
        (status = 504, description = "Outcome unknown: retry with the key", body = Problem),
    ),
)]
pub(super) async fn rotate(
    State(desk): State<Desk>,
    exchange: Exchange,
    PlayerPath(player): PlayerPath,
    RequiredKey(key): RequiredKey,
    _: NoFields,
) -> Result<Answer, Failure> {
    desk.submit(&player, Command::RotateSeed, &key, &exchange).await
}
