//! Whom one command is sent to, for a player of whom nothing is known.

use std::net::SocketAddr;
use std::sync::atomic::Ordering::SeqCst;

use super::Says::{
    Malformed, NotApplied, Nothing, Owner, Served, Starting, Stopped, Stranger, Unknown,
};
use super::{IMPATIENT, Says, Town, hangs_up, nobody};

#[track_caller]
fn same(what: &str, found: (String, String), expected: (&str, &str)) {
    assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{what}");
}

async fn check(what: &str, says: &[Says], asked: &str, outcome: &str) {
    let found = Town::new(says).await.deposit("alice").await;
    same(what, found, (asked, outcome));
}

#[tokio::test]
async fn a_command_follows_its_owner() {
    check("here", &[Served, Served], "a", "served").await;
    check("named", &[Owner('c'), Served, Served], "ac", "served").await;
    check("moved on", &[Owner('c'), Served, Owner('b')], "acb", "served").await;
    check("not known", &[Unknown, Unknown, Served], "abc", "served").await;
    check("named itself", &[Owner('a'), Served], "ab", "served").await;
    check("each the other", &[Owner('b'), Owner('a'), Served], "abc", "served").await;
    check("refused there", &[Owner('b'), Malformed], "ab", "invalid_request").await;
}

#[tokio::test]
async fn the_search_ends() {
    check("alone", &[Owner('a')], "a", "not_applied").await;
    check("in a ring", &[Owner('b'), Owner('c'), Owner('a')], "abc", "not_applied").await;
    let most = [Unknown, Unknown, Unknown, Unknown, Served];
    check("after three hops", &most, "abcd", "not_applied").await;
    let last = [Unknown, Unknown, Unknown, Served];
    check("at the third hop", &last, "abcd", "served").await;
}

#[tokio::test]
async fn a_command_that_found_nobody_may_be_retried() {
    let town = Town::new(&[Unknown]).await;
    let answer = town.stage.post("alice", super::DEPOSITS, "{}").await;
    assert_eq!((answer.status().as_u16(), super::super::code(&answer)), (503, "not_applied"));
    assert_eq!(answer.headers()["retry-after"], "1");
}

#[tokio::test]
async fn whoever_is_not_configured_is_not_called() {
    let (stranger, count) = hangs_up().await;
    for owner in [
        format!("http://{stranger}"),
        format!("http://{stranger}/"),
        "http://127.0.0.1".into(),
        "https://127.0.0.1:5000".into(),
        "http://127.0.0.1:5000/api".into(),
        "http://user@127.0.0.1:5000".into(),
        "b".into(),
        String::new(),
    ] {
        check(&owner, &[Stranger(owner.clone()), Served], "ab", "served").await;
    }
    assert_eq!(count.load(SeqCst), 0);
}

#[tokio::test]
async fn an_owner_is_known_however_its_address_is_written() {
    let town = Town::new(&[Unknown, Served, Served]).await;
    let port = town.all.lock().unwrap()[2].port();
    town.says('a', Stranger(format!("HTTP://127.0.0.1:{port}/")));
    same("slash", town.deposit("alice").await, ("ac", "served"));
}

#[tokio::test]
async fn a_dead_owner_has_applied_nothing() {
    let dead = nobody().await;
    let find = async |says: &[Says], dead: SocketAddr| {
        Town::with(says, &[dead]).await.deposit("alice").await
    };
    same("another serves", find(&[Owner('c'), Served], dead).await, ("ab", "served"));
    same("none serves", find(&[Owner('b')], dead).await, ("a", "not_applied"));
}

#[tokio::test]
async fn what_may_have_been_applied_is_not_sent_again() {
    let (broken, count) = hangs_up().await;
    let town = Town::with(&[Owner('c'), Served], &[broken]).await;
    same("broken", town.deposit("alice").await, ("a", "outcome_unknown"));
    assert_eq!(count.load(SeqCst), 1);
    let mut town = Town::new(&[Owner('b'), Nothing, Served]).await;
    town.stage.settings.timeouts.answer = IMPATIENT;
    same("late", town.deposit("alice").await, ("ab", "outcome_unknown"));
}

#[tokio::test]
async fn an_instance_that_is_not_serving_yet_is_asked_once_more() {
    check("starting", &[Starting, Served], "aa", "served").await;
    check("owner is starting", &[Owner('b'), Starting], "abb", "served").await;
    check("only once", &[NotApplied(0), Served], "aa", "not_applied").await;
    // There would be no time left for an answer.
    check("too long", &[NotApplied(4), Served], "a", "not_applied").await;
    check("for an operator", &[Stopped, Served], "a", "partition_unavailable").await;
    // Above, the pause was possible; with so little time it is not.
    let mut town = Town::new(&[Starting, Served]).await;
    town.stage.settings.timeouts.answer = IMPATIENT;
    same("no time", town.deposit("alice").await, ("a", "not_applied"));
}

#[tokio::test]
async fn every_instance_is_sent_the_same() {
    let town = Town::new(&[Owner('b'), Unknown, Starting]).await;
    let request = town
        .stage
        .authorized("alice", http::Request::post(super::DEPOSITS))
        .header("content-type", "application/json")
        .header("idempotency-key", "k-7")
        .header("x-correlation-id", "c-7")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assert_eq!(town.stage.ask(request, r#"{"amount": 7}"#).await.body(), "\"c\"");
    let asked = std::mem::take(&mut *town.asked.lock().unwrap());
    assert_eq!(asked.iter().map(|(name, _)| *name).collect::<String>(), "abcc");
    let first = &asked[0].1;
    for expected in [
        r#"b"{\"amount\": 7}""#,
        "idempotency-key: k-7",
        "x-correlation-id: c-7",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "croupier-gateway-token: a-secret-of-some-length",
        "croupier-subject: alice",
    ] {
        assert!(first.iter().any(|sent| sent == expected), "{expected} in {first:?}");
    }
    for (name, sent) in &asked {
        assert_eq!(sent, first, "{name}");
    }
}

/// A key that the gateway made for a bet is one key for all of its hops.
#[tokio::test]
async fn a_bet_without_a_key_has_one_for_all_hops() {
    let town = Town::new(&[Owner('b'), Starting]).await;
    let bet = r#"{"player_id":"alice","amount":1,"game_type":"roulette","session_id":"s"}"#;
    let request = town
        .stage
        .authorized("alice", http::Request::post("/api/v1/bets"))
        .header("content-type", "application/json");
    let answer = town.stage.ask(request, bet).await;
    let key = answer.headers()["idempotency-key"].to_str().unwrap();
    let asked = town.asked.lock().unwrap();
    assert_eq!(asked.len(), 3);
    let key = format!("idempotency-key: {key}");
    assert!(asked.iter().all(|(_, sent)| sent.contains(&key)), "{asked:?}");
}

/// A read goes to any instance; one that says it is the wrong one is passed over.
#[tokio::test]
async fn a_read_does_not_show_a_421_either() {
    const LOG: &str = "/api/v1/log/0";
    let town = Town::new(&[Owner('a'), Served]).await;
    assert_eq!(town.stage.get("alice", LOG).await.body(), "\"b\"");
    let town = Town::new(&[Unknown]).await;
    let answer = town.stage.get("alice", LOG).await;
    assert_eq!(super::super::code(&answer), "backend_unreachable");
}
