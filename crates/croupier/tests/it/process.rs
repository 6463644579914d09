//! The real binary as a process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// A debug binary on a busy machine proves and folds its log in far less.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// A running `croupier`.
pub(crate) struct Process {
    child: Child,
    /// What it calls its services, and where they are.
    pub(crate) services: Vec<(String, String)>,
    /// Every line it has said.
    said: watch::Receiver<String>,
}

/// A process that did not start, and what it said.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

impl Process {
    /// Start it and wait until it has said where its `service_count` services are.
    pub(crate) fn start(arguments: &[String], service_count: usize) -> Result<Self, Refused> {
        Self::start_in(&[], arguments, service_count)
    }

    /// The same with more variables in its environment.
    pub(crate) fn start_in(
        variables: &[(&str, String)],
        arguments: &[String],
        service_count: usize,
    ) -> Result<Self, Refused> {
        Self::start_from(
            Path::new(env!("CARGO_BIN_EXE_croupier")),
            variables,
            arguments,
            service_count,
        )
    }

    /// The same from another file.
    pub(crate) fn start_from(
        binary: &Path,
        variables: &[(&str, String)],
        arguments: &[String],
        service_count: usize,
    ) -> Result<Self, Refused> {
        let mut child = Command::new(binary)
            .args(arguments)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let lines = lines_of(&mut child);
        let mut said = String::new();
        let mut services = Vec::new();
        let deadline = Instant::now() + START_PATIENCE;
        while services.len() < service_count {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = lines.recv_timeout(left) else {
                drop(child.kill());
                return Err(Refused { status: child.wait().unwrap(), said });
            };
            services.extend(service_in(&line));
            said += &(line + "\n");
        }
        // Whatever it says from now on must be read, or it would block; and seen when a test fails.
        let name = arguments[0].clone();
        let (say, said) = watch::channel(said);
        std::thread::spawn(move || {
            for line in lines {
                eprintln!("{name}: {line}");
                say.send_modify(|said| *said += &(line + "\n"));
            }
        });
        Ok(Self { child, services, said })
    }

    /// Returns when it has said `text`.
    pub(crate) async fn says(&self, text: &str) {
        let mut said = self.said.clone();
        let saying = said.wait_for(|said| said.contains(text));
        let in_time = tokio::time::timeout(START_PATIENCE, saying).await;
        assert!(matches!(in_time, Ok(Ok(_))), "it has not said {text:?}");
    }

    /// All it has said so far.
    pub(crate) fn said(&self) -> String {
        self.said.borrow().clone()
    }

    /// How often it has said `text`.
    pub(crate) fn said_count(&self, text: &str) -> usize {
        self.said.borrow().matches(text).count()
    }

    /// Where the service is whose name has `word` in it.
    pub(crate) fn address(&self, word: &str) -> &str {
        &self.services.iter().find(|(name, _)| name.contains(word)).unwrap().1
    }

    /// Send it a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and wait until it has drained.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.signal("-TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// `… INFO …: query service on http://127.0.0.1:5001`
fn service_in(line: &str) -> Option<(String, String)> {
    let (before, address) = line.split_once(" on http://")?;
    // In a line of JSON a quote follows.
    let address = address.split('"').next()?;
    Some((before.into(), format!("http://{}", address.trim())))
}

fn lines_of(child: &mut Child) -> mpsc::Receiver<String> {
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        stderr.lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
    });
    lines
}
