//! `compose.yaml`, `compose.embedded.yaml` and the image's own command.

use std::collections::BTreeSet;

use serde_json::Value;

use super::image::Image;
use super::system::{Described, System};
use super::{has_programs, serves, text_of, words};
use crate::installation::Installation;

/// Not of our image: the tests' own Kafka and Redis take their places.
const SERVERS: [&str; 2] = ["kafka", "redis"];

const DASHBOARD: &str = "observability/grafana/croupier.json";

pub(super) fn file(path: &str) -> Value {
    serde_saphyr::from_str(&text_of(path)).unwrap()
}

/// The containers of our image that start without a profile.
fn described(file: &Value) -> Vec<Described> {
    let mut described = Vec::new();
    for (service, says) in file["services"].as_object().unwrap() {
        if SERVERS.contains(&service.as_str()) || says.get("profiles").is_some() {
            continue;
        }
        let replicas = says["deploy"]["replicas"].as_u64();
        for number in 0..replicas.unwrap_or(1) {
            let name = replicas.map_or(service.clone(), |_| format!("{service}-{number}"));
            described.push(container(service, name, says));
        }
    }
    described
}

fn container(service: &str, name: String, says: &Value) -> Described {
    let after = says["depends_on"].as_object().unwrap();
    let conditions = after.values().all(|says| says["condition"] == "service_healthy");
    assert!(conditions, "{name} starts before what it needs is healthy");
    let after = after.keys().filter(|name| !SERVERS.contains(&name.as_str())).cloned().collect();
    let variables = says["environment"].as_object().unwrap().iter();
    // Without a value: that of whoever starts it, who has none here.
    let variables = variables.filter(|(_, value)| !value.is_null());
    let variables = variables.map(|(name, value)| (name.clone(), value.as_str().unwrap().into()));
    Described {
        service: service.into(),
        name,
        after,
        arguments: words(&says["command"]),
        variables: variables.collect(),
        // The image's own is in force where a file has none: it holds for every role.
        checks: vec![check_of(service, says), Image::read().health_check()],
        ..Described::default()
    }
}

/// A health check, as it is run in the container.
pub(super) fn check_of(name: &str, says: &Value) -> Vec<String> {
    let mut check = words(&says["healthcheck"]["test"]);
    assert_eq!(check.remove(0), "CMD", "the health check of {name}");
    check
}

/// Prometheus asks every container where it is, and gets every metric that an alert or the
/// dashboard names.
async fn check_observed(system: &System) {
    let asked = file("observability/prometheus.yaml");
    let mut targets = BTreeSet::new();
    for job in asked["scrape_configs"].as_array().unwrap() {
        for target in words(&job["static_configs"][0]["targets"]) {
            let (name, port) = target.split_once(':').unwrap();
            targets.insert((name.to_owned(), port.parse().unwrap()));
        }
        for name in words(&job["dns_sd_configs"][0]["names"]) {
            let port = job["dns_sd_configs"][0]["port"].as_u64().unwrap();
            targets.insert((name, u16::try_from(port).unwrap()));
        }
    }
    let (observed, metrics) = system.observed().await;
    assert_eq!(observed, targets);
    let queries = text_of("observability/alerts.yaml") + &text_of(DASHBOARD);
    let words = queries.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let named: BTreeSet<_> = words.filter(|word| word.starts_with("croupier_")).collect();
    assert!(named.len() > 5, "{named:?}");
    for name in named {
        let is_sample =
            |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
        assert!(metrics.lines().any(is_sample), "there is no sample of {name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_compose_starts_serves() {
    let Some(installation) = Installation::distributed().filter(|_| has_programs()) else { return };
    let file = file("compose.yaml");
    let environment = &file["x-environment"];
    let there = |name: &str| environment[name].as_str().unwrap();
    let addresses = [there("CROUPIER_LOG"), there("CROUPIER_VIEWS")];
    let secrets = tempfile::tempdir().unwrap();
    let here = secrets.path().join("made").display().to_string();
    let table = vec![(there("CROUPIER_SECRETS").to_owned(), here)];
    let mut system = System::on(&installation, described(&file), addresses, table);
    let roles = ["command-1", "processor-0", "query", "gateway", "web"];
    serves(&mut system, [("gateway", 8000), ("web", 3000)], &roles).await;
    check_observed(&system).await;
    system.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_image_serves_without_a_command() {
    if !has_programs() {
        return;
    }
    let image = Image::read();
    let name = "croupier";
    let says = &file("compose.embedded.yaml")["services"][name];
    let volume = words(&says["volumes"]).remove(0);
    let (_, directory) = volume.split_once(':').unwrap();
    let described = Described {
        name: name.into(),
        service: name.into(),
        arguments: image.command(),
        checks: vec![check_of(name, says), image.health_check()],
        directories: vec![(directory.into(), tempfile::tempdir().unwrap())],
        ..Described::default()
    };
    let mut system = System::new(vec![described], Vec::new(), Vec::new());
    serves(&mut system, [(name, 8000), (name, 3000)], &[name]).await;
    system.stop();
}
