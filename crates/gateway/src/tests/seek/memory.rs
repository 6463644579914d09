//! Whom a command is sent to first, from what is known of its player.

use std::time::Duration;

use super::Says::{Malformed, Nothing, Owner, Served, Stopped, Unknown};
use super::{IMPATIENT, Town};
use crate::owners::{Owners, PLAYERS_MAX};

#[track_caller]
fn same(found: (String, String), expected: (&str, &str)) {
    assert_eq!((found.0.as_str(), found.1.as_str()), expected);
}

/// Three instances of which the last serves alice, as the gateway knows.
async fn town_that_knows() -> Town {
    let town = Town::new(&[Owner('c'), Owner('c'), Served]).await;
    same(town.deposit("alice").await, ("ac", "served"));
    town
}

#[tokio::test]
async fn who_answered_is_asked_first() {
    let town = town_that_knows().await;
    same(town.deposit("alice").await, ("c", "served"));
    // Of bob nothing is known: it is b's turn.
    same(town.deposit("bob").await, ("bc", "served"));
    same(town.deposit("bob").await, ("c", "served"));
    same(town.deposit("alice").await, ("c", "served"));
}

#[tokio::test]
async fn an_owner_that_moved_is_followed() {
    let town = town_that_knows().await;
    town.says('c', Owner('b'));
    town.says('b', Served);
    same(town.deposit("alice").await, ("cb", "served"));
    same(town.deposit("alice").await, ("b", "served"));
}

/// What a 421 has made forgotten does not come back by itself: the next command asks whoever's
/// turn it is.
#[tokio::test]
async fn a_421_is_believed() {
    let town = town_that_knows().await;
    for name in ['a', 'b', 'c'] {
        town.says(name, Unknown);
    }
    same(town.deposit("alice").await, ("cba", "not_applied"));
    same(town.deposit("alice").await, ("cab", "not_applied"));
    town.says('a', Served);
    same(town.deposit("alice").await, ("a", "served"));
}

#[tokio::test]
async fn an_owner_that_died_is_forgotten() {
    let town = town_that_knows().await;
    town.stop('c').await;
    // b does not know yet that c is dead.
    same(town.deposit("alice").await, ("ba", "not_applied"));
    // It is back, and nobody's owner; after bob it is a's turn.
    town.says('c', Unknown);
    town.start('c').await;
    town.says('a', Served);
    same(town.deposit("bob").await, ("ca", "served"));
    same(town.deposit("alice").await, ("a", "served"));
}

#[tokio::test]
async fn an_owner_that_does_not_answer_is_forgotten() {
    let mut town = town_that_knows().await;
    town.says('c', Nothing);
    town.stage.settings.timeouts.answer = IMPATIENT;
    same(town.deposit("alice").await, ("c", "outcome_unknown"));
    town.stage.settings.timeouts.answer = Duration::from_secs(4);
    town.says('b', Served);
    same(town.deposit("alice").await, ("b", "served"));
}

/// A refusal that any instance could give says nothing about who serves the player, and a stopped
/// partition is still its owner's.
#[tokio::test]
async fn only_what_is_in_the_log_teaches() {
    let town = Town::new(&[Malformed, Served]).await;
    same(town.deposit("alice").await, ("a", "invalid_request"));
    same(town.deposit("alice").await, ("b", "served"));
    for says in [Malformed, Stopped] {
        town.says('b', says.clone());
        town.deposit("alice").await;
        town.says('b', Served);
        same(town.deposit("alice").await, ("b", "served"));
    }
}

#[test]
fn the_memory_is_bounded_and_forgets_only_what_it_is_told() {
    let owners = Owners::new();
    let alice = owners.place(b"alice");
    assert_eq!(alice.owner(), None);
    alice.remember(0);
    assert_eq!(alice.owner(), Some(0));
    alice.forget(1);
    assert_eq!(alice.owner(), Some(0));
    alice.remember(65_534);
    assert_eq!(owners.place(b"alice").owner(), Some(65_534));
    // One more than can be told apart is not remembered, as little as it makes others forgotten.
    alice.remember(65_535);
    assert_eq!(alice.owner(), Some(65_534));
    alice.forget(65_534);
    assert_eq!(alice.owner(), None);
}

#[test]
fn players_who_share_a_place_are_not_mixed_up() {
    let owners = Owners::new();
    let players = 4 * PLAYERS_MAX;
    let place = |player: usize| owners.place(format!("p{player}").into_bytes().leak());
    (0..players).for_each(|player| place(player).remember(player % 7));
    let known = (0..players).filter_map(|player| Some((player, place(player).owner()?)));
    let known: Vec<(usize, usize)> = known.collect();
    assert!(known.iter().all(|(player, owner)| player % 7 == *owner));
    assert!((PLAYERS_MAX / 2..=PLAYERS_MAX).contains(&known.len()), "{}", known.len());
}

#[test]
fn pauses_are_spread() {
    let owners = Owners::new();
    let max = Duration::from_millis(250);
    let pauses: Vec<Duration> =
        (0..1_000_u32).map(|player| owners.place(&player.to_be_bytes()).jitter(max)).collect();
    assert!(pauses.iter().all(|pause| *pause < max));
    let early = pauses.iter().filter(|pause| **pause < max / 2).count();
    assert!((350..=650).contains(&early), "{early}");
}
