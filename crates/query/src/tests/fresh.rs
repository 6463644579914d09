//! Reading one's own writes.

use std::time::Duration;

use croupier_views::conformance::{bet, deposit, position};
use croupier_views::games::Game;
use tokio::time::Instant;

use super::world::World;

/// Every path that reads, and whether it speaks for all partitions.
const PATHS: [(&str, bool); 8] = [
    ("/api/v1/players/ann1/balance", false),
    ("/api/v1/players/ann1/stats", false),
    ("/api/v1/players/ann1/bets", false),
    ("/api/v1/players/ann1/seeds", false),
    ("/api/v1/players/ann1/round", false),
    ("/api/v1/players/ann1/rank", true),
    ("/api/v1/leaderboard", true),
    ("/api/v1/stats/summary", true),
];

async fn world() -> World {
    let mut world = World::new(2).await;
    world.play("ann1", &bet(Game::Dice, 10)).await;
    world
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_answered_at_once() {
    let world = world().await;
    for (path, is_spanning) in PATHS {
        let begun = Instant::now();
        for asked in ["1:1", "1:0", "0:0,1:1"] {
            let answered = world.get(&format!("{path}?min_position={asked}")).await;
            assert_eq!(answered.status, 200, "{path}: {}", answered.text);
            let expected = if is_spanning { "0:0,1:1" } else { "1:1" };
            assert_eq!(answered.header("croupier-position"), Some(expected), "{path}");
            assert!(!answered.text.contains("behind_by"), "{}", answered.text);
        }
        assert_eq!(begun.elapsed(), Duration::ZERO, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_waited_for() {
    for (path, _) in PATHS {
        let mut world = world().await;
        let router = world.router.clone();
        let asking = World { router, ..World::unopened() };
        let asked = format!("{path}?min_position=1:3&wait_ms=5000");
        let answering = async { asking.get(&asked).await };
        let writing = async {
            for after in [1_000, 1_500] {
                tokio::time::sleep(Duration::from_millis(after)).await;
                world.play("ann1", &deposit(1)).await;
            }
            Instant::now()
        };
        let (answered, written) = tokio::join!(answering, writing);
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        assert!(answered.header("croupier-position").unwrap().ends_with("1:3"), "{path}");
        assert!(written.elapsed() < Duration::from_millis(50), "{path}: it was waited too long");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_come_in_time() {
    let world = world().await;
    for (path, is_spanning) in PATHS {
        let begun = Instant::now();
        let answered = world.get(&format!("{path}?min_position=1:9&wait_ms=300")).await;
        answered.assert_problem(503, "view_behind");
        assert_eq!(answered.header("retry-after"), Some("1"));
        let expected = if is_spanning { "0:0,1:1" } else { "1:1" };
        assert_eq!(answered.header("croupier-position"), Some(expected), "what it could speak for");
        assert_eq!(begun.elapsed().as_millis() / 10, 30, "{path}");
        let stale = world.get(&format!("{path}?min_position=1:9&wait_ms=0&stale=allow")).await;
        assert_eq!(stale.status, 200, "{path}");
        assert_eq!(stale.json()["behind_by"], 8, "{path}: {}", stale.text);
        assert_eq!(stale.header("croupier-position"), Some(expected));
    }
    let begun = Instant::now();
    let answered = world.get("/api/v1/leaderboard?min_position=0:5").await;
    answered.assert_problem(503, "view_behind");
    assert_eq!(begun.elapsed().as_millis() / 10, 200, "two seconds by default");
}

/// For a vector it is the sum; what was reached does not make up for what was not.
#[tokio::test(start_paused = true)]
async fn by_how_much_it_is_behind() {
    let mut world = world().await;
    for _ in 0..10 {
        world.play("ann1", &deposit(1)).await;
    }
    for (asked, behind_by) in [("0:5,1:2", 5), ("0:5,1:13", 7), ("0:1,1:0", 1), ("1:12", 1)] {
        let path = format!("/api/v1/leaderboard?min_position={asked}&wait_ms=0&stale=allow");
        assert_eq!(world.ok(&path).await["behind_by"], behind_by, "{asked}");
    }
    // One player's read speaks for one partition, and waits for no other.
    let path = "/api/v1/players/ann1/balance?min_position=0:99,1:11&wait_ms=0";
    assert_eq!(world.get(path).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn parameters_that_cannot_be() {
    let world = world().await;
    for (path, _) in PATHS {
        for wrong in
            ["", "1", "1:", ":1", "1:1:1", "1:-1", "a:b", "01:1", "1:1,1:2", "2:0", "4096:1"]
        {
            let answered = world.get(&format!("{path}?min_position={wrong}")).await;
            let problem = answered.assert_problem(422, "invalid_position");
            assert_eq!(problem["errors"][0]["field"], "min_position");
        }
        for wrong in ["wait_ms=10001", "wait_ms=-1", "wait_ms=x", "stale=yes", "min_positon=1:1"] {
            world.get(&format!("{path}?{wrong}")).await.assert_problem(422, "invalid_request");
        }
        assert_eq!(world.get(&format!("{path}?wait_ms=10000&stale=refuse")).await.status, 200);
    }
}

/// A view without even its first commit has nothing to say: an unknown player may be known.
#[tokio::test(start_paused = true)]
async fn a_view_that_has_not_begun() {
    let world = World::unopened();
    world.get("/api/v1/leaderboard").await.assert_problem(503, "view_behind");
    let meta = croupier_views::conformance::meta(2);
    croupier_views::Views::open(&*world.views, &meta).await.unwrap();
    for (path, _) in PATHS {
        let answered = world.get(&format!("{path}?wait_ms=10")).await;
        answered.assert_problem(503, "view_behind");
        assert_eq!(answered.header("croupier-position"), None);
    }
    let stale = world.ok("/api/v1/leaderboard?wait_ms=0&stale=allow").await;
    assert_eq!(stale["behind_by"], 2, "the genesis of either partition");
}

/// That there is none is said only by a view that would have seen it.
#[tokio::test(start_paused = true)]
async fn what_a_view_that_is_behind_does_not_know() {
    let world = world().await;
    let unseen = croupier_views::BetId::new(0, 1, 3);
    for path in [
        "/api/v1/players/nobody1/balance".to_owned(),
        "/api/v1/players/nobody1/rank".to_owned(),
        format!("/api/v1/bets/{unseen}"),
    ] {
        let behind = format!("{path}?min_position=0:99,1:99&wait_ms=0&stale=allow");
        world.get(&behind).await.assert_problem(503, "view_behind");
        assert_eq!(world.get(&path).await.status, 404, "{path}");
    }
}

/// What counts is the position of what was read, not of what was waited for.
#[tokio::test(start_paused = true)]
async fn a_view_that_loses_what_was_waited_for() {
    let world = world().await;
    world.views.lie_about_reached(position(7));
    for (path, _) in PATHS {
        let answered = world.get(&format!("{path}?min_position=1:7&wait_ms=100")).await;
        answered.assert_problem(503, "view_behind");
    }
}
