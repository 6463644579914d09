//! `k8s/`: the pods of our image, one process each.
//!
//! There is no order among pods; here they start in that of the files. A `Service` is its first
//! pod. The secrets are made as the operators' handbook says.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::system::{Described, System};
use super::{ROOT, has_programs, serves, text_of, words};
use crate::installation::Installation;

/// All objects of the manifests, in the order of their files.
pub(super) fn objects() -> Vec<Value> {
    let entries = std::fs::read_dir(Path::new(ROOT).join("k8s")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| serde_saphyr::from_multiple::<Value>(&text).unwrap()).collect()
}

pub(super) fn named<'a>(objects: &'a [Value], kind: &str, name: &str) -> Option<&'a Value> {
    objects.iter().find(|it| it["kind"] == kind && it["metadata"]["name"] == name)
}

/// The directory into which the handbook's commands put the secrets.
fn secrets() -> TempDir {
    let handbook = text_of("docs/OPERATIONS.md");
    let (_, section) = handbook.split_once("\n## On Kubernetes\n").unwrap();
    let block = section.split("```").nth(1).unwrap();
    let ours: Vec<_> = block.lines().filter(|line| !line.starts_with("kubectl ")).collect();
    let directory = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-ec", &ours.join("\n")]).current_dir(directory.path());
    assert!(shell.status().unwrap().success(), "{ours:?}");
    directory
}

/// The pods of every workload of our image.
fn described(objects: &[Value], secrets: &Path) -> Vec<Described> {
    let mut described = Vec::new();
    for workload in objects {
        let containers = &workload["spec"]["template"]["spec"]["containers"];
        let image = containers[0]["image"].as_str().unwrap_or_default();
        if !image.starts_with("croupier:") {
            continue;
        }
        let name = workload["metadata"]["name"].as_str().unwrap();
        let scaled = named(objects, "HorizontalPodAutoscaler", name);
        let least = scaled.map(|scaled| &scaled["spec"]["minReplicas"]);
        let count = least.unwrap_or(&workload["spec"]["replicas"]).as_u64().unwrap();
        described.extend((0..count).map(|number| pod(objects, workload, number, secrets)));
    }
    described
}

fn pod(objects: &[Value], workload: &Value, number: u64, secrets: &Path) -> Described {
    let service = workload["metadata"]["name"].as_str().unwrap();
    let pod_name = format!("{service}-{number}");
    let name = match number {
        _ if workload["kind"] == "StatefulSet" => format!("{pod_name}.{service}"),
        0 => service.to_owned(),
        _ => pod_name.clone(),
    };
    let spec = &workload["spec"]["template"]["spec"];
    let container = &spec["containers"][0];
    let variables = variables(objects, container, &pod_name);
    let expand = |word: String| word.replace("$(POD_NAME)", &pod_name);
    let inits = spec["initContainers"].as_array().into_iter().flatten();
    Described {
        name,
        service: service.into(),
        arguments: words(&container["args"]).into_iter().map(expand).collect(),
        variables,
        before: inits.map(|init| words(&init["command"])).collect(),
        checks: ["startupProbe", "livenessProbe", "readinessProbe"]
            .map(|probe| check(container, &container[probe]["httpGet"]))
            .to_vec(),
        directories: directories(spec, secrets),
        ..Described::default()
    }
}

pub(super) fn variables(
    objects: &[Value],
    container: &Value,
    pod_name: &str,
) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut variables = Vec::new();
    for from in container["envFrom"].as_array().into_iter().flatten() {
        let map = from["configMapRef"]["name"].as_str().unwrap();
        let map = named(objects, "ConfigMap", map).unwrap()["data"].as_object().unwrap();
        variables.extend(map.iter().map(|(name, value)| (name.clone(), text(value))));
    }
    for one in container["env"].as_array().into_iter().flatten() {
        let field = one["valueFrom"]["fieldRef"]["fieldPath"].as_str();
        let value = match field {
            Some("metadata.name") => pod_name.to_owned(),
            Some(other) => panic!("what is {other}?"),
            None => text(&one["value"]),
        };
        variables.push((text(&one["name"]), value));
    }
    variables
}

/// A question over HTTP to a port of the container, by its name, as kubelet asks it.
fn check(container: &Value, asks: &Value) -> Vec<String> {
    let mut ports = container["ports"].as_array().unwrap().iter();
    let port = ports.find(|port| port["name"] == asks["port"]).expect("a port of that name");
    let (port, path) = (&port["containerPort"], asks["path"].as_str().unwrap());
    let url = format!("http://127.0.0.1:{port}{path}");
    ["curl", "-fsS", "-o", "/dev/null", &url].map(str::to_owned).to_vec()
}

/// What is mounted: the secrets that the pod may see, and what is empty at first.
fn directories(spec: &Value, secrets: &Path) -> Vec<(String, TempDir)> {
    let mounts = spec["initContainers"][0]["volumeMounts"].as_array().into_iter().flatten();
    let mounted = mounts.map(|mount| {
        let mut volumes = spec["volumes"].as_array().unwrap().iter();
        let volume = volumes.find(|volume| volume["name"] == mount["name"]).expect("a volume");
        let directory = tempfile::tempdir().unwrap();
        for source in volume["projected"]["sources"].as_array().into_iter().flatten() {
            let file = match source["secret"]["name"].as_str().unwrap() {
                "croupier-master-keys" => "master-keys.json",
                "croupier-token-key" => "token.key",
                "croupier-gateway-token" => "gateway.token",
                other => panic!("what is in {other}?"),
            };
            let from = secrets.join("secrets").join(file);
            std::fs::copy(from, directory.path().join(file)).unwrap();
        }
        (mount["mountPath"].as_str().unwrap().to_owned(), directory)
    });
    mounted.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_kubernetes_starts_serves() {
    let Some(installation) = Installation::distributed().filter(|_| has_programs()) else { return };
    let (objects, secrets) = (objects(), secrets());
    let settings = &named(&objects, "ConfigMap", "croupier").unwrap()["data"];
    let there = |name: &str| settings[name].as_str().unwrap();
    let addresses = [there("CROUPIER_LOG"), there("CROUPIER_VIEWS")];
    let described = described(&objects, secrets.path());
    let mut system = System::on(&installation, described, addresses, Vec::new());
    let roles = ["command-0.command", "processor", "query", "gateway"];
    serves(&mut system, [("gateway", 8000), ("gateway", 3000)], &roles).await;
    system.stop();
}
