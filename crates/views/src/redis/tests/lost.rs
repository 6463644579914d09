//! Servers that forget, stop, or go away.

use std::sync::Arc;
use std::time::Duration;

use croupier_services::RedisOptions as ServerOptions;

use super::InRedis;
use super::servers::{another, own_with_views, some_history, views_in};
use crate::conformance::{Stage, Subject, meta, position, some_commits};
use crate::engine::{ApplyError, Views, ViewsError};
use crate::meta::Meta;
use crate::redis::RedisViews;
use croupier_domain::Hex;

/// A server that has restarted, or taken over, knows no scripts.
#[tokio::test]
async fn scripts_are_sent_again_where_they_are_unknown() {
    let Some((redis, views)) = own_with_views(&ServerOptions::default()) else { return };
    let views = Arc::new(views);
    views.open(&meta(1)).await.unwrap();
    let mut stage = Stage::new(views.clone(), 0);
    for _ in 0..3 {
        redis.cli(&["SCRIPT", "FLUSH"]).unwrap();
        let commits = some_commits(&mut stage.house, 20, 5);
        stage.apply(commits).await;
        redis.cli(&["SCRIPT", "FLUSH"]).unwrap();
        assert_eq!(views.position(0).await, Ok(stage.position()));
    }
}

/// Whoever folds opens a flushed view again and begins anew; whoever reads has nothing to say until
/// then, rather than that there is nobody.
#[tokio::test]
async fn a_flushed_view_is_opened_again_by_who_folds() {
    let Some((redis, writer)) = own_with_views(&ServerOptions::default()) else { return };
    writer.open(&meta(2)).await.unwrap();
    let reader = another(&writer);
    let house = some_history(&writer, 0, 30).await;
    let ann = house.state().players().next().unwrap().0.clone();
    assert!(reader.player(0, &ann).await.unwrap().value.is_some());
    redis.cli(&["FLUSHALL"]).unwrap();
    assert_eq!(reader.player(0, &ann).await, Err(ViewsError::NotOpen));
    assert_eq!(reader.position(1).await, Err(ViewsError::NotOpen));
    assert_eq!(reader.reached(1, 0, Duration::ZERO).await, Err(ViewsError::NotOpen));
    assert_eq!(reader.meta().await, Ok(None));
    assert_eq!(writer.position(0).await, Ok(None), "it has opened it");
    assert_eq!(reader.position(1).await, Ok(None));
    assert_eq!(reader.meta().await, Ok(Some(meta(2))));
    // A batch may be what comes first.
    redis.cli(&["FLUSHALL"]).unwrap();
    let stale = writer.apply(1, Some(position(9)), position(10), Default::default()).await;
    assert_eq!(stale, Err(ApplyError::Conflict { actual: None }));
    some_history(&writer, 0, 30).await;
    assert!(reader.player(0, &ann).await.unwrap().value.is_some());
}

/// Somebody else's views have taken the place of ours: neither read nor written.
#[tokio::test]
async fn a_view_of_another_log_is_left_alone() {
    let Some((redis, ours)) = own_with_views(&ServerOptions::default()) else { return };
    let other = Meta { lineage: Hex([8; 16]), partition_count: 3, ..meta(1) };
    ours.open(&meta(1)).await.unwrap();
    some_history(&ours, 0, 30).await;
    let reader = another(&ours);
    assert!(reader.position(0).await.unwrap().is_some());
    redis.cli(&["FLUSHALL"]).unwrap();
    another(&ours).open(&other).await.unwrap();
    let refused = ViewsError::OtherMeta { stored: other, given: meta(1) };
    for _ in 0..2 {
        assert_eq!(ours.position(0).await, Err(refused.clone()));
        assert_eq!(reader.position(0).await, Err(refused.clone()));
    }
    assert_eq!(ours.load(0, &[]).await, Err(refused.clone()));
    assert_eq!(ours.open(&meta(1)).await, Err(refused.clone()));
    let applied = ours.apply(0, None, position(1), Default::default()).await;
    assert_eq!(applied, Err(ApplyError::Failed(refused)));
    assert_eq!(another(&ours).position(0).await, Ok(None), "and nothing was written");
}

/// A paused server answers nobody. Every question ends all the same, and the next is answered once
/// the server goes on.
#[tokio::test]
async fn a_silent_server_is_unreachable_and_comes_back() {
    let Some((mut redis, views)) = own_with_views(&ServerOptions::default()) else { return };
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 30).await;
    let position = views.position(0).await;
    redis.pause();
    check_unreachable(&views, "has not answered in 500 ms").await;
    check_unreachable(&views, "has not answered in 500 ms").await;
    redis.resume();
    assert_eq!(views.position(0).await, position);
    assert_eq!(views.open(&meta(1)).await, Ok(()));
}

/// A server that is gone refuses at once, and what it kept is there when it is back.
#[tokio::test]
async fn a_server_that_is_gone_is_unreachable_and_comes_back() {
    let kept = ServerOptions { append_only: true, ..ServerOptions::default() };
    let Some((mut redis, views)) = own_with_views(&kept) else { return };
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 30).await;
    let before = views.digest(0).await.unwrap();
    redis.stop();
    check_unreachable(&views, "Redis at 127.0.0.1").await;
    check_unreachable(&views, "refused").await;
    redis.restart().unwrap();
    assert_eq!(views.digest(0).await, Ok(before));
}

/// A server that is away from the start is waited for like any other.
#[tokio::test]
async fn a_server_may_come_later() {
    let Some((mut redis, views)) = own_with_views(&ServerOptions::default()) else { return };
    redis.kill();
    let refused = views.open(&meta(1)).await;
    assert!(matches!(refused, Err(ViewsError::Unreachable(_))), "{refused:?}");
    redis.restart().unwrap();
    views.open(&meta(1)).await.unwrap();
}

async fn check_unreachable(views: &RedisViews, why: &str) {
    let asking = async {
        [
            views.position(0).await.err(),
            views.load(0, &[]).await.err(),
            views.reached(0, 1_000, Duration::from_secs(1)).await.err(),
        ]
    };
    let asked = tokio::time::timeout(Duration::from_secs(20), asking).await;
    let asked = asked.expect("every call is bounded");
    for error in asked {
        let Some(ViewsError::Unreachable(what)) = error else { panic!("{error:?}") };
        assert!(what.contains(why), "{what}");
    }
    let applied = views.apply(0, None, position(1), Default::default()).await;
    assert!(matches!(applied, Err(ApplyError::Failed(ViewsError::Unreachable(_)))), "{applied:?}");
}

/// Several that open at once agree on what they have opened.
#[tokio::test]
async fn of_several_who_open_at_once_one_decides() {
    if !InRedis::is_available() {
        return;
    }
    let ours = views_in(&croupier_services::shared_redis().unwrap());
    let metas: Vec<Meta> = (0..8).map(|n| Meta { lineage: Hex([n % 2; 16]), ..meta(4) }).collect();
    let opened = metas.iter().map(|meta| {
        let views = another(&ours);
        async move { views.open(meta).await }
    });
    let opened = futures_util::future::join_all(opened).await;
    let stored = ours.meta().await.unwrap().unwrap();
    for (given, opened) in metas.into_iter().zip(opened) {
        let refused = Err(ViewsError::OtherMeta { stored, given });
        assert_eq!(opened, if given == stored { Ok(()) } else { refused });
    }
}
