//! What applying a batch promises.

use std::collections::BTreeSet;
use std::sync::Arc;

use croupier_domain::games::Game;
use croupier_domain::{Commit, Hex, Money};

use super::{House, Stage, Subject, bet_in, deposit, meta, opened, player, position, some_commits};
use crate::BETS_KEPT_MAX;
use crate::changes::Changes;
use crate::digest::Digest;
use crate::engine::{ApplyError, Views};
use crate::fold::Folder;
use crate::memory::MemoryViews;
use crate::position::ViewPosition;
use crate::summary::ACTIVE_SESSION_MS;

/// What was applied is there, and the position with it.
pub async fn stores_values_and_position<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    for size in [1, 3, 50, 1, 200] {
        let commits = some_commits(&mut stage.house, size, 12);
        let (next, changes) = stage.fold(commits);
        views.apply(0, stage.position(), next, changes.clone()).await.unwrap();
        stage.position = Some(next);
        assert_eq!(views.position(0).await, Ok(Some(next)));
        let ids: Vec<_> = changes.players.iter().map(|(id, _)| id.clone()).collect();
        let loaded = views.load(0, &ids).await.unwrap();
        assert_eq!((loaded.position, &loaded.value.totals), (Some(next), &changes.totals));
        for ((id, view), stored) in changes.players.iter().zip(loaded.value.players) {
            assert_eq!(stored.as_ref(), Some(view));
            assert_eq!(views.player(0, id).await.unwrap().value.as_ref(), Some(view));
        }
    }
    for (id, account) in stage.house.state().players() {
        let view = views.player(0, id).await.unwrap().value.unwrap();
        assert_eq!(view.balance, account.balance, "{id}");
        assert_eq!(view.client_seed(id), account.client_seed(id), "{id}");
        assert_eq!(view.seed.next_nonce, account.nonce, "{id}");
        assert_eq!(view.open_round().is_some(), account.open_round.is_some(), "{id}");
    }
}

/// The expected position must equal the stored one: not less, not more, no other commit there.
pub async fn takes_a_batch_only_at_exactly_its_position<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let first = some_commits(&mut stage.house, 10, 3);
    let (at, changes) = stage.fold(first);
    let conflict = |actual| Err(ApplyError::Conflict { actual });
    assert_eq!(
        views.apply(0, Some(position(0)), at, changes.clone()).await,
        conflict(None),
        "an empty view is not at commit 0"
    );
    views.apply(0, None, at, changes).await.unwrap();
    let more = some_commits(&mut stage.house, 5, 3);
    let (next, changes) = stage.fold(more);
    let wrong = [
        None,
        Some(position(at.seq - 1)),
        Some(position(at.seq + 1)),
        Some(position(at.seq + 1_000)),
        Some(ViewPosition { hash: Hex([0; 32]), ..at }),
        Some(ViewPosition { offset: at.offset + 1, ..at }),
        Some(ViewPosition { offset: at.offset - 1, ..at }),
    ];
    for expected in wrong {
        let applied = views.apply(0, expected, next, changes.clone()).await;
        assert_eq!(applied, conflict(Some(at)), "{expected:?}");
    }
    views.apply(0, Some(at), next, changes.clone()).await.unwrap();
    // An answer that was lost and tried again: whoever asks learns that it is there.
    assert_eq!(views.apply(0, Some(at), next, changes).await, conflict(Some(next)));
}

/// A refused batch has changed nothing at all.
pub async fn leaves_nothing_behind_after_a_conflict<S: Subject>() {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut stage = Stage::new(views.clone(), 0);
    let commits = some_commits(&mut stage.house, 60, 4);
    stage.apply(commits).await;
    let before = views.digest(0).await.unwrap();
    let newcomer = player("newcomer");
    stage.house.time_ms += 1;
    let commits = some_commits(&mut stage.house, 40, 8);
    let (next, changes) = stage.fold(commits);
    let refused = views.apply(0, Some(position(7)), next, changes.clone()).await;
    assert_eq!(refused, Err(ApplyError::Conflict { actual: stage.position() }));
    assert_eq!(views.digest(0).await.unwrap(), before);
    assert_eq!(views.position(0).await, Ok(stage.position()));
    assert_eq!(views.player(0, &newcomer).await.unwrap().value, None);
    for bet in &changes.bets {
        let found = views.bet(0, bet.seq()).await.unwrap().value;
        assert_ne!(found.map(|receipt| receipt.bet).as_ref(), Some(bet));
    }
}

/// Partitions share nothing, not even players of one name.
pub async fn keeps_partitions_apart<S: Subject>() {
    let subject = opened::<S>(2).await;
    let views = subject.views();
    let mut stages = [Stage::new(views.clone(), 0), Stage::new(views.clone(), 1)];
    let ann = player("ann");
    stages[0].play(&ann, &deposit(500)).await;
    assert_eq!(views.position(1).await, Ok(None));
    assert_eq!(views.player(1, &ann).await.unwrap().value, None);
    stages[1].play(&ann, &deposit(700)).await;
    stages[1].play(&ann, &deposit(700)).await;
    for (partition, units) in [(0, 10_005), (1, 10_014)] {
        let view = views.player(partition, &ann).await.unwrap().value.unwrap();
        assert_eq!(view.balance, Money::from_units(units));
    }
}

