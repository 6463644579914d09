//! Snapshots: all that a partition holds, and nothing that does not fit.

use std::sync::Arc;

use bytes::Bytes;

use crate::board::Board;
use crate::conformance::{Stage, meta, player, some_commits};
use crate::engine::{Snapshot, Views, ViewsError};
use crate::memory::MemoryViews;
use crate::meta::Meta;

async fn opened(meta: Meta) -> Arc<MemoryViews> {
    let views = Arc::new(MemoryViews::new());
    views.open(&meta).await.unwrap();
    views
}

/// A stage on partition 1 of 2 that has seen some history, and a snapshot of it.
async fn with_history() -> (Arc<MemoryViews>, Stage, Snapshot) {
    let views = opened(meta(2)).await;
    let mut stage = Stage::new(views.clone(), 1);
    let commits = some_commits(&mut stage.house, 900, 30);
    stage.apply(commits).await;
    let snapshot = views.snapshot(1).await.unwrap().unwrap();
    (views, stage, snapshot)
}

async fn assert_same(ours: &MemoryViews, theirs: &MemoryViews) {
    assert_eq!(ours.digest(1).await.unwrap(), theirs.digest(1).await.unwrap());
    let summaries = (ours.summary(1, 0).await.unwrap(), theirs.summary(1, 0).await.unwrap());
    assert_eq!(summaries.0, summaries.1);
    for board in Board::all_at(summaries.0.value.totals.time_ms) {
        let tops =
            (ours.top(1, board, 100).await.unwrap(), theirs.top(1, board, 100).await.unwrap());
        assert_eq!(tops.0, tops.1);
    }
    for n in 0..30 {
        let id = player(&format!("player-{n}"));
        let bets = (ours.bets(1, &id, None, 1_000).await, theirs.bets(1, &id, None, 1_000).await);
        assert_eq!(bets.0, bets.1);
        for bet in bets.0.unwrap().value.bets {
            let found = (ours.bet(1, bet.seq()).await, theirs.bet(1, bet.seq()).await);
            assert_eq!(found.0, found.1);
        }
    }
}

#[tokio::test]
async fn a_restored_partition_is_the_same_and_goes_on_the_same() {
    let (views, mut stage, snapshot) = with_history().await;
    let restored = opened(meta(2)).await;
    let position = restored.restore(1, snapshot.state).await.unwrap();
    assert_eq!((Some(position), position), (stage.position(), snapshot.position));
    assert_eq!(
        restored.reached(1, position.seq, std::time::Duration::ZERO).await,
        Ok(stage.position())
    );
    assert_same(&views, &restored).await;
    for size in [1, 20, 700] {
        let commits = some_commits(&mut stage.house, size, 35);
        let before = stage.position();
        let (next, changes) = stage.fold(commits);
        for engine in [&views, &restored] {
            engine.apply(1, before, next, changes.clone()).await.unwrap();
        }
        stage.goes_on_at(next);
        assert_same(&views, &restored).await;
    }
}

/// What is applied while a snapshot is encoded is not in it.
#[tokio::test]
async fn a_snapshot_is_of_one_moment() {
    let (views, mut stage, _) = with_history().await;
    let (at_the_time, before) = (stage.position(), views.digest(1).await.unwrap());
    let mut encoding = views.snapshot(1);
    // Begin, and go on before it is done, unless it was very quick.
    let done = tokio::select! {
        biased;
        done = &mut encoding => Some(done),
        () = std::future::ready(()) => None,
    };
    let commits = some_commits(&mut stage.house, 300, 30);
    stage.apply(commits).await;
    let snapshot = match done {
        Some(done) => done,
        None => encoding.await,
    };
    let snapshot = snapshot.unwrap().unwrap();
    assert_eq!(Some(snapshot.position), at_the_time);
    let restored = opened(meta(2)).await;
    restored.restore(1, snapshot.state).await.unwrap();
    assert_eq!(restored.digest(1).await.unwrap(), before);
    assert_ne!(views.digest(1).await.unwrap(), before);
}

#[tokio::test]
async fn what_is_no_snapshot_of_this_view_changes_nothing() {
    let (_, _, Snapshot { state, .. }) = with_history().await;
    let lineage = croupier_domain::Hex([9; 16]);
    let other_fold = Meta { fold: Meta::FOLD + 1, ..meta(2) };
    let mut other_version = state.to_vec();
    other_version[0] += 1;
    let mut longer = state.to_vec();
    longer.push(0);
    let cases = [
        (meta(2), 0, state.clone(), "another partition's"),
        (Meta { lineage, ..meta(2) }, 1, state.clone(), "another log's"),
        (other_fold, 1, state.clone(), "another fold's"),
        (meta(2), 1, other_version.into(), "another layout"),
        (meta(2), 1, longer.into(), "too long"),
        (meta(2), 1, Bytes::new(), "empty"),
        (meta(2), 1, state.slice(..state.len() / 2), "cut short"),
        (meta(2), 1, state.slice(..state.len() - 1), "cut by a byte"),
    ];
    for (meta, partition, state, what) in cases {
        let views = opened(meta).await;
        let refused = views.restore(partition, state).await;
        assert!(matches!(refused, Err(ViewsError::Unusable(_))), "{what}: {refused:?}");
        assert_eq!(views.position(partition).await, Ok(None), "{what}");
    }
}

/// A snapshot never takes the place of values that are there.
#[tokio::test]
async fn only_an_empty_partition_is_filled() {
    let (views, _, snapshot) = with_history().await;
    let before = views.digest(1).await.unwrap();
    let refused = views.restore(1, snapshot.state).await;
    assert!(matches!(refused, Err(ViewsError::Unusable(_))), "{refused:?}");
    assert_eq!(views.digest(1).await.unwrap(), before);
}
