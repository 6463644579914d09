//! One role a process: a system as it runs on many machines.

use serde_json::Value;
use tokio::time::{Duration, sleep, timeout};

use crate::client::Client;
use crate::installation::Installation;
use crate::process::{Process, Refused};

/// How long partitions may take to come to an instance, or to leave it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A role, which may be running.
pub(crate) struct Role {
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
    service_count: usize,
    /// Where it listens, once it has: it comes back to the same port.
    address: Option<String>,
    process: Option<Process>,
}

impl Role {
    fn new(name: &str, service_count: usize, arguments: Vec<String>) -> Self {
        let arguments = [vec![name.to_owned()], arguments].concat();
        let variables = Vec::new();
        Self { arguments, variables, service_count, address: None, process: None }
    }

    pub(crate) fn start(&mut self) {
        self.try_start().unwrap_or_else(|refused| panic!("{refused:?}"));
    }

    pub(crate) fn try_start(&mut self) -> Result<(), Refused> {
        let mut arguments = self.arguments.clone();
        if self.service_count > 0 {
            let known = self.address.as_ref().map(|url| url.trim_start_matches("http://"));
            let listen = known.unwrap_or("127.0.0.1:0").to_owned();
            arguments.extend(["--listen".to_owned(), listen]);
        }
        let process = Process::start_in(&self.variables, &arguments, self.service_count)?;
        self.address = process.services.first().map(|(_, address)| address.clone());
        self.process = Some(process);
        Ok(())
    }

    /// With more arguments.
    pub(crate) fn with_arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|text| (*text).to_owned()));
        self
    }

    /// With one more variable in its environment.
    pub(crate) fn with_variable(mut self, name: &'static str, value: String) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Returns when it has said `text`.
    pub(crate) async fn says(&self, text: &str) {
        self.process.as_ref().expect("it runs").says(text).await;
    }

    /// The first object that it has logged with all of these fields, once it has.
    pub(crate) async fn logs(&self, fields: &[(&str, Value)]) -> Value {
        let process = self.process.as_ref().expect("it runs");
        // The last of them tells the line from others.
        let (name, value) = fields.last().expect("a field");
        process.says(&format!("\"{name}\":{value}")).await;
        let said = process.said();
        let mut objects = said.lines().map(|line| {
            serde_json::from_str::<Value>(line).unwrap_or_else(|why| panic!("{why}: {line}"))
        });
        let has_all = |object: &Value| fields.iter().all(|(name, value)| object[name] == *value);
        objects.find(has_all).unwrap_or_else(|| panic!("{fields:?} are not in {said}"))
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

    /// Returns when this command service says that it serves so many partitions.
    pub(crate) async fn serves(&self, is_enough: fn(usize) -> bool) {
        let client = self.client();
        let asking = async {
            loop {
                let shown = client.get("/api/v1/system/partitions").await.json();
                let states = shown["partitions"].as_array().unwrap().iter();
                if is_enough(states.filter(|partition| partition["state"] == "serving").count()) {
                    return;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, asking).await.expect("partitions come and go");
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
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
        Self::start_in(&[], installation)
    }

    /// The same with more variables in the environment of each.
    pub(crate) fn start_in(
        variables: &[(&'static str, String)],
        installation: &Installation,
    ) -> Self {
        let with_variables = |role: Role| {
            variables
                .iter()
                .fold(role, |role, (name, value)| role.with_variable(name, value.clone()))
        };
        let mut cluster = Self {
            commands: [(); 2].map(|()| with_variables(command(installation))),
            processor: with_variables(processor(installation)),
            query: with_variables(query(installation)),
            // Made below, when it is known where the others listen.
            gateway: Role::new("gateway", 1, Vec::new()),
        };
        cluster.commands.iter_mut().for_each(Role::start);
        cluster.processor.start();
        cluster.query.start();
        cluster.gateway = with_variables(cluster.another_gateway(installation));
        cluster.gateway.start();
        cluster
    }

    /// Stop all of it, from the front to the back.
    pub(crate) fn stop(&mut self) {
        self.roles().into_iter().for_each(Role::stop);
    }

    /// Start all of it again, from the back to the front, where it was.
    pub(crate) fn start_again(&mut self) {
        self.roles().into_iter().rev().for_each(Role::start);
    }

    /// From the front to the back.
    fn roles(&mut self) -> [&mut Role; 5] {
        let [one, other] = &mut self.commands;
        [&mut self.gateway, one, other, &mut self.processor, &mut self.query]
    }

    /// One more, in front of the same services.
    pub(crate) fn another_gateway(&self, installation: &Installation) -> Role {
        let commands = self.commands.each_ref().map(Role::url).join(",");
        let behind = ["--command-url", &commands, "--query-url", &self.query.url()];
        let behind = behind.map(str::to_owned);
        Role::new("gateway", 1, [&installation.secret_arguments()[..], &behind[..]].concat())
    }
}

/// A command service, which checkpoints often: what happens rarely shall happen in a test.
pub(crate) fn command(installation: &Installation) -> Role {
    let (log, secrets) = (installation.log_arguments(), installation.secret_arguments());
    let often = ["--checkpoint-every", "200", "--snapshot-every", "400"].map(str::to_owned);
    Role::new("command", 1, [log, secrets, often.to_vec()].concat())
}

pub(crate) fn processor(installation: &Installation) -> Role {
    let arguments = [installation.log_arguments(), installation.view_arguments()].concat();
    Role::new("processor", 1, arguments)
}

fn query(installation: &Installation) -> Role {
    let arguments = [installation.view_arguments(), installation.secret_arguments()].concat();
    Role::new("query", 1, arguments)
}
