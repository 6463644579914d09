use std::collections::HashSet;

use crate::ErrorCode;

#[test]
fn codes_are_one_text_in_every_place() {
    let mut seen = HashSet::new();
    for &code in ErrorCode::ALL {
        let text = code.as_str();
        assert!(seen.insert(text), "{text} is there twice");
        assert!(text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{text}");
        assert_eq!(serde_json::to_string(&code).unwrap(), format!("{text:?}"));
        assert_eq!(text.parse(), Ok(code));
        assert_eq!(code.type_uri(), format!("https://croupier.dev/problems/{text}"));
        assert!(!code.title().is_empty());
    }
    assert!("no_such_code".parse::<ErrorCode>().is_err());
}

/// The contract's words.
#[test]
fn statuses_are_the_contracts() {
    for (code, status) in [
        (ErrorCode::MalformedJson, 400),
        (ErrorCode::IdempotencyKeyMissing, 400),
        (ErrorCode::Unauthenticated, 401),
        (ErrorCode::Forbidden, 403),
        (ErrorCode::PlayerNotFound, 404),
        (ErrorCode::MethodNotAllowed, 405),
        (ErrorCode::InsufficientFunds, 409),
        (ErrorCode::IdempotencyKeyExpired, 409),
        (ErrorCode::PayloadTooLarge, 413),
        (ErrorCode::UnsupportedMediaType, 415),
        (ErrorCode::Misdirected, 421),
        (ErrorCode::InvalidRequest, 422),
        (ErrorCode::InvalidIdempotencyKey, 422),
        (ErrorCode::IdempotencyKeyReused, 422),
        (ErrorCode::InvalidPosition, 422),
        (ErrorCode::UnknownGame, 422),
        (ErrorCode::StakeOutOfRange, 422),
        (ErrorCode::TooManyRequests, 429),
        (ErrorCode::InternalError, 500),
        (ErrorCode::NotApplied, 503),
        (ErrorCode::ViewBehind, 503),
        (ErrorCode::BackendUnreachable, 503),
        (ErrorCode::OutcomeUnknown, 504),
        (ErrorCode::BackendTimeout, 504),
    ] {
        assert_eq!(code.status(), status, "{code}");
    }
}

#[test]
fn what_may_be_retried_later_says_when() {
    for code in [ErrorCode::NotApplied, ErrorCode::ViewBehind, ErrorCode::TooManyRequests] {
        assert!(code.retry_after_s().is_some(), "{code}");
    }
    for code in [ErrorCode::InsufficientFunds, ErrorCode::InvalidRequest, ErrorCode::NotFound] {
        assert!(code.retry_after_s().is_none(), "{code}");
    }
}
