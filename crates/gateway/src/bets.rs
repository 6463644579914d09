//! Commands: what changes state.

use axum::extract::{Request, State};
use axum::response::Response;

use croupier_api::{Form, PlaceBet};
use croupier_http::{Exchange, Failure, OptionalKey, RequiredKey, read_body, require_json};

use crate::admission::{OwnPath, Subject, not_yours};
use crate::forward::Forward;

/// `POST /api/v1/bets`. The body names the player, so it is read here: strictly, as the service
/// reads it, because two readers that disagree about a body are a way around the check. Then it is
/// sent on byte for byte.
pub(crate) async fn place_bet(
    State(command): State<Forward>,
    Subject(subject): Subject,
    exchange: Exchange,
    OptionalKey(_): OptionalKey,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    require_json(&parts.headers)?;
    let body = read_body(body).await?;
    let bet = PlaceBet::from_json(&body)?;
    if bet.player_id != subject {
        return Err(not_yours());
    }
    Ok(command.pass(&parts, body, &exchange, Some(&subject)).await)
}

/// `POST /api/v1/players/{player_id}/…`: the path says whose it is, the service reads the rest.
pub(crate) async fn own_command(
    State(command): State<Forward>,
    OwnPath(subject): OwnPath,
    exchange: Exchange,
    RequiredKey(_): RequiredKey,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    Ok(command.pass(&parts, body, &exchange, Some(&subject)).await)
}
