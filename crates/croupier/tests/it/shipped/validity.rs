//! What is shipped is what its readers read: checked by the programs that know.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use croupier_services::{promtool, root};
use serde_json::Value;

use super::{ROOT, available, text_of};

/// Of Python's package index; it carries the schemas of every version of Kubernetes.
const VALIDATOR: &str = "kubernetes-validate==1.37.0";

/// The versions of Kubernetes that the manifests are for: the newest, and one of long ago.
const KUBERNETES: [&str; 2] = ["1.37.0", "1.32.0"];

fn validator() -> Result<PathBuf, String> {
    let folder = root().join("kubernetes");
    std::fs::create_dir_all(&folder).unwrap();
    // Two that make it at once would make neither.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let venv = folder.join("venv");
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", VALIDATOR];
    run(Command::new(venv.join("bin/python")).args(pip))?;
    Ok(venv.join("bin/kubernetes-validate"))
}

/// What it prints, or what it says is wrong.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.current_dir(ROOT).output();
    let output = output.map_err(|error| format!("{command:?}: {error}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (printed, complaint) = (said(&output.stdout), said(&output.stderr));
    let failed = || format!("{command:?} failed: {printed}{complaint}");
    output.status.success().then_some(()).ok_or_else(failed)?;
    Ok(printed)
}

/// The files of `k8s/` that `kubectl apply -f k8s/` would take.
fn manifests() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(ROOT).join("k8s")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect()
}

#[test]
fn the_manifests_are_kubernetes_own() {
    let Some(validator) = available(validator()) else { return };
    for version in KUBERNETES {
        let mut command = Command::new(&validator);
        command.args(["--strict", "--kubernetes-version", version]).args(manifests());
        let said = run(&mut command).unwrap();
        assert!(!said.contains("WARN"), "{said}");
    }
}

#[test]
fn the_overlay_leaves_no_broker_and_no_redis_of_its_own() {
    if available(run(Command::new("kubectl").args(["version", "--client"]))).is_none() {
        return;
    }
    let built = run(Command::new("kubectl").args(["kustomize", "k8s-existing"])).unwrap();
    let left: Vec<Value> = serde_saphyr::from_multiple(&built).unwrap();
    let names: BTreeSet<_> = left.iter().map(|it| it["metadata"]["name"].as_str()).collect();
    let ours = ["command", "processor", "query", "gateway", "croupier"];
    assert!(ours.iter().all(|name| names.contains(&Some(*name))), "{names:?}");
    assert!(!["kafka", "redis"].iter().any(|name| names.contains(&Some(*name))), "{names:?}");
}

#[test]
fn alerts_fire_when_they_should() {
    let Some(promtool) = available(promtool()) else { return };
    for arguments in [
        &["check", "config", "--syntax-only", "observability/prometheus.yaml"][..],
        &["check", "rules", "observability/alerts.yaml"],
        &["test", "rules", "observability/alerts.test.yaml"],
    ] {
        run(Command::new(&promtool).args(arguments)).unwrap();
    }
}

#[test]
fn every_alert_is_tested_and_has_its_entry() {
    let rules: Value = serde_saphyr::from_str(&text_of("observability/alerts.yaml")).unwrap();
    let (tests, handbook) =
        (text_of("observability/alerts.test.yaml"), text_of("docs/OPERATIONS.md"));
    let (_, entries) = handbook.split_once("\n## When an alert fires\n").unwrap();
    let alerts = rules["groups"][0]["rules"].as_array().unwrap();
    assert!(!alerts.is_empty());
    for alert in alerts {
        let name = alert["alert"].as_str().unwrap();
        assert!(entries.contains(&format!("\n| `{name}` |")), "{name} has no entry");
        assert!(tests.contains(&format!("alertname: {name}\n")), "{name} is not seen to fire");
    }
}
