//! `compose.yaml`, `compose.embedded.yaml` and the image's own command.

use serde_json::Value;

use super::system::{Described, System};
use super::{serves, text_of, words};
use crate::installation::Installation;

/// Not of our image: the tests' own Kafka and Redis take their places.
const SERVERS: [&str; 2] = ["kafka", "redis"];

fn file(path: &str) -> Value {
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
    let variables = variables.map(|(name, value)| (name.clone(), value.as_str().unwrap().into()));
    let mut check = words(&says["healthcheck"]["test"]);
    assert_eq!(check.remove(0), "CMD", "the health check of {name}");
    Described {
        service: service.into(),
        name,
        after,
        arguments: words(&says["command"]),
        variables: variables.collect(),
        before: Vec::new(),
        check,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_compose_starts_serves() {
    let Some(installation) = Installation::distributed() else { return };
    let file = file("compose.yaml");
    let environment = &file["x-environment"];
    let there = |name: &str| environment[name].as_str().unwrap();
    let addresses = [there("CROUPIER_LOG"), there("CROUPIER_VIEWS")];
    let directories = [there("CROUPIER_SECRETS")];
    let system = System::new(&installation, described(&file), addresses, &directories);
    let roles = ["command-1", "processor-0", "query", "gateway", "web"];
    serves(system, [("gateway", 8000), ("web", 3000)], &roles).await;
}
