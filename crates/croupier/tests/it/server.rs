//! The real binary as a process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::installation::Installation;

/// A debug binary on a busy machine proves and folds its log in far less.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// `croupier up` on ports of its own.
pub(crate) struct Server {
    child: Child,
    pub(crate) gateway: Client,
    pub(crate) command: Client,
    pub(crate) query: Client,
}

/// A server that did not start, and what it said.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

impl Server {
    pub(crate) fn start(installation: &Installation) -> Self {
        Self::start_with(installation, &[])
    }

    pub(crate) fn start_with(installation: &Installation, settings: &[&str]) -> Self {
        Self::try_start(installation, settings).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    /// Start it and wait until all three services have said where they are.
    pub(crate) fn try_start(
        installation: &Installation,
        settings: &[&str],
    ) -> Result<Self, Refused> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_croupier"))
            .arg("up")
            .args(installation.log_arguments())
            .args(installation.view_arguments())
            .args(["--gateway-listen", "127.0.0.1:0"])
            .args(["--command-listen", "127.0.0.1:0", "--query-listen", "127.0.0.1:0"])
            .args(settings)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let lines = lines_of(&mut child);
        let mut said = String::new();
        let mut addresses = Vec::new();
        let deadline = Instant::now() + START_PATIENCE;
        while addresses.len() < 3 {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some((_, address)) = line.split_once(" on http://") {
                        let name = if line.contains("gateway on") {
                            "gateway"
                        } else if line.contains("command service on") {
                            "command"
                        } else {
                            "query"
                        };
                        addresses.push((name, format!("http://{}", address.trim())));
                    }
                    said += &(line + "\n");
                }
                Err(_) => {
                    drop(child.kill());
                    return Err(Refused { status: child.wait().unwrap(), said });
                }
            }
        }
        // Whatever it says from now on must be read, or it would block; and seen when a test fails.
        std::thread::spawn(move || lines.iter().for_each(|line| eprintln!("server: {line}")));
        let at = |name| addresses.iter().find(|(n, _)| *n == name).unwrap().1.as_str();
        let (gateway, command, query) = (at("gateway"), at("command"), at("query"));
        Ok(Self {
            gateway: Client::new(gateway),
            command: Client::new(command),
            query: Client::new(query),
            child,
        })
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and wait until it has drained.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn lines_of(child: &mut Child) -> mpsc::Receiver<String> {
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        stderr.lines().map_while(Result::ok).for_each(|line| drop(send.send(line)));
    });
    lines
}
