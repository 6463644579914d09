//! The wire: what goes over HTTP, and nothing else.
//!
//! Requests are read by [`Form`], which looks at every field and reports all that is wrong at
//! once; responses are plain structs with serde and OpenAPI derived. Nothing here decides, knows
//! the time, or depends on another crate of ours: the command and query services convert their own
//! types into these, each in one file.
//!
//! Two conventions hold everywhere:
//! - money is an [`Amount`]: exact, a JSON number with two decimals, never a float;
//! - what differs from game to game (a selection, what was drawn, the cards on a table) is a
//!   [`RawObject`], JSON that passes through as text. The services render it from domain types, so
//!   that a new game changes no wire type, and its exact numbers never meet a float on the way.

mod amount;
mod bets;
mod boards;
mod decimal;
mod error_code;
mod form;
mod funds;
mod games;
mod health;
mod history;
mod json;
mod names;
mod players;
mod position;
mod problem;
mod raw;
mod requests;
mod rounds;
mod seeds;
mod stream;
mod system;
mod time;

#[cfg(test)]
mod tests;

pub use amount::{Amount, AmountError, Percent};
pub use bets::{
    Bet, BetAnswer, BetList, BetOutcome, BetProof, BetResult, BetRow, BetStatus, BetTimes, Round,
};
pub use boards::{Board, Leaderboard, LeaderboardEntry, Rank, Summary, Window};
pub use error_code::ErrorCode;
pub use form::{FieldError, Fields, Form, FormError, values};
pub use funds::FundsAnswer;
pub use games::{GameRules, Games, Ratio};
pub use health::{
    BackendHealth, BackendServices, GatewayHealth, GuestAnswer, HealthStatus, ServiceHealth,
};
pub use history::{CommitList, CommitRow};
pub use json::{BODY_BYTES_MAX, MalformedJson, NESTING_MAX};
pub use names::{BetId, IdempotencyKey, InvalidName, PlayerId};
pub use players::{Balance, GameStats, Stats};
pub use position::{InvalidPosition, Position, PositionVector};
pub use problem::Problem;
pub use raw::{NotAnObject, RawObject};
pub use requests::{ClientSeed, Deposit, PlaceBet, RoundAction, Withdrawal};
pub use rounds::OpenRound;
pub use seeds::{ClientSeedAnswer, CurrentSeed, RevealedSeed, SeedRotated, Seeds};
pub use stream::{AccountNews, BetNews, Heartbeat, SuppressedNews, SystemNews, ViewPartition};
pub use system::{PartitionState, PartitionStatus, SystemPartitions};
pub use time::{FineUnixMillis, UnixMillis, UnixSeconds};
