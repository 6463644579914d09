use std::sync::Arc;
use std::time::Duration;

use http::Request;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use croupier_api::PlayerId;
use croupier_clock::ManualClock;

use super::{NOW_MS, Stage, code};
use crate::tokens::InvalidToken;
use crate::{TokenKey, TokenRules, Tokens};

const SECRET: [u8; 32] = [7; 32];
const NOW_S: u64 = NOW_MS / 1_000;

fn tokens() -> Tokens {
    let clock = Arc::new(ManualClock::at(NOW_MS));
    let key = TokenKey::new("k1", &SECRET).unwrap();
    let retired = TokenKey::new("k0", &[8; 32]).unwrap();
    Tokens::new(key, vec![retired], TokenRules::default(), clock)
}

fn header() -> Header {
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some("at+jwt".into());
    header.kid = Some("k1".into());
    header
}

fn claims() -> Value {
    json!({
        "iss": "croupier", "aud": "croupier", "sub": "alice",
        "iat": NOW_S, "exp": NOW_S + 60,
    })
}

fn sign(header: &Header, claims: &Value, secret: &[u8]) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret)).unwrap()
}

/// A token with one claim changed; `null` removes it.
fn with_claim(name: &str, value: Value) -> String {
    let mut claims = claims();
    claims[name] = value;
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    sign(&header(), &claims, &SECRET)
}

