//! The gateway's router: every path, and who may use it.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use utoipa::openapi::OpenApi;

use croupier_http::{docs_routes, edge, with_key};

use crate::admission::{Admission, known, private, public};
use crate::bets::{own_command, place_bet};
use crate::clients::Clients;
use crate::cors::cors;
use crate::forward::Forward;
use crate::guests::{DrawGuestId, Guests, create_guest};
use crate::health::{Backends, health_routes};
use crate::partitions::partitions;
use crate::rate_limits::Throttle;
use crate::reads::{known_read, own_read, public_read, subject_read};
use crate::settings::Settings;
use crate::tokens::Tokens;
use crate::upstream::Upstream;

/// What a gateway is made of.
#[derive(Clone)]
pub struct Parts {
    /// The write side.
    pub command: Upstream,
    /// The read side.
    pub query: Upstream,
    /// Who somebody is.
    pub tokens: Tokens,
    /// Where guests' ids come from.
    pub draw_guest_id: DrawGuestId,
    /// What `/openapi.json` says: see [`crate::openapi()`].
    pub openapi: OpenApi,
}

/// The gateway, ready to serve.
pub fn router(parts: Parts, settings: &Settings) -> Router {
    let throttle = Throttle::new(settings.rate_limits);
    let clients = Clients::behind(&settings.trusted_proxies);
    let admission = Admission {
        tokens: parts.tokens.clone(),
        throttle: throttle.clone(),
        clients: clients.clone(),
    };
    let clock = parts.tokens.clock();
    let forward = |name, upstream: &Upstream| Forward {
        name,
        upstream: upstream.clone(),
        answer_within: settings.timeouts.answer,
        unanswered: Arc::default(),
        clock: clock.clone(),
    };
    let guests = Guests {
        tokens: parts.tokens,
        throttle,
        clients,
        draw_id: parts.draw_guest_id,
        lifetime: settings.guest_token_lifetime,
    };
    let private_routes = commands(forward("command", &parts.command))
        .merge(reads(forward("query", &parts.query)))
        .route_layer(from_fn_with_state(admission.clone(), private));
    // A bet has a key before anything can refuse it, so that even a 401 returns one.
    let bets = Router::new()
        .route("/api/v1/bets", post(place_bet))
        .with_state(forward("command", &parts.command))
        .route_layer(from_fn_with_state(admission.clone(), private))
        .route_layer(from_fn(with_key));
    let games = Router::new().route("/api/v1/games", get(public_read));
    let public_routes = public_reads(forward("query", &parts.query))
        .merge(games.with_state(forward("command", &parts.command)))
        .merge(Router::new().route("/api/v1/guests", post(create_guest)).with_state(guests))
        .route_layer(from_fn_with_state(admission.clone(), public));
    let stream = Router::new()
        .route("/api/v1/stream", get(known_read))
        .with_state(forward("query", &parts.query))
        .route_layer(from_fn_with_state(admission, known));
    let backends = Backends {
        command: parts.command,
        query: parts.query,
        within: settings.timeouts.health,
        version: env!("CARGO_PKG_VERSION"),
    };
    let routes = bets
        .merge(private_routes)
        .merge(public_routes)
        .merge(stream)
        .merge(health_routes(backends))
        .merge(docs_routes(parts.openapi));
    // Outside the edge, so that even a panic's answer can be read by the page that asked.
    edge(routes).layer(cors(&settings.cors_origins))
}

/// Deposits and withdrawals are open to every player for their own account: this is play money.
fn commands(command: Forward) -> Router {
    Router::new()
        .route("/api/v1/players/{player_id}/deposits", post(own_command))
        .route("/api/v1/players/{player_id}/withdrawals", post(own_command))
        .route("/api/v1/players/{player_id}/rounds/{bet_id}/actions", post(own_command))
        .route("/api/v1/players/{player_id}/seeds/client", post(own_command))
        .route("/api/v1/players/{player_id}/seeds/rotate", post(own_command))
        .route("/api/v1/system/partitions", get(partitions))
        .route("/api/v1/log/{partition}", get(subject_read))
        .with_state(command)
}

fn reads(query: Forward) -> Router {
    Router::new()
        .route("/api/v1/players/{player_id}/balance", get(own_read))
        .route("/api/v1/players/{player_id}/stats", get(own_read))
        .route("/api/v1/players/{player_id}/bets", get(own_read))
        .route("/api/v1/players/{player_id}/rank", get(own_read))
        .route("/api/v1/players/{player_id}/seeds", get(own_read))
        .route("/api/v1/players/{player_id}/round", get(own_read))
        .route("/api/v1/bets/{bet_id}", get(subject_read))
        .with_state(query)
}

fn public_reads(query: Forward) -> Router {
    Router::new()
        .route("/api/v1/leaderboard", get(public_read))
        .route("/api/v1/stats/summary", get(public_read))
        .with_state(query)
}

/// Whether a path needs no token; for the document. The router above is what holds.
pub(crate) fn is_public(path: &str) -> bool {
    const PUBLIC: [&str; 5] = [
        "/api/v1/games",
        "/api/v1/leaderboard",
        "/api/v1/stats/summary",
        "/api/v1/guests",
        "/api/v1/stream",
    ];
    PUBLIC.contains(&path) || path.starts_with("/health")
}
