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
    BetId, BetLost, BetPlaced, BetWon, Chosen, Command, Event, Money, Proved, SeedCommitted,
    SeedRevealed, Unproved, prove,
};

fn seed(index: u32) -> ServerSeed {
    vault().fresh(&player("alice"), index).1
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
            let command = command(&world, "alice", &ask);
            let events = world.run("alice", &command).events;
            let (id, before) = (player("alice"), before.as_ref());
            known += prove(&id, before, &events, |player| Some(seed(player.seed_index))).unwrap();
            unknown += prove(&id, before, &events, |_| None).unwrap();
        }
        prop_assert_eq!((known.sealed_count, known.other_rules_count), (0, 0));
        prop_assert_eq!((unknown.redrawn_count, unknown.other_rules_count), (0, 0));
        prop_assert_eq!(known.redrawn_count, unknown.sealed_count);
    }
}

/// What `alice` has done, one command more, and what somebody makes of the events of that.
struct Forgery {
    name: &'static str,
    before: Vec<Command>,
    last: Command,
    forge: fn(&mut Vec<Event>),
    expected: Unproved,
}

fn bet_id(seq: u64) -> BetId {
    BetId::new(World::new().time_ms, 3, seq)
}

fn change(events: &mut [Event], change: impl Fn(&mut BetPlaced)) {
    let placed = events.iter_mut().filter_map(|event| match event {
        Event::BetPlaced(placed) => Some(placed),
        _ => None,
    });
    placed.for_each(change);
}

/// What came of a bet, as it comes of another number.
fn other_roll(events: &mut [Event]) {
    let Some(Event::BetWon(BetWon { outcome, .. }) | Event::BetLost(BetLost { outcome, .. })) =
        events.last_mut()
    else {
        panic!("{events:?}")
    };
    let Outcome::Dice(roll) = outcome else { panic!("{outcome:?}") };
    roll.roll = if roll.roll == 0 { 1 } else { roll.roll - 1 };
}

/// A bet that lost has paid.
fn pays(events: &mut Vec<Event>) {
    let (bet_id, outcome) = match events.pop().unwrap() {
        Event::BetWon(BetWon { bet_id, outcome, .. }) => (bet_id, outcome),
        Event::BetLost(BetLost { bet_id, outcome }) => (bet_id, outcome),
        other => panic!("{other:?}"),
    };
    events.push(Event::BetWon(BetWon { bet_id, payout_minor: Money::from_units(900), outcome }));
}

fn commits_to(index: u32) -> Event {
    let commitment = seed(index).commitment();
    Event::SeedCommitted(SeedCommitted { index, commitment, key_id: 1 })
}

fn stand(seq: u64) -> Command {
    Command::Act { bet_id: bet_id(seq), version: 0, action: Chosen::Known(Action::Stand) }
}

