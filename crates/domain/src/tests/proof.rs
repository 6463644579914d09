//! Drawing again what was drawn: an honest log is proved, and every broken promise is named.

use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::conservation::{asks, command};
use super::{World, bet, interactive_blackjack, player, vault};
use crate::fairness::ServerSeed;
use crate::games::Outcome;
use crate::games::blackjack::Action;
use crate::{
    BetId, BetLost, BetPlaced, BetWon, Checkpointed, Chosen, ClientSeedSet, Command, Commit, Event,
    FundsDeposited, FundsWithdrawn, Hex, Money, Player, Proved, RoundAdvanced, RoundStep,
    SeedCommitted, SeedRevealed, Source, Unproved, prove,
};

/// The partition of [`World`].
const PARTITION: u32 = 3;

fn seed(index: u32) -> ServerSeed {
    vault().fresh(&player("alice"), index).1
}

fn seed_of(player: &Player) -> Option<ServerSeed> {
    Some(seed(player.seed_index))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn what_is_decided_is_what_is_drawn_again(asks in prop::collection::vec(asks(), 1..120)) {
        let mut world = World::new();
        let (mut known, mut unknown) = (Proved::default(), Proved::default());
        for ask in asks {
            world.time_ms += 1;
            let before = world.state.player(&player("alice")).cloned();
            let mut command = command(&world, "alice", &ask);
            if let (Command::ExpireRound { .. }, Some(player)) = (&command, &before) {
                world.time_ms = player.open_round.as_ref().map_or(0, |open| open.expires_ms);
                command = if world.time_ms > 0 { command } else { Command::RotateSeed };
                world.time_ms = world.time_ms.max(world.state.time_ms());
            }
            let commit = world.run("alice", &command);
            known += prove(&commit, PARTITION, before.as_ref(), seed_of).unwrap();
            unknown += prove(&commit, PARTITION, before.as_ref(), |_| None).unwrap();
        }
        prop_assert_eq!((known.sealed_count, known.other_rules_count), (0, 0));
        prop_assert_eq!((unknown.redrawn_count, unknown.other_rules_count), (0, 0));
        prop_assert_eq!(known.redrawn_count, unknown.sealed_count);
    }
}

/// What `alice` has done, one command more, and what somebody makes of the commit of that.
struct Forgery {
    name: &'static str,
    before: Vec<Command>,
    last: Command,
    forge: fn(&mut Commit),
    expected: Unproved,
}

fn bet_id(seq: u64) -> BetId {
    BetId::new(World::new().time_ms, PARTITION, seq)
}

fn placed(commit: &mut Commit) -> &mut BetPlaced {
    let placed = commit.events.iter_mut().find_map(|event| match event {
        Event::BetPlaced(placed) => Some(placed),
        _ => None,
    });
    placed.expect("a bet was placed")
}

fn advanced(commit: &mut Commit) -> &mut RoundAdvanced {
    let advanced = commit.events.iter_mut().find_map(|event| match event {
        Event::RoundAdvanced(advanced) => Some(advanced),
        _ => None,
    });
    advanced.expect("a round has moved on")
}

/// What came of a bet, as it comes of another number.
fn roll(commit: &mut Commit) {
    let Some(Event::BetWon(BetWon { outcome, .. }) | Event::BetLost(BetLost { outcome, .. })) =
        commit.events.last_mut()
    else {
        panic!("{commit:?}")
    };
    let Outcome::Dice(roll) = outcome else { panic!("{outcome:?}") };
    roll.roll = if roll.roll == 0 { 1 } else { roll.roll - 1 };
}

/// The last event says that the bet has paid this.
fn pay(commit: &mut Commit, units: i32) {
    let (bet_id, outcome) = match commit.events.pop().unwrap() {
        Event::BetWon(BetWon { bet_id, outcome, .. }) => (bet_id, outcome),
        Event::BetLost(BetLost { bet_id, outcome }) => (bet_id, outcome),
        other => panic!("{other:?}"),
    };
    let payout_minor = Money::from_units(units);
    commit.events.push(Event::BetWon(BetWon { bet_id, payout_minor, outcome }));
}

/// The cards of somebody else's round.
fn deal_others_cards(commit: &mut Commit) {
    let mut of_bob = World::new().run("bob", &interactive_blackjack(10));
    advanced(commit).round = advanced(&mut of_bob).round.clone();
}

fn commits_to(index: u32) -> Event {
    let commitment = seed(index).commitment();
    Event::SeedCommitted(SeedCommitted { index, commitment, key_id: 1 })
}

fn reveals(index: u32) -> Event {
    Event::SeedRevealed(SeedRevealed { index, seed: seed(index) })
}

fn deposits(units: i32, source: Source) -> Event {
    Event::FundsDeposited(FundsDeposited { amount_minor: Money::from_units(units), source })
}

fn withdraws(units: i32) -> Event {
    Event::FundsWithdrawn(FundsWithdrawn { amount_minor: Money::from_units(units) })
}

