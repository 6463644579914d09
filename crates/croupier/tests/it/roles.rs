//! One role a process: a system as it runs on many machines.

use crate::client::Client;
use crate::installation::Installation;
use crate::process::Process;

/// A role, which may be running.
pub(crate) struct Role {
    arguments: Vec<String>,
    service_count: usize,
    /// Where it listens, once it has: it comes back to the same port.
    address: Option<String>,
    process: Option<Process>,
}

impl Role {
    fn new(name: &str, service_count: usize, arguments: Vec<String>) -> Self {
        let arguments = [vec![name.to_owned()], arguments].concat();
        Self { arguments, service_count, address: None, process: None }
    }

    pub(crate) fn start(&mut self) {
        let mut arguments = self.arguments.clone();
        if self.service_count > 0 {
            let known = self.address.as_ref().map(|url| url.trim_start_matches("http://"));
            let listen = known.unwrap_or("127.0.0.1:0").to_owned();
            arguments.extend(["--listen".to_owned(), listen]);
        }
        let process = Process::start(&arguments, self.service_count);
        let process = process.unwrap_or_else(|refused| panic!("{refused:?}"));
        self.address = process.services.first().map(|(_, address)| address.clone());
        self.process = Some(process);
    }

    pub(crate) fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    pub(crate) fn stop(&mut self) {
        assert!(self.process.take().expect("it runs").stop().success());
    }

    /// SIGSTOP: it does nothing, and knows nothing of it.
    pub(crate) fn pause(&self) {
        self.process.as_ref().expect("it runs").signal("-STOP");
    }

    pub(crate) fn resume(&self) {
        self.process.as_ref().expect("it runs").signal("-CONT");
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address.as_ref().expect("it was started"))
    }

    fn url(&self) -> String {
        self.address.clone().expect("it was started")
    }
}

/// Two command services, a processor, a query service and a gateway.
pub(crate) struct Cluster {
    pub(crate) commands: [Role; 2],
    pub(crate) processor: Role,
    pub(crate) query: Role,
    pub(crate) gateway: Role,
}

impl Cluster {
    pub(crate) fn start(installation: &Installation) -> Self {
        let (log, views) = (installation.log_arguments(), installation.view_arguments());
        let secrets = installation.secret_arguments();
        let often = ["--checkpoint-every", "200", "--snapshot-every", "400"].map(str::to_owned);
        let command = || Role::new("command", 1, [&log[..], &secrets[..], &often[..]].concat());
        let mut cluster = Self {
            commands: [command(), command()],
            processor: Role::new("processor", 0, [&log[..], &views[..]].concat()),
            query: Role::new("query", 1, [&views[..], &secrets[..]].concat()),
            gateway: Role::new("gateway", 1, secrets),
        };
        cluster.commands.iter_mut().for_each(Role::start);
        cluster.processor.start();
        cluster.query.start();
        let commands = cluster.commands.each_ref().map(Role::url).join(",");
        cluster.gateway.arguments.extend(
            ["--command-url", &commands, "--query-url", &cluster.query.url()].map(str::to_owned),
        );
        cluster.gateway.start();
        cluster
    }
}
