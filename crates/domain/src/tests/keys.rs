//! The key table: what is remembered, what leaves, and in which order.

use super::{World, bet, key, player};
use crate::keys::{KEYS_PER_PLAYER_MAX, WINDOW_MS};
use crate::{Known, State};

fn known(state: &State, id: &str, name: &str, made_ms: Option<u64>) -> &'static str {
    match state.keys().look_up(&player(id), &key(name), made_ms) {
        Known::New => "new",
        Known::Used(_) => "used",
        Known::Expired => "expired",
    }
}

fn use_key(world: &mut World, id: &str, name: &str, made_ms: Option<u64>) {
    world.seq += 1;
    world.run_with_key(id, &bet("dice", 10), key(name), made_ms);
}

#[test]
fn a_used_key_knows_its_commit_and_its_request() {
    let mut world = World::new();
    use_key(&mut world, "alice", "k", None);
    let Known::Used(entry) = world.state.keys().look_up(&player("alice"), &key("k"), None) else {
        panic!("remembered")
    };
    assert_eq!(entry.place.seq, 1);
    assert_eq!(entry.fingerprint, bet("dice", 10).fingerprint());
    assert_ne!(entry.fingerprint, bet("dice", 11).fingerprint());
}

#[test]
fn a_key_leaves_after_the_window_and_is_never_decided_anew() {
    let mut world = World::new();
    let start_ms = world.time_ms;
    use_key(&mut world, "alice", "old", Some(start_ms));
    world.time_ms = start_ms + WINDOW_MS;
    use_key(&mut world, "bob", "at the edge", None);
    assert_eq!(known(&world.state, "alice", "old", Some(start_ms)), "used");
    world.time_ms += 1;
    use_key(&mut world, "bob", "beyond", None);
    assert_eq!(known(&world.state, "alice", "old", Some(start_ms)), "expired");
    assert_eq!(known(&world.state, "alice", "old", None), "new", "other forms: the window only");
    assert_eq!(known(&world.state, "alice", "other", Some(start_ms + 1)), "new");
}

#[test]
fn a_fast_player_forgets_its_own_keys_only() {
    let mut world = World::new();
    let start_ms = world.time_ms;
    use_key(&mut world, "bob", "bob's", Some(start_ms));
    for i in 0..=u64::from(KEYS_PER_PLAYER_MAX) {
        world.time_ms = start_ms + i;
        use_key(&mut world, "alice", &format!("alice's {i}"), Some(start_ms + i));
    }
    assert_eq!(world.state.keys().len() as u64, u64::from(KEYS_PER_PLAYER_MAX) + 1);
    assert_eq!(known(&world.state, "alice", "alice's 0", Some(start_ms)), "expired");
    assert_eq!(known(&world.state, "alice", "alice's 1", Some(start_ms + 1)), "used");
    assert_eq!(known(&world.state, "bob", "bob's", Some(start_ms)), "used");
    assert_eq!(known(&world.state, "bob", "fresh", Some(start_ms)), "new");
}

#[test]
fn a_client_clock_a_little_ahead_does_not_let_a_key_be_used_twice() {
    let mut world = World::new();
    let ahead_ms = world.time_ms + 60_000;
    use_key(&mut world, "alice", "ahead", Some(ahead_ms));
    for i in 0..u64::from(KEYS_PER_PLAYER_MAX) {
        use_key(&mut world, "alice", &format!("{i}"), None);
    }
    assert_eq!(known(&world.state, "alice", "ahead", Some(ahead_ms)), "expired");
    // Nor when the player's last keys have left as well, and the player's own mark with them.
    world.time_ms += WINDOW_MS + 1;
    use_key(&mut world, "bob", "the next day", None);
    assert_eq!(world.state.keys().len(), 1);
    assert_eq!(known(&world.state, "alice", "ahead", Some(ahead_ms)), "expired");
}

#[test]
fn thousands_of_one_players_keys_do_not_pile_up() {
    let mut world = World::new();
    for i in 0..5_000 {
        use_key(&mut world, "alice", &format!("{i}"), None);
    }
    assert_eq!(world.state.keys().len() as u64, u64::from(KEYS_PER_PLAYER_MAX));
    assert_eq!(known(&world.state, "alice", "4999", None), "used");
    assert_eq!(known(&world.state, "alice", "4744", None), "used");
    assert_eq!(known(&world.state, "alice", "4743", None), "new");
}
