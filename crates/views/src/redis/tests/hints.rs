//! Who waits is told, and waits no longer than that if nobody tells.

use std::sync::Arc;
use std::time::Duration;

use super::InRedis;
use super::servers::{another, cluster_address, views_in};
use crate::conformance::{Stage, Subject, bet, meta, player, position};
use crate::engine::Views;
use croupier_domain::games::Game;

/// Another process moves the view, and says so: it need not be looked at.
#[tokio::test]
async fn a_move_is_heard_in_other_processes() {
    let places = [croupier_services::shared_redis(), cluster_address()];
    for address in places.into_iter().flatten() {
        check_heard(&address).await;
    }
}

async fn check_heard(address: &str) {
    let writer = Arc::new(views_in(address));
    writer.open(&meta(2)).await.unwrap();
    let reader = another(&writer);
    let version = reader.view().await.unwrap().version;
    let mut heard = [0, 1].map(|partition| reader.hints.listen(version, partition));
    // Whatever is asked first connects, and listens from then on.
    assert_eq!(reader.position(0).await, Ok(None));
    let mut stage = Stage::new(writer.clone(), 1);
    for seq in 1..=3 {
        stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
        let told = tokio::time::timeout(Duration::from_secs(20), heard[1].changed()).await;
        told.expect("it is heard").unwrap();
        assert_eq!(*heard[1].borrow_and_update(), seq);
    }
    assert!(!heard[0].has_changed().unwrap());
}

/// Messages are lost without notice. The position is not.
#[tokio::test]
async fn a_move_that_nobody_hears_is_found() {
    if !InRedis::is_available() {
        return;
    }
    let writer = Arc::new(views_in(&croupier_services::shared_redis().unwrap()));
    writer.open(&meta(1)).await.unwrap();
    let reader = another(&writer);
    assert_eq!(reader.position(0).await, Ok(None));
    let mut deaf = redis::cmd("UNSUBSCRIBE");
    deaf.arg(reader.names.moved());
    reader.reads.call(&deaf).await.unwrap();
    let mut stage = Stage::new(writer.clone(), 0);
    let waits = reader.reached(0, 2, Duration::from_secs(60));
    let moves = async {
        stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
        stage.play(&player("ann"), &bet(Game::Dice, 10)).await;
    };
    let both = async { tokio::join!(waits, moves).0 };
    let reached = tokio::time::timeout(Duration::from_secs(20), both).await;
    assert_eq!(reached.expect("it is looked at"), Ok(Some(position(2))));
}
