//! Versions beside one another.

use std::sync::Arc;
use std::time::Duration;

use super::InRedis;
use super::servers::{another, options, some_history};
use crate::changes::Changes;
use crate::conformance::{House, Stage, Subject, meta, some_commits};
use crate::engine::{ApplyError, Views, ViewsError};
use crate::meta::Meta;
use crate::redis::{Comparison, RedisOptions, RedisVersions, RedisViews, VersionError};
use croupier_domain::{Hex, Money};

const OWN: u32 = RedisOptions::own_version();
const PATIENCE: Duration = Duration::from_secs(30);

fn versions() -> Option<RedisVersions> {
    let address = croupier_services::shared_redis()?;
    InRedis::is_available().then(|| RedisVersions::new(options(&address)).unwrap())
}

/// The engine that a process has which is told no version.
fn follower(versions: &RedisVersions) -> RedisViews {
    another(&versions.views)
}

async fn numbers(versions: &RedisVersions) -> Vec<(u32, bool)> {
    let list = versions.list().await.unwrap();
    list.iter().map(|info| (info.version, info.is_live)).collect()
}

/// Wait until the process works with `version`.
async fn follows(views: &RedisViews, version: u32) {
    let follows = async {
        while views.view().await.unwrap().version != version {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, follows).await.expect("it follows");
}

/// Built beside the live one, compared, switched to, switched back from, dropped.
#[tokio::test]
async fn a_version_is_built_compared_switched_to_and_dropped() {
    let Some(versions) = versions() else { return };
    let (processor, query) = (follower(&versions), follower(&versions));
    processor.open(&meta(2)).await.unwrap();
    some_history(&processor, 0, 300).await;
    assert_eq!(numbers(&versions).await, [(OWN, true)]);
    assert_eq!(query.view().await.unwrap().version, OWN);

    let green = versions.engine(OWN + 5).unwrap();
    green.open(&meta(2)).await.unwrap();
    some_history(&green, 0, 300).await;
    assert_eq!(numbers(&versions).await, [(OWN, true), (OWN + 5, false)]);
    let list = versions.list().await.unwrap();
    assert_eq!(list[0].meta, Some(meta(2)));
    assert_eq!(list[0].positions, list[1].positions);
    let mut told = Vec::new();
    let compared = versions.compare(OWN, OWN + 5, PATIENCE, |n, is| told.push((n, is))).await;
    let same = [Comparison::Same(list[0].positions[0]), Comparison::Same(None)];
    assert_eq!((compared, told), (Ok(same.to_vec()), vec![(0, same[0]), (1, same[1])]));

    assert_eq!(versions.switch(OWN + 5).await, Ok(OWN));
    assert_eq!(versions.live().await, Ok(OWN + 5));
    follows(&query, OWN + 5).await;
    follows(&processor, OWN + 5).await;
    assert_eq!(query.position(0).await, Ok(list[0].positions[0]));
    assert_eq!(versions.drop_old(OWN + 5, |_| {}).await, Err(VersionError::Live(OWN + 5)));
    assert_eq!(versions.switch(OWN).await, Ok(OWN + 5));
    follows(&query, OWN).await;
    versions.switch(OWN + 5).await.unwrap();
    follows(&query, OWN + 5).await;

    let mut removed = Vec::new();
    versions.drop_old(OWN, |count| removed.push(count)).await.unwrap();
    assert!(removed.is_sorted() && *removed.last().unwrap() > 10, "{removed:?}");
    assert_eq!(numbers(&versions).await, [(OWN + 5, true)]);
    let mut left = redis::cmd("KEYS");
    left.arg(format!("{}:v{OWN}:*", versions.options.prefix));
    assert_eq!(versions.views.answer(&left).await, Ok(redis::Value::Array(Vec::new())));
    assert!(query.position(0).await.unwrap().is_some(), "the other is untouched");
}

/// Whoever has not heard of a switch yet goes on where it leads, and does not begin the old version
/// anew.
#[tokio::test]
async fn a_version_that_was_dropped_is_left_at_once() {
    let Some(versions) = versions() else { return };
    let (processor, query) = (follower(&versions), follower(&versions));
    processor.open(&meta(1)).await.unwrap();
    some_history(&processor, 0, 20).await;
    let new = versions.engine(OWN + 5).unwrap();
    new.open(&meta(1)).await.unwrap();
    some_history(&new, 0, 10).await;
    let (old_at, new_at) = (query.position(0).await.unwrap(), new.position(0).await.unwrap());
    assert_ne!(old_at, new_at);
    versions.switch(OWN + 5).await.unwrap();
    versions.mark_dropped(OWN).await.unwrap();
    assert_eq!(query.position(0).await, Ok(new_at), "while it is being dropped");
    versions.drop_old(OWN, |_| {}).await.unwrap();
    let applied = processor.apply(0, old_at, old_at.unwrap(), Changes::default()).await;
    assert_eq!(applied, Err(ApplyError::Conflict { actual: new_at }), "when it is gone");
    assert_eq!(numbers(&versions).await, [(OWN + 5, true)]);
}

/// One value that differs is found, while both versions are written to, and never at positions
/// that differ.
#[tokio::test]
async fn versions_are_compared_while_they_are_written_to() {
    let Some(versions) = versions() else { return };
    let engines = [OWN, OWN + 1].map(|version| Arc::new(versions.engine(version).unwrap()));
    for views in &engines {
        views.open(&meta(1)).await.unwrap();
    }
    let [mut blue, mut green] = engines.map(|views| Stage::new(views, 0));
    let mut house = House::new(0);
    // They are never at the same position but after a batch of both.
    let write = async {
        for _ in 0..60 {
            let commits = some_commits(&mut house, 30, 500);
            blue.apply(commits.clone()).await;
            for half in commits.chunks(17) {
                green.apply(half.to_vec()).await;
            }
        }
    };
    let compare = async {
        let mut compared = Vec::new();
        while compared.len() < 4 {
            compared.extend(versions.compare(OWN, OWN + 1, PATIENCE, |_, _| {}).await.unwrap());
        }
        compared
    };
    let ((), compared) = tokio::join!(write, compare);
    assert!(compared.iter().all(|is| matches!(is, Comparison::Same(_))), "{compared:?}");

    let id = crate::conformance::player("player-3");
    let views = versions.engine(OWN + 1).unwrap();
    let loaded = views.load(0, std::slice::from_ref(&id)).await.unwrap();
    let mut view = loaded.value.players[0].clone().unwrap();
    view.balance = Money::from_minor(1);
    let changes =
        Changes { players: vec![(id, view)], bets: Vec::new(), totals: loaded.value.totals };
    green.put(changes.clone()).await;
    let apart = versions.compare(OWN, OWN + 1, Duration::ZERO, |_, _| {}).await.unwrap();
    assert!(matches!(apart[..], [Comparison::Apart { .. }]), "{apart:?}");
    blue.put(Changes { players: Vec::new(), ..changes }).await;
    let different = versions.compare(OWN, OWN + 1, PATIENCE, |_, _| {}).await.unwrap();
    assert_eq!(different, [Comparison::Different(blue.position())]);
}

/// Only what is there, and is of the same log, can take over.
#[tokio::test]
async fn what_cannot_answer_is_not_switched_to() {
    let Some(versions) = versions() else { return };
    assert_eq!(versions.switch(9).await, Err(VersionError::Unknown(9)));
    assert_eq!(versions.drop_old(9, |_| {}).await, Err(VersionError::Unknown(9)));
    let unknown = versions.compare(OWN, 9, PATIENCE, |_, _| {}).await;
    assert_eq!(unknown, Err(VersionError::Unknown(OWN)));
    follower(&versions).open(&meta(1)).await.unwrap();
    let other = Meta { lineage: Hex([8; 16]), ..meta(1) };
    versions.engine(9).unwrap().open(&other).await.unwrap();
    assert_eq!(versions.switch(9).await, Err(VersionError::OtherLog(9, OWN)));
    assert_eq!(versions.live().await, Ok(OWN));
}

/// A live version that this build cannot read is left to those that can: the own one goes on, and
/// a process that is to work with the other is refused.
#[tokio::test]
async fn a_build_stays_with_what_it_can_read() {
    let Some(versions) = versions() else { return };
    let newer = Meta { fold: Meta::FOLD + 1, ..meta(1) };
    let processor = follower(&versions);
    processor.open(&meta(1)).await.unwrap();
    some_history(&processor, 0, 20).await;
    let chosen = versions.engine(OWN + 1).unwrap();
    chosen.open(&newer).await.unwrap();
    versions.switch(OWN + 1).await.unwrap();
    for views in [&processor, &follower(&versions)] {
        assert!(views.position(0).await.unwrap().is_some());
        assert_eq!(views.view().await.unwrap().version, OWN);
        assert_eq!(views.meta().await, Ok(Some(meta(1))));
    }
    let refused = ViewsError::OtherMeta { stored: newer, given: meta(1) };
    let told = versions.engine(OWN + 1).unwrap();
    assert_eq!(told.open(&meta(1)).await, Err(refused.clone()));
    assert_eq!(told.position(0).await, Err(refused));
}

/// From the first step on a version that is being dropped has nothing to say, and one whose removal
/// was interrupted is removed when it is asked for again.
#[tokio::test]
async fn a_version_that_is_being_dropped_is_closed() {
    let Some(versions) = versions() else { return };
    let old = versions.engine(OWN + 3).unwrap();
    old.open(&meta(2)).await.unwrap();
    some_history(&old, 1, 100).await;
    let at = old.position(1).await.unwrap();
    versions.mark_dropped(OWN + 3).await.unwrap();
    let dropped = |error| match error {
        Some(ViewsError::Unusable(why)) => why.contains("being dropped"),
        _ => false,
    };
    assert!(dropped(old.position(1).await.err()));
    let applied = old.apply(1, at, at.unwrap(), Changes::default()).await;
    let Err(ApplyError::Failed(error)) = applied else { panic!("{applied:?}") };
    assert!(dropped(Some(error)));
    assert!(dropped(old.open(&meta(2)).await.err()));
    assert_eq!(versions.list().await.unwrap()[0].meta, None);
    versions.drop_old(OWN + 3, |_| {}).await.unwrap();
    assert_eq!(versions.list().await.unwrap(), []);
    old.open(&meta(2)).await.unwrap();
    assert_eq!(old.position(1).await, Ok(None), "and it could be begun anew");
}

/// Who has once read from a view does not go on with another log's under the same names.
#[tokio::test]
async fn who_reads_stays_with_one_log() {
    let Some(versions) = versions() else { return };
    versions.engine(OWN + 1).unwrap().open(&meta(1)).await.unwrap();
    versions.switch(OWN + 1).await.unwrap();
    let reader = follower(&versions);
    assert_eq!(reader.position(0).await, Ok(None));
    let other = Meta { lineage: Hex([8; 16]), ..meta(2) };
    versions.engine(OWN).unwrap().open(&other).await.unwrap();
    let mut command = redis::cmd("DEL");
    command.arg(reader.names.live());
    reader.answer(&command).await.unwrap();
    let refused = ViewsError::OtherMeta { stored: other, given: meta(1) };
    let refuses = async { while reader.position(0).await != Err(refused.clone()) {} };
    tokio::time::timeout(PATIENCE, refuses).await.expect("it refuses");
    assert_eq!(follower(&versions).position(1).await, Ok(None), "a newcomer has no other");
}
