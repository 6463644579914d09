//! `Dockerfile`, read: what it is built from is there, and what is run in it as well.

use std::collections::BTreeSet;
use std::path::Path;

use super::compose::{check_of, file};
use super::{ROOT, text_of};

/// An instruction of a stage: its name, and the rest of the line.
type Instruction = (String, String);

/// The stages of the image, of which the last is what is shipped.
pub(super) struct Image {
    stages: Vec<Vec<Instruction>>,
}

impl Image {
    pub(super) fn read() -> Self {
        let text = text_of("Dockerfile");
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let text = lines.collect::<Vec<_>>().join("\n").replace("\\\n", "");
        let mut stages = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (name, rest) = line.split_once(' ').expect("an instruction");
            if name == "FROM" {
                stages.push(Vec::new());
            }
            let stage: &mut Vec<Instruction> = stages.last_mut().expect("FROM comes first");
            stage.push((name.into(), rest.trim().into()));
        }
        Self { stages }
    }

    /// What follows each instruction of that name in the stage that is shipped.
    fn shipped(&self, name: &str) -> Vec<&str> {
        of_stage(self.stages.last().unwrap(), name)
    }

    /// The one that counts: the last.
    fn last(&self, name: &str) -> &str {
        self.shipped(name).pop().unwrap_or_else(|| panic!("there is no {name}"))
    }

    /// What is run when nothing else is said.
    pub(super) fn command(&self) -> Vec<String> {
        serde_json::from_str(self.last("CMD")).unwrap()
    }

    /// Whether it is healthy, as it is run in the container.
    pub(super) fn health_check(&self) -> Vec<String> {
        let (_, check) = self.last("HEALTHCHECK").split_once("CMD ").expect("a command");
        serde_json::from_str(check).unwrap()
    }
}

fn of_stage<'a>(stage: &'a [Instruction], name: &str) -> Vec<&'a str> {
    stage.iter().filter(|(it, _)| it == name).map(|(_, rest)| &**rest).collect()
}

#[test]
fn it_is_not_root_and_says_whose_it_is() {
    let image = Image::read();
    let (user, group) = image.last("USER").split_once(':').expect("a user and a group");
    for number in [user, group] {
        assert!(number.parse::<u32>().is_ok_and(|number| number > 0), "{number} may be root");
    }
    let labels = image.shipped("LABEL").join(" ");
    for label in ["title", "description", "licenses", "version", "revision"] {
        let label = format!("org.opencontainers.image.{label}=");
        assert!(labels.contains(&label), "{label} is not among {labels}");
    }
    let arguments: BTreeSet<_> =
        image.shipped("ARG").into_iter().filter_map(|it| it.split('=').next()).collect();
    for named in labels.split("${").skip(1).map(|rest| rest.split('}').next().unwrap()) {
        assert!(arguments.contains(named), "nobody can say {named}");
    }
    // The commit is nowhere in what the image is built from.
    for build in [
        &file("compose.yaml")["services"]["web"],
        &file("compose.embedded.yaml")["services"]["croupier"],
    ] {
        assert_eq!(build["build"]["args"], serde_json::json!(["REVISION"]));
    }
    let version = format!("VERSION={}", env!("CARGO_PKG_VERSION"));
    assert!(image.shipped("ARG").contains(&&*version), "it is not {version}");
}

#[test]
fn it_is_built_from_what_is_there_and_locked() {
    let image = Image::read();
    let ignored = text_of(".dockerignore");
    for stage in &image.stages {
        for copy in of_stage(stage, "COPY") {
            if copy.starts_with("--from=") {
                continue;
            }
            let words: Vec<_> = copy.split_whitespace().collect();
            for source in &words[..words.len() - 1] {
                assert!(Path::new(ROOT).join(source).exists(), "there is no {source} to copy");
                assert!(!is_ignored(&ignored, source), "{source} is not in the context");
            }
        }
        for run in of_stage(stage, "RUN") {
            for tool in ["cargo build", "npm install"] {
                assert!(!run.contains(tool) || run.contains("--locked"), "{run} takes what is new");
            }
        }
    }
    // What the build of the binary needs of the context, which `COPY . .` does not name.
    for source in ["Cargo.lock", "crates/web/build.rs", "web/package-lock.json", "LICENSE"] {
        assert!(!is_ignored(&ignored, source), "{source} is not in the context");
    }
    for kept_out in [".git", "target", "web/node_modules", "web/build", "secrets"] {
        assert!(is_ignored(&ignored, kept_out), "{kept_out} would be sent along");
    }
}

/// Whether a path, or a directory above it, is left out of the context.
fn is_ignored(ignored: &str, path: &str) -> bool {
    let above = Path::new(path.trim_end_matches('/')).ancestors();
    let above: Vec<_> =
        above.filter_map(|path| path.to_str()).filter(|it| !it.is_empty()).collect();
    let mut rules = ignored.lines().map(str::trim).filter(|rule| !rule.is_empty());
    rules.any(|rule| above.iter().any(|path| matches(rule.trim_matches('/'), path)))
}

/// `**/NAME` at any depth, a star within a name, all else as it stands.
fn matches(rule: &str, path: &str) -> bool {
    assert!(!rule.starts_with(['!', '#']), "{rule} is more than this test reads");
    if let Some(name) = rule.strip_prefix("**/") {
        return path.rsplit('/').next() == Some(name);
    }
    match rule.split_once('*') {
        Some((before, after)) => {
            let rest = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            rest.is_some_and(|rest| !rest.contains('/'))
        }
        None => rule == path,
    }
}

/// The programs that files run in a container of the image.
#[test]
fn it_has_what_is_run_in_it() {
    let image = Image::read();
    let run = image.shipped("RUN").join(" ");
    let copied = image.shipped("COPY").join(" ");
    let mut programs = BTreeSet::from([image.health_check().remove(0)]);
    let mut asked = image.health_check().join(" ");
    for path in ["compose.yaml", "compose.embedded.yaml"] {
        for (name, says) in file(path)["services"].as_object().unwrap() {
            // Of our image, which alone is built here.
            if says.get("build").is_some() {
                let check = check_of(name, says);
                asked = asked + " " + &check.join(" ");
                programs.insert(check[0].clone());
            }
        }
    }
    for object in super::manifests::objects() {
        let spec = &object["spec"]["template"]["spec"];
        for kind in ["initContainers", "containers"] {
            for container in spec[kind].as_array().into_iter().flatten() {
                let is_ours = container["image"].as_str().unwrap().starts_with("croupier:");
                programs.extend(
                    super::words(&container["command"]).into_iter().take(usize::from(is_ours)),
                );
            }
        }
    }
    assert!(asked.contains("curl ") && programs.contains("curl"), "{programs:?}");
    let is_installed = |program: &str| {
        let of_debian = ["sh", "cp", "install", "chmod", "test", "cat"];
        of_debian.contains(&program)
            || run.split_whitespace().any(|word| word == program)
            || copied.contains(&format!("/{program}"))
    };
    for program in programs {
        assert!(is_installed(&program), "{program} is run in the image, and is not there");
    }
}
