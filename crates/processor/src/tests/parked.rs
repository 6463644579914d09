//! A commit that passes the chain and means nothing to this build stops its partition.

use std::time::Duration;

use croupier_domain::{Command, Commit, Money};
use croupier_log::{Log, Record};

use super::world::{Running, World, refolded, settings};
use crate::Phase;

/// Write `unfit` as the next commit and more behind it; the view must stay right in front of it.
async fn parks_on(unfit: impl Fn(&mut super::world::Writer) -> Record, why: &str) {
    let mut world = World::new(2);
    world.log.faults().hide_from_tails(0);
    world.writers[0].write(23).await;
    let expected = refolded(&world.log, 0).await;
    let record = unfit(&mut world.writers[0]);
    world.writers[0].head = record.hash();
    world.log.append(0, vec![record]).await.unwrap();
    world.writers[0].write(9).await;
    // All in one batch: what is in front of it must not be lost with it.
    world.log.faults().show_to_tails(0);
    world.processor.enters(0, "parked").await;
    for again in 0..2 {
        let found = world.views.digest(0).await.unwrap();
        assert_eq!((found.position.map(|at| at.seq), found.value), expected);
        let Phase::Parked(reason) = world.processor.phase(0) else { unreachable!() };
        assert!(reason.contains(why) && reason.contains("commit 24"), "{reason}");
        world.writers[1].write(20).await;
        world.check(1).await;
        if again == 0 {
            // A restart finds the same commit, and parks on it again.
            world.processor.stop().await;
            world.processor = Running::start(&world.log, world.views.clone(), settings());
            world.processor.enters(0, "parked").await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    }
    world.processor.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_newer_builds_commit() {
    parks_on(
        |writer| {
            let commit = Commit { v: 99, ..writer.house.checkpoint() };
            writer.record(&commit)
        },
        "version 99",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn bytes_that_are_no_commit() {
    parks_on(
        |writer| {
            let seq = writer.house.checkpoint().seq;
            let value = format!(r#"{{"v":1,"seq":{seq},"time":"noon"}}"#);
            Record::new(writer.head, "", value)
        },
        "cannot be read",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_contradicts_its_account() {
    parks_on(
        |writer| {
            let deposit = Command::Deposit { amount: Money::from_units(1) };
            let commit = writer.house.commit(&writer.players[0].clone(), &deposit);
            let wrong = commit.balance_minor.map(|balance| Money::from_minor(balance.minor() + 1));
            writer.record(&Commit { balance_minor: wrong, ..commit })
        },
        "cannot be folded",
    )
    .await;
}

/// The chain checks the key's partition and the fold uses the value's player: they must be one.
#[tokio::test(start_paused = true)]
async fn a_key_that_names_another_player() {
    parks_on(
        |writer| {
            let deposit = Command::Deposit { amount: Money::from_units(1) };
            let commit = writer.house.commit(&writer.players[0].clone(), &deposit);
            let record = writer.record(&commit);
            Record { key: Default::default(), ..record }
        },
        "player",
    )
    .await;
}
