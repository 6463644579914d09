//! The live stream. Time stands still in these tests while anything happens, and then jumps.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use croupier_http::SUBJECT;
use croupier_views::Views;
use croupier_views::conformance::{bet, deal, deposit};
use croupier_views::games::Game;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use super::world::{NOW_MS, World};

/// Somebody who listens.
struct Listener {
    body: Body,
    text: String,
    last_id: Option<String>,
}

#[derive(Debug)]
struct Heard {
    event: String,
    data: Value,
}

impl Listener {
    async fn begin(world: &World, topics: &str, player: Option<&str>, last: Option<&str>) -> Self {
        let mut request = Request::get(format!("/api/v1/stream?topics={topics}"));
        for (name, value) in [(SUBJECT.as_str(), player), ("last-event-id", last)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body(), text: String::new(), last_id: None }
    }

    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(self.read(&event));
            }
            let frame = self.body.frame().await?.unwrap();
            self.text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }

    fn read(&mut self, lines: &str) -> Heard {
        let field =
            |name: &str| lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        if let Some(id) = field("id") {
            self.last_id = Some(id.to_owned());
        }
        let data = serde_json::from_str(field("data").unwrap()).unwrap();
        Heard { event: field("event").unwrap().to_owned(), data }
    }

    async fn until(&mut self, event: &str) -> Value {
        loop {
            let heard = self.next().await.expect("the stream goes on");
            if heard.event == event {
                return heard.data;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn bets_are_told_once() {
    let mut world = World::new(2).await;
    world.play("ann1", &bet(Game::Dice, 20)).await;
    let mut listener = Listener::begin(&world, "feed", None, None).await;
    assert_eq!(listener.next().await.unwrap().event, "hb");
    assert_eq!(listener.last_id.as_deref(), Some("0:0,1:1"));
    listener.until("hb").await;
    for (name, position) in [("ben0", "0:1"), ("ann1", "1:2")] {
        world.play(name, &bet(Game::Slots, 10)).await;
        let told = listener.until("bet").await;
        assert_eq!(told["player_id"], name);
        assert_eq!(told["position"], position);
        assert_eq!(told["game_type"], "slots");
        assert_eq!(told["pushed_at"], NOW_MS);
        assert!(told["drawn"]["stops"].is_array() || told["drawn"].is_object(), "{told}");
        assert!(told["times"].is_object(), "{told}");
        assert_eq!(told.get("session_id"), None, "not for everybody");
    }
    assert_eq!(listener.last_id.as_deref(), Some("0:1,1:2"));
}

/// A bet that is played by hand is told when it is placed, and again when it is settled.
#[tokio::test(start_paused = true)]
async fn a_bet_played_by_hand_is_told_to_its_end() {
    let mut world = World::new(1).await;
    let mut listener = Listener::begin(&world, "feed", None, None).await;
    listener.until("hb").await;
    let placed = loop {
        world.play("ann", &deal(10)).await;
        let told = listener.until("bet").await;
        if told["status"] == "placed" {
            break told;
        }
    };
    assert_eq!(placed["profit"], Value::Null);
    world.play("ann", &deposit(5)).await;
    world.play("ann", &world.stand("ann")).await;
    let ended = listener.until("bet").await;
    assert_eq!((&ended["bet_id"], &ended["position"]), (&placed["bet_id"], &placed["position"]));
    assert_ne!(ended["status"], "placed");
    assert_ne!(ended["profit"], Value::Null);
    world.play("ann", &bet(Game::Dice, 10)).await;
    let next = listener.until("bet").await;
    assert_eq!(next["game_type"], "dice", "and once");
}

/// Somebody whose stream was cut hears what was missed, and nothing twice.
#[tokio::test(start_paused = true)]
async fn who_comes_back_hears_what_was_missed() {
    let mut world = World::new(2).await;
    let mut listener = Listener::begin(&world, "feed,me", Some("ann1"), None).await;
    world.play("ann1", &bet(Game::Dice, 20)).await;
    listener.until("me").await;
    let last = listener.last_id.clone().unwrap();
    drop(listener);
    world.play("ann1", &bet(Game::Dice, 30)).await;
    world.play("ben0", &bet(Game::Dice, 40)).await;

    let mut again = Listener::begin(&world, "feed,me", Some("ann1"), Some(&last)).await;
    world.play("ben0", &bet(Game::Dice, 50)).await;
    let mut heard = Vec::new();
    while heard.len() < 4 {
        let Heard { event, data } = again.next().await.unwrap();
        match event.as_str() {
            "bet" => heard.push(format!("{} {}", data["player_id"], data["amount"])),
            "me" => heard.push(format!("me {}", data["stats"]["games_played"])),
            "hb" => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(heard, ["\"ben0\" 40.0", "\"ann1\" 30.0", "me 2", "\"ben0\" 50.0"]);
}

#[tokio::test(start_paused = true)]
async fn too_much_missed_is_a_reset() {
    let mut world = World::new(1).await;
    for _ in 0..201 {
        world.play("ann", &deposit(1)).await;
    }
    for (last, expected) in [
        ("0:1", "hb"),
        ("0:0", "reset"),
        ("0:202", "reset"),
        ("1:5", "reset"),
        ("junk", "reset"),
        ("", "reset"),
    ] {
        let mut listener = Listener::begin(&world, "feed", None, Some(last)).await;
        assert_eq!(listener.next().await.unwrap().event, expected, "{last}");
    }
}

/// A view that has lost what was told.
#[tokio::test(start_paused = true)]
async fn a_view_that_goes_back_is_a_reset() {
    let mut world = World::new(1).await;
    world.play("ann", &bet(Game::Dice, 20)).await;
    let before = world.views.copy_of(0, 1).await;
    let mut listener = Listener::begin(&world, "feed", None, None).await;
    world.play("ann", &bet(Game::Dice, 20)).await;
    listener.until("bet").await;
    world.views.fail_over_to(before);
    listener.until("reset").await;
    assert_eq!(listener.last_id.as_deref(), Some("0:1"));
}

/// Nobody can read a thousand bets a second: some are told, the others are counted.
#[tokio::test(start_paused = true)]
async fn a_flood_is_counted() {
    let mut world = World::new(1).await;
    let mut listener = Listener::begin(&world, "feed,system", None, None).await;
    listener.until("system").await;
    let (mut told, mut counted) = (0, 0);
    for round in 1..=3 {
        for _ in 0..100 {
            world.play("ann", &bet(Game::Dice, 10)).await;
        }
        let began = Instant::now();
        while told + counted < round * 100 {
            let Heard { event, data } = listener.next().await.unwrap();
            match event.as_str() {
                "bet" => told += 1,
                "suppressed" => counted += data["count"].as_u64().unwrap(),
                _ => {}
            }
        }
        assert!(began.elapsed() < Duration::from_secs(2));
    }
    assert!((20..=80).contains(&told), "{told}");
}

#[tokio::test(start_paused = true)]
async fn the_board_and_the_system_are_told_as_they_change() {
    let mut world = World::new(2).await;
    let mut listener = Listener::begin(&world, "board,system", None, None).await;
    world.play("ann1", &deposit(500)).await;
    let board = loop {
        let board = listener.until("board").await;
        if board["leaderboard"] != json!([]) {
            break board;
        }
    };
    assert_eq!(board["leaderboard"][0]["player_id"], "ann1");
    world.troubles.lock().unwrap().push("it rains".into());
    let system = loop {
        let system = listener.until("system").await;
        if system["troubles"] == json!(["it rains"]) {
            break system;
        }
    };
    assert_eq!(system["server_time"], NOW_MS);
    assert_eq!(system["views_engine"], world.views.engine());
    let partition = &system["partitions"][1];
    assert_eq!(partition["projected_seq"], 1);
    assert_eq!((&partition["head_seq"], &partition["behind"]), (&json!(101), &json!(100)));
}

/// Everybody hears of others' bets, nobody of others' accounts.
#[tokio::test(start_paused = true)]
async fn me_is_the_caller() {
    let mut world = World::new(1).await;
    let answered = world.get("/api/v1/stream?topics=me").await;
    answered.assert_problem(401, "unauthenticated");
    let answered = world.get("/api/v1/stream?topics=me,you").await;
    answered.assert_problem(422, "invalid_request");
    let mut listener = Listener::begin(&world, "me", Some("ann"), None).await;
    for name in ["ben", "ann", "ben", "ann"] {
        world.play(name, &deal(10)).await;
    }
    let mut positions = Vec::new();
    while positions.last() != Some(&json!("0:4")) {
        let me = listener.until("me").await;
        assert_eq!(me["stats"]["player_id"], "ann");
        positions.push(me["position"].clone());
    }
}

/// What a diverged view shows is not told, and that it has diverged is.
#[tokio::test(start_paused = true)]
async fn a_diverged_view_tells_nothing() {
    let mut world = World::new(2).await;
    world.troubles.lock().unwrap().push("partition 1 has diverged".into());
    world.play("ann1", &bet(Game::Dice, 20)).await;
    world.play("ben0", &bet(Game::Dice, 20)).await;
    let all = "feed,board,system";
    let mut listener = Listener::begin(&world, all, None, Some("0:0,1:0")).await;
    assert_eq!(listener.until("bet").await["player_id"], "ben0");
    world.play("ann1", &bet(Game::Dice, 20)).await;
    world.play("ben0", &bet(Game::Dice, 30)).await;
    let mut beats = 0;
    while beats < 3 {
        let Heard { event, data } = listener.next().await.unwrap();
        match event.as_str() {
            "bet" => assert_eq!(data["player_id"], "ben0"),
            "board" => panic!("{data}"),
            "system" => {
                assert_eq!(data["troubles"], json!(["partition 1 has diverged"]));
                beats += 1;
            }
            _ => {}
        }
    }
    let request = Request::get("/api/v1/stream?topics=me").header(SUBJECT, "ann1");
    let refused = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
}

/// A stream does not keep the process from ending, and a follower does not outlive its listeners.
#[tokio::test(start_paused = true)]
async fn streams_end() {
    let world = World::new(1).await;
    let mut listener = Listener::begin(&world, "feed", None, None).await;
    listener.until("hb").await;
    assert_eq!(world.tasks.len(), 1);
    drop(listener);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.tasks.len(), 0);
    let mut listener = Listener::begin(&world, "feed", None, None).await;
    listener.until("hb").await;
    assert_eq!(world.tasks.len(), 1);
    world.stopping.cancel();
    while listener.next().await.is_some() {}
    world.tasks.close();
    world.tasks.wait().await;
}
