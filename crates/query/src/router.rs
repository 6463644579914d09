//! The routes.

use axum::Router;
use croupier_api::{AccountNews, BetNews, Heartbeat, SuppressedNews, SystemNews};
use croupier_http::{Access, docs_routes, edge, guarded, health_routes};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::{Desk, Parts};
use crate::{bets, boards, players, stream};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Croupier query service",
        description = "The read side: balances, statistics, bets, boards. Every answer says in \
                   `Croupier-Position` which commits it speaks for.",
        license(name = "MIT", identifier = "MIT"),
    ),
    components(schemas(AccountNews, BetNews, Heartbeat, SuppressedNews, SystemNews))
)]
struct Document;

/// The service's document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().split_for_parts().1
}

/// The service's router: its routes behind `access`; health and docs in front.
pub fn router(parts: Parts, access: Access) -> Router {
    let (routes, document) = routes().split_for_parts();
    let desk = Desk::new(parts);
    let observed = desk.clone();
    let health = health_routes(move || {
        let observed = observed.clone();
        async move { observed.health().await }
    });
    let routes = guarded(routes.with_state(desk), access);
    edge(routes.merge(health).merge(docs_routes(document)))
}

fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(players::balance))
        .routes(routes!(players::stats))
        .routes(routes!(bets::list))
        .routes(routes!(players::rank))
        .routes(routes!(players::seeds))
        .routes(routes!(players::round))
        .routes(routes!(bets::one))
        .routes(routes!(boards::leaderboard))
        .routes(routes!(boards::summary))
        .routes(routes!(stream::stream))
}
