//! What a test started ends with the test, however the test ends.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use super::PATIENCE;
use crate::directory::Directory;
use crate::environment;
use crate::port::Port;
use crate::process::{Process, Program};
use crate::{Redis, RedisOptions};

/// Set for the process that is to be killed.
const PARENT: &str = "CROUPIER_SERVICES_PARENT";

/// Not a test but the program of the next one: it starts two servers, pauses one of them, says
/// where they are and waits for its end.
#[test]
fn parent() {
    if environment::variable(PARENT).is_none() {
        return;
    }
    let running = Redis::start(&RedisOptions::default()).unwrap();
    let mut paused = Redis::start(&RedisOptions::default()).unwrap();
    paused.pause();
    for redis in [&running, &paused] {
        println!("server {} {}", redis.address(), redis.directory().display());
    }
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn servers_do_not_outlive_a_parent_that_is_killed() {
    let mut parent = start_parent();
    let mut words = BufReader::new(parent.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut server = || loop {
        let line = words.next().unwrap();
        // The harness says what it runs on the same line.
        if let Some((_, said)) = line.split_once("server ") {
            let (address, directory) = said.split_once(' ').unwrap();
            break (TcpStream::connect(address).unwrap(), directory.to_owned());
        }
    };
    let servers = [server(), server()];
    parent.kill().unwrap();
    parent.wait().unwrap();
    for (connection, directory) in servers {
        assert!(is_closed(&connection), "the server still runs");
        // Nobody tidied up; whoever comes next does.
        drop(Directory::own("next").unwrap());
        assert!(!std::path::Path::new(&directory).exists(), "{directory}");
    }
}

/// The kernel closes what a dead process held open, and resets what it had not accepted; a living
/// Redis would keep silent.
fn is_closed(connection: &TcpStream) -> bool {
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    match { connection }.read(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

/// The kernel hangs up on a group of which one is paused, when its parent dies.
#[test]
fn a_leash_holds_when_it_is_hung_up_on() {
    let directory = Directory::own("leash").unwrap();
    let port = Port::any().unwrap();
    let log = directory.path().join("log");
    let program = Program::new("redis-server", &log).args(["--save", "", "--port"]);
    let program = program.args([port.number().to_string()]);
    let mut process = Process::start(&program).unwrap();
    super::until("Redis to listen", || TcpStream::connect(port.address()).is_ok());
    let connection = TcpStream::connect(port.address()).unwrap();
    let group = format!("-{}", process.group());
    let hung_up = Command::new("kill").args(["-s", "HUP", "--", &group]).status().unwrap();
    assert!(hung_up.success());
    process.kill();
    assert!(is_closed(&connection), "the server still runs");
}

fn start_parent() -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "tests::leash::parent", "--nocapture"]).env(PARENT, "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_program_says_how_it_ended_and_what_it_said() {
    let directory = Directory::own("leash").unwrap();
    let log = directory.path().join("log");
    let program = Program::new("sh", &log).args(["-c", "echo told; echo warned >&2; exit 3"]);
    let mut process = Process::start(&program).unwrap();
    super::until("the program to end", || process.ended().is_some());
    assert_eq!(process.ended().unwrap().code(), Some(3));
    assert_eq!(program.last_words(), "told\nwarned");
}

#[test]
fn a_program_that_ignores_a_request_to_stop_is_killed() {
    let directory = Directory::own("leash").unwrap();
    let script = "trap '' TERM; echo ready; while :; do sleep 1; done";
    let program = Program::new("sh", &directory.path().join("log")).args(["-c", script]);
    let mut process = Process::start(&program).unwrap();
    super::until("the program to begin", || program.last_words() == "ready");
    assert!(!process.stop("the program", std::time::Duration::from_millis(200)));
    assert!(process.ended().is_some());
}
