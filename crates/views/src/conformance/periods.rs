//! What boards of days and weeks promise.

use croupier_domain::games::Game;
use croupier_domain::{Money, PlayerId};

use super::boards::{check, template};
use super::{Chance, START_MS, Stage, Subject, bet, opened, player};
use crate::board::{Board, Place, Standing};
use crate::changes::Changes;
use crate::engine::Views;
use crate::period::{Period, Recent};
use crate::player::PlayerView;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Nobody is on the boards of `time_ms` that are not of all time.
async fn are_empty(views: &dyn Views, time_ms: u64, boards: impl Fn(Period) -> bool) {
    let ann = player("ann");
    for board in Board::all_at(time_ms).into_iter().filter(|board| boards(board.period())) {
        assert_eq!(views.top(0, board, 10).await.unwrap().value, [], "{board:?}");
        let place = views.standing(0, board, &ann, 3).await.unwrap().value;
        assert_eq!(place, Place::Unranked, "{board:?}");
        let of = Standing { value: Money::ZERO, player: ann.clone() };
        let around = views.surroundings(0, board, &of, 3).await.unwrap().value;
        assert_eq!((around.count, around.better_count), (0, 0), "{board:?}");
        assert!(around.better.is_empty() && around.worse.is_empty(), "{board:?}");
    }
}

const fn is_day(period: Period) -> bool {
    matches!(period, Period::Day(_))
}

/// A day's boards begin empty with its first commit, whoever it is by, and so do a week's; what is
/// over has nobody on it, and what has not begun neither.
pub async fn begin_with_the_first_commit_of_the_day<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let (ann, bob) = (player("ann"), player("bob"));
    let accounts = async |ids: &[&PlayerId]| {
        let mut accounts = Vec::new();
        for id in ids {
            let view = views.player(0, id).await.unwrap().value.unwrap();
            accounts.push(((*id).clone(), view));
        }
        accounts
    };
    // The house opens on a Sunday.
    stage.play(&ann, &bet(Game::Dice, 10)).await;
    check(&*views, &accounts(&[&ann]).await, 1).await;
    are_empty(&*views, START_MS + DAY_MS, |period| period != Period::AllTime).await;

    stage.house.time_ms += DAY_MS;
    stage.play(&bob, &bet(Game::Dice, 100)).await;
    check(&*views, &accounts(&[&ann, &bob]).await, 2).await;
    are_empty(&*views, START_MS, |period| period != Period::AllTime).await;
    are_empty(&*views, START_MS + DAY_MS, |period| period == Period::day_of(START_MS)).await;

    stage.house.time_ms += DAY_MS;
    stage.play(&ann, &bet(Game::Roulette, 50)).await;
    let both = accounts(&[&ann, &bob]).await;
    check(&*views, &both, 2).await;
    are_empty(&*views, START_MS + DAY_MS, is_day).await;
    let week = Board::Wagered(Period::week_of(stage.house.time_ms));
    let best: Vec<_> = views.top(0, week, 10).await.unwrap().value;
    let stakes: Vec<_> = best.iter().map(|of| (of.player.as_str(), of.value)).collect();
    let units = Money::from_units;
    assert_eq!(stakes, [("bob", units(100)), ("ann", units(50))], "Sunday was another week");

    stage.house.time_ms += DAY_MS;
    let checkpoint = stage.house.checkpoint();
    stage.apply(vec![checkpoint]).await;
    check(&*views, &both, 2).await;
    are_empty(&*views, stage.house.time_ms, is_day).await;
}

/// The same where batches are too large to bring boards up to date with each, and where values
/// noted on one day are looked at on another.
pub async fn begin_with_large_batches_too<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let (like, totals) = template(&mut stage);
    let mut chance = Chance(11);
    let mut all: Vec<(PlayerId, PlayerView)> = Vec::new();
    // The day, how many accounts a batch changes, and whether somebody looks then.
    let batches = [
        (0, 2_000, false),
        (1, 300, false),
        (1, 3, true),
        (1, 900, false),
        (2, 1, true),
        (2, 700, true),
        (2, 500, false),
        (9, 400, false),
        (9, 2, true),
        (10, 600, true),
    ];
    for (day, count, is_looked_at) in batches {
        let time_ms = START_MS + day * DAY_MS;
        let mut changed = Vec::new();
        for _ in 0..count {
            let index = chance.below(3_000) as usize;
            while all.len() <= index {
                let mut view = like.clone();
                view.activity.as_mut().unwrap().recent = Recent::default();
                all.push((player(&format!("p{}", all.len())), view));
                changed.push(all.len() - 1);
            }
            let stake = Money::from_minor(chance.below(40) as i64);
            let huge = Money::from_minor((1 << 53) + chance.below(9) as i64);
            let activity = all[index].1.activity.as_mut().unwrap();
            activity.recent.count(time_ms, |sums| {
                sums.wagered += stake;
                sums.net_won -= stake;
                sums.biggest_win = sums.biggest_win.max(huge);
            });
            changed.push(index);
        }
        changed.sort_unstable();
        changed.dedup();
        let players = changed.iter().map(|index| all[*index].clone()).collect();
        let mut totals = totals.clone();
        totals.time_ms = time_ms;
        stage.put(Changes { players, totals, bets: Vec::new() }).await;
        if is_looked_at {
            check(&*views, &all, 40).await;
        }
    }
}
