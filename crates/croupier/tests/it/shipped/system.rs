//! Processes as a file describes them, in the order it asks for.
//!
//! What is put in the place of what the file says, and nothing else:
//!
//! | the file | here |
//! |---|---|
//! | `0.0.0.0:PORT`, `127.0.0.1:PORT` of a process | the same address, a port of its own |
//! | `//NAME:PORT` | `//127.0.0.1:` and that port of the process called `NAME` |
//! | the address of the log | the shared Kafka, topics of its own, one replica |
//! | the address of the views | the shared Redis, with a prefix of its own beside it |
//! | a directory of the container | a directory of the test, shared by those that share it there |

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use croupier_services::Port;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::client::Client;
use crate::installation::Installation;
use crate::process::Process;

/// Between two health checks, and how many there may be: well beyond what a start takes.
const PAUSE: Duration = Duration::from_millis(100);
const CHECK_COUNT_MAX: usize = 600;

/// One container, as a file describes it.
#[derive(Default)]
pub(super) struct Described {
    /// Its own name.
    pub(super) name: String,
    /// What must be healthy before it is started; a name that several share is that of all.
    pub(super) after: Vec<String>,
    /// What all that are called so do.
    pub(super) service: String,
    pub(super) arguments: Vec<String>,
    pub(super) variables: Vec<(String, String)>,
    /// Run before it, each a program and its arguments.
    pub(super) before: Vec<Vec<String>>,
    /// Whether it is healthy: each a program and its arguments.
    pub(super) checks: Vec<Vec<String>>,
    /// The directories that it shares with nobody, and where they are here.
    pub(super) directories: Vec<(String, TempDir)>,
}

struct Container {
    described: Described,
    ports: Vec<(u16, Port)>,
    process: Option<Process>,
}

/// All containers of a file.
pub(super) struct System {
    containers: Vec<Container>,
    table: Vec<(String, String)>,
    variables: Vec<(String, String)>,
}

impl System {
    /// The containers with what stands for texts of the file, and variables that it does not have.
    pub(super) fn new(
        described: Vec<Described>,
        mut table: Vec<(String, String)>,
        variables: Vec<(String, String)>,
    ) -> Self {
        check_advertised(&described);
        let containers: Vec<Container> = described.into_iter().map(Container::new).collect();
        for container in &containers {
            let named = |(there, here): &(u16, Port)| {
                let name = &container.described.name;
                (format!("//{name}:{there}"), format!("//127.0.0.1:{}", here.number()))
            };
            table.extend(container.ports.iter().map(named));
        }
        Self { containers, table, variables }
    }

    /// The same on the log and the views of `installation` instead of those at `addresses`.
    pub(super) fn on(
        installation: &Installation,
        described: Vec<Described>,
        addresses: [&str; 2],
        mut table: Vec<(String, String)>,
    ) -> Self {
        let (views, prefix) = installation.views_at();
        let [log_there, views_there] = addresses.map(str::to_owned);
        table.extend([(log_there, installation.log()), (views_there, views)]);
        Self::new(described, table, vec![("CROUPIER_VIEWS_PREFIX".to_owned(), prefix)])
    }

    /// Start what does not run, each when what it waits for is healthy.
    pub(super) async fn start(&mut self) {
        loop {
            let healthy = |service: &String| {
                let mut all = self.containers.iter();
                let known = all.clone().any(|one| one.is_called(service));
                assert!(known, "{service} is waited for, and is not there");
                all.all(|one| !one.is_called(service) || one.process.is_some())
            };
            let may_start = |container: &Container| {
                container.process.is_none() && container.described.after.iter().all(healthy)
            };
            let Some(next) = self.containers.iter().position(may_start) else { break };
            let process = self.run(&self.containers[next]).await;
            self.containers[next].process = Some(process);
        }
        let left = self.containers.iter().filter(|one| one.process.is_none());
        let left: Vec<_> = left.map(|one| one.described.name.as_str()).collect();
        assert!(left.is_empty(), "{left:?} wait for each other");
    }

