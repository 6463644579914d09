//! The closed list of what can go wrong.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// What went wrong, for programs. New codes may be added; none changes its meaning.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $($(#[$doc])* $variant,)* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands in a problem.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status of every problem with this code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// The title of every problem with this code.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// A URI that names the kind of problem and stays the same.
            pub const fn type_uri(self) -> &'static str {
                match self { $(Self::$variant => concat!("https://croupier.dev/problems/", $code),)* }
            }
        }
    };
}

error_codes! {
    // The request cannot be understood.
    /// A request that breaks HTTP in a way no other code names.
    BadRequest = "bad_request", 400, "Bad request";
    /// Not JSON, a key twice, or nested too deep.
    MalformedJson = "malformed_json", 400, "Malformed JSON";
    /// This endpoint needs an `Idempotency-Key`.
    IdempotencyKeyMissing = "idempotency_key_missing", 400, "Idempotency key missing";
    /// The body did not arrive in time.
    RequestTimeout = "request_timeout", 408, "Request timeout";
    /// The body is too large.
    PayloadTooLarge = "payload_too_large", 413, "Payload too large";
    /// The body is not declared as JSON.
    UnsupportedMediaType = "unsupported_media_type", 415, "Unsupported media type";

    // The request is understood and no configuration could allow it.
    /// Fields are missing, unknown or out of range: see `errors`.
    InvalidRequest = "invalid_request", 422, "Invalid request";
    /// Not 1–255 visible ASCII characters.
    InvalidIdempotencyKey = "invalid_idempotency_key", 422, "Invalid idempotency key";
    /// Not a position, or one that cannot be.
    InvalidPosition = "invalid_position", 422, "Invalid position";
    /// Not a cursor that this list gave.
    InvalidCursor = "invalid_cursor", 422, "Invalid cursor";

    // Who asks, for what, and how often.
    /// No token, or one that does not count.
    Unauthenticated = "unauthenticated", 401, "Authentication required";
    /// Another player's, or not for clients.
    Forbidden = "forbidden", 403, "Forbidden";
    /// No such path.
    NotFound = "not_found", 404, "Not found";
    /// No such player.
    PlayerNotFound = "player_not_found", 404, "Player not found";
    /// No such bet.
    BetNotFound = "bet_not_found", 404, "Bet not found";
    /// The path exists, the method does not: see `Allow`.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// Slow down: see `Retry-After`.
    TooManyRequests = "too_many_requests", 429, "Too many requests";

    // The idempotency key.
    /// The key belongs to another request.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "Idempotency key reused";
    /// The key is older than what is remembered, so it cannot be decided anew.
    IdempotencyKeyExpired = "idempotency_key_expired", 409, "Idempotency key expired";

    // Decided: refused by the rules, and recorded.
    /// No game of that name.
    UnknownGame = "unknown_game", 422, "Unknown game";
    /// Outside the table's limits.
    StakeOutOfRange = "stake_out_of_range", 422, "Stake out of range";
    /// The game does not offer it, or its parts do not add up to the stake.
    InvalidSelection = "invalid_selection", 422, "Invalid selection";
    /// More than there is.
    InsufficientFunds = "insufficient_funds", 409, "Insufficient funds";
    /// The opening balance must be wagered once before it can be withdrawn.
    OpeningNotWagered = "opening_not_wagered", 409, "Opening balance not wagered";
    /// The account would hold more than an account may.
    BalanceLimitExceeded = "balance_limit_exceeded", 409, "Balance limit exceeded";
    /// A round is still open.
    RoundOpen = "round_open", 409, "Round open";
    /// The round is over, or never was.
    RoundNotOpen = "round_not_open", 409, "Round not open";
    /// The round has moved on since the player looked.
    StaleRoundVersion = "stale_round_version", 409, "Stale round version";
    /// The rules do not allow it now.
    ActionNotAllowed = "action_not_allowed", 409, "Action not allowed";

    // No answer.
    /// From a command instance to its gateway: the player's partition is not served here. Nothing
    /// was applied; the header `Croupier-Owner` says where to ask, if that is known.
    Misdirected = "misdirected", 421, "Another instance serves this player";
    /// Nothing happened and nothing will: retry freely.
    NotApplied = "not_applied", 503, "Not applied";
    /// It may have happened: retry with the returned key to learn it.
    OutcomeUnknown = "outcome_unknown", 504, "Outcome unknown";
    /// The partition is parked or has diverged; an operator must act. Nothing was applied.
    PartitionUnavailable = "partition_unavailable", 503, "Partition unavailable";
    /// The view has not reached the position asked for.
    ViewBehind = "view_behind", 503, "View behind";
    /// A read could not reach the service behind the gateway.
    BackendUnreachable = "backend_unreachable", 503, "Backend unreachable";
    /// The service behind the gateway did not answer a read in time.
    BackendTimeout = "backend_timeout", 504, "Backend timeout";
    /// The service is up and cannot do its work.
    NotReady = "not_ready", 503, "Not ready";
    /// Our fault. The correlation id finds it in the logs.
    InternalError = "internal_error", 500, "Internal error";
}

impl ErrorCode {
    /// After how many seconds asking again may help. `None`: asking again is no help, or it may be
    /// done at once.
    pub const fn retry_after_s(self) -> Option<u32> {
        match self {
            Self::TooManyRequests
            | Self::NotApplied
            | Self::ViewBehind
            | Self::BackendUnreachable => Some(1),
            // Somebody has to be woken first.
            Self::PartitionUnavailable => Some(30),
            _ => None,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No code of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownErrorCode;

impl fmt::Display for UnknownErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such error code")
    }
}

impl std::error::Error for UnknownErrorCode {}

impl FromStr for ErrorCode {
    type Err = UnknownErrorCode;

    fn from_str(text: &str) -> Result<Self, UnknownErrorCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(UnknownErrorCode)
    }
}
