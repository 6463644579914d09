//! What boards promise.

use croupier_domain::games::Game;
use croupier_domain::{Command, Money, PlayerId};

use super::{Chance, Stage, Subject, bet, opened, player, position, some_commits};
use crate::board::{Board, Place, Standing};
use crate::changes::Changes;
use crate::engine::Views;
use crate::period::Period;
use crate::player::PlayerView;
use crate::ranking::{leaderboard, rank};
use crate::sum::Sum;
use crate::totals::PartitionTotals;

/// Every standing of `board`, best first, from the accounts alone.
fn by_hand(players: &[(PlayerId, PlayerView)], board: Board) -> Vec<Standing> {
    let on_board = players.iter().filter_map(|(id, view)| {
        board.value(view).map(|value| Standing { value, player: id.clone() })
    });
    let mut all: Vec<_> = on_board.collect();
    all.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.player.cmp(&b.player)));
    all
}

/// The boards that partition 0 has.
async fn boards_of(views: &dyn Views) -> [Board; Board::COUNT] {
    Board::all_at(views.summary(0, 0).await.unwrap().value.totals.time_ms)
}

/// Check every board of partition 0 against `players`; look closely at `looked_at` standings.
pub(super) async fn check(views: &dyn Views, players: &[(PlayerId, PlayerView)], looked_at: usize) {
    for board in boards_of(views).await {
        let expected = by_hand(players, board);
        let top = views.top(0, board, 100).await.unwrap().value;
        assert_eq!(top, expected[..expected.len().min(100)], "{board:?}");
        let mut chance = Chance(expected.len() as u64);
        for _ in 0..looked_at.min(expected.len()) {
            let index = chance.below(expected.len() as u64) as usize;
            let of = &expected[index];
            let place = views.standing(0, board, &of.player, 3).await.unwrap().value;
            let Place::Ranked(standing, around) = place else { panic!("{place:?}") };
            assert_eq!(standing, *of);
            assert_eq!((around.better_count, around.count), (index as u64, expected.len() as u64));
            assert_eq!(around.better, expected[index.saturating_sub(3)..index]);
            assert_eq!(around.worse, expected[index + 1..expected.len().min(index + 4)]);
            let foreign = Standing { value: of.value, player: player("m") };
            let around = views.surroundings(0, board, &foreign, 2).await.unwrap().value;
            let better = expected.iter().filter(|other| **other < foreign).count();
            assert_eq!(around.better_count, better as u64);
            assert_eq!(around.better, expected[better.saturating_sub(2)..better]);
            assert_eq!(around.worse, expected[better..expected.len().min(better + 2)]);
        }
    }
}

/// Equal values stand in the order of their players' ids, whenever they came.
pub async fn orders_ties_by_player<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let touch = Command::SetClientSeed { client_seed: "x".into() };
    for name in ["m", "Z", "a", "z", "aa", "_", "A", "0"] {
        stage.play(&player(name), &touch).await;
    }
    let top = views.top(0, Board::Balance, 100).await.unwrap().value;
    let names: Vec<_> = top.iter().map(|standing| standing.player.as_str()).collect();
    assert_eq!(names, ["0", "A", "Z", "_", "a", "aa", "m", "z"]);
    assert!(top.iter().all(|standing| standing.value == Money::from_units(10_000)));
    let place = views.standing(0, Board::Balance, &player("_"), 1).await.unwrap().value;
    let Place::Ranked(_, around) = place else { panic!("{place:?}") };
    assert_eq!(around.better_count, 3);
    assert_eq!(around.better[0].player, player("Z"));
    assert_eq!(around.worse[0].player, player("a"));
}

