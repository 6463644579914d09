//! One moment an answer, and waiting for moments.

use std::sync::Arc;
use std::time::{Duration, Instant};

use croupier_domain::games::Game;
use croupier_domain::{Command, Money, PlayerId};

use super::{Stage, Subject, bet, opened, player, position};
use crate::board::{Board, Place};
use crate::engine::Views;
use crate::position::AsOf;

/// Every commit deposits one unit, so the balance says how many commits are in it.
const COMMIT_COUNT: u64 = 400;

/// Whatever is read while batches arrive belongs to the position that comes with it.
pub async fn never_mixes_two_moments<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let ann = player("ann");
    let mut stage = Stage::new(views.clone(), 0);
    stage.play(&ann, &bet(Game::Dice, 10)).await;
    let first = views.player(0, &ann).await.unwrap().value.unwrap().balance;
    let readers: Vec<_> = (0..3)
        .map(|kind| {
            let (views, ann) = (views.clone(), ann.clone());
            #[expect(clippy::disallowed_methods, reason = "joined below")]
            tokio::spawn(async move { read_until_the_end(&*views, &ann, first, kind).await })
        })
        .collect();
    for _ in 1..COMMIT_COUNT {
        stage.play(&ann, &Command::Deposit { amount: Money::from_units(1) }).await;
        tokio::task::yield_now().await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

async fn read_until_the_end(views: &dyn Views, ann: &PlayerId, first: Money, kind: u32) {
    loop {
        let (seq, balance) = match kind {
            0 => loaded(views, ann).await,
            1 => {
                let AsOf { position, value } = views.player(0, ann).await.unwrap();
                (position.unwrap().seq, value.unwrap().balance)
            }
            _ => {
                let AsOf { position, value } =
                    views.standing(0, Board::Balance, ann, 1).await.unwrap();
                let Place::Ranked(standing, _) = value else { panic!("{value:?}") };
                (position.unwrap().seq, standing.value)
            }
        };
        let deposited = i64::try_from(seq - 1).unwrap() * 100;
        assert_eq!(balance.minor(), first.minor() + deposited, "at commit {seq}");
        if seq == COMMIT_COUNT {
            return;
        }
        tokio::task::yield_now().await;
    }
}

async fn loaded(views: &dyn Views, ann: &PlayerId) -> (u64, Money) {
    let AsOf { position, value } = views.load(0, std::slice::from_ref(ann)).await.unwrap();
    let balance = value.players[0].as_ref().unwrap().balance;
    let sum = value.totals.deposited.minor() - i128::from(balance.minor());
    let stakes = value.totals.games.wagered().minor() - value.totals.games.paid().minor();
    assert_eq!(sum, stakes, "sums and accounts are of one moment");
    (position.unwrap().seq, balance)
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
        assert!(waits.await.unwrap().unwrap().seq >= until);
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
