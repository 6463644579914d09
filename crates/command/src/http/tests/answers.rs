//! What clients are told, in every way that a request can end.

use croupier_log::memory::Fate;
use croupier_log::{AppendError, Log};
use http::StatusCode;

use super::{House, bet};

impl House {
    fn next_append(&self, fate: &Fate) {
        (0..self.partition_count).for_each(|p| self.faults.next_append(p, fate.clone()));
    }
}

#[tokio::test]
async fn a_replay_is_the_same_bytes_under_another_correlation_id() {
    let house = House::open().await;
    let headers = [("idempotency-key", "k"), ("x-correlation-id", "first")];
    let first = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(first.json()["correlation_id"], "first");
    assert_eq!(first.header("idempotency-replayed"), None);
    let headers = [("idempotency-key", "k"), ("x-correlation-id", "second")];
    let again = house.post("/api/v1/bets", &headers, &bet("a", "dice", "1e1", "")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.header("x-correlation-id"), Some("second"));
    assert_eq!(again.header("croupier-position"), first.header("croupier-position"));
    house.stop().await;
}

#[tokio::test]
async fn every_answer_names_the_key_in_use_and_a_made_one_can_be_retried_with() {
    let house = House::open().await;
    let first = house.post("/api/v1/bets", &[], &bet("a", "dice", "10", "")).await;
    let key = first.header("idempotency-key").unwrap().to_owned();
    let headers = [("idempotency-key", key.as_str())];
    let again = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(again.body, first.body);
    for body in ["{", "{}", &bet("a", "dice", "0", ""), &bet("a", "poker", "10", "")] {
        let refused = house.post("/api/v1/bets", &[], body).await;
        assert!(refused.header("idempotency-key").is_some(), "{body}");
    }
    for key in ["", "with space", &"k".repeat(256)] {
        let headers = [("idempotency-key", key)];
        let refused = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
        assert_eq!(refused.json()["code"], "invalid_idempotency_key", "{key:?}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_form_that_is_refused_does_not_use_the_key_up() {
    let house = House::open().await;
    let headers = [("idempotency-key", "k")];
    let refused = house.post("/api/v1/bets", &headers, &bet("a", "dice", "-1", "")).await;
    assert_eq!(refused.status, 422);
    let accepted = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(accepted.status, 202);
    house.stop().await;
}

#[tokio::test]
async fn a_key_older_than_what_is_remembered_is_refused() {
    let house = House::open().await;
    // 257 commands push the first key out; it is a UUIDv7 of long ago.
    let old = [("idempotency-key", "01890a5d-ac96-774b-bcce-b302099a8057")];
    let first = house.post("/api/v1/bets", &old, &bet("a", "poker", "10", "")).await;
    assert_eq!(first.json()["code"], "unknown_game");
    for _ in 0..256 {
        house.post("/api/v1/bets", &[], &bet("a", "poker", "10", "")).await;
    }
    let late = house.post("/api/v1/bets", &old, &bet("a", "poker", "10", "")).await;
    assert_eq!(
        (late.status.as_u16(), late.json()["code"].as_str()),
        (409, Some("idempotency_key_expired"))
    );
    house.stop().await;
}

#[tokio::test]
async fn a_full_log_is_not_applied_and_recovers() {
    let house = House::open().await;
    house.next_append(&Fate::Refuse(AppendError::Full));
    let headers = [("idempotency-key", "k")];
    let full = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!((full.status.as_u16(), full.json()["code"].as_str()), (503, Some("not_applied")));
    assert!(full.header("retry-after").is_some());
    let again = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(again.status, 202);
    assert_eq!(again.header("idempotency-replayed"), None, "it had not been applied");
    house.stop().await;
}

#[tokio::test]
async fn a_lost_acknowledgement_is_one_bet() {
    let house = House::open().await;
    house.next_append(&Fate::StoreWithoutAnswer);
    let headers = [("idempotency-key", "k")];
    let answer = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(answer.status, 202);
    let again = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(again.body, answer.body);
    house.stop().await;
}

#[tokio::test]
async fn a_log_that_lost_commits_stops_its_partition_and_says_so() {
    let house = House::open().await;
    let accepted = house.post("/api/v1/bets", &[], &bet("a", "dice", "10", "")).await;
    let position = accepted.header("croupier-position").unwrap();
    let partition: u32 = position.split_once(':').unwrap().0.parse().unwrap();
    house.faults.truncate(partition, 1);
    let refused = loop {
        let answer = house.post("/api/v1/bets", &[], &bet("a", "dice", "10", "")).await;
        if answer.json()["code"] == "partition_unavailable" {
            break answer;
        }
        assert_ne!(answer.status, 202, "nothing is answered from a lost branch");
    };
    assert_eq!(refused.status, 503);
    let partitions = house.get("/api/v1/system/partitions").await.json();
    assert_eq!(partitions["partitions"][partition as usize]["state"], "diverged");
    let health = house.get("/health").await;
    assert_eq!((health.status.as_u16(), health.json()["status"].as_str()), (200, Some("degraded")));
    house.stop().await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let house = House::open().await;
    let unknown = house.get("/api/v2/bets").await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.json()["code"].as_str()),
        (404, Some("not_found"))
    );
    let method = house.get("/api/v1/bets").await;
    assert_eq!(method.status, 405);
    assert_eq!(method.header("allow"), Some("POST"));
    assert_eq!(method.header("content-type"), Some("application/problem+json"));
    house.stop().await;
}