/// Ranks among ten thousand, many of them equal, are what counting gives.
pub async fn ranks_ten_thousand_players<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let (like, totals) = template(&mut stage);
    let mut chance = Chance(1);
    let players: Vec<_> = (0..10_000)
        .map(|_| {
            let mut view = like.clone();
            view.balance = Money::from_minor(chance.below(3_000) as i64);
            if chance.below(2) == 0 {
                view.activity = None;
            } else if let Some(activity) = &mut view.activity {
                activity.bets.biggest_win = Money::from_minor(chance.below(50) as i64);
                activity.bets.won = Money::from_minor(chance.below(4_000) as i64).into();
            }
            (player(&format!("p{}", chance.below(1 << 40))), view)
        })
        .collect();
    stage.put(Changes { players: players.clone(), bets: Vec::new(), totals }).await;
    check(&*views, &players, 300).await;
}

/// A player who wins or loses stands elsewhere, and nowhere else.
pub async fn moves_players_when_their_values_change<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    for _ in 0..8 {
        let commits = some_commits(&mut stage.house, 60, 25);
        stage.apply(commits).await;
        let ids: Vec<_> = stage.house.state().players().map(|(id, _)| id.clone()).collect();
        let loaded = views.load(0, &ids).await.unwrap().value.players;
        let players: Vec<_> =
            ids.into_iter().zip(loaded).map(|(id, view)| (id, view.unwrap())).collect();
        check(&*views, &players, 25).await;
    }
}

/// Everybody has a balance; the other boards list who has bet.
pub async fn lists_only_who_has_bet<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let (ann, bob, nobody) = (player("ann"), player("bob"), player("nobody"));
    let mut stage = Stage::new(views.clone(), 0);
    stage.play(&ann, &bet(Game::Dice, 10)).await;
    stage.play(&bob, &bet(Game::Dice, 100_000)).await;
    let is_on = async |board, id| views.standing(0, board, id, 1).await.unwrap().value;
    for board in boards_of(&*views).await {
        assert!(matches!(is_on(board, &ann).await, Place::Ranked(..)), "{board:?}");
        assert_eq!(is_on(board, &nobody).await, Place::Unknown);
        let of_bob = is_on(board, &bob).await;
        assert_eq!(of_bob == Place::Unranked, board != Board::Balance, "{board:?}: {of_bob:?}");
    }
    assert_eq!(views.top(0, Board::Wagered(Period::AllTime), 10).await.unwrap().value.len(), 1);
}

/// A board over partitions is the one board that all their players would make.
pub async fn merges_partitions<S: Subject>() {
    let subject = opened::<S>(3).await;
    let views = subject.views();
    let mut players = Vec::new();
    for partition in 0..3 {
        let mut stage = Stage::new(views.clone(), partition);
        stage.house.time_ms += 1;
        let mut chance = Chance(u64::from(partition));
        for n in 0..40 {
            let id = player(&format!("p{n}-{partition}"));
            let command = match chance.below(3) {
                0 => bet(Game::Dice, 10),
                1 => Command::Deposit { amount: Money::from_units(chance.below(3) as i32 + 1) },
                _ => bet(Game::Dice, 100_000),
            };
            stage.play(&id, &command).await;
            let view = views.player(partition, &id).await.unwrap().value.unwrap();
            players.push((partition, id, view));
        }
    }
    let everybody: Vec<_> =
        players.iter().map(|(_, id, view)| (id.clone(), view.clone())).collect();
    for board in boards_of(&*views).await {
        let expected = by_hand(&everybody, board);
        let best = leaderboard(&*views, 3, board, 50).await.unwrap();
        assert_eq!(best.value, expected[..expected.len().min(50)]);
        assert!(best.positions.iter().all(|at| *at == Some(position(40))));
        for (partition, id, _) in &players {
            let found = rank(&*views, 3, *partition, board, id, 4).await.unwrap().value.unwrap();
            let index = expected.iter().position(|standing| standing.player == *id);
            assert_eq!(found.rank, index.map(|index| index as u64 + 1));
            assert_eq!(found.count, expected.len() as u64);
            let Some(index) = index else { continue };
            assert_eq!(found.better, expected[index.saturating_sub(4)..index]);
            assert_eq!(found.worse, expected[index + 1..expected.len().min(index + 5)]);
        }
    }
    let unknown = rank(&*views, 3, 1, Board::Balance, &player("nobody"), 4).await.unwrap();
    assert_eq!(unknown.value, None);
    assert_eq!(unknown.positions.len(), 3);
}

