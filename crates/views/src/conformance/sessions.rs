//! Which sessions count as active.

use croupier_domain::games::Game;

use super::{START_MS, Stage, Subject, bet, bet_in, deal, opened, player};
use crate::summary::{ACTIVE_SESSION_MS, summary};

/// Distinct (player, session) pairs, each for thirty minutes after its last bet, to the
/// millisecond.
pub async fn counts_pairs_within_the_window<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let (ann, bob) = (player("ann"), player("bob"));
    let mut stage = Stage::new(views.clone(), 0);
    let minute = 60_000;
    let active = async || summary(&*views, 1).await.unwrap().value.active_session_count;
    let steps = [
        (0, &ann, bet_in("s", Game::Dice, 10), 1),
        (0, &bob, bet_in("s", Game::Dice, 10), 2),
        (5 * minute, &ann, bet_in("t", Game::Dice, 10), 3),
        (10 * minute, &ann, bet_in("s", Game::Slots, 10), 3),
        // A refusal is no bet, whatever session it names.
        (11 * minute, &ann, bet_in("u", Game::Dice, 100_000), 3),
        // Bob's last bet was thirty minutes ago, and then one millisecond more.
        (30 * minute, &ann, bet(Game::Dice, 100_000), 3),
        (30 * minute + 1, &ann, bet(Game::Dice, 100_000), 2),
        (40 * minute, &ann, bet(Game::Dice, 100_000), 1),
        (40 * minute, &bob, bet_in("s", Game::Dice, 10), 2),
        (40 * minute + 1, &ann, bet(Game::Dice, 100_000), 1),
    ];
    for (after_ms, id, command, expected) in steps {
        stage.house.time_ms = START_MS + after_ms;
        stage.play(id, &command).await;
        assert_eq!(active().await, expected, "{after_ms} ms in, {command:?}");
    }
    // Settling an old round is not a bet.
    while stage.house.open_round(&ann).is_none() {
        stage.play(&ann, &deal(10)).await;
    }
    let (bet_id, _) = stage.house.open_round(&ann).unwrap();
    stage.house.time_ms += ACTIVE_SESSION_MS + 1;
    stage.play(&bob, &bet(Game::Dice, 10)).await;
    let expire = croupier_domain::Command::ExpireRound { bet_id };
    stage.play(&ann, &expire).await;
    assert_eq!(active().await, 1, "bob's alone");
}

/// Log time is that of all partitions: one without commits does not keep its sessions for ever.
pub async fn ends_sessions_of_an_idle_partition<S: Subject>() {
    let subject = opened::<S>(2).await;
    let views = subject.views();
    let mut stages = [Stage::new(views.clone(), 0), Stage::new(views.clone(), 1)];
    let [idle, busy] = &mut stages;
    for n in 0..10 {
        idle.house.time_ms = START_MS + n;
        idle.play(&player("ann"), &bet_in(&format!("s{n}"), Game::Dice, 10)).await;
    }
    for (after_ms, expected) in [(0, 11), (4, 7), (9, 2), (10, 1)] {
        busy.house.time_ms = START_MS + ACTIVE_SESSION_MS + after_ms;
        busy.play(&player("bob"), &bet(Game::Dice, 10)).await;
        let found = summary(&*views, 2).await.unwrap();
        assert_eq!(found.value.active_session_count, expected, "{after_ms} ms after the window");
        assert!(found.positions.iter().all(Option::is_some));
    }
}
