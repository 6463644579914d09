//! The single entry point: who may ask for what, how often, and who answers.
//!
//! A request passes these in order; the first that says no gives the answer:
//!
//! 1. the rate limit of its address (429), where there is one;
//! 2. its token (401), then the rate limit of its player (429);
//! 3. what the path alone can refuse: another player's (403);
//! 4. the body's form, where the gateway must know the body (400, 413, 415, 422), and what the body
//!    asks: a bet for another player (403);
//! 5. the service behind it, which decides.
//!
//! A service is an [`Upstream`]: in this process or at one of several addresses, called the same
//! way. The gateway keeps no state of its own beyond counters for the limits and guesses at which
//! instance serves whom: any number of them can stand side by side.

mod admission;
mod bets;
mod clients;
mod cors;
mod flowing;
mod forward;
mod guests;
mod health;
mod openapi;
mod owners;
mod partitions;
mod rate_limits;
mod reads;
mod remote;
mod routes;
mod seek;
mod seldom;
mod settings;
mod tokens;
mod traced;
mod upstream;

#[cfg(test)]
mod tests;

pub use clients::{InvalidNetwork, Network};
pub use cors::{InvalidOrigin, Origin};
pub use guests::DrawGuestId;
pub use openapi::openapi;
pub use rate_limits::{Rate, RateLimits};
pub use remote::{BaseUrl, InvalidBaseUrl};
pub use routes::{Parts, router};
pub use settings::{Settings, Timeouts};
pub use tokens::{InvalidTokenKey, TokenKey, TokenRules, Tokens};
pub use upstream::Upstream;
