//! `croupier views`: another version of the views is built, compared, switched to, and the old one
//! dropped, while the system runs.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;
use tokio::time::{Duration, sleep, timeout};

use crate::client::Client;
use crate::installation::Installation;
use crate::process::Process;
use crate::server::Server;
use crate::survival::survives;
use crate::tool::{Ended, croupier};

/// How long a version may take to come to where the log is.
const PATIENCE: Duration = Duration::from_secs(60);

const SAME: i32 = 0;
const DIFFERENT: i32 = 3;
const APART: i32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_version_is_built_compared_switched_to_and_the_old_one_dropped() {
    let Some(installation) = Installation::distributed() else { return };
    let server = Server::start(&installation);
    let first = bets(&server.command, "first").await;
    assert_answers(&server.query, &first).await;
    check(&installation, &["list"], 0, &["version 2, live, of log"]);
    check(&installation, &["compare", "3"], 1, &["there is no version 3"]);
    check(&installation, &["switch", "3"], 1, &["there is no version 3"]);
    check(&installation, &["build", "2"], 1, &["version 2 is live"]);
    check(&installation, &["build"], 1, &["takes one version"]);
    check(&installation, &["build", "3"], 0, &["version 3 holds the log up to", &first]);
    check(&installation, &["compare", "3"], SAME, &["versions 2 and 3 hold the same"]);

    // Nobody keeps version 3 at the end of the log now: it falls behind, and may not answer.
    let second = bets(&server.command, "second").await;
    assert_answers(&server.query, &second).await;
    let impatient = ["--patience-s", "0"];
    check(&installation, &[&["compare", "3"], &impatient[..]].concat(), APART, &["did not meet"]);
    check(&installation, &[&["switch", "3"], &impatient[..]].concat(), 1, &["is behind"]);
    check(&installation, &["build", "3"], 0, &[&second]);
    check(&installation, &["compare", "2", "3"], SAME, &[]);
    check(&installation, &["switch", "3"], 0, &["version 3 is live; version 2 is kept"]);
    check(&installation, &["list"], 0, &["version 2, of log", "version 3, live"]);
    // Who runs follows, and goes on.
    let third = bets(&server.command, "third").await;
    assert_answers(&server.query, &third).await;
    comes_to(&installation, 3, &third).await;
    check(&installation, &["drop", "3"], 1, &["is live"]);
    check(&installation, &["drop", "2"], 0, &["version 2 is gone"]);
    let listed = check(&installation, &["list"], 0, &["version 3, live", &third]);
    assert!(!listed.said.contains("version 2,"), "{}", listed.said);
    assert_answers(&server.query, &third).await;

    // Kept at the end of the log, it is met by the live one while bets come in.
    let follower = follow(&installation, "4");
    comes_to(&installation, 4, &third).await;
    let fourth = bets(&server.command, "fourth").await;
    assert_answers(&server.query, &fourth).await;
    check(&installation, &["compare", "4"], SAME, &[]);
    assert!(version_line(&installation, 4).contains(&fourth));
    assert!(follower.stop().success());
    lose_sessions(&installation, 4);
    check(&installation, &["compare", "4"], DIFFERENT, &["differs at commit", "do not switch"]);
    assert!(server.stop().success());
}

/// Bets come in all the time. Nobody reads an older balance as a newer one, and no bet is missing
/// from the version that took over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_are_switched_under_load() {
    let Some(installation) = Installation::distributed() else { return };
    survives(&installation, async |_, players| {
        players.have_seen(2).await;
        for (version, other) in [(3, 2), (4, 3)] {
            let version = version.to_string();
            check(&installation, &["build", &version], 0, &["holds the log up to"]);
            let follower = follow(&installation, &version);
            check(&installation, &["compare", &version], SAME, &[]);
            check(&installation, &["switch", &version], 0, &["is live"]);
            players.have_seen(2).await;
            assert!(follower.stop().success());
            check(&installation, &["drop", &other.to_string()], 0, &["is gone"]);
            players.have_seen(2).await;
        }
    })
    .await;
}

/// `views build --follow`, which keeps a version at the end of the log.
fn follow(installation: &Installation, version: &str) -> Process {
    let mut arguments: Vec<_> = ["views", "build", version, "--follow"].map(str::to_owned).into();
    arguments.extend([installation.log_arguments(), installation.view_arguments()].concat());
    Process::start(&arguments, 0).unwrap()
}

#[test]
fn views_in_memory_have_no_versions() {
    let installation = Installation::embedded();
    check(&installation, &["list"], 1, &["only views in Redis have versions"]);
}

/// Run it; it must end with `code` and have these words for it.
fn check(installation: &Installation, arguments: &[&str], code: i32, words: &[&str]) -> Ended {
    let mut all = vec!["views".to_owned()];
    all.extend(arguments.iter().map(|text| (*text).to_owned()));
    all.extend(installation.log_arguments());
    all.extend(installation.view_arguments());
    let ended = croupier(&all);
    assert_eq!(ended.code, code, "{arguments:?}: {ended:?}");
    for word in words {
        let is_told = ended.said.contains(word) || (code == 1 && ended.warned.contains(word));
        assert!(is_told, "{arguments:?} does not say {word:?}: {ended:?}");
    }
    ended
}

/// Returns when `version` stands at `position`.
async fn comes_to(installation: &Installation, version: u32, position: &str) {
    let arriving = async {
        while !version_line(installation, version).contains(position) {
            sleep(Duration::from_millis(50)).await;
        }
    };
    let arrived = timeout(PATIENCE, arriving).await;
    arrived.unwrap_or_else(|_| panic!("version {version} does not come to {position}"));
}

/// What `list` says of a version.
fn version_line(installation: &Installation, version: u32) -> String {
    let listed = check(installation, &["list"], 0, &[]).said;
    let begins = format!("version {version},");
    listed.lines().find(|line| line.starts_with(&begins)).unwrap_or_default().to_owned()
}

/// Some bets of one player. Returns the position of the last.
async fn bets(command: &Client, session: &str) -> String {
    let mut position = String::new();
    for _ in 0..20 {
        let body = json!({
            "player_id": "alice", "game_type": "dice", "amount": 10, "session_id": session,
        });
        let answer = command.post("/api/v1/bets", &[], &body.to_string()).await;
        position = answer.header("croupier-position").unwrap().to_owned();
    }
    position
}

/// The view that answers holds what was decided at `position`.
async fn assert_answers(query: &Client, position: &str) {
    let path = format!("/api/v1/players/alice/stats?min_position={position}&wait_ms=10000");
    let answer = query.get(&path).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
}

/// Take from a version what only its digest shows.
pub(crate) fn lose_sessions(installation: &Installation, version: u32) {
    let views = installation.view_arguments();
    let (address, prefix) = (&views[1], &views[3]);
    let host = address.trim_start_matches("redis://").split('/').next().unwrap();
    let mut redis = TcpStream::connect(host).unwrap();
    let mut ask = |command: String| {
        redis.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut reply = vec![0; 64 * 1024];
        let length = redis.read(&mut reply).unwrap();
        String::from_utf8_lossy(&reply[..length]).into_owned()
    };
    let keys = ask(format!("KEYS {prefix}:v{version}:*:sessions"));
    let key = keys.lines().find(|line| line.starts_with(prefix.as_str())).unwrap().to_owned();
    assert_eq!(ask(format!("DEL {key}")), ":1\r\n");
}
