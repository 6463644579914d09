//! Money is conserved after every commit, whatever is asked for.

use proptest::prelude::*;

use super::{World, bet, interactive_blackjack, player, with_unknown_selection};
use crate::games::blackjack::Action;
use crate::{BetId, Chosen, Command, Money};

/// A command that may or may not make sense; open rounds are filled in when it is run.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Bet(&'static str, i32),
    Deal(i32),
    Act(Action),
    Expire,
    Deposit(i64),
    Withdraw(i64),
    Rotate,
    Nonsense,
}

const GAMES: [&str; 5] = ["roulette", "slots", "blackjack", "dice", "poker"];

pub(super) fn asks() -> impl Strategy<Value = Ask> {
    prop_oneof![
        6 => (prop::sample::select(GAMES.to_vec()), 5..1200i32)
            .prop_map(|(game, units)| Ask::Bet(game, units)),
        4 => (10..1000i32).prop_map(Ask::Deal),
        8 => prop::sample::select(vec![Action::Hit, Action::Stand, Action::Double, Action::Split])
            .prop_map(Ask::Act),
        1 => Just(Ask::Expire),
        2 => (1..i64::MAX).prop_map(Ask::Deposit),
        2 => (1..2_000_000i64).prop_map(Ask::Deposit),
        2 => (1..2_000_000i64).prop_map(Ask::Withdraw),
        1 => Just(Ask::Rotate),
        1 => Just(Ask::Nonsense),
    ]
}

pub(super) fn command(world: &World, id: &str, ask: &Ask) -> Command {
    let known = world.state.player(&player(id));
    let open = known.and_then(|player| player.open_round.as_ref());
    let bet_id = open.map_or(BetId::new(1, 2, 3), |open| open.bet_id);
    let version = open.map_or(0, |open| open.round.version());
    match ask.clone() {
        Ask::Bet(game, units) => bet(game, units),
        Ask::Deal(units) => interactive_blackjack(units),
        Ask::Act(action) => Command::Act { bet_id, version, action: Chosen::Known(action) },
        Ask::Expire => Command::ExpireRound { bet_id },
        Ask::Deposit(minor) => Command::Deposit { amount: Money::from_minor(minor) },
        Ask::Withdraw(minor) => Command::Withdraw { amount: Money::from_minor(minor) },
        Ask::Rotate => Command::RotateSeed,
        Ask::Nonsense => with_unknown_selection(50),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn after_every_commit(asks in prop::collection::vec((0..3usize, asks()), 1..120)) {
        let mut world = World::new();
        for (who, ask) in asks {
            let id = ["alice", "bob", "carol"][who];
            world.time_ms += 1;
            let command = command(&world, id, &ask);
            world.run(id, &command);
            world.check();
            prop_assert!(world.balance(id) >= Money::ZERO);
        }
    }
}
