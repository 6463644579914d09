//! Guests: players without a name.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, Request, State};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};

use croupier_api::{GuestAnswer, PlayerId};
use croupier_http::{Answer, Failure, NoFields};

use crate::clients::Clients;
use crate::rate_limits::Throttle;
use crate::tokens::Tokens;

/// Draws 128 random bits from a cryptographic source: this crate has none of its own.
pub type DrawGuestId = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// What makes guests.
#[derive(Clone)]
pub(crate) struct Guests {
    pub(crate) tokens: Tokens,
    pub(crate) throttle: Throttle,
    pub(crate) clients: Clients,
    pub(crate) draw_id: DrawGuestId,
    pub(crate) lifetime: Duration,
}

/// An identity of its own for whoever asks. Nothing is recorded: the account opens with the
/// guest's first command, and a token that is lost cannot be had again.
#[utoipa::path(
    post,
    path = "/api/v1/guests",
    operation_id = "create_guest",
    tag = "guests",
    responses(
        (status = CREATED, body = GuestAnswer),
        (status = UNPROCESSABLE_ENTITY, body = croupier_api::Problem,
            content_type = "application/problem+json"),
        (status = TOO_MANY_REQUESTS, body = croupier_api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_guest(
    State(guests): State<Guests>,
    request: Request,
) -> Result<Answer, Failure> {
    guests.throttle.guest(guests.clients.address(&request))?;
    NoFields::from_request(request, &()).await?;
    let player_id = guest_id(&(guests.draw_id)()).map_err(|error| Failure::internal(&error))?;
    let access_token = guests
        .tokens
        .issue(&player_id, guests.lifetime)
        .map_err(|error| Failure::internal(&error))?;
    let answer = GuestAnswer {
        player_id,
        access_token,
        token_type: "Bearer".into(),
        expires_in: guests.lifetime.as_secs(),
    };
    let answer = Answer::json(StatusCode::CREATED, &answer)?;
    Ok(answer.header(CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// `guest-` and the bits in hexadecimal: nobody can come upon the id of another.
fn guest_id(bits: &[u8; 16]) -> Result<PlayerId, croupier_api::InvalidName> {
    let mut id = String::from("guest-");
    for byte in bits {
        // Writing to a string cannot fail.
        let _infallible = write!(id, "{byte:02x}");
    }
    PlayerId::parse(&id)
}
