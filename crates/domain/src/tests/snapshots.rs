//! state(snapshot + tail) = state(full fold).

use super::{World, bet, interactive_blackjack, key, player};
use crate::{Checkpointed, Commit, Event, FoldError, Known, Money, Place, State, StateParts};

fn busy_world() -> World {
    let mut world = World::new();
    for i in 0..300 {
        world.time_ms += 1;
        let id = ["alice", "bob", "carol", "dave"][i % 4];
        let game = ["roulette", "slots", "dice"][i % 3];
        world.run(id, &bet(game, 10));
        if i % 50 == 0 {
            world.run(id, &interactive_blackjack(20));
        }
    }
    world
}

fn through_bytes(state: &State) -> State {
    let bytes = postcard::to_stdvec(&state.to_parts()).unwrap();
    State::from_parts(postcard::from_bytes::<StateParts>(&bytes).unwrap())
}

#[test]
fn a_snapshot_reads_back_as_the_same_state() {
    let mut world = busy_world();
    let mut back = through_bytes(&world.state);
    assert_eq!(back.to_parts(), world.state.to_parts());
    assert_eq!(back.digest(), world.state.digest());
    assert_eq!(back.due_rounds(u64::MAX).count(), world.state.due_rounds(u64::MAX).count());
    // And it goes on like the original: the same commits, the same digest.
    world.state = back;
    let mut full = busy_world();
    for _ in 0..20 {
        world.run("alice", &bet("dice", 10));
        full.run("alice", &bet("dice", 10));
    }
    assert_eq!(world.state.digest(), full.state.digest());
}

#[test]
fn the_digest_sees_every_account_and_every_key() {
    let mut world = busy_world();
    let before = world.state.digest();
    let mut parts = world.state.to_parts();
    parts.players[0].1.balance = Money::from_minor(1);
    assert_ne!(State::from_parts(parts).digest(), before, "a balance");
    let mut parts = world.state.to_parts();
    parts.keys.pop();
    assert_ne!(State::from_parts(parts).digest(), before, "a key");
    let mut parts = world.state.to_parts();
    parts.keys[0].place.seq += 1;
    assert_ne!(State::from_parts(parts).digest(), before, "where its answer is");
}

fn system(seq: u64, time: u64, event: Event) -> Commit {
    let (player, correlation_id, key, balance_minor) = (None, None, None, None);
    let events = vec![event];
    Commit { v: 1, seq, time, player, correlation_id, key, balance_minor, events }
}

#[test]
fn a_checkpoint_that_differs_is_found() {
    let mut world = busy_world();
    let state_digest = world.state.digest();
    let place = Place { seq: world.seq + 1, offset: world.seq + 1 };
    let good = system(place.seq, world.time_ms, Event::Checkpointed(Checkpointed { state_digest }));
    world.state.clone().fold(&good, place).unwrap();
    let mut bad = state_digest;
    bad.0[0] ^= 1;
    let event = Event::Checkpointed(Checkpointed { state_digest: bad });
    let bad = system(place.seq, world.time_ms, event);
    let error = world.state.fold(&bad, place).unwrap_err();
    assert!(matches!(error, FoldError::DigestDiffers { .. }));
}

#[test]
fn a_commit_that_contradicts_its_past_is_found() {
    let world = busy_world();
    let mut next = World { state: world.state.clone(), ..World::new() };
    (next.seq, next.time_ms) = (world.seq, world.time_ms);
    let commit = next.run("alice", &bet("dice", 10));
    let place = Place { seq: commit.seq, offset: commit.seq };

    let richer = Commit { balance_minor: Some(Money::from_units(1_000_000)), ..commit.clone() };
    let error = world.state.clone().fold(&richer, place).unwrap_err();
    assert!(matches!(error, FoldError::BalanceDiffers { .. }));
    let early = Commit { time: world.time_ms - 1, ..commit.clone() };
    assert_eq!(world.state.clone().fold(&early, place), Err(FoldError::TimeWentBack));
    let anonymous = Commit { player: None, ..commit.clone() };
    assert_eq!(world.state.clone().fold(&anonymous, place), Err(FoldError::Incomplete));
    world.state.clone().fold(&commit, place).unwrap();
}

#[test]
fn keys_survive_a_snapshot() {
    let mut world = World::new();
    for i in 0..300 {
        world.seq += 1;
        world.run_with_key(
            "alice",
            &bet("dice", 10),
            key(&format!("{i}")),
            Some(world.time_ms + i),
        );
    }
    let back = through_bytes(&world.state);
    for i in 0..300 {
        let made_ms = Some(world.time_ms + i);
        let hash = key(&format!("{i}"));
        let before = world.state.keys().look_up(&player("alice"), &hash, made_ms);
        assert_eq!(back.keys().look_up(&player("alice"), &hash, made_ms), before);
        assert_eq!(matches!(before, Known::Expired), i < 44, "256 are remembered");
    }
}
