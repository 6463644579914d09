//! Paths of one machine and addresses of private registries.

use crate::tidy::places;
use crate::tidy::tree::Tree;

use super::check;

#[track_caller]
fn check_line(path: &str, line: &str, expected: Option<&str>) {
    let text = format!("\n{line}\n");
    let place = format!("{path}:2");
    let expected: Vec<(&str, &str)> =
        expected.map(|words| (place.as_str(), words)).into_iter().collect();
    check(places::check(&Tree::of(&[(path, &text)])), &expected);
}

#[test]
fn paths_of_one_machine() {
    check_line("README.md", "cd /home/ada/croupier", Some("`/home/…`"));
    check_line("a.rs", "const DATA: &str = \"/tmp/data\";", Some("`/tmp/…`"));
    check_line("run", "--log file:/work/log", Some("`/work/…`"));
    check_line("web/a.ts", "'file:///Users/ada'", Some("`/Users/…`"));
    check_line("a.toml", "path=/root/.cargo", Some("`/root/…`"));
}

#[test]
fn paths_that_only_look_like_it() {
    check_line("a.rs", "const HOME: &str = \"/home/\";", None);
    check_line("a.md", "see https://example.org/home/ada and ../tmp/x", None);
    check_line("run", "$HOME/work/x ${DIR}/tmp/x ~/work/x web/home/x", None);
    check_line("k8s/a.yaml", "mountPath: /tmp", None);
}

#[test]
fn tests_and_images_have_places_of_their_own() {
    check_line("crates/log/src/tests.rs", "\"/tmp/x\"", None);
    check_line("Dockerfile", "COPY . /work/source", None);
}

#[test]
fn packages_come_from_where_everybody_gets_them() {
    let lock = |address: &str| format!("source = \"{address}\"");
    let public = "registry+https://github.com/rust-lang/crates.io-index";
    let elsewhere = "registry+https://crates.example.org/index";
    check_line("Cargo.lock", &lock(public), None);
    check_line("Cargo.lock", &lock(elsewhere), Some("crates.example.org"));
    check_line("Cargo.lock", &lock("git+https://example.org/x"), Some("not the public registry"));
    let mirror = "registry = \"sparse+https://mirror.example.org/\"";
    check_line(".cargo/config.toml", mirror, Some("mirror.example.org"));
    check_line(".cargo/config.toml", "xtask = \"run --package xtask --\"", None);
    check_line("web/.npmrc", "registry=https://mirror.example.org/", Some("mirror.example"));
    let resolved = |host: &str| format!("  \"resolved\": \"https://{host}/x/-/x-1.0.0.tgz\",");
    check_line("web/package-lock.json", &resolved("registry.npmjs.org"), None);
    check_line("web/package-lock.json", &resolved("mirror.example.org"), Some("mirror.example"));
}
