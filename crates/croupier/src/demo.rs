//! Bots that play, so that a newcomer sees something move.
//!
//! They are guests like any other: they get a token from the gateway, bet through it, and are on
//! the boards. They call the gateway's router in process, so they need no port and no client.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request};
use croupier_api::GuestAnswer;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// How many bots play.
const BOT_COUNT: u64 = 12;

/// The quickest and the slowest pause between two bets of one bot.
const PAUSE_MS: (u64, u64) = (400, 2_500);

/// A few KiB: a guest's token, or a bet's answer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What bots bet on.
const BETS: [(&str, &str); 6] = [
    ("roulette", r#"{"chips":[{"bet":"red","amount":STAKE}]}"#),
    ("roulette", r#"{"chips":[{"bet":"straight","numbers":[17],"amount":STAKE}]}"#),
    ("slots", r#"{"lines":5}"#),
    ("dice", r#"{"direction":"under","chance":25}"#),
    ("dice", r#"{"direction":"over","chance":75}"#),
    ("blackjack", "{}"),
];

/// Let bots play against `gateway` until `stopping`.
pub fn start(gateway: Router, tasks: &TaskTracker, stopping: &CancellationToken) {
    tracing::info!("{BOT_COUNT} bots are playing");
    for bot in 1..=BOT_COUNT {
        let playing = play(gateway.clone(), bot);
        let stopping = stopping.clone();
        tasks.spawn(async move { stopping.run_until_cancelled(playing).await });
    }
}

async fn play(gateway: Router, bot: u64) {
    let mut chance = Chance(bot);
    loop {
        let Some(guest) = sign_in(&gateway).await else {
            tokio::time::sleep(Duration::from_secs(5)).await;
            continue;
        };
        // A bot that cannot bet any more (its money is gone, its token is old) comes back as
        // another guest.
        while bet(&gateway, &guest, &mut chance).await {
            let (least, most) = PAUSE_MS;
            let pause_ms = least + chance.below(most - least);
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        }
    }
}

async fn sign_in(gateway: &Router) -> Option<GuestAnswer> {
    let body = call(gateway, request("/api/v1/guests", None, String::new())?).await?;
    serde_json::from_slice(&body).ok()
}

async fn bet(gateway: &Router, guest: &GuestAnswer, chance: &mut Chance) -> bool {
    let (game, selection) = BETS[usize::try_from(chance.below(BETS.len() as u64)).unwrap_or(0)];
    let stake = 10 * (1 + chance.below(20));
    let selection = selection.replace("STAKE", &stake.to_string());
    let who = format!(r#""player_id":"{}","session_id":"demo""#, guest.player_id);
    let what = format!(r#""game_type":"{game}","amount":{stake},"selection":{selection}"#);
    let Some(request) =
        request("/api/v1/bets", Some(&guest.access_token), format!("{{{who},{what}}}"))
    else {
        return false;
    };
    call(gateway, request).await.is_some()
}

fn request(path: &str, token: Option<&str>, body: String) -> Option<Request<Body>> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, token.map(|token| format!("Bearer {token}")).unwrap_or_default());
    request.body(Body::from(body)).ok()
}

/// The body of a yes; `None` for everything else.
async fn call(gateway: &Router, request: Request<Body>) -> Option<axum::body::Bytes> {
    let response = match gateway.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if !response.status().is_success() {
        return None;
    }
    axum::body::to_bytes(response.into_body(), BODY_BYTES_MAX).await.ok()
}

/// A bot's whims (xorshift64*, Marsaglia 2003): nobody's money depends on them.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound.max(1)
    }
}
