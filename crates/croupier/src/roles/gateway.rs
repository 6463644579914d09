//! The gateway role's parts.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use croupier_clock::Clock;
use croupier_gateway::{
    Parts, RateLimits, Settings, TokenKey, TokenRules, Tokens, Upstream, openapi, router,
};
use croupier_http::{measured, traced_first};
use metrics::counter;

use crate::config::{GatewaySettings, Switch};
use crate::secrets::{self, Secrets};

/// The gateway's router in front of two upstreams.
pub(super) fn build(
    settings: &GatewaySettings,
    address: SocketAddr,
    secrets: &Secrets,
    clock: Arc<dyn Clock>,
    command: Upstream,
    query: Upstream,
) -> anyhow::Result<Router> {
    let keys = secrets.token_keys()?.into_iter().map(|(name, key)| TokenKey::new(&name, &key));
    let mut keys = keys.collect::<Result<VecDeque<_>, _>>()?;
    let current = keys.pop_front().context("no key to sign tokens with")?;
    let parts = Parts {
        command,
        query,
        tokens: Tokens::new(current, keys.into(), TokenRules::default(), clock),
        draw_guest_id: Arc::new(draw_guest_id),
        openapi: document(),
    };
    let origins: Result<Vec<_>, _> = settings.cors_origins.iter().map(|o| o.parse()).collect();
    let rate_limits = match settings.rate_limits {
        Switch::Auto => RateLimits::for_listener(address),
        Switch::On => Some(RateLimits::default()),
        Switch::Off => None,
    };
    let first = settings.otlp_sample_ratio;
    let settings = Settings {
        cors_origins: origins?,
        trusted_proxies: settings.trusted_proxies.clone(),
        rate_limits,
        guest_token_lifetime: Duration::from_secs(settings.token_ttl_s),
        ..Settings::default()
    };
    register();
    let router = traced_first(router(parts, &settings), "croupier-gateway", first);
    Ok(measured(router, "gateway"))
}

/// What clients meet is counted from zero: the first time is an increase.
fn register() {
    for service in ["command", "query"] {
        counter!("croupier_gateway_unanswered_total", "service" => service).increment(0);
    }
    for by in ["address", "player", "guest"] {
        counter!("croupier_gateway_throttled_total", "by" => by).increment(0);
    }
    counter!("croupier_gateway_misdirected_total").increment(0);
    counter!("croupier_gateway_tokens_refused_total").increment(0);
}

/// The gateway's document: its own paths and those of the services behind it.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    openapi(croupier_command::http::openapi(), croupier_query::openapi())
}

/// Without random bytes two guests could be one: better no answer than that.
#[expect(clippy::expect_used, reason = "a machine that cannot draw must not make guests")]
fn draw_guest_id() -> [u8; 16] {
    secrets::random().expect("the operating system gives random bytes")
}
