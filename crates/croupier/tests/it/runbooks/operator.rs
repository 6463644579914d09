//! Whoever follows the runbooks: one bash, which all processes are started from.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use croupier_services::Port;
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::document::{self, Beginning};
use crate::client::Client;
use crate::installation::Installation;

/// How long a block may take: it starts a few processes one after the other.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a block's end is known by.
const DONE: &str = "--- done ---";

/// Whatever it has started goes with it, also when nobody is left to tell it to.
const LEASH: &str = "set -eu\ntrap 'kill -s KILL $(jobs -p) 2>/dev/null' EXIT\n";

/// Who listens in the runbooks.
const LISTENERS: [&str; 10] = [
    "COMMAND_1",
    "COMMAND_2",
    "COMMAND_3",
    "QUERY_1",
    "QUERY_2",
    "PROCESSOR_1",
    "PROCESSOR_2",
    "GATEWAY_1",
    "GATEWAY_2",
    "WEB",
];

pub(super) struct Operator {
    bash: Child,
    /// None when it is told to end.
    commands: Option<ChildStdin>,
    said: Receiver<String>,
    ports: Vec<(&'static str, Port)>,
    /// Blocks, what processes say, copies.
    directory: TempDir,
}

impl Operator {
    /// At `installation`, with more variables. Knows what the runbooks begin with.
    pub(super) fn at(installation: &Installation, variables: &[(&str, String)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let ports: Vec<_> = LISTENERS.map(|name| (name, Port::any().unwrap())).into();
        let complaints = fs::File::create(directory.path().join("complaints")).unwrap();
        let (run, backup) = (directory.path().join("run"), directory.path().join("backup"));
        let mut bash = Command::new("bash");
        bash.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(complaints).process_group(0);
        bash.envs(ports.iter().map(|(name, port)| (*name, port.address())));
        bash.env("BINARY", env!("CARGO_BIN_EXE_croupier")).env("RUN", run).env("BACKUP", backup);
        bash.env("CROUPIER_LOG", installation.log());
        bash.env("CROUPIER_SECRETS", installation.path());
        if !installation.is_embedded() {
            let (views, prefix) = installation.views_at();
            bash.env("CROUPIER_VIEWS", views).env("CROUPIER_VIEWS_PREFIX", prefix);
        }
        let mut bash = bash.envs(variables.iter().cloned()).spawn().unwrap();
        let lines = BufReader::new(bash.stdout.take().unwrap()).lines();
        let (say, said) = mpsc::channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| drop(say.send(line)));
        });
        let mut commands = bash.stdin.take().unwrap();
        commands.write_all(LEASH.as_bytes()).unwrap();
        let mut operator = Self { bash, commands: Some(commands), said, ports, directory };
        operator.runs(&document::beginning(Beginning::Definitions));
        operator
    }

    /// Returns what it prints, once it has succeeded.
    pub(super) fn runs(&mut self, block: &str) -> String {
        let began = Instant::now();
        let printed = block_in_place(|| self.waits_for(block));
        eprintln!("{:.1} s: {}", began.elapsed().as_secs_f64(), block.lines().last().unwrap());
        printed
    }

    fn waits_for(&mut self, block: &str) -> String {
        let path = self.directory.path().join("block");
        fs::write(&path, block).unwrap();
        let commands = self.commands.as_mut().unwrap();
        // Not from its standard input, which is ours.
        let line = format!(". '{}' </dev/null\necho '{DONE}'\n", path.display());
        commands.write_all(line.as_bytes()).unwrap();
        let mut printed = String::new();
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(line) if line == DONE => return printed,
                Ok(line) => printed += &(line + "\n"),
                Err(why) => panic!("{why}: {block}\n{printed}\n{}", self.complaints()),
            }
        }
    }

    fn complaints(&self) -> String {
        let entries = fs::read_dir(self.directory.path().join("run"));
        let of_processes = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        let is_said = |path: &PathBuf| path.extension().is_some_and(|end| end == "said");
        let all = of_processes.filter(is_said).chain([self.directory.path().join("complaints")]);
        let text = |path: PathBuf| {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let lines: Vec<_> = text.lines().rev().take(15).collect();
            let lines: Vec<_> = lines.into_iter().rev().collect();
            format!("-- {}\n{}\n", path.display(), lines.join("\n"))
        };
        all.map(text).collect()
    }

    /// The process that listens there, by the name of the variable.
    pub(super) fn client(&self, listener: &str) -> Client {
        let (_, port) = self.ports.iter().find(|(name, _)| *name == listener).unwrap();
        Client::new(&format!("http://{}", port.address()))
    }

    /// The binary that a process was started from.
    pub(super) fn binary_of(&self, name: &str) -> PathBuf {
        let pid = self.directory.path().join(format!("run/{name}.pid"));
        let pid = fs::read_to_string(pid).unwrap();
        let words = fs::read(Path::new("/proc").join(pid.trim()).join("cmdline")).unwrap();
        let first = words.split(|byte| *byte == 0).next().unwrap();
        PathBuf::from(String::from_utf8_lossy(first).into_owned())
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        drop(self.commands.take());
        let group = format!("-{}", self.bash.id());
        // It may be in the middle of something that does not end.
        if std::thread::panicking() {
            drop(Command::new("kill").args(["-s", "KILL", "--", &group]).status());
        }
        drop(self.bash.wait());
    }
}
