//! Redis loses what it had: all of it, or the newest. The roles notice and build the views again
//! from the log, by themselves; until then a read as fresh as a bet is refused, never answered from
//! what is left.

use croupier_services::{Redis, RedisOptions, shared_kafka, shared_redis};

use crate::installation::Installation;
use crate::players::Players;
use crate::survival::survives;

/// A way to lose views.
struct Loss {
    name: &'static str,
    /// Some bets before.
    prepare: fn(&Redis),
    lose: fn(&mut Redis),
}

const LOSSES: [Loss; 3] = [
    Loss { name: "killed, and empty when it comes back", prepare: |_| {}, lose: come_back },
    Loss {
        name: "flushed",
        prepare: |_| {},
        lose: |redis| drop(redis.cli(&["FLUSHALL", "SYNC"]).unwrap()),
    },
    Loss {
        name: "rolled back to an older copy",
        prepare: |redis| drop(redis.cli(&["SAVE"]).unwrap()),
        lose: |redis| {
            come_back(redis);
            let said = std::fs::read_to_string(redis.directory().join("redis.log")).unwrap();
            assert!(said.contains("DB loaded from disk"), "{said}");
        },
    },
];

/// From the copy in its directory, if it has ever made one.
fn come_back(redis: &mut Redis) {
    redis.restart().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_that_are_lost_are_built_again() {
    let (Some(kafka), Some(_)) = (shared_kafka(), shared_redis()) else { return };
    let mut redis = Redis::start(&RedisOptions::default()).unwrap();
    let installation = Installation::on(&format!("{kafka}?allow_not_durable=true"), &redis.url());
    survives(&installation, async |_, players| {
        for Loss { name, prepare, lose } in LOSSES {
            eprintln!("busy: {name}");
            prepare(&redis);
            players.have_seen(2).await;
            lose(&mut redis);
            players.have_seen(2).await;
            eprintln!("idle: {name}");
            prepare(&redis);
            players.have_seen(2).await;
            players.rest().await;
            lose(&mut redis);
            everybody_reads(players).await;
            players.play();
        }
    })
    .await;
}

async fn everybody_reads(players: &Players) {
    for guest in players.guests() {
        guest.read_last().await;
    }
}
