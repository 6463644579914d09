//! Decided refusals as problems.

use croupier_api::{ErrorCode, Position, Problem};
use croupier_domain::{Commit, Rejection};

use super::{bytes, correlation_id};

/// The status and the body of a decided refusal.
pub(super) fn render(commit: &Commit, rejection: &Rejection, at: Position) -> (u16, Vec<u8>) {
    let (code, detail) = explain(rejection);
    let mut problem = Problem::new(code, detail);
    problem.correlation_id = Some(correlation_id(commit));
    problem.position = Some(at);
    (code.status(), bytes(&problem))
}

/// A rejection in the wire's code and one plain sentence.
fn explain(rejection: &Rejection) -> (ErrorCode, String) {
    match rejection {
        Rejection::UnknownGame => (ErrorCode::UnknownGame, "There is no game of that name.".into()),
        Rejection::StakeOutOfRange { min_minor, max_minor } => (
            ErrorCode::StakeOutOfRange,
            format!("The amount must be between {min_minor} and {max_minor}."),
        ),
        Rejection::InvalidSelection => (
            ErrorCode::InvalidSelection,
            "The game does not offer this selection at this stake.".into(),
        ),
        Rejection::RoundOpen => {
            (ErrorCode::RoundOpen, "A round is still open; finish it first.".into())
        }
        Rejection::RoundNotOpen => (ErrorCode::RoundNotOpen, "This round is not open.".into()),
        Rejection::StaleRoundVersion { version } => (
            ErrorCode::StaleRoundVersion,
            format!("The round has moved on: it is at version {version} now."),
        ),
        Rejection::ActionNotAllowed => {
            (ErrorCode::ActionNotAllowed, "The rules do not allow this action now.".into())
        }
        Rejection::InsufficientFunds { balance_minor, needed_minor } => (
            ErrorCode::InsufficientFunds,
            format!("The balance of {balance_minor} does not cover {needed_minor}."),
        ),
        Rejection::OpeningNotWagered { withdrawable_minor } => (
            ErrorCode::OpeningNotWagered,
            format!(
                "Only {withdrawable_minor} can be withdrawn now; the opening balance must be \
                 wagered once before it can leave."
            ),
        ),
        Rejection::BalanceLimitExceeded { max_minor } => {
            (ErrorCode::BalanceLimitExceeded, format!("An account may hold at most {max_minor}."))
        }
    }
}
