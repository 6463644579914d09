//! Every commit ever written stays readable. One file per version, one commit a line, never
//! edited: a change that cannot read them needs a new version and an upcast.

use super::{World, bet, interactive_blackjack};
use crate::games::blackjack::Action;
use crate::{
    Chosen, Command, Commit, DecodeError, Event, Hex, Imported, LossAccepted, LostHead, Money,
    Moved, PlaceBet,
};

const V1: &str = include_str!("golden/v1.jsonl");

/// Every kind of event of version 1, as this build writes it.
fn written_now() -> Vec<String> {
    let mut world = World::new();
    let mut commits = Vec::new();
    for game in ["roulette", "slots", "blackjack", "dice", "poker"] {
        commits.push(world.run("alice", &bet(game, 10)));
    }
    let Command::PlaceBet(plain) = bet("dice", 10) else { unreachable!() };
    let seeded = PlaceBet { client_seed: Some("lucky".into()), ..plain };
    commits.push(world.run("alice", &Command::PlaceBet(seeded)));
    commits.push(world.run("alice", &Command::Deposit { amount: Money::from_minor(12_345) }));
    commits.push(world.run("alice", &Command::Withdraw { amount: Money::from_minor(45) }));
    commits.push(world.run("alice", &Command::Withdraw { amount: Money::from_units(9_000) }));
    commits.push(world.run("alice", &Command::RotateSeed));
    for _ in 0..12 {
        commits.push(world.run("alice", &interactive_blackjack(10)));
        while let Some(open) =
            world.state.player(&super::player("alice")).unwrap().open_round.clone()
        {
            let version = open.round.version();
            let action = if version == 0 { Action::Hit } else { Action::Stand };
            let action = Chosen::Known(action);
            let act = Command::Act { bet_id: open.bet_id, version, action };
            commits.push(world.run("alice", &act));
        }
    }
    let mut plays = std::iter::repeat_with(|| world.run("alice", &bet("blackjack", 10)));
    commits.extend(plays.find(|commit| super::names(commit).contains(&"bet_pushed")));
    commits.iter().map(|commit| String::from_utf8(commit.encode()).unwrap()).collect()
}

const SYSTEM: [&str; 3] = [
    r#"{"v":1,"seq":0,"time":1763889600000,"events":[{"type":"genesis","lineage":"07070707070707070707070707070707","partition":3,"partition_count":8,"player_hash":"sha256-mod","currency":"credits","exponent":2}]}"#,
    r#"{"v":1,"seq":1,"time":1763889600000,"events":[{"type":"takeover","instance":"i-1","address":"","generation":1,"build":"0.1.0","writes":[1]}]}"#,
    r#"{"v":1,"seq":2,"time":1763889600000,"events":[{"type":"checkpointed","state_digest":"00000000000000000000000000000000"}]}"#,
];

#[test]
fn version_1_reads_back_and_is_still_what_is_written() {
    let written: Vec<String> =
        SYSTEM.iter().map(ToString::to_string).chain(written_now()).collect();
    let pinned: Vec<&str> = V1.lines().collect();
    for (line, (pinned, written)) in pinned.iter().zip(&written).enumerate() {
        let commit = Commit::decode(pinned.as_bytes());
        let commit = commit.unwrap_or_else(|error| panic!("line {}: {error}", line + 1));
        assert_eq!(String::from_utf8(commit.encode()).unwrap(), **pinned, "line {}", line + 1);
        assert_eq!(written, pinned, "line {}: this build writes it otherwise", line + 1);
    }
    assert_eq!(pinned.len(), written.len(), "write:\n{}", written.join("\n"));
}

/// What operators write to a log at rest, as pinned beside what owners write.
const OPERATORS: &str = include_str!("golden/v1_operators.jsonl");

#[test]
fn what_operators_write_reads_back_and_is_still_what_is_written() {
    let lost = vec![LostHead { seq: 40, hash: Hex([0xab; 32]) }];
    let loss_accepted = Event::LossAccepted(LossAccepted { lost });
    let events = [Event::Moved(Moved {}), Event::Imported(Imported {}), loss_accepted];
    assert_eq!(OPERATORS.lines().count(), events.len());
    for (pinned, event) in OPERATORS.lines().zip(events) {
        let commit = Commit::decode(pinned.as_bytes()).unwrap();
        assert_eq!(commit.events, [event]);
        assert_eq!(String::from_utf8(commit.encode()).unwrap(), pinned);
    }
}

#[test]
fn what_is_not_a_known_commit_is_refused() {
    let newer = r#"{"v":2,"seq":1,"time":0,"events":[{"type":"jackpot"}]}"#;
    assert_eq!(Commit::decode(newer.as_bytes()), Err(DecodeError::UnknownVersion(2)));
    for malformed in [
        "",
        "{}",
        "null",
        r#"{"v":1,"seq":1,"time":0}"#,
        r#"{"v":1,"seq":1,"time":0,"events":[{"type":"jackpot"}]}"#,
        r#"{"v":1,"seq":1,"time":0,"events":[{"amount_minor":1,"type":"funds_withdrawn"}]}"#,
        r#"{"v":1,"seq":1,"time":0,"events":[{"type":"funds_withdrawn","amount_minor":1.5}]}"#,
        r#"{"v":1,"seq":1,"time":0,"player":"a b","events":[]}"#,
    ] {
        let decoded = Commit::decode(malformed.as_bytes());
        assert!(matches!(decoded, Err(DecodeError::Malformed(_))), "{malformed}: {decoded:?}");
    }
}