fn forgeries() -> Vec<Forgery> {
    let (dice, deal, rotate) = (bet("dice", 10), interactive_blackjack(10), Command::RotateSeed);
    let deposit = Command::Deposit { amount: Money::from_units(1) };
    let of = |name, last: &Command, forge, expected| Forgery {
        name,
        before: vec![bet("dice", 10)],
        last: last.clone(),
        forge,
        expected,
    };
    let ours = bet_id(2);
    vec![
        of("another roll", &dice, |events| other_roll(events), Unproved::OtherOutcome(ours)),
        of("another payout", &dice, pays, Unproved::OtherOutcome(ours)),
        of(
            "a nonce that is left out",
            &dice,
            |events| change(events, |placed| placed.nonce += 1),
            Unproved::NonceOutOfTurn { bet_id: ours, next: 1, found: 2 },
        ),
        of(
            "a nonce that was used",
            &dice,
            |events| change(events, |placed| placed.nonce -= 1),
            Unproved::NonceOutOfTurn { bet_id: ours, next: 1, found: 0 },
        ),
        of(
            "another seed",
            &dice,
            |events| change(events, |placed| placed.seed_index = 1),
            Unproved::SeedNotInForce { bet_id: ours, in_force: 0, found: 1 },
        ),
        of(
            "another client seed",
            &dice,
            |events| change(events, |placed| placed.client_seed = "mallory".into()),
            Unproved::OtherClientSeed(ours),
        ),
        of(
            "a stake that is none",
            &dice,
            |events| change(events, |placed| placed.stake_minor = Money::ZERO),
            Unproved::NotOffered(ours),
        ),
        of("nothing comes of it", &dice, |events| events.truncate(1), Unproved::NotSettled(ours)),
        of("paid twice", &dice, |events| events.push(events[1].clone()), Unproved::NotOpen(ours)),
        of("other cards", &deal, |events| other_cards(events), Unproved::OtherOutcome(ours)),
        of(
            "a seed that is replaced in silence",
            &deposit,
            |events| events.push(commits_to(1)),
            Unproved::SeedOutOfTurn { next: 0, found: 1 },
        ),
        of(
            "a seed that is left out",
            &rotate,
            |events| events[1] = commits_to(2),
            Unproved::SeedOutOfTurn { next: 1, found: 2 },
        ),
        of(
            "another seed is revealed",
            &rotate,
            |events| events[0] = Event::SeedRevealed(SeedRevealed { index: 0, seed: seed(7) }),
            Unproved::OtherSeed(0),
        ),
        Forgery {
            name: "a seed is revealed in use",
            before: vec![interactive_blackjack(10)],
            last: deposit.clone(),
            forge: |events| {
                events.push(Event::SeedRevealed(SeedRevealed { index: 0, seed: seed(0) }));
            },
            expected: Unproved::RevealedInUse(0),
        },
        Forgery {
            name: "other cards after the deal",
            before: vec![interactive_blackjack(10)],
            last: stand(1),
            forge: |events| other_cards(events),
            expected: Unproved::OtherOutcome(bet_id(1)),
        },
        Forgery {
            name: "a stake that was not added",
            before: vec![interactive_blackjack(10)],
            last: stand(1),
            forge: |events| {
                let Event::RoundAdvanced(advanced) = &mut events[0] else { panic!("{events:?}") };
                advanced.added_minor = Money::from_units(10);
            },
            expected: Unproved::OtherOutcome(bet_id(1)),
        },
        Forgery {
            name: "a round that ends before it is over",
            before: vec![interactive_blackjack(10)],
            last: stand(1),
            forge: |events| drop(events.remove(0)),
            expected: Unproved::OtherOutcome(bet_id(1)),
        },
    ]
}

/// The cards of somebody else's round.
fn other_cards(events: &mut [Event]) {
    let of_bob = World::new().run("bob", &interactive_blackjack(10)).events;
    let dealt = of_bob.iter().find_map(|event| match event {
        Event::RoundAdvanced(advanced) => Some(advanced.round.clone()),
        _ => None,
    });
    let advanced = events.iter_mut().find_map(|event| match event {
        Event::RoundAdvanced(advanced) => Some(advanced),
        _ => None,
    });
    advanced.unwrap().round = dealt.unwrap();
}

#[test]
fn every_promise_that_is_broken_is_named() {
    for Forgery { name, before, last, forge, expected } in forgeries() {
        let mut world = World::new();
        before.iter().for_each(|command| drop(world.run("alice", command)));
        let player_before = world.state.player(&player("alice")).unwrap().clone();
        let mut events = world.run("alice", &last).events;
        let prove = |events: &[Event]| {
            prove(&player("alice"), Some(&player_before), events, |player| {
                Some(seed(player.seed_index))
            })
        };
        assert!(prove(&events).is_ok(), "{name}: before it is forged");
        forge(&mut events);
        assert_eq!(prove(&events), Err(expected), "{name}");
    }
}

/// Whoever says that a bet is under rules that nobody has says nothing that can be checked.
#[test]
fn what_cannot_be_drawn_again_is_counted() {
    let mut world = World::new();
    world.run("alice", &bet("dice", 10));
    let before = world.state.player(&player("alice")).unwrap().clone();
    let mut events = world.run("alice", &bet("dice", 10)).events;
    change(&mut events, |placed| placed.rules += 1);
    let proved =
        prove(&player("alice"), Some(&before), &events, |player| Some(seed(player.seed_index)));
    assert_eq!(proved, Ok(Proved { other_rules_count: 1, ..Proved::default() }));
}
