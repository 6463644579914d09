//! Reading a digest, which takes several scripts.

use std::sync::Arc;

use super::InRedis;
use super::servers::{some_history, views_in};
use crate::conformance::{Subject, meta};
use crate::engine::Views;
use crate::redis::RedisOptions;
use crate::redis::digest::{Interrupted, Reading};

/// A journal that is gone, with a restart or because its reader slept, leaves nothing to go on
/// from; and a reader takes its journal with it.
#[tokio::test]
async fn a_reader_without_its_journal_knows_nothing() {
    if !InRedis::is_available() {
        return;
    }
    let views = views_in(&croupier_services::shared_redis().unwrap());
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 100).await;
    let journal = views.names.partition(RedisOptions::own_version(), 0).journal;
    let count = async |command: &str| {
        let mut command = redis::cmd(command);
        command.arg(&journal);
        views.answer(&command).await.unwrap()
    };
    let Ok(mut reading) = Reading::begin(&views, 0).await else { panic!("it begins") };
    let Ok(first) = reading.catch_up().await else { panic!("it is read") };
    assert_eq!(count("DEL").await, redis::Value::Int(1));
    assert!(matches!(reading.catch_up().await, Err(Interrupted::Gone)));
    reading.end().await;
    assert_eq!(views.digest(0).await, Ok(first));
    assert_eq!(count("EXISTS").await, redis::Value::Int(0), "nobody goes on noting");
}

/// Two who read at once take turns, and both are right.
#[tokio::test]
async fn two_readers_do_not_take_each_others_notes() {
    if !InRedis::is_available() {
        return;
    }
    let views = Arc::new(views_in(&croupier_services::shared_redis().unwrap()));
    views.open(&meta(1)).await.unwrap();
    some_history(&views, 0, 400).await;
    let expected = views.digest(0).await.unwrap();
    let reads = (0..4).map(|_| views.digest(0));
    for digest in futures_util::future::join_all(reads).await {
        assert_eq!(digest, Ok(expected));
    }
}
