//! The live stream: what changes in the views, told as server-sent events while it happens.
//!
//! One follower watches the views for everybody who listens ([`hub`]), and rests when nobody does.
//! Every listener takes what it asked for out of that ([`visit`]). Nothing is kept to be told
//! again: an event's id is where the views stood, so whoever comes back, to whichever instance, is
//! told what the views have from there on.

mod event;
mod follower;
mod hub;
mod visit;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use croupier_api::{ErrorCode, PositionVector, Problem};
use croupier_http::{Failure, Parameters, Query, StrictQuery, Subject};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::desk::Desk;

pub(crate) use event::Topic;
pub(crate) use hub::Hub;

/// What is listened to: `topics`, separated by commas; by default all that needs no token.
pub(crate) struct Topics(Vec<Topic>);

impl Parameters for Topics {
    fn read(query: &mut Query) -> Self {
        let topics = query.optional("topics", ErrorCode::InvalidRequest, |text| {
            let topics: Option<Vec<_>> = text.split(',').map(Topic::parse).collect();
            topics.ok_or_else(|| "must be some of feed, board, system, me".into())
        });
        Self(topics.unwrap_or_else(|| vec![Topic::Feed, Topic::Board, Topic::System]))
    }
}

/// What happens, while it happens, as server-sent events: `bet`, `suppressed`, `board`, `system`,
/// `me`, `hb`, `reset`. Their data are the schemas named `…News` and `Heartbeat`.
#[utoipa::path(
    get,
    path = "/api/v1/stream",
    tag = "stream",
    params(
        ("topics" = Option<String>, Query, description = "Some of feed, board, system, me"),
        ("Last-Event-ID" = Option<String>, Header, description = "Where an earlier stream ended"),
    ),
    responses(
        (status = 200, description = "Events without end", content_type = "text/event-stream"),
        (status = 401, description = "`me` without a token", body = Problem),
        (status = 422, description = "A parameter is wrong", body = Problem),
        (status = 429, description = "Too many listen", body = Problem),
    ),
)]
pub(crate) async fn stream(
    State(desk): State<Desk>,
    subject: Subject,
    headers: HeaderMap,
    StrictQuery(Topics(topics)): StrictQuery<Topics>,
) -> Result<Response, Failure> {
    let account = match subject.player() {
        Some(player) if topics.contains(&Topic::Me) => Some(desk.locate(&player).await?),
        None if topics.contains(&Topic::Me) => {
            let detail = "The topic me needs a token: it says whose account is meant.";
            return Err(Failure::new(ErrorCode::Unauthenticated, detail));
        }
        _ => None,
    };
    if let Some((_, partition)) = account {
        desk.trusts(partition)?;
    }
    let visit = visit::begin(&desk, topics, account, last_event(&headers)).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that gather answers would hold back what is live.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(visit)).into_response())
}

/// Where the client's last stream ended. What cannot be read is as good as nothing: the client is
/// told to begin anew.
fn last_event(headers: &HeaderMap) -> Option<PositionVector> {
    let id = headers.get("last-event-id")?.to_str().unwrap_or_default();
    Some(id.parse().unwrap_or_default())
}
