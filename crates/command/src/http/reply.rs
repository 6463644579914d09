//! From what became of a request to its HTTP answer.

use bytes::Bytes;
use croupier_api::ErrorCode;
use croupier_http::{Answer, Failure, OWNER, PROBLEM_JSON};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::answer::{Rendered, render};
use crate::request::{Answer as Outcome, Hops, NotApplied};

/// W3C Server Timing: what a browser's network panel shows of an answer.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The HTTP answer to what became of a request in `partition`.
pub(super) fn to(outcome: Outcome, partition: u32) -> Result<Answer, Failure> {
    match outcome {
        Outcome::Committed { commit, replayed, hops } => {
            let answer = committed(render(&commit, partition));
            let answer = if replayed { answer.replayed() } else { answer };
            Ok(match hops.map(|hops| HeaderValue::try_from(server_timing(hops))) {
                Some(Ok(timing)) => answer.header(SERVER_TIMING, timing),
                _ => answer,
            })
        }
        Outcome::KeyReused => Err(Failure::new(
            ErrorCode::IdempotencyKeyReused,
            "This idempotency key was used for another request.",
        )),
        Outcome::KeyExpired => Err(Failure::new(
            ErrorCode::IdempotencyKeyExpired,
            "This idempotency key is older than what is remembered; look the outcome up instead.",
        )),
        Outcome::NotApplied(why) => Err(not_applied(why)),
        Outcome::OutcomeUnknown => Err(Failure::new(
            ErrorCode::OutcomeUnknown,
            "It is not known whether this was applied; retry with the returned key to learn it.",
        )),
    }
}

/// Durations are in milliseconds there.
fn server_timing(hops: Hops) -> String {
    let ms = |us: u64| format!("{}.{:03}", us / 1000, us % 1000);
    let Hops { decide_us, append_us, read_back_us } = hops;
    let (decide, append, read_back) = (ms(decide_us), ms(append_us), ms(read_back_us));
    format!("decide;dur={decide}, append;dur={append}, read_back;dur={read_back}")
}

/// Another instance owns the partition: nothing was applied here, and this is who to ask.
pub(super) fn misdirected(owner: Option<&str>) -> Failure {
    let failure = Failure::new(
        ErrorCode::Misdirected,
        "Another instance serves this player; ask the one that Croupier-Owner names.",
    );
    match owner.map(HeaderValue::try_from) {
        Some(Ok(owner)) => failure.header(OWNER, owner),
        _ => failure,
    }
}

/// A decided refusal is an answer like any other: its body is stored, byte for byte.
fn committed(rendered: Rendered) -> Answer {
    let Rendered { status, body, position } = rendered;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = Answer::rendered(status, Bytes::from(body)).at(position);
    if status.is_success() { answer } else { answer.header(CONTENT_TYPE, PROBLEM_JSON) }
}

fn not_applied(why: NotApplied) -> Failure {
    match why {
        NotApplied::Stopped => Failure::new(
            ErrorCode::PartitionUnavailable,
            "This player's partition is stopped until an operator has looked at it.",
        ),
        NotApplied::QueueFull => {
            Failure::new(ErrorCode::NotApplied, "Too many commands are waiting; try again.")
        }
        NotApplied::LogFull => {
            Failure::new(ErrorCode::NotApplied, "The log has no room left; try again later.")
        }
        NotApplied::LogOutOfSight => {
            Failure::new(ErrorCode::NotApplied, "The log cannot be reached now; try again.")
        }
        NotApplied::NotServing | NotApplied::Superseded => Failure::new(
            ErrorCode::NotApplied,
            "This player's partition is not being served by this instance now; try again.",
        ),
    }
}
