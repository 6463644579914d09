use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;

use croupier_api::ErrorCode;

use super::{ask, problem};
use crate::{Access, GatewayToken, edge, guarded};

const TOKEN: &str = "a-secret-of-some-length";

fn router(access: Access) -> Router {
    let inside = guarded(Router::new().route("/bets", get(async || "in")), access);
    edge(inside.merge(Router::new().route("/health", get(async || "well"))))
}

async fn knock(router: &Router, path: &str, tokens: &[&str]) -> http::Response<String> {
    let mut request = Request::get(path);
    for token in tokens {
        request = request.header("croupier-gateway-token", *token);
    }
    ask(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn only_the_gateway_comes_in() {
    let router = router(Access::GatewayOnly(GatewayToken::parse(TOKEN).unwrap()));
    assert_eq!(knock(&router, "/bets", &[TOKEN]).await.body(), "in");
    let longer = format!("{TOKEN}x");
    for tokens in
        [&[][..], &[""], &["wrong"], &[&TOKEN[1..]], &[&longer], &["b-secret-of-some-length"]]
    {
        let answer = knock(&router, "/bets", tokens).await;
        assert_eq!(problem(&answer).code, ErrorCode::Forbidden, "{tokens:?}");
    }
    assert_eq!(knock(&router, "/bets", &[TOKEN, "wrong"]).await.status(), 403);
    assert_eq!(knock(&router, "/health", &[]).await.body(), "well");
}

#[tokio::test]
async fn a_trusted_network_needs_no_token() {
    assert_eq!(knock(&router(Access::Open), "/bets", &[]).await.body(), "in");
}

#[test]
fn a_token_is_long_enough_and_never_shown() {
    let token = GatewayToken::parse(TOKEN).unwrap();
    assert!(!format!("{token:?}").contains("secret"));
    for text in ["", "fifteen-letters", "spaces are not visible", "ümläute-äöü-äöü-äöü"]
    {
        assert!(GatewayToken::parse(text).is_err(), "{text}");
    }
}
