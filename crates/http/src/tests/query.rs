use std::time::Duration;

use axum::extract::FromRequestParts;
use http::Request;

use croupier_api::{Board, ErrorCode, Window};

use crate::{BoardOf, Failure, Freshness, Page, Parameters, StrictQuery, Top};

async fn read<T: Parameters>(query: &str) -> Result<T, Failure> {
    let (mut parts, ()) = Request::get(format!("/{query}")).body(()).unwrap().into_parts();
    StrictQuery::from_request_parts(&mut parts, &()).await.map(|StrictQuery(value)| value)
}

/// The code and the fields that are wrong with `query`.
async fn wrong<T: Parameters + std::fmt::Debug>(query: &str) -> (ErrorCode, Vec<String>) {
    let failure = read::<T>(query).await.expect_err(query);
    let fields = failure.problem().errors.iter().map(|error| error.field.clone()).collect();
    (failure.code(), fields)
}

#[tokio::test]
async fn reads_say_how_fresh() {
    let default = read::<Freshness>("").await.unwrap();
    assert_eq!((default.min_position, default.is_stale_allowed), (None, false));
    assert_eq!(default.wait, Duration::from_secs(2));
    let asked =
        read::<Freshness>("?wait_ms=10000&stale=allow&min_position=1:42,0:17").await.unwrap();
    assert_eq!(asked.min_position.unwrap().to_string(), "0:17,1:42");
    assert_eq!((asked.wait, asked.is_stale_allowed), (Duration::from_secs(10), true));
    assert!(!read::<Freshness>("?stale=refuse&wait_ms=0").await.unwrap().is_stale_allowed);
    assert!(
        read::<Freshness>("?min_position=0%3A17%2C1%3A42").await.unwrap().min_position.is_some()
    );
}

#[tokio::test]
async fn garbage_is_refused_by_name() {
    for position in ["", "x", "1", "1:2:3", "0:1,0:2", "0:1,", "-1:2", "1:2%20", "01:2"] {
        let expected = (ErrorCode::InvalidPosition, vec!["min_position".to_owned()]);
        assert_eq!(wrong::<Freshness>(&format!("?min_position={position}")).await, expected);
    }
    for (query, field) in [
        ("?wait_ms=", "wait_ms"),
        ("?wait_ms=10001", "wait_ms"),
        ("?wait_ms=-1", "wait_ms"),
        ("?wait_ms=%2B1", "wait_ms"),
        ("?wait_ms=1.5", "wait_ms"),
        ("?wait_ms=99999999999", "wait_ms"),
        ("?stale=yes", "stale"),
        ("?stale", "stale"),
        ("?limit=1", "limit"),
        ("?min_positon=0:1", "min_positon"),
        ("?wait_ms=1&wait_ms=1", "wait_ms"),
    ] {
        let expected = (ErrorCode::InvalidRequest, vec![field.to_owned()]);
        assert_eq!(wrong::<Freshness>(query).await, expected, "{query}");
    }
    let several = wrong::<Freshness>("?x=1&stale=no&min_position=z").await;
    assert_eq!(several.0, ErrorCode::InvalidPosition);
    assert_eq!(several.1, ["min_position", "stale", "x"]);
}

#[tokio::test]
async fn pages() {
    let page = |limit, cursor: Option<&str>| Page { limit, cursor: cursor.map(Into::into) };
    assert_eq!(read::<Page>("").await.unwrap(), page(100, None));
    assert_eq!(read::<Page>("?").await.unwrap(), page(100, None));
    assert_eq!(
        read::<Page>("?limit=1000&cursor=a-_.~:9").await.unwrap(),
        page(1_000, Some("a-_.~:9"))
    );
    for query in ["?limit=0", "?limit=1001", "?limit=ten", "?limit=1e1", "?limit=00000000000001"] {
        let expected = if query.ends_with("0001") { None } else { Some(()) };
        assert_eq!(read::<Page>(query).await.err().map(drop), expected, "{query}");
    }
    let long = format!("?cursor={}", "x".repeat(201));
    for query in ["?cursor=", "?cursor=a%20b", "?cursor=%00", "?cursor=%FF", long.as_str()] {
        assert_eq!(wrong::<Page>(query).await.0, ErrorCode::InvalidCursor, "{query}");
    }
}

#[tokio::test]
async fn boards_and_tuples() {
    let asked = "?board=net_won&limit=100&window=week";
    let (Top(limit), of) = read::<(Top, BoardOf)>(asked).await.unwrap();
    assert_eq!((limit, of.board, of.window), (100, Board::NetWon, Window::Week));
    let (Top(limit), of) = read::<(Top, BoardOf)>("").await.unwrap();
    assert_eq!((limit, of.board, of.window), (10, Board::Balance, Window::All));
    for query in ["?limit=0", "?limit=101", "?limit=-1", "?limit=abc", "?board=luck", "?board="] {
        assert_eq!(wrong::<(Top, BoardOf)>(query).await.0, ErrorCode::InvalidRequest, "{query}");
    }
}

#[tokio::test]
async fn where_nothing_is_known_nothing_is_ignored() {
    assert!(read::<()>("").await.is_ok());
    assert_eq!(wrong::<()>("?a=1").await.1, ["a"]);
    let flood: String = (0..100).map(|n| format!("{}{n}&", "k".repeat(100))).collect();
    let (_, fields) = wrong::<()>(&format!("?{flood}")).await;
    assert_eq!(fields.len(), 16);
    assert!(fields.iter().all(|field| field.len() <= 64));
}
