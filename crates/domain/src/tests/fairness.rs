//! Fairness vectors, computed by an independent program: Python's `hmac` and `hashlib` over the
//! recipe in `docs/FAIRNESS.md`.

use super::{player, vault};
use crate::Hex;
use crate::fairness::{Draws, MasterKey, SeedFault, SeedVault, ServerSeed};

const SEED: &str = "555e28886ab883586b8c148c2b11e681e2d195926a7781ef7c9ca4a534ac4875";
const COMMITMENT: &str = "84bd24715af95b2c3a9309912ba157997e0becdae5047331952a31a6935b1122";

fn seed() -> ServerSeed {
    ServerSeed(Hex::parse(SEED).unwrap())
}

#[track_caller]
fn check(game: &str, client_seed: &str, nonce: u64, bounds: &[u32], expected: &[u32]) {
    let mut draws = Draws::new(&seed(), game, client_seed, nonce);
    let drawn: Vec<u32> = bounds.iter().map(|bound| draws.below(*bound)).collect();
    assert_eq!(drawn, expected);
}

#[test]
fn a_seed_is_derived_from_master_key_lineage_player_and_index() {
    let (key_id, fresh) = vault().fresh(&player("alice"), 0);
    assert_eq!((key_id, fresh.0.to_string().as_str()), (1, SEED));
    assert_eq!(fresh.commitment().0.to_string(), COMMITMENT);
    let others = [
        vault().fresh(&player("alice"), 1).1,
        vault().fresh(&player("bob"), 0).1,
        SeedVault::new([8; 16], MasterKey::new(1, &[1; 32]), vec![]).fresh(&player("alice"), 0).1,
        SeedVault::new([7; 16], MasterKey::new(1, &[2; 32]), vec![]).fresh(&player("alice"), 0).1,
    ];
    assert!(others.iter().all(|other| *other != fresh));
}

#[test]
fn draws_match_the_recipe() {
    let pockets = [27, 15, 9, 19, 15, 9, 34, 2, 17, 19, 10, 14];
    check("roulette", "alice", 0, &[37; 12], &pockets);
    check("dice", "lucky", 41, &[10_000; 4], &[4688, 1007, 8560, 2019]);
    let cards = [46, 21, 31, 45, 9, 30, 51, 18, 48, 39, 42, 31, 43, 31, 43, 35, 19, 44, 3, 7];
    check("blackjack", "", 7, &[52; 20], &cards);
}

#[test]
fn words_beyond_the_last_whole_multiple_are_rejected() {
    // A bound of 3 × 2^30 rejects a quarter of all words: 3640746603 and 3831027891 here.
    let expected = [
        1_218_802_343,
        2_336_882_772,
        281_031_860,
        656_399_354,
        1_139_474_072,
        1_634_873_413,
        113_880_934,
        129_163_260,
        2_641_863_680,
        930_251_511,
        1_899_100_139,
        621_296_101,
    ];
    check("dice", "alice", 1, &[3 << 30; 12], &expected);
    check("dice", "alice", 1, &[1, 0, 3 << 30], &[0, 0, 1_218_802_343]);
}

#[test]
fn only_the_committed_seed_is_used() {
    let (key_id, seed) = vault().fresh(&player("alice"), 3);
    let commitment = seed.commitment();
    let again = vault().committed(&player("alice"), 3, key_id, &commitment);
    assert_eq!(again, Ok(seed));
    let other = vault().committed(&player("alice"), 4, key_id, &commitment);
    assert_eq!(other, Err(SeedFault::WrongKey(1)));
    let missing = vault().committed(&player("alice"), 3, 9, &commitment);
    assert_eq!(missing, Err(SeedFault::MissingKey(9)));
}

#[test]
fn secrets_do_not_print() {
    let shown = format!("{:?} {:?}", vault(), seed());
    assert!(!shown.contains(&SEED[..8]), "{shown}");
    assert!(!shown.contains("1, 1, 1"), "{shown}");
}