/// Three parts as they stand, signed with our key.
fn by_hand(header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", base64url(header), base64url(claims));
    let key = EncodingKey::from_secret(&SECRET);
    let signature = jsonwebtoken::crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

fn base64url(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            encoded.push(char::from(DIGITS[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    encoded
}

#[test]
fn what_we_issue_counts() {
    let alice = PlayerId::parse("alice").unwrap();
    let token = tokens().issue(&alice, Duration::from_secs(60)).unwrap();
    assert_eq!(tokens().verify(&token), Ok(alice.clone()));
    assert_eq!(tokens().verify(&sign(&header(), &claims(), &SECRET)), Ok(alice.clone()));
    // A key that no longer signs still verifies; unknown claims are ignored.
    let retired = Header { kid: Some("k0".into()), ..header() };
    assert_eq!(tokens().verify(&sign(&retired, &claims(), &[8; 32])), Ok(alice.clone()));
    assert_eq!(tokens().verify(&with_claim("scope", json!("all"))), Ok(alice));
}

#[test]
fn time_is_checked_with_a_leeway_of_thirty_seconds() {
    for (name, value, expected) in [
        ("exp", NOW_S - 29, None),
        ("exp", NOW_S - 30, Some(InvalidToken::Expired)),
        ("exp", 0, Some(InvalidToken::Expired)),
        ("exp", u64::MAX, None),
        ("nbf", NOW_S + 30, None),
        ("nbf", NOW_S + 31, Some(InvalidToken::NotYetValid)),
        ("iat", NOW_S + 30, None),
        ("iat", NOW_S + 31, Some(InvalidToken::NotYetValid)),
    ] {
        let verdict = tokens().verify(&with_claim(name, json!(value)));
        assert_eq!(verdict.err(), expected, "{name} = {value}");
    }
}

#[test]
fn every_claim_must_be_there_and_be_ours() {
    for (name, value, expected) in [
        ("iss", json!("evil"), InvalidToken::WrongIssuer),
        ("aud", json!("other"), InvalidToken::WrongAudience),
        ("sub", json!("a b"), InvalidToken::NotAPlayer),
        ("sub", json!(""), InvalidToken::NotAPlayer),
        ("sub", json!(".."), InvalidToken::NotAPlayer),
        ("iss", Value::Null, InvalidToken::Invalid),
        ("aud", Value::Null, InvalidToken::Invalid),
        ("sub", Value::Null, InvalidToken::Invalid),
        ("iat", Value::Null, InvalidToken::Invalid),
        ("exp", Value::Null, InvalidToken::Invalid),
        ("aud", json!(["croupier", "other"]), InvalidToken::Invalid),
        ("iss", json!(["croupier"]), InvalidToken::Invalid),
        ("exp", json!("9999999999"), InvalidToken::Invalid),
        ("exp", json!(-1), InvalidToken::Invalid),
        ("exp", json!(1e300), InvalidToken::Invalid),
        ("sub", json!(7), InvalidToken::Invalid),
    ] {
        assert_eq!(
            tokens().verify(&with_claim(name, value.clone())),
            Err(expected),
            "{name} = {value}"
        );
    }
}

#[test]
fn the_header_leaves_no_choice() {
    let sub =
        r#"{"iss":"croupier","aud":"croupier","sub":"alice","iat":1763889600,"exp":1763889660}"#;
    assert!(tokens().verify(&by_hand(r#"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#, sub)).is_ok());
    for (header, expected) in [
        (r#"{"alg":"none","typ":"at+jwt","kid":"k1"}"#, InvalidToken::Malformed),
        (r#"{"alg":"HS512","typ":"at+jwt","kid":"k1"}"#, InvalidToken::Invalid),
        (r#"{"alg":"RS256","typ":"at+jwt","kid":"k1"}"#, InvalidToken::Invalid),
        (r#"{"alg":"EdDSA","typ":"at+jwt","kid":"k1"}"#, InvalidToken::Invalid),
        (r#"{"alg":"HS256","typ":"JWT","kid":"k1"}"#, InvalidToken::WrongType),
        (r#"{"alg":"HS256","kid":"k1"}"#, InvalidToken::WrongType),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, InvalidToken::UnknownKey),
        (r#"{"alg":"HS256","typ":"at+jwt","kid":"../../etc/passwd"}"#, InvalidToken::UnknownKey),
        (r#"{"alg":"HS256","typ":"at+jwt","kid":"k0"}"#, InvalidToken::Invalid),
        (r#"{"alg":"HS256","typ":"at+jwt","kid":"k1","crit":["x"]}"#, InvalidToken::WrongType),
        (r#"{"alg":"HS256","alg":"none","typ":"at+jwt","kid":"k1"}"#, InvalidToken::Malformed),
    ] {
        assert_eq!(tokens().verify(&by_hand(header, sub)), Err(expected), "{header}");
    }
    // Our own key, but another algorithm.
    let stronger = Header { alg: Algorithm::HS512, ..header() };
    let stronger = sign(&stronger, &claims(), &SECRET);
    assert_eq!(tokens().verify(&stronger), Err(InvalidToken::Invalid));
    // A key that the token brings along is not looked at.
    let brought =
        r#"{"alg":"HS256","typ":"at+jwt","kid":"k9","jku":"https://evil","x5u":"https://e"}"#;
    assert_eq!(tokens().verify(&by_hand(brought, sub)), Err(InvalidToken::UnknownKey));
    let twice = sub.replace(r#""sub":"alice""#, r#""sub":"mallory","sub":"alice""#);
    let header = r#"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#;
    assert_eq!(tokens().verify(&by_hand(header, &twice)), Err(InvalidToken::Invalid));
}

#[test]
fn the_signature_must_be_ours() {
    let good = sign(&header(), &claims(), &SECRET);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let forged = sign(&header(), &claims(), &[9; 32]);
    let flipped = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    let other = with_claim("sub", json!("mallory"));
    let other_payload = other.rsplit_once('.').unwrap().0;
    for token in [
        forged,
        flipped,
        format!("{signed}."),
        format!("{other_payload}.{signature}"),
        format!("{good}A"),
        format!("{good}="),
    ] {
        assert_eq!(tokens().verify(&token), Err(InvalidToken::Invalid), "{token}");
    }
    for token in ["", ".", "..", "...", "a.b.c", signed, &format!("{good}.x"), "é"] {
        assert!(tokens().verify(token).is_err(), "{token}");
    }
    let padded = with_claim("pad", json!("x".repeat(1_000_000)));
    assert_eq!(tokens().verify(&padded), Err(InvalidToken::TooLong));
}

#[tokio::test]
async fn a_token_that_does_not_count_is_a_401_that_says_no_more() {
    let stage = Stage::new();
    let expired = with_claim("exp", json!(NOW_S - 60));
    let other_aud = with_claim("aud", json!("other"));
    let forged = sign(&header(), &claims(), &[9; 32]);
    let none = by_hand(r#"{"alg":"none","typ":"at+jwt","kid":"k1"}"#, &claims().to_string());
    let huge = "x".repeat(1_000_000);
    let mut bodies = std::collections::HashSet::new();
    for token in [expired, other_aud, forged, none, huge] {
        let request = Request::get("/api/v1/players/alice/balance")
            .header("x-correlation-id", "c")
            .header("authorization", format!("Bearer {token}"));
        let answer = stage.ask(request, "").await;
        assert_eq!(code(&answer), "unauthenticated");
        let challenge = "Bearer realm=\"croupier\", error=\"invalid_token\"";
        assert_eq!(answer.headers()["www-authenticate"], challenge);
        bodies.insert(answer.into_body());
    }
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[tokio::test]
async fn a_token_expires_while_the_gateway_runs() {
    let stage = Stage::new();
    let token = format!("Bearer {}", stage.token("alice"));
    let balance =
        || Request::get("/api/v1/players/alice/balance").header("authorization", token.as_str());
    assert_eq!(stage.ask(balance(), "").await.status(), 200);
    stage.clock.advance(89_000);
    assert_eq!(stage.ask(balance(), "").await.status(), 200);
    stage.clock.advance(1_000);
    assert_eq!(code(&stage.ask(balance(), "").await), "unauthenticated");
}

#[test]
fn keys_are_long_enough_and_never_shown() {
    assert!(TokenKey::new("k", &[1; 31]).is_err());
    for id in ["", "a b", "k/1", &"k".repeat(33)] {
        assert!(TokenKey::new(id, &SECRET).is_err(), "{id}");
    }
    let shown = format!("{:?}", tokens());
    assert!(shown.contains("k1") && !shown.contains("7, 7"), "{shown}");
}
