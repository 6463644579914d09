//! One moment an answer, and waiting for moments.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use croupier_domain::PlayerId;
use croupier_domain::games::Game;

use super::{House, Stage, Subject, bet, deposit, meta, opened, player, position, some_commits};
use crate::board::{Board, Place};
use crate::engine::Views;
use crate::memory::MemoryViews;
use crate::position::ViewPosition;
use crate::summary::ACTIVE_SESSION_MS;

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

/// A digest takes long to read, and yet belongs to one position: values appear, change and go
/// while it is read.
pub async fn reads_a_digest_while_batches_arrive<S: Subject>() {
    const BATCH_COUNT: usize = 60;
    let subject = opened::<S>(1).await;
    let (views, reference) = (subject.views(), Arc::new(MemoryViews::new()));
    reference.open(&meta(1)).await.unwrap();
    let mut stage = Stage::new(views.clone(), 0);
    let mut model = Stage::new(reference.clone(), 0);
    // Known before the subject can be there: nobody reads a digest that is not.
    let known = Arc::new(Mutex::new(BTreeMap::new()));
    let reader = {
        let (views, known) = (views.clone(), known.clone());
        async move {
            let (mut last, mut seen_count) = (None, 0);
            while last.is_none_or(|seq| seq < BATCH_COUNT as u64 * 50) {
                let read = views.digest(0).await.unwrap();
                last = read.position.map(|at| at.seq);
                let expected = last.and_then(|seq| known.lock().unwrap().get(&seq).copied());
                assert!(last.is_none() || expected == Some(read.value), "at {last:?}");
                seen_count += 1;
                tokio::task::yield_now().await;
            }
            seen_count
        }
    };
    #[expect(clippy::disallowed_methods, reason = "joined below")]
    let reader = tokio::spawn(reader);
    let mut house = House::new(0);
    let ann = player("ann");
    for _ in 0..BATCH_COUNT {
        // Ann's oldest bets are dropped, and sessions are over, before the end.
        house.time_ms += ACTIVE_SESSION_MS / 20;
        let mut commits: Vec<_> =
            (0..30).map(|_| house.commit(&ann, &bet(Game::Dice, 10))).collect();
        commits.extend(some_commits(&mut house, 20, 2_000));
        model.apply(commits.clone()).await;
        let digest = reference.digest(0).await.unwrap();
        known.lock().unwrap().insert(digest.position.unwrap().seq, digest.value);
        stage.apply(commits).await;
        tokio::task::yield_now().await;
    }
    assert!(reader.await.unwrap() > 0);
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

/// What was found about a view is there for all who answer from it, and changes nothing else.
pub async fn remembers_that_it_has_diverged<S: Subject>() {
    let subject = opened::<S>(2).await;
    let (views, others) = (subject.views(), subject.views());
    let mut stage = Stage::new(views.clone(), 0);
    stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
    let before = views.digest(0).await.unwrap();
    assert_eq!(others.diverged(0).await.unwrap(), None);
    for why in ["commit 7 is gone", "commit 9 is \u{201c}gone\u{201d}"] {
        views.set_diverged(0, Some(why)).await.unwrap();
        assert_eq!(others.diverged(0).await.unwrap().as_deref(), Some(why));
        assert_eq!(others.diverged(1).await.unwrap(), None);
    }
    assert_eq!(views.digest(0).await.unwrap(), before);
    stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
    assert!(others.diverged(0).await.unwrap().is_some());
    views.set_diverged(0, None).await.unwrap();
    assert_eq!(others.diverged(0).await.unwrap(), None);
}
