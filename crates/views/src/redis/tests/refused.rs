//! What a server or its contents refuse, and that nothing is left half-written.

use std::sync::Arc;

use croupier_services::RedisOptions as ServerOptions;

use super::InRedis;
use super::servers::{another, own, own_with_views, some_history, views_in};
use crate::conformance::{Stage, Subject, meta, player, position, some_commits};
use crate::engine::{ApplyError, Views, ViewsError};
use crate::redis::keys::Keys;
use crate::redis::{RedisOptions, RedisViews};

fn keys(views: &RedisViews) -> Keys {
    views.names.partition(RedisOptions::own_version(), 0)
}

fn unusable(error: Option<ViewsError>) -> String {
    let Some(ViewsError::Unusable(why)) = error else { panic!("{error:?}") };
    why
}

/// A server that may remove values when it likes is no place for them.
#[tokio::test]
async fn a_server_that_evicts_is_refused() {
    for policy in ["allkeys-lru", "volatile-ttl"] {
        let options =
            ServerOptions { maxmemory_policy: Some(policy.into()), ..ServerOptions::default() };
        let Some((_redis, views)) = own_with_views(&options) else { return };
        let why = unusable(views.open(&meta(1)).await.err());
        assert!(why.contains(policy) && why.contains("noeviction"), "{why}");
        assert_eq!(views.meta().await, Ok(None), "nothing was opened");
    }
}

/// Another has taken its place while it was in use.
#[tokio::test]
async fn a_server_that_begins_to_evict_is_not_filled_again() {
    let Some((redis, views)) = own_with_views(&ServerOptions::default()) else { return };
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 30).await;
    redis.cli(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).unwrap();
    redis.cli(&["FLUSHALL"]).unwrap();
    let why = unusable(views.position(0).await.err());
    assert!(why.contains("noeviction"), "{why}");
    assert_eq!(views.meta().await, Ok(None), "nothing was opened");
    redis.cli(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]).unwrap();
    assert_eq!(views.position(0).await, Ok(None), "it is empty, and open");
    some_history(&views, 0, 30).await;
}

/// Without memory a batch is refused whole, and applied when there is memory again.
#[tokio::test]
async fn a_server_without_memory_applies_all_or_nothing() {
    let Some((redis, views)) = own_with_views(&ServerOptions::default()) else { return };
    let views = Arc::new(views);
    views.open(&meta(1)).await.unwrap();
    let mut stage = Stage::new(views.clone(), 0);
    let mut refused_count = 0;
    for step in 0..40 {
        // Little by little less than what is used, so that it ends before, in and after a batch.
        redis
            .cli(&["CONFIG", "SET", "maxmemory", &format!("{}", 1_600_000 - step * 20_000)])
            .unwrap();
        let commits = some_commits(&mut stage.house, 60, 400);
        let before = (stage.position(), views.position(0).await.unwrap());
        let (next, changes) = stage.fold(commits);
        match views.apply(0, stage.position(), next, changes.clone()).await {
            Ok(()) => {}
            Err(ApplyError::Failed(ViewsError::Unreachable(why))) => {
                refused_count += 1;
                assert!(why.contains("no memory left"), "{why}");
                assert_eq!((before.0, views.position(0).await.unwrap()), before);
                redis.cli(&["CONFIG", "SET", "maxmemory", "0"]).unwrap();
                views.apply(0, stage.position(), next, changes).await.unwrap();
            }
            Err(other) => panic!("{other:?}"),
        }
        stage.goes_on_at(next);
    }
    assert!(refused_count > 0, "it has run out of memory");
    let fold = Arc::new(crate::MemoryViews::new());
    fold.open(&meta(1)).await.unwrap();
    let mut whole = Stage::new(fold.clone(), 0);
    let mut commits = Vec::new();
    for _ in 0..40 {
        commits.extend(some_commits(&mut whole.house, 60, 400));
    }
    whole.apply(commits).await;
    assert_eq!(views.digest(0).await, fold.digest(0).await);
}