/// An account with a balance of up to `bound` minor units; every other one has bet.
fn account(like: &PlayerView, chance: &mut Chance, bound: u64) -> PlayerView {
    let mut view = like.clone();
    view.balance = Money::from_minor(chance.below(bound) as i64);
    match &mut view.activity {
        Some(activity) if chance.below(2) == 0 => {
            activity.bets.won = Money::from_minor(chance.below(bound) as i64).into();
        }
        activity => *activity = None,
    }
    view
}

/// An account that has bet, and the sums that go with it.
pub(super) fn template(stage: &mut Stage) -> (PlayerView, PartitionTotals) {
    let commit = stage.house.commit(&player("ann"), &bet(Game::Dice, 10));
    let (_, changes) = stage.fold(vec![commit]);
    (changes.players[0].1.clone(), changes.totals)
}

/// Whatever came between two looks at the boards, small batches, large ones or many of them, and
/// whoever came onto a board or left it: they are what the accounts say.
pub async fn are_right_whenever_somebody_looks<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let (like, totals) = template(&mut stage);
    let mut chance = Chance(3);
    let mut all: Vec<_> =
        (0..6_000).map(|n| (player(&format!("p{n}")), account(&like, &mut chance, 400))).collect();
    let mut opened = 3_000;
    // How many accounts each batch changes until the next look; new ones among them.
    let rounds: [&[usize]; 8] =
        [&[3_000], &[5, 200], &[300], &[300, 300, 40], &[1, 900, 1], &[2_000], &[], &[600; 9]];
    for batches in rounds {
        for size in batches {
            let mut indices: Vec<_> =
                (0..*size).map(|_| chance.below(opened as u64) as usize).collect();
            if opened < all.len() {
                indices.extend(opened..opened + 100);
                opened += 100;
            }
            if stage.position().is_none() {
                indices = (0..opened).collect();
            }
            indices.sort_unstable();
            indices.dedup();
            for index in &indices {
                all[*index].1 = account(&like, &mut chance, 400);
            }
            let players = indices.iter().map(|index| all[*index].clone()).collect();
            stage.put(Changes { players, totals: totals.clone(), bets: Vec::new() }).await;
        }
        check(&*views, &all[..opened], 60).await;
    }
}

/// Values are integers of 64 bits, and no two of them are the same: not those beyond what a double
/// can tell apart either, and not when an account goes from one to the other.
pub async fn tell_all_values_apart<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let (like, totals) = template(&mut stage);
    let mut chance = Chance(5);
    let bases = [0, 1 << 53, 1 << 60, i64::MAX - 5, -(1 << 53), -(1 << 61), i64::MIN + 5];
    let mut value = || {
        let base = bases[chance.below(bases.len() as u64) as usize];
        Money::from_minor(base.saturating_add(chance.below(11) as i64 - 5))
    };
    let mut players: Vec<_> = (0..300).map(|n| (player(&format!("p{n}")), like.clone())).collect();
    for changed_count in [300, 100, 40, 300, 300, 7, 100] {
        for (_, view) in &mut players[..changed_count] {
            view.balance = value();
            let stats = &mut view.activity.as_mut().unwrap().bets;
            stats.biggest_win = value();
            stats.wagered = value().into();
            (stats.won, stats.settled, stats.pushed) = (value().into(), Sum::ZERO, Sum::ZERO);
        }
        let changed = players[..changed_count].to_vec();
        stage.put(Changes { players: changed, totals: totals.clone(), bets: Vec::new() }).await;
        check(&*views, &players, 40).await;
    }
}
