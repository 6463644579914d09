//! The commands that the handbook names before its runbooks, as they stand there. In other places
//! are the log on Kafka and the views; what has three dots there is what was said before.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use croupier_services::sqlite3;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::installation::Installation;
use crate::server::Server;
use crate::shipped::available;
use crate::twelve::{balances_of, bets};

const LOG: &str = "kafka://localhost:9092/bets?allow_not_durable=true";
const VIEWS: &str = "redis://localhost:6379/0";

/// What is still to be run; all of it must be.
struct Commands {
    left: Vec<String>,
    /// Where they are run: `data` is there.
    directory: TempDir,
}

impl Commands {
    /// The lines of blocks that name the binary or SQLite's shell, and what is named in a sentence
    /// with more than a role behind it.
    fn read(data: &Installation) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/OPERATIONS.md");
        let handbook = fs::read_to_string(path).unwrap();
        let (handbook, _) = handbook.split_once("\n## Runbooks\n").unwrap();
        let is_command =
            |line: &&str| ["croupier ", "sqlite3 "].iter().any(|it| line.starts_with(it));
        let blocks = handbook.split("```").skip(1).step_by(2);
        let of_blocks = blocks.flat_map(str::lines).filter(is_command);
        let sentences = handbook.split("```").step_by(2);
        let in_sentences = sentences.flat_map(|text| text.split('`').skip(1).step_by(2));
        let in_sentences =
            in_sentences.filter(is_command).filter(|code| code.split_whitespace().count() > 2);
        let left = of_blocks.chain(in_sentences).map(str::to_owned).collect();
        let directory = tempfile::tempdir().unwrap();
        symlink(data.path(), directory.path().join("data")).unwrap();
        symlink(env!("CARGO_BIN_EXE_croupier"), directory.path().join("croupier")).unwrap();
        Self { left, directory }
    }

    /// The next one that begins so.
    fn take(&mut self, beginning: &str) -> String {
        let index = self.left.iter().position(|line| line.starts_with(beginning));
        self.left.remove(index.unwrap_or_else(|| panic!("{beginning:?} is not in {:?}", self.left)))
    }

    /// What the command prints.
    fn runs(&self, command: &str, at: &Installation) -> String {
        let mut command = command.to_owned();
        let mut shell = Command::new("bash");
        if !at.is_embedded() {
            let (views, prefix) = at.views_at();
            command = command.replace(LOG, &at.log()).replace(VIEWS, &views);
            shell.env("CROUPIER_LOG", at.log()).env("CROUPIER_VIEWS", views);
            shell.env("CROUPIER_VIEWS_PREFIX", prefix);
        }
        let path = std::env::var("PATH").unwrap();
        shell.env("PATH", format!("{}:{path}", self.directory.path().display()));
        let output = shell.args(["-euc", &command]).current_dir(self.directory.path()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn takes_and_runs(&mut self, beginning: &str, at: &Installation) -> String {
        let command = self.take(beginning);
        self.runs(&command, at)
    }
}

/// One bet of the player whom the handbook asks for.
async fn alice_bets(server: &Server) {
    let body = json!({"player_id": "alice", "game_type": "dice", "amount": 10, "session_id": "s"});
    let answer = server.command.post("/api/v1/bets", &[], &body.to_string()).await;
    assert_eq!(answer.status, 202, "{answer:?}");
}

/// The same secrets: they are no part of a log.
fn take_secrets(from: &Installation, to: &Installation) {
    for name in ["master-keys.json", "token.key", "gateway.token"] {
        fs::copy(from.path().join(name), to.path().join(name)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_before_the_runbooks_is_run() {
    let (Some(copy), Some(moved)) = (Installation::distributed(), Installation::distributed())
    else {
        return;
    };
    if available(sqlite3()).is_none() {
        return;
    }
    let old = Installation::embedded();
    let mut commands = Commands::read(&old);

    let server = Server::start(&old);
    alice_bets(&server).await;
    let printed = commands.takes_and_runs("sqlite3 ", &old);
    let values: Vec<_> = printed.lines().map(|line| line.splitn(5, '|').nth(4).unwrap()).collect();
    assert!(!values.is_empty(), "alice has bet");
    for value in values {
        serde_json::from_str::<Value>(value).unwrap();
    }
    let first = bets(&server.command, "first").await;
    let balances = balances_of(&server.query, &first).await;
    assert!(server.stop().success());
    let proved = commands.takes_and_runs("croupier verify --log file", &old);
    assert!(proved.contains("every commit stands on the one before it"), "{proved}");
    let head = proved.lines().last().unwrap().trim();

    // The log comes back as it was before commits that a snapshot has seen.
    let log = old.path().join("log.sqlite3");
    let before = fs::read(&log).unwrap();
    let server = Server::start(&old);
    bets(&server.command, "second").await;
    assert!(server.stop().success());
    fs::write(&log, before).unwrap();
    let said = commands.takes_and_runs("croupier accept-loss --log", &old);
    let ends = said.lines().filter_map(|line| line.split_once(" ends at ")?.1.split_once(';'));
    let heads: Vec<_> = ends.map(|(head, _)| head).collect();
    assert!(!heads.is_empty(), "{said}");
    let accepts = commands.take("croupier accept-loss 0:17:5f2c… ");
    commands.runs(&accepts.replace("0:17:5f2c…", &heads.join(" ")), &old);

    // As a copy first, which is then said to be the one that lives.
    let (export, import) = (commands.take("croupier export"), commands.take("croupier import"));
    commands.runs(&export.replace(" --move", ""), &old);
    commands.runs(&import, &copy);
    let adopt = commands.take("croupier adopt --log …");
    commands.runs(&adopt.replace('…', &format!("'{}'", copy.log())), &copy);
    take_secrets(&old, &copy);
    let server = Server::start(&copy);
    assert_eq!(balances_of(&server.query, &first).await, balances);
    alice_bets(&server).await;
    assert!(server.stop().success());
    let verify = commands.take("croupier verify --log 'kafka");
    let proved = commands.runs(&verify.replace("0:17:5f2c…", head), &copy);
    assert!(proved.contains("are what is folded, at "), "{proved}");
    assert!(commands.takes_and_runs("croupier views list", &copy).contains("version 2, live"));
    for (command, words) in [
        ("croupier views build 3 ", "version 3 holds the log"),
        ("croupier views compare", "versions 2 and 3 hold the same"),
        ("croupier views switch 3  ", "version 3 is live"),
        ("croupier views drop", "version 2 is gone"),
    ] {
        let said = commands.takes_and_runs(command, &copy);
        assert!(said.contains(words), "{command}: {said}");
    }

    fs::remove_file(commands.directory.path().join("bets.ndjson")).unwrap();
    commands.runs(&export, &old);
    commands.runs(&import, &moved);
    take_secrets(&old, &moved);
    let server = Server::start(&moved);
    assert_eq!(balances_of(&server.query, &first).await, balances);
    assert!(server.stop().success());
    commands.takes_and_runs("croupier views build 3", &moved);
    let said = commands.takes_and_runs("croupier views switch 3 --behind", &moved);
    assert!(said.contains("version 3 is live"), "{said}");
    assert_eq!(commands.left, [""; 0], "these are run by nobody");
}