/// After a bet on dice.
fn forgery(
    name: &'static str,
    last: Command,
    forge: fn(&mut Commit),
    expected: Unproved,
) -> Forgery {
    Forgery { name, before: vec![bet("dice", 10)], last, forge, expected }
}

/// Instead of standing in a round that was just dealt.
fn forged_stand(name: &'static str, forge: fn(&mut Commit), expected: Unproved) -> Forgery {
    let stand =
        Command::Act { bet_id: bet_id(1), version: 0, action: Chosen::Known(Action::Stand) };
    Forgery { name, before: vec![interactive_blackjack(10)], last: stand, forge, expected }
}

fn forged_bets() -> Vec<Forgery> {
    let (dice, ours) = (|| bet("dice", 10), bet_id(2));
    vec![
        forgery("another roll", dice(), roll, Unproved::OtherOutcome(ours)),
        forgery("another payout", dice(), |c| pay(c, 900), Unproved::OtherOutcome(ours)),
        forgery("a payout below nothing", dice(), |c| pay(c, -1), Unproved::Amount("a payout")),
        forgery(
            "a nonce that is left out",
            dice(),
            |c| placed(c).nonce += 1,
            Unproved::NonceOutOfTurn { bet_id: ours, next: 1, found: 2 },
        ),
        forgery(
            "a nonce that was used",
            dice(),
            |c| placed(c).nonce -= 1,
            Unproved::NonceOutOfTurn { bet_id: ours, next: 1, found: 0 },
        ),
        forgery(
            "another seed",
            dice(),
            |c| placed(c).seed_index = 1,
            Unproved::SeedNotInForce { bet_id: ours, in_force: 0, found: 1 },
        ),
        forgery(
            "another client seed",
            dice(),
            |c| placed(c).client_seed = "mallory".into(),
            Unproved::OtherClientSeed(ours),
        ),
        forgery(
            "a stake that is none",
            dice(),
            |c| placed(c).stake_minor = Money::ZERO,
            Unproved::Amount("a bet"),
        ),
        forgery(
            "a stake below nothing under rules that nobody knows",
            dice(),
            |c| {
                placed(c).rules = 99;
                placed(c).stake_minor = Money::from_units(-9_000);
            },
            Unproved::Amount("a bet"),
        ),
        forgery(
            "a stake that is not there, of a bet that wins",
            dice(),
            |c| placed(c).stake_minor = Money::from_units(1_000_000),
            Unproved::Amount("bet_placed"),
        ),
        forgery("nothing comes of it", dice(), |c| c.events.truncate(1), {
            Unproved::NotSettled(ours)
        }),
        forgery("paid twice", dice(), |c| c.events.push(c.events[1].clone()), {
            Unproved::NotOpen(ours)
        }),
        forgery("another bet's id", dice(), |c| placed(c).bet_id = bet_id(1), {
            Unproved::OtherId(bet_id(1))
        }),
        forgery("two bets", dice(), |c| c.events.extend(c.events.clone()), {
            Unproved::OtherId(ours)
        }),
        forgery(
            "a seed that is chosen after the bet",
            dice(),
            |c| drop(c.events.splice(1..1, [reveals(0), commits_to(1)])),
            Unproved::NotSettled(ours),
        ),
        forgery(
            "a client seed that is chosen after the bet",
            interactive_blackjack(10),
            |c| {
                let client_seed = "ground".into();
                c.events.insert(1, Event::ClientSeedSet(ClientSeedSet { client_seed }));
            },
            Unproved::NotSettled(ours),
        ),
    ]
}

fn forged_rounds() -> Vec<Forgery> {
    let (deal, ours) = (|| interactive_blackjack(10), bet_id(1));
    let other = Unproved::OtherOutcome(ours);
    vec![
        forgery("other cards", deal(), deal_others_cards, Unproved::OtherOutcome(bet_id(2))),
        forgery("a deal of other rules", deal(), |c| advanced(c).rules = 99, {
            Unproved::NotOpen(bet_id(2))
        }),
        Forgery {
            name: "a deal beside another",
            before: vec![deal()],
            last: bet("blackjack", 10),
            forge: |c| {
                let mut dealt = World::new().run("alice", &interactive_blackjack(10));
                let mut dealt = advanced(&mut dealt).clone();
                dealt.bet_id = bet_id(2);
                c.events.truncate(1);
                c.events.push(Event::RoundAdvanced(dealt));
            },
            expected: Unproved::NotOpen(bet_id(2)),
        },
        forged_stand("other cards after the deal", deal_others_cards, other.clone()),
        forged_stand(
            "a stake that was not added",
            |c| advanced(c).added_minor = Money::from_units(10),
            other.clone(),
        ),
        forged_stand("a round that ends before it is over", |c| drop(c.events.remove(0)), other),
        forged_stand("a round that is over and not settled", |c| c.events.truncate(1), {
            Unproved::NotSettled(ours)
        }),
        forged_stand("a round that changes its rules", |c| advanced(c).rules = 99, {
            Unproved::NotOpen(ours)
        }),
        forged_stand("a round that is given more time", |c| advanced(c).expires_ms += 1, {
            Unproved::NotOpen(ours)
        }),
        forged_stand("a round that expires early", |c| advanced(c).step = RoundStep::Expiry, {
            Unproved::ExpiredEarly(ours)
        }),
    ]
}

