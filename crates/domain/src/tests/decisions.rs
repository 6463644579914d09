//! What every command comes to: rows of command and expected events.

use super::{World, bet, interactive_blackjack, names, player, vault, with_unknown_selection};
use crate::fairness::{MasterKey, SeedVault};
use crate::games::blackjack::Action;
use crate::{
    BetId, Chosen, Command, Context, Event, Money, PlaceBet, Rejection, SeedFault, decide,
};

fn rejection(commit: &crate::Commit) -> Option<&Rejection> {
    commit.events.iter().find_map(|event| match event {
        Event::BetRejected(e) => Some(&e.rejection),
        Event::CommandRejected(e) => Some(&e.rejection),
        _ => None,
    })
}

/// A player with the opening balance runs `command`; it comes to `expected`, and a refusal leaves
/// the balance alone.
#[track_caller]
fn check_refused(command: &Command, expected: &Rejection) {
    let mut world = World::new();
    world.run("alice", &Command::Deposit { amount: Money::from_units(5) });
    let before = world.state.player(&player("alice")).cloned();
    let commit = world.run("alice", command);
    assert_eq!(rejection(&commit), Some(expected));
    assert_eq!(commit.events.len(), 1, "a refusal is the only fact");
    assert_eq!(world.state.player(&player("alice")).cloned(), before);
    world.check();
}

fn out_of_range() -> Rejection {
    let (min_minor, max_minor) = (Money::from_units(10), Money::from_units(1000));
    Rejection::StakeOutOfRange { min_minor, max_minor }
}

#[test]
fn refusals_follow_the_documented_precedence() {
    let nobody = BetId::new(1, 3, 1);
    check_refused(&bet("poker", 1), &Rejection::UnknownGame);
    check_refused(&bet("roulette", 9), &out_of_range());
    check_refused(&bet("roulette", 1001), &out_of_range());
    check_refused(&with_unknown_selection(9), &out_of_range());
    check_refused(&with_unknown_selection(10), &Rejection::InvalidSelection);
    check_refused(&Command::ExpireRound { bet_id: nobody }, &Rejection::RoundNotOpen);
    check_refused(
        &Command::Act { bet_id: nobody, version: 0, action: Chosen::Known(Action::Hit) },
        &Rejection::RoundNotOpen,
    );
    check_refused(
        &Command::Deposit { amount: Money::MAX_BALANCE },
        &Rejection::BalanceLimitExceeded { max_minor: Money::MAX_BALANCE },
    );
    check_refused(
        &Command::Withdraw { amount: Money::from_units(10_006) },
        &Rejection::InsufficientFunds {
            balance_minor: Money::from_units(10_005),
            needed_minor: Money::from_units(10_006),
        },
    );
    check_refused(
        &Command::Withdraw { amount: Money::from_units(6) },
        &Rejection::OpeningNotWagered { withdrawable_minor: Money::from_units(5) },
    );
}

#[test]
fn a_first_command_opens_the_account_even_when_it_is_refused() {
    let mut world = World::new();
    let commit = world.run("bob", &bet("poker", 10));
    let expected = ["player_registered", "funds_deposited", "seed_committed", "bet_rejected"];
    assert_eq!(names(&commit), expected);
    assert_eq!(world.balance("bob"), Money::from_units(10_000));
}

#[test]
fn a_bet_is_placed_and_settled_in_one_commit() {
    for game in ["roulette", "slots", "blackjack", "dice"] {
        let mut world = World::new();
        world.run("alice", &bet(game, 100));
        let commit = world.run("alice", &bet(game, 100));
        assert_eq!(commit.events.len(), 2, "{game}");
        assert_eq!(names(&commit)[0], "bet_placed");
        assert!(matches!(names(&commit)[1], "bet_won" | "bet_lost" | "bet_pushed"));
        world.check();
    }
}

#[test]
fn funds_run_out() {
    let mut world = World::new();
    world.table.stake_max = Money::from_units(1_000_000);
    while world.state.player(&player("alice")).is_none_or(|p| p.balance.is_positive()) {
        let all = world.state.player(&player("alice")).map_or(10_000, |p| p.balance.minor() / 100);
        world.run("alice", &bet("roulette", i32::try_from(all).unwrap()));
    }
    let commit = world.run("alice", &bet("roulette", 10));
    let (balance_minor, needed_minor) = (Money::ZERO, Money::from_units(10));
    assert_eq!(
        rejection(&commit),
        Some(&Rejection::InsufficientFunds { balance_minor, needed_minor })
    );
}

#[test]
fn a_wagered_opening_balance_can_leave() {
    let mut world = World::new();
    world.table.stake_max = Money::from_units(20_000);
    world.run("alice", &bet("dice", 10_000));
    let all = world.balance("alice");
    if all.is_positive() {
        let commit = world.run("alice", &Command::Withdraw { amount: all });
        assert_eq!(names(&commit), ["funds_withdrawn"]);
    }
    world.run("alice", &Command::Deposit { amount: Money::from_units(50) });
    let commit = world.run("alice", &Command::Withdraw { amount: Money::from_units(50) });
    assert_eq!(names(&commit), ["funds_withdrawn"]);
    assert_eq!(world.balance("alice"), Money::ZERO);
    world.check();
}

/// Deal until a round stays open (a natural ends at once).
fn open_round(world: &mut World) -> BetId {
    loop {
        world.run("alice", &interactive_blackjack(10));
        if let Some(open) = &world.state.player(&player("alice")).unwrap().open_round {
            return open.bet_id;
        }
    }
}