#[tokio::test]
async fn who_is_answered_first_is_told_how_long_it_took() {
    let house = House::open().await;
    let headers = [("idempotency-key", "k")];
    let first = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    let timing = first.header("server-timing").unwrap();
    let hops: Vec<_> = timing.split(", ").map(|hop| hop.split_once(";dur=").unwrap()).collect();
    let names: Vec<_> = hops.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["decide", "append", "read_back"]);
    for (name, ms) in hops {
        let (_whole, micros) = ms.split_once('.').unwrap();
        assert_eq!(micros.len(), 3, "{name} {ms}");
        assert!(ms.parse::<f64>().unwrap() < 60_000.0, "{name} {ms}");
    }
    let again = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    assert_eq!(again.header("server-timing"), None);
    house.stop().await;
}

#[tokio::test]
async fn what_the_request_had_travels_with_the_commit() {
    let house = House::open().await;
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let headers = [("traceparent", traceparent), ("x-correlation-id", "c-7")];
    let answer = house.post("/api/v1/bets", &headers, &bet("a", "dice", "10", "")).await;
    let position = answer.header("croupier-position").unwrap();
    let partition = position.split_once(':').unwrap().0.parse().unwrap();
    let stored = house.log.read(partition, 0, 100).await.unwrap();
    let carried = stored.iter().map(|stored| &stored.record.headers);
    let carried = carried.filter(|headers| headers.correlation_id.is_some());
    let [headers] = carried.collect::<Vec<_>>()[..] else { panic!("one bet") };
    assert_eq!(headers.traceparent.as_deref(), Some(traceparent));
    assert_eq!(headers.correlation_id.as_deref(), Some("c-7"));
    let (received_us, decided_us) = (headers.received_us.unwrap(), headers.decided_us.unwrap());
    assert!(received_us <= decided_us, "{received_us} {decided_us}");
    let timestamp_ms = answer.json()["timestamp"].as_f64().unwrap() * 1_000.0;
    assert!((received_us as f64 / 1_000.0 - timestamp_ms).abs() < 60_000.0);
    house.stop().await;
}

#[tokio::test]
async fn a_log_out_of_reach_is_not_ready_until_it_is_back() {
    let house = House::open().await;
    assert_eq!(house.get("/health/ready").await.status, 200);
    house.faults.disconnect();
    let ready = house.until_ready_is(http::StatusCode::SERVICE_UNAVAILABLE).await;
    let said = ready.json()["detail"].as_str().unwrap().to_owned();
    assert!(said.contains("its log cannot be followed"), "{said}");
    let partitions = house.get("/api/v1/system/partitions").await.json();
    let reason = partitions["partitions"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.starts_with("its log cannot be followed"), "{reason}");
    house.faults.reconnect();
    house.until_ready_is(http::StatusCode::OK).await;
    house.stop().await;
}

/// One of several sends the gateway on: another may see the log, and own the partition by now. Who
/// is alone with the log says what there is to say.
#[tokio::test]
async fn a_log_out_of_sight_is_another_ones_matter_where_there_are_others() {
    for (address, status, code) in
        [("", 503, "not_applied"), ("http://here:8001", 421, "misdirected")]
    {
        let house = House::open_at(address).await;
        house.faults.disconnect();
        (0..house.partition_count).for_each(|partition| house.faults.truncate(partition, 0));
        house.until_ready_is(StatusCode::SERVICE_UNAVAILABLE).await;
        let refused = house.post("/api/v1/bets", &[], &bet("a", "dice", "10", "")).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["code"].as_str()),
            (status, Some(code))
        );
        assert_eq!(refused.header("croupier-owner"), None, "nobody knows whose it is");
        house.faults.reconnect();
        house.until_ready_is(StatusCode::OK).await;
        let accepted = house.post("/api/v1/bets", &[], &bet("a", "dice", "10", "")).await;
        assert_eq!(accepted.status, 202);
        house.stop().await;
    }
}
