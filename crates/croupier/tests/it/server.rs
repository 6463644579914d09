//! `croupier up`: every role in one process.

use std::process::ExitStatus;

use crate::client::Client;
use crate::installation::Installation;
use crate::process::{Process, Refused};

/// `croupier up` on ports of its own.
pub(crate) struct Server {
    process: Process,
    pub(crate) gateway: Client,
    pub(crate) command: Client,
    pub(crate) query: Client,
}

impl Server {
    pub(crate) fn start(installation: &Installation) -> Self {
        Self::start_with(installation, &[])
    }

    pub(crate) fn start_with(installation: &Installation, settings: &[&str]) -> Self {
        Self::try_start(installation, settings).unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    /// Start it and wait until everything has said where they are.
    pub(crate) fn try_start(
        installation: &Installation,
        settings: &[&str],
    ) -> Result<Self, Refused> {
        let process = Process::start(&Self::arguments(installation, settings), 4)?;
        Ok(Self {
            gateway: Client::new(process.address("gateway")),
            command: Client::new(process.address("command")),
            query: Client::new(process.address("query")),
            process,
        })
    }

    /// What it is started with.
    pub(crate) fn arguments(installation: &Installation, settings: &[&str]) -> Vec<String> {
        let mut arguments = vec!["up".to_owned()];
        arguments.extend(installation.log_arguments());
        arguments.extend(installation.secret_arguments());
        arguments.extend(installation.view_arguments());
        for service in ["--gateway-listen", "--command-listen", "--query-listen", "--web-listen"] {
            arguments.extend([service.to_owned(), "127.0.0.1:0".to_owned()]);
        }
        arguments.extend(settings.iter().map(|text| (*text).to_owned()));
        arguments
    }

    /// Returns when it has said `text`.
    pub(crate) async fn says(&self, text: &str) {
        self.process.says(text).await;
    }

    /// How often it has said `text`.
    pub(crate) fn said_count(&self, text: &str) -> usize {
        self.process.said_count(text)
    }

    /// `kill -9`.
    pub(crate) fn kill(self) {
        self.process.kill();
    }

    /// SIGTERM, and wait until it has drained.
    pub(crate) fn stop(self) -> ExitStatus {
        self.process.stop()
    }
}
