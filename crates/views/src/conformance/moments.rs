//! One moment an answer, and waiting for moments.

use std::sync::Arc;
use std::time::{Duration, Instant};

use croupier_domain::PlayerId;
use croupier_domain::games::Game;

use super::{Stage, Subject, bet, deposit, opened, player, position};
use crate::board::{Board, Place};
use crate::engine::Views;
use crate::position::ViewPosition;

/// Every commit deposits one unit, so the balance says how many commits are in it.
const COMMIT_COUNT: u64 = 300;

/// What is read while batches arrive.
#[derive(Debug, Clone, Copy)]
enum Question {
    Load,
    Player,
    Standing,
    Top,
    Summary,
}

/// Whatever is read while batches arrive belongs to the position that comes with it.
pub async fn never_mixes_two_moments<S: Subject>() {
    use Question::{Load, Player, Standing, Summary, Top};
    for question in [Load, Player, Standing, Top, Summary] {
        let subject = opened::<S>(1).await;
        let views = subject.views();
        let ann = player("ann");
        let mut stage = Stage::new(views.clone(), 0);
        stage.play(&ann, &deposit(100)).await;
        let readers: Vec<_> = (0..3)
            .map(|_| {
                let (views, ann) = (views.clone(), ann.clone());
                #[expect(clippy::disallowed_methods, reason = "joined below")]
                tokio::spawn(async move { ask_until_the_end(&*views, &ann, question).await })
            })
            .collect();
        for _ in 1..COMMIT_COUNT {
            stage.play(&ann, &deposit(100)).await;
            tokio::task::yield_now().await;
        }
        for reader in readers {
            reader.await.unwrap();
        }
    }
}

async fn ask_until_the_end(views: &dyn Views, ann: &PlayerId, question: Question) {
    loop {
        let (position, deposited) = ask(views, ann, question).await;
        let seq = position.unwrap().seq;
        let expected = 1_000_000 + i128::from(seq) * 100;
        assert_eq!(deposited, expected, "{question:?} at commit {seq}");
        if seq == COMMIT_COUNT {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// What an answer says that ann has, and the position it speaks for.
async fn ask(
    views: &dyn Views,
    ann: &PlayerId,
    question: Question,
) -> (Option<ViewPosition>, i128) {
    let found = match question {
        Question::Load => {
            let loaded = views.load(0, std::slice::from_ref(ann)).await.unwrap();
            let account = loaded.value.players[0].as_ref().unwrap();
            let sum = loaded.value.totals.deposited;
            assert_eq!(sum, account.balance.into(), "sums and accounts are of one moment");
            loaded.map(|_| sum.minor())
        }
        Question::Player => {
            let found = views.player(0, ann).await.unwrap();
            found.map(|view| view.unwrap().balance.minor().into())
        }
        Question::Standing => {
            let found = views.standing(0, Board::Balance, ann, 1).await.unwrap();
            found.map(|place| match place {
                Place::Ranked(standing, _) => standing.value.minor().into(),
                Place::Unknown | Place::Unranked => panic!("ann has a balance"),
            })
        }
        Question::Top => {
            let found = views.top(0, Board::Balance, 1).await.unwrap();
            found.map(|top| top[0].value.minor().into())
        }
        Question::Summary => {
            views.summary(0, 0).await.unwrap().map(|summary| summary.totals.deposited.minor())
        }
    };
    (found.position, found.value)
}

/// What is there, or was passed, is answered at once.
pub async fn reaches_a_position_that_is_there<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    for _ in 0..3 {
        stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
    }
    for seq in [0, 1, 3] {
        let reached = views.reached(0, seq, Duration::from_secs(60)).await.unwrap();
        assert_eq!(reached, Some(position(3)));
    }
}

/// Who waits is woken by the batch that gets there, and by none before it.
pub async fn wakes_who_waits_for_a_position<S: Subject>() {
    let subject = opened::<S>(2).await;
    let views = subject.views();
    let waiting: Vec<_> = [3, 3, 5]
        .map(|seq| {
            let views: Arc<dyn Views> = views.clone();
            let wait = async move { views.reached(0, seq, Duration::from_secs(60)).await.unwrap() };
            #[expect(clippy::disallowed_methods, reason = "joined below")]
            (seq, tokio::spawn(wait))
        })
        .into();
    let mut stage = Stage::new(views.clone(), 0);
    let mut other = Stage::new(views.clone(), 1);
    for seq in 1..=5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        for (until, waits) in &waiting {
            assert!(*until <= seq || !waits.is_finished(), "woken before commit {until}");
        }
        stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
        other.play(&player("bob"), &bet(Game::Dice, 10)).await;
    }
    for (until, waits) in waiting {
        let woken = tokio::time::timeout(Duration::from_secs(20), waits).await;
        assert!(woken.unwrap().unwrap().unwrap().seq >= until);
    }
}

/// Who has waited long enough is told where the view stands.
pub async fn stops_waiting_in_time<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    assert_eq!(views.reached(0, 0, Duration::ZERO).await, Ok(None));
    let mut stage = Stage::new(views.clone(), 0);
    stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
    let begun = Instant::now();
    let reached = views.reached(0, 9, Duration::from_millis(30)).await.unwrap();
    assert_eq!(reached, Some(position(1)));
    assert!(begun.elapsed() >= Duration::from_millis(30), "it gave up too early");
}
