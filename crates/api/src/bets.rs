//! Bets: the write side's answer, the read side's rows, and the receipt.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Amount;
use crate::names::PlayerId;
use crate::position::Position;
use crate::raw::RawObject;
use crate::time::{FineUnixMillis, UnixMillis, UnixSeconds};

/// The answer to a bet, and to an action on its round: what was decided, and is in the log. A pure
/// function of the commit, so that a retry gets the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetAnswer {
    /// The bet.
    pub bet_id: String,
    /// Of the request that was decided, not of a retry.
    pub correlation_id: String,
    /// Always `accepted`; a refusal is a problem.
    #[schema(example = "accepted")]
    pub status: String,
    /// For people.
    #[schema(example = "Bet placed successfully")]
    pub message: String,
    /// When the commit was made.
    pub timestamp: UnixSeconds,
    /// Who bet.
    pub player_id: PlayerId,
    /// The game's name.
    pub game_type: String,
    /// The stake so far.
    pub amount: Amount,
    /// How it ended, or that it goes on.
    pub result: BetResult,
    /// The balance after this commit.
    pub balance: Amount,
    /// The commit.
    pub position: Position,
    /// What the outcome is drawn from; an action on a round does not repeat it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<BetProof>,
    /// The round, if the bet is one that was played by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
}

/// How a bet stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetResult {
    /// In one word.
    pub outcome: BetOutcome,
    /// The stake; doubling and splitting raise it.
    pub stake: Amount,
    /// What the player got back, the stake included; null while open.
    pub payout: Option<Amount>,
    /// Payout − stake; null while open.
    pub profit: Option<Amount>,
    /// What was drawn; null while open.
    pub drawn: Option<RawObject>,
}

/// How a bet stands, in the write side's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BetOutcome {
    /// Something was paid, even when less than the stake.
    Won,
    /// Nothing was paid.
    Lost,
    /// The game's rules return the stake.
    Push,
    /// The round goes on.
    Open,
}

/// How a bet stands, in the read side's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BetStatus {
    /// The round goes on.
    Placed,
    /// Something was paid, even when less than the stake.
    Won,
    /// Nothing was paid.
    Lost,
    /// The game's rules return the stake.
    Push,
}

/// What anyone needs to draw the outcome again, and to check that it was fixed beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetProof {
    /// The server seed's number.
    pub seed_index: u32,
    /// SHA-256 of the server seed, hexadecimal. The answer to a bet has it when the bet's own
    /// commit published it (a player's first); afterwards it is found under the player's seeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// Of the commit that published it: before the bet's own, or that itself for a player's first
    /// bet. Receipts have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment_position: Option<Position>,
    /// Whether that was before the bet, so that the player could have seen it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_before: Option<bool>,
    /// The bet's number under that seed.
    pub nonce: u64,
    /// The player's half.
    pub client_seed: String,
    /// The version of the game's rules.
    pub rules: u32,
    /// The server seed, hexadecimal, once it is revealed.
    pub server_seed: Option<String>,
}

/// A round that waits for its player, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Round {
    /// How many actions were taken; an action names it.
    pub version: u32,
    /// What the rules allow now; empty when the round is over.
    #[schema(example = json!(["hit", "stand", "double"]))]
    pub legal_actions: Vec<String>,
    /// The hands, and what else the player may see.
    pub table: RawObject,
    /// When it is settled without the player.
    pub expires_at: UnixMillis,
}

/// A player's bets, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetList {
    /// One page of them.
    pub bets: Vec<BetRow>,
    /// What to ask for next; null at the end.
    pub next_cursor: Option<String>,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// One bet in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BetRow {
    /// The bet.
    pub bet_id: String,
    /// The event that placed it.
    pub event_id: String,
    /// The session it belongs to.
    pub session_id: String,
    /// The game's name.
    pub game_type: String,
    /// The final stake.
    pub amount: Amount,
    /// When it was placed.
    pub timestamp: UnixMillis,
    /// How it stands.
    pub status: BetStatus,
    /// Of the request that placed it.
    pub correlation_id: String,
    /// What the player got back; null while open.
    pub payout: Option<Amount>,
    /// Payout − stake; null while open.
    pub profit: Option<Amount>,
    /// The commit that placed it.
    pub position: Position,
}

/// One bet with its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bet {
    /// The bet.
    pub bet_id: String,
    /// Who bet.
    pub player_id: PlayerId,
    /// The event that placed it.
    pub event_id: String,
    /// The session it belongs to.
    pub session_id: String,
    /// The game's name.
    pub game_type: String,
    /// The final stake.
    pub amount: Amount,
    /// When it was placed.
    pub timestamp: UnixMillis,
    /// When it was settled; null while open.
    pub settled_at: Option<UnixMillis>,
    /// How it stands.
    pub status: BetStatus,
    /// Of the request that placed it.
    pub correlation_id: String,
    /// What the player got back; null while open.
    pub payout: Option<Amount>,
    /// Payout − stake; null while open.
    pub profit: Option<Amount>,
    /// What it was on.
    pub selection: Option<RawObject>,
    /// What was drawn; null while open.
    pub drawn: Option<RawObject>,
    /// What anyone needs to check the outcome.
    pub proof: BetProof,
    /// The round, if the bet is one that was played by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// The commit that placed it.
    pub position: Position,
    /// The commit that settled it; null while open.
    pub settled_position: Option<Position>,
    /// When it was where.
    #[serde(default)]
    pub times: BetTimes,
    /// How many commits the view lacks of what was asked for; only with `stale=allow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_by: Option<u64>,
}

/// When the commit that a bet stands by (the last that changed it) was where, each by the clock of
/// the machine that saw it. Null where nobody noted it. No part of the log's chain: a view that is
/// built anew has later times, or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct BetTimes {
    /// Received by the gateway, or by the command service where that was asked itself.
    pub received_at: Option<FineUnixMillis>,
    /// Decided, and handed to the log.
    pub decided_at: Option<FineUnixMillis>,
    /// Stored by the log; Kafka knows whole milliseconds.
    pub appended_at: Option<FineUnixMillis>,
    /// Read back from the log, and accepted, by the read side.
    pub read_back_at: Option<FineUnixMillis>,
    /// Folded, and on its way into the view.
    pub projected_at: Option<FineUnixMillis>,
}