fn forged_accounts() -> Vec<Forgery> {
    let deposit = || Command::Deposit { amount: Money::from_units(1) };
    let rotate = || Command::RotateSeed;
    let (deposited, withdrawn) =
        (Unproved::Amount("funds_deposited"), { Unproved::Amount("funds_withdrawn") });
    vec![
        forgery(
            "a seed that is replaced in silence",
            deposit(),
            |c| c.events.push(commits_to(1)),
            Unproved::SeedOutOfTurn { next: 0, found: 1 },
        ),
        forgery(
            "a seed that is left out",
            rotate(),
            |c| c.events[1] = commits_to(2),
            Unproved::SeedOutOfTurn { next: 1, found: 2 },
        ),
        forgery("no seed in its place", rotate(), |c| c.events.truncate(1), {
            Unproved::SeedMissing(1)
        }),
        forgery(
            "another seed is revealed",
            rotate(),
            |c| c.events[0] = Event::SeedRevealed(SeedRevealed { index: 0, seed: seed(7) }),
            Unproved::OtherSeed(0),
        ),
        Forgery {
            name: "a seed is revealed in use",
            before: vec![interactive_blackjack(10)],
            last: deposit(),
            forge: |c| c.events.push(reveals(0)),
            expected: Unproved::RevealedInUse(0),
        },
        forgery(
            "a deposit that takes",
            deposit(),
            |c| c.events[0] = deposits(-10, Source::Deposit),
            deposited,
        ),
        forgery("a second opening", deposit(), |c| c.events[0] = deposits(1, Source::Opening), {
            Unproved::NotOpenedOnce
        }),
        forgery(
            "an account that is opened again",
            deposit(),
            |c| c.events.insert(0, Event::PlayerRegistered(crate::event::PlayerRegistered {})),
            Unproved::NotOpenedOnce,
        ),
        forgery(
            "money that was given and not wagered",
            deposit(),
            |c| c.events[0] = withdraws(9_000),
            withdrawn.clone(),
        ),
        forgery("a withdrawal that gives", deposit(), |c| c.events[0] = withdraws(-1), withdrawn),
        forgery(
            "what only the system says",
            deposit(),
            |c| {
                let state_digest = Hex([0; 16]);
                c.events.push(Event::Checkpointed(Checkpointed { state_digest }));
            },
            Unproved::Misplaced("checkpointed"),
        ),
        forgery(
            "what the system cannot say",
            deposit(),
            |c| (c.player, c.key, c.balance_minor) = (None, None, None),
            Unproved::Misplaced("funds_deposited"),
        ),
    ]
}

#[test]
fn every_promise_that_is_broken_is_named() {
    let forgeries = [forged_bets(), forged_rounds(), forged_accounts()];
    for Forgery { name, before, last, forge, expected } in forgeries.into_iter().flatten() {
        let mut world = World::new();
        before.iter().for_each(|command| drop(world.run("alice", command)));
        let player_before = world.state.player(&player("alice")).unwrap().clone();
        let mut commit = world.run("alice", &last);
        let prove = |commit: &Commit| prove(commit, PARTITION, Some(&player_before), seed_of);
        assert!(prove(&commit).is_ok(), "{name}: before it is forged");
        forge(&mut commit);
        assert_eq!(prove(&commit), Err(expected), "{name}");
    }
}

#[test]
fn an_account_is_opened_with_a_seed_and_once() {
    let opening = World::new().run("alice", &bet("dice", 10));
    let prove = |commit: &Commit| prove(commit, PARTITION, None, seed_of);
    assert!(prove(&opening).is_ok());
    let is_seed = |event: &Event| matches!(event, Event::SeedCommitted(_));
    let without_seed = {
        let mut commit = opening.clone();
        commit.events.truncate(2);
        commit
    };
    assert!(!without_seed.events.iter().any(is_seed));
    assert_eq!(prove(&without_seed), Err(Unproved::SeedMissing(0)));
    let mut unopened = opening;
    unopened.events.remove(0);
    assert_eq!(prove(&unopened), Err(Unproved::NotOpenedOnce));
}

/// Whoever says that a bet is under rules that nobody has says nothing that can be checked.
#[test]
fn what_cannot_be_drawn_again_is_counted() {
    let mut world = World::new();
    world.run("alice", &bet("dice", 10));
    let before = world.state.player(&player("alice")).unwrap().clone();
    let mut commit = world.run("alice", &bet("dice", 10));
    placed(&mut commit).rules += 1;
    let proved = prove(&commit, PARTITION, Some(&before), seed_of);
    assert_eq!(proved, Ok(Proved { other_rules_count: 1, ..Proved::default() }));
}
