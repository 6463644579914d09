//! Ids in paths as extractors. Routes must name them `{player_id}` and `{bet_id}`.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use croupier_api::{BetId, ErrorCode, InvalidName, PlayerId};

use crate::failure::Failure;

/// The path's `{player_id}`; 422 when it is none.
#[derive(Debug, Clone)]
pub struct PlayerPath(pub PlayerId);

/// The path's `{bet_id}`; 422 when it is none.
#[derive(Debug, Clone)]
pub struct BetPath(pub BetId);

impl<S: Send + Sync> FromRequestParts<S> for PlayerPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        parameter(parts, state, "player_id", PlayerId::parse).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for BetPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        parameter(parts, state, "bet_id", BetId::parse).await.map(Self)
    }
}

async fn parameter<S: Send + Sync, T>(
    parts: &mut Parts,
    state: &S,
    name: &str,
    parse: fn(&str) -> Result<T, InvalidName>,
) -> Result<T, Failure> {
    let invalid = |message| Failure::field(ErrorCode::InvalidRequest, name, message);
    let parameters = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| invalid("must be UTF-8"))?;
    let found = parameters.iter().find(|(key, _)| *key == name);
    let (_, text) = found.ok_or_else(|| Failure::internal(&"the route lacks a path parameter"))?;
    parse(text).map_err(|error| invalid(error.0))
}
