//! The Kafka and the Redis of the files: their own command lines, environment and probes, run from
//! the jars and by the `redis-server` of this machine. In other places are, as everywhere here, the
//! addresses and the directories.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use croupier_services::{Container, Error, KafkaImage, Port, shared_kafka};
use serde_json::Value;
use tempfile::TempDir;

use super::compose::{check_of, file};
use super::manifests::{named, objects, variables};
use super::{text_of, words};

/// Between two probes, and how many there may be: three brokers on a busy machine.
const PAUSE: Duration = Duration::from_millis(200);
const PROBE_COUNT_MAX: usize = 600;

/// The image's own start.
const RUN: &str = "/etc/kafka/docker/run";

/// One broker, as a file describes it.
struct Broker {
    command: Vec<String>,
    variables: Vec<(String, String)>,
    /// Whether it is there: a program, or a question whether its port is open.
    probe: Probe,
    /// What is mounted: a path of the image, and a text.
    configuration: (String, String),
    /// Addresses of all brokers of the file, and what is here in their place.
    table: Vec<(String, String)>,
}

enum Probe {
    Program(Vec<String>),
    Port(String),
}

/// A broker that runs, and the files of its container.
struct Running {
    container: Container,
    image: KafkaImage,
    root: TempDir,
    broker: Broker,
}

impl Broker {
    fn start(self) -> Result<Running, Error> {
        let root = tempfile::tempdir().unwrap();
        let image = KafkaImage::below(root.path())?;
        let (path, text) = &self.configuration;
        let path = image.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        let here = |text: &String| self.here(text, root.path());
        let command: Vec<_> = self.command.iter().map(here).collect();
        let variables = self.variables.iter().map(|(name, value)| (name.clone(), here(value)));
        let variables: Vec<_> = variables.collect();
        let container = Container::start(&command, &variables, root.path())?;
        Ok(Running { container, image, root, broker: self })
    }

    fn here(&self, text: &str, root: &Path) -> String {
        let rooted =
            |text: String, there: &str| text.replace(there, &format!("{}{there}", root.display()));
        let text =
            ["/etc/kafka", "/opt/kafka", "/var/lib/kafka"].into_iter().fold(text.into(), rooted);
        self.table.iter().fold(text, |text, (there, here)| text.replace(there, here))
    }
}

impl Running {
    /// Returns when its probe passes.
    fn is_there(&mut self) {
        for _ in 0..PROBE_COUNT_MAX {
            if self.passes() {
                return;
            }
            if let Some(words) = self.container.last_words() {
                panic!("{words}");
            }
            std::thread::sleep(PAUSE);
        }
        panic!(
            "the broker is not there: {}",
            std::fs::read_to_string(self.container.log()).unwrap()
        );
    }

    fn passes(&self) -> bool {
        match &self.broker.probe {
            Probe::Port(address) => TcpStream::connect(self.here(address)).is_ok(),
            Probe::Program(words) => {
                let words: Vec<_> = words.iter().map(|word| self.here(word)).collect();
                let mut command = Command::new(&words[0]);
                command.args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::null());
                command.status().unwrap().success()
            }
        }
    }

    fn here(&self, text: &str) -> String {
        self.broker.here(text, self.root.path())
    }

    /// Every setting that the image has made of the environment, and which of them no broker has.
    fn settings(&self) -> (Vec<String>, Vec<String>) {
        let file = self.image.path("/opt/kafka/config/server.properties");
        let file = std::fs::read_to_string(file).unwrap();
        let lines = file.lines().filter(|line| !line.trim().is_empty());
        let settings: Vec<_> = lines.map(str::to_owned).collect();
        let value = |name: &str| {
            let of = |line: &String| Some(line.strip_prefix(name)?.strip_prefix('=')?.to_owned());
            settings.iter().find_map(of).expect("a setting that it does not run without")
        };
        let advertised = value("advertised.listeners");
        let (_, address) = advertised.split(',').next().unwrap().split_once("://").unwrap();
        let mut tool = Command::new(self.image.path("/opt/kafka/bin/kafka-configs.sh"));
        tool.args(["--bootstrap-server", address, "--describe", "--all"]);
        tool.args(["--entity-type", "brokers", "--entity-name", &value("node.id")]);
        let output = tool.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let known = String::from_utf8(output.stdout).unwrap();
        // What it does not know it takes for a secret, and says no value.
        let is_known = |setting: &&String| {
            known.lines().any(|line| line.trim().starts_with(&format!("{setting} sensitive=false")))
        };
        let unknown = settings.iter().filter(|setting| !is_known(setting)).cloned().collect();
        (settings, unknown)
    }

    /// The files that grow for as long as it runs.
    fn logs(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.image.path("/opt/kafka/logs")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().display().to_string()).collect()
    }
}