/// What is not ours under our names is found before anything is written.
#[tokio::test]
async fn foreign_keys_are_found_first() {
    if !InRedis::is_available() {
        return;
    }
    let views = views_in(&croupier_services::shared_redis().unwrap());
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 40).await;
    let before = views.digest(0).await.unwrap();
    let keys = keys(&views);
    let renamed = format!("{}:aside", keys.bets);
    for (command, arguments) in
        [("RENAME", [&keys.bets, &renamed]), ("SET", [&keys.bets, &renamed])]
    {
        let mut command = redis::cmd(command);
        command.arg(&arguments);
        views.answer(&command).await.unwrap();
    }
    let next = position(before.position.unwrap().seq + 1);
    let applied = views.apply(0, before.position, next, Default::default()).await;
    let Err(ApplyError::Failed(error)) = applied else { panic!("{applied:?}") };
    assert!(unusable(Some(error)).contains(&keys.bets));
    let mut back = redis::cmd("RENAME");
    back.arg(&renamed).arg(&keys.bets);
    views.answer(&back).await.unwrap();
    assert_eq!(views.digest(0).await, Ok(before), "nothing has changed");
}

/// Values without a position are not built upon.
#[tokio::test]
async fn values_without_a_position_are_not_built_upon() {
    if !InRedis::is_available() {
        return;
    }
    let views = views_in(&croupier_services::shared_redis().unwrap());
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 40).await;
    let mut command = redis::cmd("DEL");
    command.arg(&keys(&views).head);
    views.answer(&command).await.unwrap();
    assert_eq!(views.position(0).await, Ok(None));
    let applied = views.apply(0, None, position(1), Default::default()).await;
    let Err(ApplyError::Failed(error)) = applied else { panic!("{applied:?}") };
    assert!(unusable(Some(error)).contains("drop the version"));
    assert_eq!(views.position(0).await, Ok(None));
}

/// Should a write fail in the middle of a batch all the same, nobody takes it for a view.
#[tokio::test]
async fn a_batch_that_fails_half_way_is_known_for_it() {
    if !InRedis::is_available() {
        return;
    }
    let views = Arc::new(views_in(&croupier_services::shared_redis().unwrap()));
    views.open(&meta(1)).await.unwrap();
    let mut stage = Stage::new(views.clone(), 0);
    let history = keys(&views).history(&player("player-2"));
    let mut command = redis::cmd("SET");
    command.arg(&history).arg("no list");
    views.answer(&command).await.unwrap();
    let commits = some_commits(&mut stage.house, 300, 10);
    let (next, changes) = stage.fold(commits);
    let applied = views.apply(0, None, next, changes.clone()).await;
    assert!(matches!(applied, Err(ApplyError::Failed(_))), "{applied:?}");
    let reader = another(&views);
    let answers = [
        views.position(0).await.err(),
        reader.position(0).await.err(),
        reader.player(0, &player("player-1")).await.err(),
        reader.summary(0, 0).await.err(),
        reader.digest(0).await.err(),
    ];
    for error in answers {
        assert!(unusable(error).contains("half-written"));
    }
    for expected in [None, Some(next)] {
        let applied = views.apply(0, expected, next, changes.clone()).await;
        let Err(ApplyError::Failed(error)) = applied else { panic!("{applied:?}") };
        assert!(unusable(Some(error)).contains("half-written"));
    }
}

/// Who may not do all that a batch takes is refused before the first.
#[tokio::test]
async fn a_user_who_may_not_write_everything_is_refused() {
    let Some(redis) = own(&ServerOptions::default()) else { return };
    let rules: [(&[&str], Option<&str>); 5] = [
        (&["+@all", "-rpush"], Some("RPUSH")),
        (&["+@all", "-zremrangebyscore"], Some("ZREMRANGEBYSCORE")),
        (&["+@all", "-hset"], Some("HSET")),
        (&["+@all", "resetkeys", "~elsewhere:*"], Some("does not permit")),
        (&["+@all"], None),
    ];
    for (rule, refused) in rules {
        let user = ["ACL", "SETUSER", "ann", "reset", "on", "nopass", "~*", "&*"];
        redis.cli(&[&user[..], rule].concat()).unwrap();
        let views = views_in(&format!("redis://ann@{}", redis.address()));
        let views =
            RedisViews::new(RedisOptions { password: Some("any".into()), ..views.options.clone() });
        let opened = views.unwrap().open(&meta(1)).await;
        match refused {
            Some(command) => assert!(unusable(opened.err()).contains(command), "{rule:?}"),
            None => opened.unwrap(),
        }
    }
}

/// Keys begin with a prefix that can be told apart, and cannot choose slots.
#[test]
fn a_prefix_is_checked() {
    for prefix in ["", "a b", "{tag}", "a*", "naïve"] {
        let options = RedisOptions::new("redis://127.0.0.1".parse().unwrap());
        let options = RedisOptions { prefix: prefix.into(), ..options };
        let why = unusable(RedisViews::new(options).err());
        assert!(why.contains("cannot begin"), "{why}");
    }
}