#[test]
fn an_open_round_holds_its_stake_until_it_is_played() {
    let mut world = World::new();
    let bet_id = open_round(&mut world);
    world.check();
    assert_eq!(world.state.totals().open_stakes(), 1_000);

    let again = world.run("alice", &interactive_blackjack(10));
    assert_eq!(rejection(&again), Some(&Rejection::RoundOpen));
    let rotated = world.run("alice", &Command::RotateSeed);
    assert_eq!(rejection(&rotated), Some(&Rejection::RoundOpen));
    let other_game = world.run("alice", &bet("roulette", 10));
    assert_eq!(names(&other_game)[0], "bet_placed", "other games go on beside it");
    assert!(world.state.player(&player("alice")).unwrap().open_round.is_some());
    world.check();

    let act = |version, action| Command::Act { bet_id, version, action };
    let stale = world.run("alice", &act(7, Chosen::Known(Action::Stand)));
    assert_eq!(rejection(&stale), Some(&Rejection::StaleRoundVersion { version: 0 }));
    let unknown = world.run("alice", &act(0, Chosen::Unknown("surrender".into())));
    assert_eq!(rejection(&unknown), Some(&Rejection::ActionNotAllowed));
    let stood = world.run("alice", &act(0, Chosen::Known(Action::Stand)));
    assert_eq!(names(&stood)[0], "round_advanced");
    assert!(matches!(names(&stood)[1], "bet_won" | "bet_lost" | "bet_pushed"));
    assert_eq!(world.state.totals().open_stakes(), 0);
    world.check();
}

#[test]
fn an_open_round_expires_by_a_commit() {
    let mut world = World::new();
    let bet_id = open_round(&mut world);
    let due = world.state.player(&player("alice")).unwrap().open_round.as_ref().unwrap().expires_ms;
    assert_eq!(world.state.due_rounds(due - 1).count(), 0);
    assert_eq!(world.state.due_rounds(due).collect::<Vec<_>>(), [&player("alice")]);
    world.time_ms = due;
    let commit = world.run("alice", &Command::ExpireRound { bet_id });
    assert_eq!(names(&commit)[0], "round_advanced");
    assert_eq!(world.state.due_rounds(u64::MAX).count(), 0);
    world.check();
}

#[test]
fn a_double_that_the_balance_does_not_cover_is_refused() {
    let mut world = World::new();
    world.table.opening_balance = Money::from_units(15);
    loop {
        world.run("alice", &interactive_blackjack(10));
        let alice = world.state.player(&player("alice")).unwrap();
        if alice.balance < Money::from_units(10) && alice.open_round.is_some() {
            break;
        }
        // A natural paid: give it back to be in the same place again.
        world = World::new();
        world.table.opening_balance = Money::from_units(15);
        world.seeds = SeedVault::new([9; 16], MasterKey::new(1, &[3; 32]), vec![]);
    }
    let bet_id = world.state.player(&player("alice")).unwrap().open_round.as_ref().unwrap().bet_id;
    let double = Command::Act { bet_id, version: 0, action: Chosen::Known(Action::Double) };
    let commit = world.run("alice", &double);
    assert!(matches!(rejection(&commit), Some(Rejection::InsufficientFunds { .. })));
    world.check();
}

#[test]
fn a_client_seed_takes_effect_with_its_bet_and_a_rotation_starts_anew() {
    let mut world = World::new();
    world.run("alice", &bet("dice", 10));
    let Command::PlaceBet(plain) = bet("dice", 10) else { unreachable!() };
    let seeded = PlaceBet { client_seed: Some("mine".into()), ..plain };
    let commit = world.run("alice", &Command::PlaceBet(seeded.clone()));
    assert_eq!(names(&commit)[0], "client_seed_set");
    let Event::BetPlaced(placed) = &commit.events[1] else { panic!("a bet") };
    assert_eq!((&*placed.client_seed, placed.nonce), ("mine", 1));
    let commit = world.run("alice", &Command::PlaceBet(seeded));
    assert_eq!(names(&commit)[0], "bet_placed", "unchanged seeds are not set again");

    let rotated = world.run("alice", &Command::RotateSeed);
    assert_eq!(names(&rotated), ["seed_revealed", "seed_committed"]);
    let Event::SeedRevealed(revealed) = &rotated.events[0] else { panic!("a seed") };
    let Event::SeedCommitted(next) = &rotated.events[1] else { panic!("a commitment") };
    assert_eq!((revealed.index, next.index), (0, 1));
    assert_ne!(revealed.seed.commitment(), next.commitment);
    let commit = world.run("alice", &bet("dice", 10));
    let Event::BetPlaced(placed) = &commit.events[0] else { panic!("a bet") };
    assert_eq!((placed.seed_index, placed.nonce), (1, 0));
}

#[test]
fn a_wrong_or_missing_master_key_decides_nothing() {
    let mut world = World::new();
    world.run("alice", &bet("dice", 10));
    let alice = world.state.player(&player("alice"));
    let wrong = SeedVault::new([7; 16], MasterKey::new(1, &[2; 32]), vec![]);
    let missing = SeedVault::new([7; 16], MasterKey::new(2, &[1; 32]), vec![]);
    let retired =
        SeedVault::new([7; 16], MasterKey::new(2, &[2; 32]), vec![MasterKey::new(1, &[1; 32])]);
    for (seeds, expected) in [
        (wrong, Err(SeedFault::WrongKey(1))),
        (missing, Err(SeedFault::MissingKey(1))),
        (retired, Ok(())),
        (vault(), Ok(())),
    ] {
        let (table, time_ms) = (&world.table, world.time_ms);
        let context = Context { table, seeds: &seeds, partition: 3, seq: 2, time_ms };
        let decided = decide(&player("alice"), alice, &bet("dice", 10), &context);
        assert_eq!(decided.map(|_| ()), expected);
    }
}
