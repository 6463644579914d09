//! A real Redis that forgets, goes back, goes away, or is written to by two.
//!
//! Time is real here: a server does not wait for ours. Whatever happens, in the end its views are
//! what a refold of the log gives.

use std::sync::Arc;
use std::time::Duration;

use croupier_services::{Redis, RedisOptions as ServerOptions, shared_redis, unique_prefix};
use croupier_views::Views;
use croupier_views::redis::{RedisOptions, RedisViews};

use super::world::{Running, World, settings};
use crate::Settings;

/// A server for one test alone; none where none can be had.
fn server(options: &ServerOptions) -> Option<Redis> {
    shared_redis()?;
    Some(Redis::start(options).unwrap())
}

/// Views in it, that give up soon; always the same ones.
fn views(redis: &Redis, prefix: &str) -> Arc<RedisViews> {
    let address = format!("redis://{}", redis.address()).parse().unwrap();
    let timeout = Duration::from_millis(700);
    let options = RedisOptions { prefix: prefix.into(), timeout, ..RedisOptions::new(address) };
    Arc::new(RedisViews::new(options).unwrap())
}

/// As eager as tests are.
fn eager() -> Settings {
    Settings {
        poll_every: Duration::from_millis(100),
        retry_after: Duration::from_millis(50),
        ..settings()
    }
}

/// Two partitions of a log, a processor, and views in `redis`.
fn world(redis: &Redis) -> (World, Arc<RedisViews>) {
    let views = views(redis, &unique_prefix("processor"));
    (World::with_settings(2, views.clone(), eager()), views)
}

impl World {
    /// Write `count` commits to every partition.
    async fn write_all(&mut self, count: usize) {
        for writer in &mut self.writers {
            writer.write(count).await;
        }
    }

    /// Wait until every partition is what a refold gives.
    async fn check_all(&self) {
        for partition in 0..2 {
            self.check(partition).await;
        }
    }

    /// Write and fold while `trouble` lasts.
    async fn write_while(&mut self, trouble: impl Future<Output = ()>) {
        tokio::pin!(trouble);
        loop {
            self.write_all(7).await;
            let pause = tokio::time::sleep(Duration::from_millis(3));
            tokio::select! {
                () = &mut trouble => return,
                () = pause => {}
            }
        }
    }
}

fn cli(redis: &Redis, arguments: &[&str]) -> String {
    redis.cli(arguments).unwrap()
}

/// What is there is gone; with work to do, and without any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flushed_view_is_built_again() {
    let Some(redis) = server(&ServerOptions::default()) else { return };
    let (mut world, _views) = world(&redis);
    world.write_all(120).await;
    world.check_all().await;
    cli(&redis, &["FLUSHALL"]);
    world.check_all().await;
    for _ in 0..3 {
        let trouble = async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            cli(&redis, &["FLUSHALL"]);
            tokio::time::sleep(Duration::from_millis(30)).await;
        };
        world.write_while(trouble).await;
    }
    world.check_all().await;
    world.processor.stop().await;
}

/// Another copy takes over in the blink of an eye, connections and all: only the position tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_that_goes_back_unnoticed_is_mended() {
    let Some(redis) = server(&ServerOptions::default()) else { return };
    let (mut world, views) = world(&redis);
    for is_busy in [false, true, false, true] {
        world.write_all(60).await;
        world.check_all().await;
        let older = [0, 1].map(|partition| views.position(partition));
        let older = futures_util::future::join_all(older).await;
        cli(&redis, &["-n", "1", "FLUSHDB"]);
        for key in cli(&redis, &["KEYS", "*"]).lines() {
            cli(&redis, &["COPY", key, key, "DB", "1"]);
        }
        world.write_all(40).await;
        world.check_all().await;
        let conflicts = world.processor.partition(0).conflict_count;
        cli(&redis, &["SWAPDB", "0", "1"]);
        if is_busy {
            world.write_all(25).await;
        }
        world.check_all().await;
        assert_eq!(world.processor.partition(0).conflict_count, conflicts + 1);
        assert_ne!(views.position(0).await, older[0]);
    }
    world.processor.stop().await;
}

/// The server restarts with what it had written some time ago; with work to do, and without any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_with_an_older_copy_is_brought_up() {
    let Some(mut redis) = server(&ServerOptions::default()) else { return };
    let (mut world, views) = world(&redis);
    let file = redis.directory().join("dump.rdb");
    for is_busy in [false, true] {
        world.write_all(60).await;
        world.check_all().await;
        cli(&redis, &["SAVE"]);
        let copy = std::fs::read(&file).unwrap();
        world.write_all(60).await;
        world.check_all().await;
        cli(&redis, &["SAVE"]);
        redis.kill();
        std::fs::write(&file, &copy).unwrap();
        if is_busy {
            world.write_all(30).await;
        }
        redis.restart().unwrap();
        if is_busy {
            world.write_all(30).await;
        }
        world.check_all().await;
        assert!(views.position(0).await.unwrap().is_some());
    }
    world.processor.stop().await;
}

/// Killed and started again, under load, with a file that has lost its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_and_started_again_is_gone_on_with() {
    let Some(mut redis) = server(&ServerOptions { append_only: true, ..Default::default() }) else {
        return;
    };
    let (mut world, _views) = world(&redis);
    for round in 0..3 {
        world.write_all(80).await;
        let trouble = async {
            redis.kill();
            // Away for longer than it takes to notice, or only for as long as it takes to start.
            if round == 1 {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            tokio::task::block_in_place(|| redis.restart().unwrap());
        };
        world.write_while(trouble).await;
        world.check_all().await;
    }
    world.processor.enters(0, "live").await;
    world.processor.stop().await;
}

/// A server that says nothing for a while may have done what it was told, or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_pauses_doubles_nothing() {
    let Some(mut redis) = server(&ServerOptions::default()) else { return };
    let (mut world, _views) = world(&redis);
    for _ in 0..2 {
        let trouble = async {
            redis.pause();
            tokio::time::sleep(Duration::from_millis(1_000)).await;
            redis.resume();
        };
        world.write_while(trouble).await;
        world.check_all().await;
    }
    world.processor.stop().await;
}

/// Connections break in the middle of anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_double_nothing() {
    let Some(redis) = server(&ServerOptions::default()) else { return };
    let (mut world, _views) = world(&redis);
    let trouble = async {
        for _ in 0..40 {
            cli(&redis, &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
            tokio::time::sleep(Duration::from_millis(11)).await;
        }
    };
    world.write_while(trouble).await;
    world.check_all().await;
    world.processor.stop().await;
}

/// Two processors, each with its own connections: one works, the other stands by, and takes over
/// when the first is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processors_double_nothing_and_take_over() {
    let Some(redis) = server(&ServerOptions::default()) else { return };
    let prefix = unique_prefix("processor");
    let mut world = World::with_settings(2, views(&redis, &prefix), eager());
    let second = Running::start(&world.log, views(&redis, &prefix), eager());
    world.write_while(tokio::time::sleep(Duration::from_millis(1_500))).await;
    world.check_all().await;
    for processor in [&world.processor, &second] {
        assert!(processor.status.troubles().is_empty(), "{:?}", processor.status.troubles());
    }
    // Whoever stops, the other goes on.
    let World { log, views, mut writers, processor } = world;
    processor.stop().await;
    for writer in &mut writers {
        writer.write(50).await;
    }
    for partition in 0..2 {
        super::world::check(&log, &*views, partition).await;
    }
    second.stop().await;
}
