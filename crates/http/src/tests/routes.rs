use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;

use croupier_api::{ErrorCode, HealthStatus, ServiceHealth};

use super::{ask, problem};
use crate::{BetPath, PlayerPath, docs_routes, edge, health_routes};

async fn get_path(router: &Router, path: &str) -> http::Response<String> {
    ask(router, Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn ids_in_paths_are_checked() {
    let router = edge(
        Router::new()
            .route("/p/{player_id}", get(async |PlayerPath(id): PlayerPath| id.to_string()))
            .route("/b/{bet_id}", get(async |BetPath(id): BetPath| id.to_string()))
            .route("/p/{player_id}/b/{bet_id}", get(async |BetPath(id): BetPath| id.to_string())),
    );
    for (path, id) in [
        ("/p/alice", "alice"),
        ("/p/a%7Cb", "a|b"),
        ("/p/a+b", "a+b"),
        ("/b/0193f2a1-c7d8-8e1b-9a55-0123456789ab", "0193f2a1-c7d8-8e1b-9a55-0123456789ab"),
        ("/p/a/b/0193f2a1-c7d8-8e1b-9a55-0123456789ab", "0193f2a1-c7d8-8e1b-9a55-0123456789ab"),
    ] {
        assert_eq!(get_path(&router, path).await.body(), id, "{path}");
    }
    let (longest, too_long) = ("a".repeat(100), format!("/p/{}", "a".repeat(101)));
    assert_eq!(get_path(&router, &format!("/p/{longest}")).await.body(), &longest);
    for (path, field) in [
        (too_long.as_str(), "player_id"),
        ("/p/a%20b", "player_id"),
        ("/p/%2E", "player_id"),
        ("/p/a%2Fb", "player_id"),
        ("/p/%FF", "player_id"),
        ("/p/%00", "player_id"),
        ("/b/1", "bet_id"),
        ("/b/%FF", "bet_id"),
    ] {
        let answer = get_path(&router, path).await;
        let problem = problem(&answer);
        assert_eq!(problem.code, ErrorCode::InvalidRequest, "{path}");
        assert_eq!(problem.errors[0].field, field, "{path}");
    }
}

fn health(status: HealthStatus, reason: Option<&str>) -> ServiceHealth {
    let service = "command-service".into();
    let reason = reason.map(Into::into);
    ServiceHealth { status, service, version: "0".into(), reason, redis: None }
}

#[tokio::test]
async fn health_is_told_and_readiness_is_a_status() {
    for (status, reason, ready) in [
        (HealthStatus::Healthy, None, 200),
        (HealthStatus::Degraded, Some("slow"), 200),
        (HealthStatus::Unhealthy, Some("the disk is full"), 503),
    ] {
        let router = edge(health_routes(move || std::future::ready(health(status, reason))));
        let told = get_path(&router, "/health").await;
        assert_eq!(told.status(), 200);
        let told: ServiceHealth = serde_json::from_str(told.body()).unwrap();
        assert_eq!(told, health(status, reason));
        assert_eq!(get_path(&router, "/health/live").await.status(), 200);
        let answer = get_path(&router, "/health/ready").await;
        assert_eq!(answer.status(), ready);
        if ready == 503 {
            assert_eq!(problem(&answer).code, ErrorCode::NotReady);
            assert!(answer.body().contains("the disk is full"));
        }
    }
}

#[tokio::test]
async fn the_document_knows_the_media_type_of_problems() {
    #[utoipa::path(get, path = "/x", responses(
        (status = 200, body = ServiceHealth), (status = 404, body = croupier_api::Problem),
    ))]
    fn _x() {}
    #[derive(utoipa::OpenApi)]
    #[openapi(paths(_x))]
    struct Document;
    let document = <Document as utoipa::OpenApi>::openapi();
    let answer = get_path(&edge(docs_routes(document)), "/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(answer.body()).unwrap();
    let responses = &document["paths"]["/x"]["get"]["responses"];
    let types = |status: &str| {
        let content = responses[status]["content"].as_object().unwrap();
        content.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(types("200"), ["application/json"]);
    assert_eq!(types("404"), ["application/problem+json"]);
}

#[tokio::test]
async fn the_docs_work_offline() {
    let router = edge(docs_routes(utoipa::openapi::OpenApi::default()));
    let document = get_path(&router, "/openapi.json").await;
    assert!(document.body().contains("\"openapi\":\"3.1.0\""));
    let page = get_path(&router, "/docs/").await;
    assert_eq!(page.status(), 200);
    let script = get_path(&router, "/docs/swagger-initializer.js").await;
    assert!(script.body().contains("/openapi.json"));
    for text in [page.body(), script.body()] {
        assert!(!text.contains("https://"), "{text}");
    }
    let short = get_path(&router, "/docs").await;
    assert_eq!(short.status(), 200);
    assert_eq!(short.headers()["content-type"], "text/html; charset=utf-8");
    let from = "<head><base href=\"/docs/\">";
    assert_eq!(short.body(), &page.body().replacen("<head>", from, 1));
    assert!(short.body().contains(from), "the page has a head");
}
