//! Reads: what changes nothing.

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;

use croupier_http::Exchange;

use crate::admission::{OwnPath, Subject};
use crate::forward::Forward;

/// `GET /api/v1/players/{player_id}/…`: the path says whose it is.
pub(crate) async fn own_read(
    State(service): State<Forward>,
    OwnPath(subject): OwnPath,
    exchange: Exchange,
    parts: Parts,
) -> Response {
    service.pass(&parts, Bytes::new(), &exchange, Some(&subject)).await
}

/// For anybody with a token; the service knows whose it is and refuses the others.
pub(crate) async fn subject_read(
    State(service): State<Forward>,
    Subject(subject): Subject,
    exchange: Exchange,
    parts: Parts,
) -> Response {
    service.pass(&parts, Bytes::new(), &exchange, Some(&subject)).await
}

/// For everybody; who has a token is told to the service.
pub(crate) async fn known_read(
    State(service): State<Forward>,
    exchange: Exchange,
    parts: Parts,
) -> Response {
    let subject = parts.extensions.get::<Subject>().map(|Subject(subject)| subject.clone());
    service.pass(&parts, Bytes::new(), &exchange, subject.as_ref()).await
}

/// For everybody.
pub(crate) async fn public_read(
    State(service): State<Forward>,
    exchange: Exchange,
    parts: Parts,
) -> Response {
    service.pass(&parts, Bytes::new(), &exchange, None).await
}
