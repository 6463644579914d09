//! The log, as it is shown.

use croupier_log::{Hash, Record};
use serde_json::Value;

use super::{House, bet};

const PLAYER: &str = "ann";

impl House {
    async fn partition(&self) -> u32 {
        let bet = self.post("/api/v1/bets", &[], &bet(PLAYER, "dice", "10", "")).await;
        bet.header("croupier-position").unwrap().split(':').next().unwrap().parse().unwrap()
    }
}

/// Every page is a piece of one chain, and together they are all of it.
#[tokio::test]
async fn pages_are_one_chain_and_strays_are_not_in_it() {
    let house = House::open().await;
    let partition = house.partition().await;
    for n in 0..30 {
        // What follows nothing, what claims a seq that is taken, and gaps between offsets.
        let value = format!(r#"{{"v":1,"seq":{},"time":1,"events":[]}}"#, n % 7);
        house.faults.write(partition, Record::new(Hash([9; 32]), "", value));
        house.faults.skip_offsets(partition, n % 3 * 900);
        house.post("/api/v1/bets", &[], &bet(PLAYER, "dice", "10", "")).await;
    }
    let mut commits: Vec<Value> = Vec::new();
    let mut next = Some(String::new());
    while let Some(from) = next {
        let answer = house.get(&format!("/api/v1/log/{partition}?limit=7{from}")).await;
        assert_eq!(answer.status, 200);
        let page = answer.json();
        commits.extend(page["commits"].as_array().unwrap().iter().cloned());
        next = page["next_cursor"].as_str().map(|seq| format!("&from={seq}"));
    }
    let oldest = commits.last().unwrap();
    assert_eq!(oldest["position"], format!("{partition}:0"));
    assert_eq!(oldest["events"][0]["type"], "genesis");
    for (index, pair) in commits.windows(2).enumerate() {
        assert_eq!(pair[0]["prev"], pair[1]["hash"], "{index}");
    }
    let bets = commits.iter().filter(|commit| commit["player_id"] == PLAYER);
    assert_eq!(bets.count(), 31);
    let newest = &commits[0];
    assert!(newest["events"].as_array().unwrap().iter().any(|event| event["type"] == "bet_placed"));
    assert!(newest["byte_count"].as_u64().unwrap() > 100);
    house.stop().await;
}

#[tokio::test]
async fn what_cannot_be_shown() {
    let house = House::open().await;
    let partition = house.partition().await;
    for (path, status) in [
        ("/api/v1/log/9".to_owned(), 404),
        ("/api/v1/log/x".to_owned(), 404),
        (format!("/api/v1/log/{partition}?from=-1"), 422),
        (format!("/api/v1/log/{partition}?limit=0"), 422),
        (format!("/api/v1/log/{partition}?what=1"), 422),
        // Beyond the end is the end.
        (format!("/api/v1/log/{partition}?from=999999"), 200),
    ] {
        assert_eq!(house.get(&path).await.status, status, "{path}");
    }
    // A log that has lost what was accepted.
    house.faults.hide_from_tails(partition);
    house.faults.truncate(partition, 1);
    let answer = house.get(&format!("/api/v1/log/{partition}")).await;
    assert_eq!(answer.status, 503, "{}", answer.json());
    house.stop().await;
}

/// What somebody did is theirs: others see that it happened, and of a bet what the stream tells.
#[tokio::test]
async fn what_others_did_is_told_in_part() {
    let house = House::open().await;
    let partition = house.partition().await;
    let path = format!("/api/v1/log/{partition}");
    for (subject, is_withheld) in [(None, false), (Some(PLAYER), false), (Some("bob"), true)] {
        let headers: Vec<_> = subject.map(|name| ("croupier-subject", name)).into_iter().collect();
        let page = house.get_with(&path, &headers).await.json();
        let commits = page["commits"].as_array().unwrap();
        let anns = commits.iter().find(|commit| commit["player_id"] == PLAYER).unwrap();
        assert_eq!(anns["is_withheld"], is_withheld, "{subject:?}");
        assert_eq!(anns["correlation_id"].is_null(), is_withheld);
        let text = anns["events"].to_string();
        for secret in ["session_id", "client_seed", "amount_minor", "commitment"] {
            assert_eq!(text.contains(secret), !is_withheld, "{subject:?}: {secret} in {text}");
        }
        for public in ["bet_placed", "funds_deposited", "stake_minor", "bet_id"] {
            assert!(text.contains(public), "{subject:?}: {public} in {text}");
        }
        let genesis = commits.last().unwrap();
        assert_eq!(genesis["is_withheld"], false, "it is nobody's");
    }
    house.stop().await;
}
