//! Two processors for one view.

use std::sync::Arc;
use std::time::Duration;

use super::tampered::{Tampered, Tampering};
use super::world::{Running, World, settings};

/// Whatever the two do to each other, every commit counts once.
#[tokio::test(start_paused = true)]
async fn two_processors_double_nothing() {
    let mut world = World::new(2);
    let second = Running::start(&world.log, world.views.clone(), settings());
    for round in 0..12 {
        for writer in &mut world.writers {
            writer.write(5 + 7 * round).await;
        }
        tokio::time::sleep(Duration::from_millis(137 * round as u64)).await;
    }
    for partition in 0..2 {
        world.check(partition).await;
        for processor in [&world.processor, &second] {
            assert!(processor.status.troubles().is_empty(), "{:?}", processor.partition(partition));
        }
    }
    second.stop().await;
    world.processor.stop().await;
}

/// The one that finds the view ahead of itself leaves it alone while it moves, and takes it up
/// again when the other one is gone.
#[tokio::test(start_paused = true)]
async fn one_stands_by_and_takes_over() {
    let mut world = World::new(1);
    world.writers[0].write(10).await;
    world.check(0).await;
    // The second is slow: it sees the view move before it sees why.
    let log = Arc::new(Tampered::new(&world.log, Tampering::Blind));
    let sight = log.handle();
    let second = Running::start_on(log, world.views.clone(), settings());
    second.enters(0, "live").await;
    for _ in 0..20 {
        world.writers[0].write(3).await;
        tokio::time::sleep(Duration::from_millis(900)).await;
        let name = second.phase(0).name();
        assert!(matches!(name, "live" | "standing_by"), "{name}");
    }
    assert_eq!(second.phase(0).name(), "standing_by");
    assert_eq!(second.partition(0).conflict_count, 1, "it has not interfered");
    assert_eq!(world.processor.partition(0).conflict_count, 0);
    world.check(0).await;
    world.processor.stop().await;
    second.enters(0, "live").await;
    sight.send_replace(Tampering::None);
    world.writers[0].write(9).await;
    super::world::check(&world.log, &*world.views, 0).await;
    second.stop().await;
}
