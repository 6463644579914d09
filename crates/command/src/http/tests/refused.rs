//! Forms that no configuration could allow: each POST refuses them, and nothing is written.

use croupier_log::Log;

use super::House;

/// Where money is moved.
const FUNDS: [&str; 2] = ["/api/v1/players/a/deposits", "/api/v1/players/a/withdrawals"];

/// Bodies that no POST takes, and the status that says so.
const NEVER: [(&str, u16); 7] = [
    ("{", 400),
    (r#"{"a":1,"a":1}"#, 400),
    ("NaN", 400),
    ("[]", 422),
    (r#""text""#, 422),
    ("null", 422),
    (r#"{"unknown":1}"#, 422),
];

/// What is no amount of money.
const NO_AMOUNT: [&str; 9] =
    ["0", "-1", "0.001", "1e18", "1000000000000000000", "\"10\"", "null", "true", "[10]"];

impl House {
    async fn commit_counts(&self) -> Vec<usize> {
        let mut counts = Vec::new();
        for partition in 0..self.partition_count {
            counts.push(self.log.read(partition, 0, 1_000).await.unwrap().len());
        }
        counts
    }

    /// Post to `path` as `media_type`, and see it refused.
    async fn refuses(&self, path: &str, media_type: &str, body: &str, status: u16) {
        let headers = [("content-type", media_type), ("idempotency-key", "k")];
        let request = headers.iter().fold(http::Request::post(path), |request, (name, value)| {
            request.header(*name, *value)
        });
        let request = request.body(axum::body::Body::from(body.to_owned())).unwrap();
        let answer = self.send(request).await;
        let start: String = body.chars().take(40).collect();
        assert_eq!(answer.status.as_u16(), status, "{path} {media_type} {start}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        assert_eq!(answer.header("croupier-position"), None, "{path}: nothing was decided");
    }
}

#[tokio::test]
async fn a_bad_form_is_refused_everywhere_and_nothing_is_written() {
    const JSON: &str = "application/json";
    let house = House::open().await;
    let before = house.commit_counts().await;
    let round = "/api/v1/players/a/rounds/0193f2a1-c7d8-8e1b-9a55-0123456789ab/actions";
    let seeds = ["/api/v1/players/a/seeds/client", "/api/v1/players/a/seeds/rotate"];
    let huge = format!(r#"{{"unknown":"{}"}}"#, "x".repeat(1 << 16));
    for path in ["/api/v1/bets", round].into_iter().chain(FUNDS).chain(seeds) {
        for (body, status) in NEVER {
            house.refuses(path, JSON, body, status).await;
        }
        house.refuses(path, JSON, &huge, 413).await;
        house.refuses(path, "text/plain", "{}", 415).await;
        let long = path.replace("/a/", &format!("/{}/", "a".repeat(101)));
        if long != path {
            house.refuses(&long, JSON, "{}", 422).await;
        }
    }
    for path in FUNDS {
        for amount in NO_AMOUNT {
            house.refuses(path, JSON, &format!(r#"{{"amount":{amount}}}"#), 422).await;
        }
        house.refuses(path, JSON, r#"{"amount":NaN}"#, 400).await;
    }
    assert_eq!(house.commit_counts().await, before);
    let rotated = house.post(seeds[1], &[("idempotency-key", "k")], "{}").await;
    assert_eq!(rotated.status, 200, "the key is not used up, and an empty object says nothing");
    house.stop().await;
}

/// Where a player is on the net is looked at and forgotten.
#[tokio::test]
async fn an_address_is_checked_and_written_nowhere() {
    let house = House::open().await;
    let body =
        |address: &str| super::bet("a", "dice", "10", &format!(r#","ip_address":"{address}""#));
    let headers = [("idempotency-key", "k")];
    let placed = house.post("/api/v1/bets", &headers, &body("203.0.113.77")).await;
    assert_eq!(placed.status, 202);
    for partition in 0..house.partition_count {
        for stored in house.log.read(partition, 0, 1_000).await.unwrap() {
            let text = String::from_utf8_lossy(&stored.record.value).into_owned();
            assert!(!text.contains("203.0.113.77"), "{text}");
        }
    }
    let elsewhere = house.post("/api/v1/bets", &headers, &body("2001:db8::9")).await;
    assert_eq!(elsewhere.body, placed.body, "it is no part of what was asked");
    house.stop().await;
}