    /// Returns when it is healthy.
    async fn run(&self, container: &Container) -> Process {
        let Described { name, arguments, variables, before, checks, .. } = &container.described;
        let here = |words: &[String]| -> Vec<String> {
            words.iter().map(|word| self.here(container, word)).collect()
        };
        for words in before {
            let status = command(&here(words)).status().unwrap();
            assert!(status.success(), "{name}: {words:?}");
        }
        let all = variables.iter().chain(&self.variables);
        let all: Vec<_> =
            all.map(|(name, value)| (name.as_str(), self.here(container, value))).collect();
        let process = Process::start_in(&all, &here(arguments), container.ports.len());
        let process = process.unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
        for check in checks {
            Self::passes(name, &here(check)).await;
        }
        process
    }

    /// Returns when the check of `name` passes.
    async fn passes(name: &str, check: &[String]) {
        for _ in 0..CHECK_COUNT_MAX {
            if command(check).stderr(Stdio::null()).status().unwrap().success() {
                return;
            }
            sleep(PAUSE).await;
        }
        panic!("{name} has not become healthy by {check:?}");
    }

    /// What stands here for `text`.
    fn here(&self, container: &Container, text: &str) -> String {
        let mut text = text.to_owned();
        for (there, here) in &container.ports {
            for host in ["0.0.0.0", "127.0.0.1"] {
                let own = |port: u16| format!("{host}:{port}");
                text = text.replace(&own(*there), &own(here.number()));
            }
        }
        for (there, here) in &container.described.directories {
            text = text.replace(there, &here.path().display().to_string());
        }
        self.table.iter().fold(text, |text, (there, here)| text.replace(there, here))
    }

    pub(super) fn client(&self, name: &str, port: u16) -> Client {
        let container = self.containers.iter().find(|one| one.described.name == name).unwrap();
        let (_, here) = container.ports.iter().find(|(there, _)| *there == port).unwrap();
        Client::new(&format!("http://{}", here.address()))
    }

    /// The names and ports that metrics are asked at, and all that is answered there.
    pub(super) async fn observed(&self) -> (BTreeSet<(String, u16)>, String) {
        let (mut targets, mut metrics) = (BTreeSet::new(), String::new());
        for Container { described, ports, .. } in &self.containers {
            let (there, here) = &ports[0];
            targets.insert((described.service.clone(), *there));
            let client = Client::new(&format!("http://{}", here.address()));
            let answer = client.get("/metrics").await;
            assert_eq!(answer.status, 200, "the metrics of {}", described.name);
            metrics += &String::from_utf8_lossy(&answer.body);
        }
        (targets, metrics)
    }

    /// `kill -9`.
    pub(super) fn kill(&mut self, name: &str) {
        let mut containers = self.containers.iter_mut();
        let container = containers.find(|one| one.described.name == name).unwrap();
        container.process.take().expect("it runs").kill();
    }

    /// SIGTERM to all; each ends as if nothing had been wrong.
    pub(super) fn stop(&mut self) {
        for container in self.containers.iter_mut().rev() {
            let status = container.process.take().expect("it runs").stop();
            assert!(status.success(), "{}: {status:?}", container.described.name);
        }
    }
}

impl Container {
    fn new(described: Described) -> Self {
        let listens = described.arguments.iter().filter_map(|word| word.strip_prefix("0.0.0.0:"));
        let port = |there: &str| (there.parse().unwrap(), Port::any().unwrap());
        Self { ports: listens.map(port).collect(), described, process: None }
    }

    fn is_called(&self, service: &str) -> bool {
        self.described.service == service
    }
}

/// Gateways follow a partition to no address but those they are given: every command service must
/// name itself as they do. Otherwise all would work, by trial and error.
fn check_advertised(described: &[Described]) {
    let words = described.iter().flat_map(|one| one.arguments.windows(2));
    let advertised = words.filter(|pair| pair[0] == "--advertise").map(|pair| &pair[1]);
    let variables = described.iter().flat_map(|one| &one.variables);
    let known = variables.filter(|(name, _)| name == "CROUPIER_COMMAND_URL");
    let known: Vec<&str> = known.flat_map(|(_, urls)| urls.split(',')).collect();
    for address in advertised {
        assert!(known.contains(&address.as_str()), "no gateway knows {address}, only {known:?}");
    }
}

fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}
