//! What an operator is told in numbers.

use croupier_domain::games::Game;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::world::{Running, World, settings};

/// The value of the sample that begins with `name`, labels included.
fn value(metrics: &PrometheusHandle, name: &str) -> f64 {
    let text = metrics.render();
    let sample = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    sample.unwrap_or_else(|| panic!("{name} is not in {text}")).parse().unwrap()
}

/// What the games took and paid is what the views say, also for a processor that has folded
/// nothing of it.
#[tokio::test(start_paused = true)]
async fn games_come_to_what_the_views_hold() {
    let first = PrometheusBuilder::new().build_recorder();
    let recording = metrics::set_default_local_recorder(&first);
    let mut world = World::new(1);
    let before = first.handle();
    world.writers[0].write(200).await;
    world.check(0).await;
    world.processor.stop().await;
    drop(recording);

    let second = PrometheusBuilder::new().build_recorder();
    let _recording = metrics::set_default_local_recorder(&second);
    let processor = Running::start(&world.log, world.views.clone(), settings());
    processor.caught_up().await;
    let totals = world.views.summary(0, 0).await.unwrap().value.totals;
    assert_eq!(totals.games.iter().count(), Game::ALL.len(), "every game was played");
    for metrics in [before, second.handle()] {
        for game in totals.games.iter() {
            let of = |name: &str| {
                let (prefix, game) = ("croupier_processor", game.game.name());
                value(&metrics, &format!(r#"{prefix}_{name}{{game="{game}",partition="0"}}"#))
            };
            assert_eq!(of("bets_total"), game.bet_count as f64);
            assert_eq!(of("settled_minor_total"), game.settled.minor() as f64);
            assert_eq!(of("paid_minor_total"), game.paid.minor() as f64);
        }
    }
    processor.stop().await;
}

/// The lag of a partition that is not followed is not what it was when it last was.
#[tokio::test(start_paused = true)]
async fn what_is_not_followed_has_no_lag() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let metrics = recorder.handle();
    let of =
        |name: &str| value(&metrics, &format!(r#"croupier_processor_{name}{{partition="0"}}"#));
    let mut world = World::new(1);
    world.writers[0].write(20).await;
    world.check(0).await;
    assert_eq!((of("lag_commits"), of("lag_seconds"), of("stopped")), (0.0, 0.0, 0.0));
    let commit = world.writers[0].house.checkpoint();
    let unfit = croupier_domain::Commit { v: 99, ..commit };
    let record = world.writers[0].record(&unfit);
    croupier_log::Log::append(&world.log, 0, vec![record]).await.unwrap();
    world.processor.enters(0, "parked").await;
    assert!(of("lag_commits").is_nan() && of("lag_seconds").is_nan());
    assert_eq!(of("stopped"), 1.0);
    world.processor.stop().await;
}
