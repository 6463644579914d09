//! The product as processes.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::net::TcpListener;

use crate::load::ask;

/// As `cargo xtask bench` leaves Kafka's group setting: the log's default.
pub(super) const SESSION_TIMEOUT: Duration = Duration::from_secs(6);

const START: Duration = Duration::from_secs(60);

/// A `croupier up` that serves.
pub(super) struct Installation {
    process: Child,
    pub(super) command: SocketAddr,
    pub(super) query: SocketAddr,
}

/// What is shared, and what an installation on it is started with.
pub(super) struct Servers {
    log: String,
    views: String,
    directory: PathBuf,
}

impl Servers {
    pub(super) fn new(kafka: &str, redis: &str, directory: &Path) -> Self {
        let own = directory.file_name().unwrap_or_default().to_string_lossy().replace('.', "");
        let log = format!("kafka://{kafka}/bench-{own}?allow_not_durable=true");
        Self { log, views: redis.to_owned(), directory: directory.to_owned() }
    }

    pub(super) async fn start(&self) -> anyhow::Result<Installation> {
        Installation::start(&self.arguments()).await
    }

    /// Another one, that knows the log as far as `owner` does.
    pub(super) async fn start_beside(&self, owner: &Installation) -> anyhow::Result<Installation> {
        let other = self.start().await?;
        // It has its share of the partitions, and so has followed all of them.
        let ready = ask(owner.command, b"GET /health/ready HTTP/1.1\r\nhost: l\r\n\r\n").await?;
        if ready.status != 200 {
            bail!("the owner is not ready: {}", ready.status);
        }
        Ok(other)
    }

    fn places(&self) -> Vec<String> {
        ["--log", &self.log, "--views", &self.views].map(str::to_owned).into()
    }

    fn arguments(&self) -> Vec<String> {
        let mut arguments = self.places();
        arguments
            .extend(["--secrets".to_owned(), self.directory.join("secrets").display().to_string()]);
        arguments
    }
}

impl Installation {
    /// On the engines that need nothing.
    pub(super) async fn embedded(directory: &Path) -> anyhow::Result<Self> {
        let log = format!("file:{}", directory.join("embedded").display());
        Self::start(&["--log".to_owned(), log]).await
    }

    async fn start(engines: &[String]) -> anyhow::Result<Self> {
        let mut arguments = vec!["up".to_owned()];
        arguments.extend_from_slice(engines);
        let mut addresses = Vec::new();
        for role in ["--command-listen", "--query-listen", "--gateway-listen", "--web-listen"] {
            let free = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
            arguments.extend([role.to_owned(), free.to_string()]);
            addresses.push(free);
        }
        let process = croupier(&arguments)?.spawn().context("start croupier")?;
        let started = Self { process, command: addresses[0], query: addresses[1] };
        let began = Instant::now();
        let ready = b"GET /health/ready HTTP/1.1\r\nhost: l\r\n\r\n";
        while ask(started.command, ready).await.map_or(0, |answer| answer.status) != 200 {
            if began.elapsed() > START {
                bail!("croupier {} does not get ready", arguments.join(" "));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(started)
    }

    /// `kill -9`.
    pub(super) fn kill(self) {
        drop(self);
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary beside this one.
fn croupier(arguments: &[String]) -> anyhow::Result<Command> {
    let own = std::env::current_exe()?;
    let mut command = Command::new(own.with_file_name("croupier"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    Ok(command)
}
