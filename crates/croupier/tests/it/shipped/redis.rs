//! The Redis of the files: their command lines and their probes, with the `redis-server` of this
//! machine. Only the port and the directory are others.

use std::process::{Command, Stdio};
use std::time::Duration;

use croupier_services::{Container, Port, shared_redis};
use tempfile::TempDir;

use super::compose::{check_of, file};
use super::manifests::{named, objects};
use super::words;

/// Between two probes, and how many there may be.
const PAUSE: Duration = Duration::from_millis(50);
const PROBE_COUNT_MAX: usize = 600;

/// Loading the file would take a minute, with a look at the clients after every key.
const SLOWLY: [&str; 4] =
    ["--key-load-delay", "200000", "--loading-process-events-interval-bytes", "1024"];

/// Keys that are loaded later, each longer than what is loaded without a look.
const FILL: &str = "for i = 1, 300 do redis.call('set', i, string.rep('x', 2048)) end";

struct Redis {
    /// The program and its arguments.
    words: Vec<String>,
    probe: Vec<String>,
    port: Port,
    directory: TempDir,
}

impl Redis {
    fn new(words: Vec<String>, probe: Vec<String>) -> Self {
        let (port, directory) = (Port::any().unwrap(), tempfile::tempdir().unwrap());
        Self { words, probe, port, directory }
    }

    fn of_compose() -> Self {
        let says = &file("compose.yaml")["services"]["redis"];
        Self::new(words(&says["command"]), check_of("redis", says))
    }

    fn of_kubernetes() -> Self {
        let objects = objects();
        let workload = named(&objects, "StatefulSet", "redis").unwrap();
        let container = &workload["spec"]["template"]["spec"]["containers"][0];
        let words = [words(&container["command"]), words(&container["args"])].concat();
        Self::new(words, super::words(&container["readinessProbe"]["exec"]["command"]))
    }

    fn here(&self, words: &[String]) -> Vec<String> {
        let (port, directory) = (self.port.number().to_string(), self.directory.path());
        let directory = directory.display().to_string();
        let here = |word: &String| match word.as_str() {
            "6379" => port.clone(),
            "/data" => directory.clone(),
            _ => word.clone(),
        };
        words.iter().map(here).collect()
    }

    fn start(&self, more: &[&str]) -> Container {
        let (port, directory) = (self.port.number().to_string(), self.directory.path());
        let place = ["--port", &port, "--dir", &directory.display().to_string()].map(str::to_owned);
        let more = more.iter().map(|word| (*word).to_owned());
        // What the file says comes last: it wins.
        let rest = self.here(&self.words[1..]).into_iter();
        let words: Vec<_> =
            self.words[..1].iter().cloned().chain(place).chain(more).chain(rest).collect();
        Container::start(&words, &[], directory).unwrap()
    }

    /// Whether the probe passes.
    fn passes(&self) -> bool {
        let words = self.here(&self.probe);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap().success()
    }

    /// What it answers, as soon as somebody answers.
    fn says(&self, arguments: &[&str]) -> String {
        for _ in 0..PROBE_COUNT_MAX {
            let mut command = Command::new("redis-cli");
            command.args(["-p", &self.port.number().to_string()]).args(arguments);
            let output = command.output().unwrap();
            if output.status.success() {
                return String::from_utf8(output.stdout).unwrap();
            }
            std::thread::sleep(PAUSE);
        }
        panic!("Redis does not answer {arguments:?}");
    }

    fn becomes_ready(&self) {
        let passes = |_| {
            std::thread::sleep(PAUSE);
            self.passes()
        };
        assert!((0..PROBE_COUNT_MAX).any(passes), "{:?} does not pass", self.probe);
    }
}

/// Its probe passes when it answers, and not before: also not while it loads its data.
fn check(redis: &Redis) {
    // Whoever cannot have one has none of these either.
    if shared_redis().is_none() {
        return;
    }
    assert!(!redis.passes(), "nobody is there");
    let mut first = redis.start(&["--rdbcompression", "no"]);
    redis.becomes_ready();
    for (setting, value) in [("maxmemory-policy", "noeviction"), ("appendonly", "yes")] {
        assert_eq!(redis.says(&["config", "get", setting]), format!("{setting}\n{value}\n"));
    }
    redis.says(&["eval", FILL, "0"]);
    redis.says(&["bgrewriteaof"]);
    let is_written = |says: String| {
        ["aof_rewrites:1", "aof_rewrite_in_progress:0"].iter().all(|word| says.contains(word))
    };
    while !is_written(redis.says(&["info", "persistence"])) {
        std::thread::sleep(PAUSE);
    }
    assert!(first.stop(), "it does not end");

    let _second = redis.start(&SLOWLY);
    let said = redis.says(&["ping"]);
    assert!(said.starts_with("LOADING"), "{said}");
    assert!(!redis.passes(), "it passes while data is being loaded");
    redis.says(&["config", "set", "key-load-delay", "0"]);
    redis.becomes_ready();
    assert_eq!(redis.says(&["dbsize"]), "300\n");
}

#[test]
fn the_redis_of_compose_is_ready_when_it_answers() {
    check(&Redis::of_compose());
}

#[test]
fn the_redis_of_kubernetes_is_ready_when_it_answers() {
    check(&Redis::of_kubernetes());
}