/// The same commits in batches of any size give the same digest; nothing but them is in it.
pub async fn has_one_digest_for_one_history<S: Subject>() {
    let mut house = House::new(0);
    let commits = some_commits(&mut house, 1_500, 40);
    let mut digests = Vec::new();
    for size in [1, 7, 256, commits.len()] {
        let subject = opened::<S>(1).await;
        let mut stage = Stage::new(subject.views(), 0);
        for batch in commits.chunks(size) {
            stage.apply(batch.to_vec()).await;
        }
        let digest = subject.views().digest(0).await.unwrap();
        assert_eq!(digest.position, stage.position());
        digests.push(digest.value);
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
}

/// Whatever differs is seen: a commit more, or any one value.
pub async fn has_another_digest_for_another_history<S: Subject>() {
    let mut house = House::new(0);
    let commits = some_commits(&mut house, 120, 6);
    let mut seen = Vec::new();
    for count in (1..=commits.len()).step_by(7) {
        let changes = changes_of(commits[..count].to_vec());
        seen.push(digest_of::<S>(vec![changes]).await);
    }
    let all = changes_of(commits);
    let mut variants = vec![all.clone(), all.clone(), all];
    variants[0].players[0].1.balance = Money::from_minor(1);
    variants[1].bets[0].correlation_id = Some("another".into());
    variants[2].totals.withdrawn += Money::from_minor(1);
    for changes in variants {
        seen.push(digest_of::<S>(vec![changes]).await);
    }
    let distinct: BTreeSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len(), "{seen:?}");
}

/// A session outlives the bets that it is known by.
pub async fn has_sessions_in_its_digest<S: Subject>() {
    let mut digests = Vec::new();
    for session in ["s-1", "s-2", "other"] {
        let (mut house, ann) = (House::new(0), player("ann"));
        let first = house.commit(&ann, &bet_in(session, Game::Dice, 10));
        let rest = (0..BETS_KEPT_MAX).map(|_| house.commit(&ann, &bet_in("s-1", Game::Dice, 10)));
        let changes = changes_of(std::iter::once(first).chain(rest).collect());
        assert_eq!(changes.bets.len(), BETS_KEPT_MAX + 1, "she could afford them");
        digests.push(digest_of::<S>(vec![changes]).await);
    }
    assert!(digests[0] != digests[1] && digests[1] != digests[2], "{digests:?}");
}

async fn digest_of<S: Subject>(batches: Vec<Changes>) -> Digest {
    let subject = opened::<S>(1).await;
    let views = subject.views();
    let mut at = None;
    for (seq, changes) in (1..).zip(batches) {
        views.apply(0, at, position(seq), changes).await.unwrap();
        at = Some(position(seq));
    }
    views.digest(0).await.unwrap().value
}

/// What `commits`, which are all there are, change.
fn changes_of(commits: Vec<Commit>) -> Changes {
    let mut folder = Folder::new(0, Default::default());
    for commit in commits {
        if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
            folder.admit(id, None);
        }
        folder.fold(commit).unwrap();
    }
    folder.take_changes()
}

/// A processor that catches up sends thousands of changes at once.
pub async fn takes_large_batches<S: Subject>() {
    let subject = opened::<S>(1).await;
    let mut stage = Stage::new(subject.views(), 0);
    let commits = some_commits(&mut stage.house, 6_000, 3_000);
    stage.apply(commits).await;
    let summary = subject.views().summary(0, 0).await.unwrap().value;
    let known = stage.house.state().players().count() as u64;
    assert_eq!(summary.totals.player_count, known);
}

/// An audit compares engines with each other: what is stored of the same commits is the same to
/// the byte, sessions that end in between included.
pub async fn has_the_digest_of_every_engine<S: Subject>() {
    let subject = opened::<S>(1).await;
    let reference = Arc::new(MemoryViews::new());
    reference.open(&meta(1)).await.unwrap();
    let mut stages = [Stage::new(subject.views(), 0), Stage::new(reference.clone(), 0)];
    let mut house = House::new(0);
    for (size, pause_ms) in [(1, 0), (700, 0), (40, ACTIVE_SESSION_MS / 2), (5, 0), (900, 7)] {
        for _ in 0..4 {
            house.time_ms += pause_ms;
            let commits = some_commits(&mut house, size, 60);
            for stage in &mut stages {
                stage.apply(commits.clone()).await;
            }
            let digest = subject.views().digest(0).await;
            assert_eq!(digest, reference.digest(0).await, "after batches of {size}");
        }
    }
}
