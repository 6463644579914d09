//! What is shipped is what its readers read: checked by the programs that know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use croupier_log::kafka::Settings;
use croupier_services::{go, promtool, root};
use croupier_views::redis::RedisAddress;
use serde_json::Value;

use super::manifests::named;
use super::{ROOT, available, text_of, words};

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

/// A program of the module that Compose itself reads files with, pinned by its `go.sum`.
fn compose() -> Result<PathBuf, String> {
    // Built once: nobody can write to a program that runs.
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();

    BUILT.get_or_init(build_compose).clone()
}

fn build_compose() -> Result<PathBuf, String> {
    let go = go().map_err(|error| error.to_string())?;
    let program = root().join("compose-go");
    let sources = Path::new(ROOT).join("crates/croupier/tests/it/shipped/compose-go");
    let mut build = Command::new(go);
    build.args(["build", "-trimpath", "-o"]).arg(&program).arg(".");
    let output = build.current_dir(sources).output();
    let output = output.map_err(|error| format!("{build:?}: {error}"))?;
    let complaint = || format!("{build:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    output.status.success().then_some(program).ok_or_else(complaint)
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

/// What `kubectl apply -k k8s-existing` would take; none where there is no kubectl.
fn overlay() -> Option<String> {
    available(run(Command::new("kubectl").args(["version", "--client"])))?;
    Some(run(Command::new("kubectl").args(["kustomize", "k8s-existing"])).unwrap())
}

#[test]
fn the_overlay_is_kubernetes_own() {
    let (Some(validator), Some(built)) = (available(validator()), overlay()) else { return };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("built.yaml");
    std::fs::write(&path, built).unwrap();
    for version in KUBERNETES {
        let mut command = Command::new(&validator);
        command.args(["--strict", "--kubernetes-version", version]).arg(&path);
        let said = run(&mut command).unwrap();
        assert!(!said.contains("WARN"), "{said}");
    }
}

#[test]
fn the_overlay_leaves_no_broker_and_no_redis_of_its_own() {
    let Some(built) = overlay() else { return };
    let left: Vec<Value> = serde_saphyr::from_multiple(&built).unwrap();
    let names: BTreeSet<_> = left.iter().map(|it| it["metadata"]["name"].as_str()).collect();
    let ours = ["command", "processor", "query", "gateway", "croupier"];
    assert!(ours.iter().all(|name| names.contains(&Some(*name))), "{names:?}");
    assert!(!["kafka", "redis"].iter().any(|name| names.contains(&Some(*name))), "{names:?}");
}

/// Whoever needs one of those outside has its address, may go there, and has what is shown there.
#[test]
fn the_overlay_leads_to_those_outside() {
    let Some(built) = overlay() else { return };
    let objects: Vec<Value> = serde_saphyr::from_multiple(&built).unwrap();
    let settings = &named(&objects, "ConfigMap", "croupier").unwrap()["data"];
    let mut ports = Vec::new();
    for (setting, scheme) in [("CROUPIER_LOG", "kafka://"), ("CROUPIER_VIEWS", "redis://")] {
        let address = settings[setting].as_str().unwrap().strip_prefix(scheme).unwrap();
        let (host, rest) = address.split_once(':').unwrap();
        assert!(host.ends_with(".example.com"), "{setting} is still {address}");
        ports.push(rest.split('/').next().unwrap().parse::<u64>().unwrap());
    }
    let needs = [
        ("StatefulSet", "command", &ports[..1]),
        ("Deployment", "processor", &ports[..]),
        ("Deployment", "query", &ports[1..]),
        ("Deployment", "gateway", &[]),
    ];
    for (kind, name, ports) in needs {
        let policy = named(&objects, "NetworkPolicy", name).unwrap();
        let egress = policy["spec"]["egress"].as_array().unwrap().iter();
        // Without `to` it is anywhere.
        let anywhere = egress.filter(|rule| rule.get("to").is_none());
        let open: Vec<_> =
            anywhere.map(|rule| rule["ports"][0]["port"].as_u64().unwrap()).collect();
        assert_eq!(open, ports, "{name}");
        let spec = &named(&objects, kind, name).unwrap()["spec"]["template"]["spec"];
        let mut volumes = spec["volumes"].as_array().unwrap().iter();
        let outside = volumes.find(|volume| volume["secret"]["secretName"] == "croupier-outside");
        let mut mounts = spec["containers"][0]["volumeMounts"].as_array().unwrap().iter();
        let mounted = mounts.find(|mount| mount["mountPath"] == "/etc/outside");
        assert_eq!(outside.is_some(), !ports.is_empty(), "{name}");
        assert_eq!(mounted.map(|it| &it["name"]), outside.map(|it| &it["name"]), "{name}");
    }
}

/// The settings behind a `#` are the binary's own, and name files that the handbook puts there.
#[test]
fn the_overlay_says_how_those_outside_are_trusted() {
    let (overlay, handbook) =
        (text_of("k8s-existing/kustomization.yaml"), text_of("docs/OPERATIONS.md"));
    let lines = overlay.lines().filter_map(|line| line.trim().strip_prefix("# CROUPIER_"));
    let settings: BTreeMap<_, _> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    let known = text_of("docs/CONFIGURATION.md");
    for setting in settings.keys() {
        assert!(known.contains(&format!("| `CROUPIER_{setting}` |")), "what is {setting}?");
    }
    Settings::parse(settings["LOG"]).unwrap();
    settings["VIEWS"].parse::<RedisAddress>().unwrap();
    let mut files = BTreeSet::new();
    for value in settings.values() {
        let named = value.split("/etc/outside/").skip(1);
        files.extend(named.filter_map(|rest| rest.split('&').next()));
    }
    assert_eq!(files, BTreeSet::from(["ca.pem", "kafka.password", "redis.password"]));
    for file in files {
        assert!(handbook.contains(&format!("--from-file {file}")), "{file} comes from nowhere");
    }
}

/// The services of a file that start by themselves, and those that start only with a profile.
fn services(path: &str) -> (BTreeSet<String>, BTreeMap<String, BTreeSet<String>>) {
    let file: Value = serde_saphyr::from_str(&text_of(path)).unwrap();
    let (mut always, mut sometimes) = (BTreeSet::new(), BTreeMap::<_, BTreeSet<_>>::new());
    for (name, says) in file["services"].as_object().unwrap() {
        let profiles = words(&says["profiles"]);
        if profiles.is_empty() {
            always.insert(name.clone());
        }
        for profile in profiles {
            sometimes.entry(profile).or_default().insert(name.clone());
        }
    }
    (always, sometimes)
}

#[test]
fn compose_reads_its_files_with_every_profile() {
    let Some(compose) = available(compose()) else { return };
    let loaded = |path: &str, profiles: &[&String]| -> BTreeSet<String> {
        let said = run(Command::new(&compose).arg(path).args(profiles)).unwrap();
        said.lines().map(str::to_owned).collect()
    };
    for path in ["compose.yaml", "compose.embedded.yaml"] {
        let (always, sometimes) = services(path);
        assert!(!always.is_empty());
        assert_eq!(loaded(path, &[]), always, "{path}");
        for (profile, more) in &sometimes {
            assert_eq!(loaded(path, &[profile]), &always | more, "{path} with {profile}");
        }
        let all = sometimes.values().fold(always, |all, more| &all | more);
        assert_eq!(loaded(path, &sometimes.keys().collect::<Vec<_>>()), all, "{path} with all");
    }
}

#[test]
fn compose_refuses_a_file_that_is_broken() {
    let Some(compose) = available(compose()) else { return };
    let whole = text_of("compose.yaml");
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("compose.yaml");
    for (from, to, word) in [
        ("stop_grace_period: 60s", "stop_grace_periods: 60s", "stop_grace_periods"),
        ("stop_grace_period: 60s", "stop_grace_period: soon", "soon"),
        ("depends_on: [prometheus]", "depends_on: [promotheus]", "promotheus"),
        ("redis:/data", "rediss:/data", "rediss"),
        ("127.0.0.1:9092:9092", "127.0.0.1:9092:nine", "nine"),
        ("\nvolumes:\n", "\nvolumes:\n\t", "YAML"),
    ] {
        let broken = whole.replacen(from, to, 1);
        assert_ne!(broken, whole, "{from} is there to be broken");
        std::fs::write(&path, broken).unwrap();
        let said = run(Command::new(&compose).arg(&path).arg("observability")).unwrap_err();
        assert!(said.to_lowercase().contains(&word.to_lowercase()), "{word:?} is not in: {said}");
    }
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
