//! Starting again: from snapshots, from what the engine kept, from nothing.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use croupier_domain::Hex;
use croupier_log::{Log, Snapshot};
use croupier_views::{MemoryViews, Meta, Views, ViewsError};

use super::world::{LINEAGE, Running, World, Writer, check, folded, new_log, settings};
use crate::StartError;
use crate::place::head_of;
use crate::snapshots::NAME;

fn in_memory() -> Arc<dyn Views> {
    Arc::new(MemoryViews::new())
}

/// What was folded before the shutdown is not folded again.
#[tokio::test(start_paused = true)]
async fn views_in_memory_go_on_from_their_snapshot() {
    let log = new_log(2);
    let mut writers = [Writer::new(&log, 0), Writer::new(&log, 1)];
    for (round, count) in [40, 350, 0, 3].into_iter().enumerate() {
        for writer in &mut writers {
            writer.write(count).await;
        }
        let views = in_memory();
        let mut running = Running::start(&log, views.clone(), settings());
        running.caught_up().await;
        for partition in 0..2 {
            check(&log, &*views, partition).await;
        }
        let genesis = if round == 0 { 2 } else { 0 };
        assert_eq!(running.caught_up_count(), 2 * count as u64 + genesis, "round {round}");
        running.stop().await;
    }
}

/// A process that is killed goes on from the last snapshot it saved on the way.
#[tokio::test(start_paused = true)]
async fn snapshots_are_saved_on_the_way() {
    let mut world = World::new(1);
    for _ in 0..30 {
        world.writers[0].write(20).await;
        world.check(0).await;
    }
    world.processor.task.abort();
    // Time stands still while anything runs: then the snapshot that was under way is saved too.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let saved = log_snapshots(&world).await;
    assert!(saved.len() > 1 && saved[0].head.next_seq > 400, "{} saved", saved.len());
    let views = in_memory();
    let mut again = Running::start(&world.log, views.clone(), settings());
    again.caught_up().await;
    check(&world.log, &*views, 0).await;
    assert_eq!(again.caught_up_count(), 601 - saved[0].head.next_seq);
    again.stop().await;
}

async fn log_snapshots(world: &World) -> Vec<Snapshot> {
    world.log.snapshots(0, NAME).await.unwrap()
}

/// One that cannot be used is left out for the next older, and none at all means from the genesis.
#[tokio::test(start_paused = true)]
async fn unusable_snapshots_are_left_out() {
    let (good, bad) = (true, false);
    for (older, newer, folded_count) in [(good, good, 0), (good, bad, 30), (bad, bad, 81)] {
        let log = new_log(1);
        let mut writer = Writer::new(&log, 0);
        for (count, is_good) in [(50, older), (30, newer)] {
            writer.write(count).await;
            let kept = folded(&log, 0).await.snapshot(0).await.unwrap().unwrap();
            let state = if is_good { kept.state } else { Bytes::from_static(b"?") };
            let head = head_of(&kept.position);
            log.save_snapshot(0, NAME, Snapshot { head, state }).await.unwrap();
        }
        let views = in_memory();
        let mut running = Running::start(&log, views.clone(), settings());
        running.caught_up().await;
        check(&log, &*views, 0).await;
        assert_eq!(running.caught_up_count(), folded_count, "{older} {newer}");
        running.stop().await;
    }
}

/// A view that outlives the process goes on where it stands.
#[tokio::test(start_paused = true)]
async fn a_view_that_is_still_there_goes_on() {
    let mut world = World::new(1);
    world.writers[0].write(90).await;
    world.check(0).await;
    world.processor.stop().await;
    world.writers[0].write(30).await;
    world.processor = Running::start(&world.log, world.views.clone(), settings());
    world.check(0).await;
    assert_eq!(world.processor.caught_up_count(), 30);
    world.processor.stop().await;
}

#[tokio::test(start_paused = true)]
async fn views_of_another_log_are_refused() {
    let log = new_log(2);
    let ours = Meta::new(Hex(LINEAGE.0), 2);
    let others = [
        Meta { lineage: Hex([1; 16]), ..ours },
        Meta { partition_count: 4, ..ours },
        Meta { fold: Meta::FOLD + 1, ..ours },
    ];
    for stored in others {
        let views = in_memory();
        views.open(&stored).await.unwrap();
        let running = Running::start(&log, views.clone(), settings());
        let refused = tokio::time::timeout(Duration::from_secs(60), running.task).await;
        let refused = refused.expect("it does not run").unwrap();
        let given = ours;
        assert_eq!(refused, Err(StartError::Views(ViewsError::OtherMeta { stored, given })));
        assert_eq!(views.position(0).await.unwrap(), None);
    }
}