/// The broker of `compose.yaml`, and the ports that are kept for it.
fn of_compose() -> (Vec<Broker>, Vec<Port>) {
    let says = &file("compose.yaml")["services"]["kafka"];
    let environment = says["environment"].as_object().unwrap().iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let variables = environment.map(|(name, value)| (name.clone(), text(value)));
    let mounts = words(&says["volumes"]);
    let mounted = mounts.iter().find_map(|mount| mount.strip_prefix("./")?.strip_suffix(":ro"));
    let (from, to) = mounted.expect("a configuration").split_once(':').unwrap();
    let mut table = vec![("@kafka:".into(), "@127.0.0.1:".into())];
    table.push(("//kafka:".into(), "//127.0.0.1:".into()));
    let ports: Vec<_> = (0..3).map(|_| Port::any().unwrap()).collect();
    for (there, here) in [29093, 9092, 19092].into_iter().zip(&ports) {
        table.push((format!(":{there}"), format!(":{}", here.number())));
    }
    let broker = Broker {
        command: vec![RUN.into()],
        variables: variables.collect(),
        probe: Probe::Program(check_of("kafka", says)),
        configuration: (to.into(), text_of(from)),
        table,
    };
    (vec![broker], ports)
}

/// The three of `k8s/`, and the ports that are kept for them.
fn of_kubernetes() -> (Vec<Broker>, Vec<Port>) {
    let objects = objects();
    let workload = named(&objects, "StatefulSet", "kafka").unwrap();
    let spec = &workload["spec"]["template"]["spec"];
    let container = &spec["containers"][0];
    let count = workload["spec"]["replicas"].as_u64().unwrap();
    let ports: Vec<_> = (0..2 * count).map(|_| Port::any().unwrap()).collect();
    let pairs: Vec<_> = ports.chunks(2).map(|two| (two[0].number(), two[1].number())).collect();
    let mut mounts = container["volumeMounts"].as_array().unwrap().iter();
    let mount = mounts.find(|mount| mount["name"] == "configuration").unwrap();
    let (_, configuration) = configured(&objects, spec);
    let probe = &container["readinessProbe"]["tcpSocket"]["port"];
    let mut open = container["ports"].as_array().unwrap().iter();
    let port = &open.find(|port| port["name"] == *probe).unwrap()["containerPort"];
    let of_pod = |number: usize| {
        let mut table = Vec::new();
        for (other, (clients, controllers)) in pairs.iter().enumerate() {
            let name = format!("kafka-{other}.kafka");
            table.push((format!("{name}:9092"), format!("127.0.0.1:{clients}")));
            table.push((format!("{name}:9093"), format!("127.0.0.1:{controllers}")));
        }
        let (clients, controllers) = pairs[number];
        table.push(("://:9092".into(), format!("://:{clients}")));
        table.push(("://:9093".into(), format!("://:{controllers}")));
        table.push(("127.0.0.1:9092".into(), format!("127.0.0.1:{clients}")));
        let pod_name = format!("kafka-{number}");
        let variables = variables(&objects, container, &pod_name).into_iter();
        Broker {
            command: words(&container["command"]),
            variables: variables
                .map(|(name, value)| (name, value.replace("$(POD_NAME)", &pod_name)))
                .collect(),
            probe: Probe::Port(format!("127.0.0.1:{port}")),
            configuration: (
                format!("{}/log4j2.yaml", mount["mountPath"].as_str().unwrap()),
                configuration.clone(),
            ),
            table,
        }
    };
    ((0..pairs.len()).map(of_pod).collect(), ports)
}

/// The name of the map that configures the pod, and how it lets Kafka log.
fn configured(objects: &[Value], spec: &Value) -> (String, String) {
    let mut volumes = spec["volumes"].as_array().unwrap().iter();
    let volume = volumes.find(|volume| volume["name"] == "configuration").unwrap();
    let name = volume["configMap"]["name"].as_str().unwrap();
    let map = named(objects, "ConfigMap", name).unwrap();
    (name.into(), map["data"]["log4j2.yaml"].as_str().unwrap().into())
}

fn check((brokers, _ports): (Vec<Broker>, Vec<Port>)) {
    // Whoever cannot have one has none of these either.
    if shared_kafka().is_none() {
        return;
    }
    let running: Result<Vec<_>, _> = brokers.into_iter().map(Broker::start).collect();
    let mut running = running.unwrap();
    running.iter_mut().for_each(Running::is_there);
    for broker in &running {
        let (settings, unknown) = broker.settings();
        assert!(settings.len() > 10, "{settings:?}");
        assert_eq!(unknown, [""; 0], "no broker has these settings");
        assert_eq!(broker.logs(), [""; 0], "what grows until the disk is full");
    }
}

#[test]
fn the_broker_of_compose_is_as_the_file_says() {
    check(of_compose());
}

#[test]
fn the_brokers_of_kubernetes_are_as_the_file_says() {
    check(of_kubernetes());
}
