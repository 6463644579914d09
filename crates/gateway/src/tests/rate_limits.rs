use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http::Response;

use croupier_http::PeerAddress;

use super::{Stage, ask, code};
use crate::{Rate, RateLimits, router};

fn rate(burst: u32) -> Rate {
    let number = |n| NonZeroU32::new(n).unwrap();
    Rate { burst: number(burst), per_minute: number(1) }
}

fn stage(per_address: u32, per_player: u32, guests: u32) -> (Stage, Router) {
    let mut stage = Stage::new();
    stage.settings.rate_limits = Some(RateLimits {
        per_address: rate(per_address),
        per_player: rate(per_player),
        guests_per_address: rate(guests),
    });
    let router = router(stage.parts.clone(), &stage.settings);
    (stage, router)
}

async fn from(router: &Router, address: &str, request: http::request::Builder) -> Response<String> {
    let mut request: Request = request.body(Body::empty()).unwrap();
    let address: SocketAddr = address.parse().unwrap();
    request.extensions_mut().insert(PeerAddress(address));
    ask(router, request).await
}

fn board() -> http::request::Builder {
    Request::get("/api/v1/leaderboard")
}

#[tokio::test]
async fn an_address_is_slowed_down_and_others_are_not() {
    let (_, router) = stage(3, 100, 100);
    for _ in 0..3 {
        assert_eq!(from(&router, "192.0.2.1:1", board()).await.status(), 200);
    }
    let answer = from(&router, "192.0.2.1:2", board()).await;
    assert_eq!((code(&answer), answer.status().as_u16()), ("too_many_requests", 429));
    let seconds: u32 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((55..=61).contains(&seconds), "{seconds}");
    assert_eq!(from(&router, "192.0.2.2:1", board()).await.status(), 200);
    // Health and docs are never refused.
    assert_eq!(from(&router, "192.0.2.1:1", Request::get("/health")).await.status(), 200);
}

#[tokio::test]
async fn a_network_of_addresses_is_one_subscriber() {
    let (_, router) = stage(2, 100, 100);
    assert_eq!(from(&router, "[2001:db8::1]:1", board()).await.status(), 200);
    assert_eq!(from(&router, "[2001:db8::ffff:1]:1", board()).await.status(), 200);
    assert_eq!(from(&router, "[2001:db8::2]:1", board()).await.status(), 429);
    assert_eq!(from(&router, "[2001:db8:0:1::1]:1", board()).await.status(), 200);
    // An IPv4 address in IPv6 clothes is that address.
    assert_eq!(from(&router, "192.0.2.1:1", board()).await.status(), 200);
    assert_eq!(from(&router, "[::ffff:192.0.2.1]:1", board()).await.status(), 200);
    assert_eq!(from(&router, "192.0.2.1:1", board()).await.status(), 429);
    assert_eq!(from(&router, "[::ffff:192.0.2.2]:1", board()).await.status(), 200);
}

#[tokio::test]
async fn a_player_is_slowed_down_wherever_they_are() {
    let (stage, router) = stage(100, 2, 100);
    let balance = |player: &str| {
        let path = format!("/api/v1/players/{player}/balance");
        stage.authorized(player, Request::get(path))
    };
    assert_eq!(from(&router, "192.0.2.1:1", balance("alice")).await.status(), 200);
    assert_eq!(from(&router, "192.0.2.2:1", balance("alice")).await.status(), 200);
    assert_eq!(from(&router, "192.0.2.3:1", balance("alice")).await.status(), 429);
    assert_eq!(from(&router, "192.0.2.3:1", balance("mallory")).await.status(), 200);
}

#[tokio::test]
async fn a_token_that_does_not_count_costs_its_address() {
    let (_, router) = stage(2, 100, 100);
    let guess =
        || Request::get("/api/v1/players/alice/balance").header("authorization", "Bearer guess");
    assert_eq!(from(&router, "192.0.2.1:1", guess()).await.status(), 401);
    assert_eq!(from(&router, "192.0.2.1:1", guess()).await.status(), 401);
    assert_eq!(from(&router, "192.0.2.1:1", guess()).await.status(), 429);
}

#[tokio::test]
async fn guests_have_a_limit_of_their_own() {
    let (_, router) = stage(100, 100, 1);
    let guest = || Request::post("/api/v1/guests");
    assert_eq!(from(&router, "192.0.2.1:1", guest()).await.status(), 201);
    assert_eq!(from(&router, "192.0.2.1:1", guest()).await.status(), 429);
    assert_eq!(from(&router, "192.0.2.1:1", board()).await.status(), 200);
}

#[test]
fn limits_are_for_those_who_can_be_reached() {
    for (address, limited) in [
        ("127.0.0.1:8000", false),
        ("127.9.9.9:8000", false),
        ("[::1]:8000", false),
        ("[::ffff:127.0.0.1]:8000", false),
        ("0.0.0.0:8000", true),
        ("[::]:8000", true),
        ("192.0.2.1:8000", true),
    ] {
        let limits = RateLimits::for_listener(address.parse().unwrap());
        assert_eq!(limits.is_some(), limited, "{address}");
    }
}

#[tokio::test]
async fn the_key_is_on_a_429_too() {
    let (stage, router) = stage(1, 1, 1);
    let bet = || stage.authorized("alice", Request::post("/api/v1/bets"));
    assert_eq!(from(&router, "192.0.2.1:1", bet()).await.status(), 415);
    let answer = from(&router, "192.0.2.1:1", bet()).await;
    assert_eq!(answer.status(), 429);
    assert!(answer.headers().contains_key("idempotency-key"));
}
