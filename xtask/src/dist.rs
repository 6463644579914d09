//! `cargo xtask dist`: what is handed to others. One archive that unpacks into `/usr/local`, with
//! the binary (the application inside), the completions of three shells, the manual, and what
//! others made with its licences; beside it `SHA256SUMS`.
//!
//! Completions and manual are printed by the binary itself, so they are those of its arguments.
//! From the same binary and commit, the archive is the same to the byte.

mod archive;
mod third_party;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use sha2::{Digest, Sha256};

use crate::needs::{self, Need};
use crate::{process, web};
use archive::{Entry, Mode};

const EXPECTED: &str = "expected `[--output <directory>] [--binary <file>]`";

/// The completions: the shell's name, and where it looks for its script.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "share/bash-completion/completions/croupier"),
    ("fish", "share/fish/vendor_completions.d/croupier.fish"),
    ("zsh", "share/zsh/site-functions/_croupier"),
];

/// What goes along as it is.
const DOCUMENTS: [&str; 2] = ["LICENSE", "README.md"];

/// What is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    /// Where the archive goes, instead of `target/archives`.
    output: Option<PathBuf>,
    /// What to pack, instead of building it.
    binary: Option<PathBuf>,
}

/// The command.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    let Wanted { output, binary } = wanted(arguments)?;
    let metadata = MetadataCommand::new().current_dir(crate::root()).no_deps().exec()?;
    let target = metadata.target_directory.into_std_path_buf();
    let binary = binary.map_or_else(|| build(&target), Ok)?;
    let output = output.unwrap_or_else(|| target.join("archives"));
    let version = process::printed(Command::new(&binary).arg("--version"))?;
    let version = version.trim().replace(' ', "-");
    let name = format!("{version}-{}", process::host()?);
    let archive = archive::pack(&name, entries(&binary)?, built_at_s()?)?;
    fs::create_dir_all(&output).with_context(|| format!("make {}", output.display()))?;
    let tar = output.join(format!("{name}.tar"));
    write(&tar, &archive)?;
    // Without the name and the hour, which are gzip's own idea.
    let mut gzip = Command::new("gzip");
    process::printed(gzip.args(["--no-name", "--best", "--force"]).arg(&tar))?;
    let file_name = format!("{name}.tar.gz");
    let archive = read(&output.join(&file_name))?;
    let sums = format!("{}  {file_name}\n", hex(&Sha256::digest(&archive)));
    write(&output.join("SHA256SUMS"), sums.as_bytes())?;
    println!("{} ({} KiB)", output.join(&file_name).display(), archive.len() / 1024);
    print!("{sums}");
    Ok(ExitCode::SUCCESS)
}

fn wanted(mut arguments: &[OsString]) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    loop {
        arguments = match arguments {
            [] => return Ok(wanted),
            [name, value, rest @ ..] if name == "--output" => {
                wanted.output = Some(value.into());
                rest
            }
            [name, value, rest @ ..] if name == "--binary" => {
                wanted.binary = Some(value.into());
                rest
            }
            _ => bail!(EXPECTED),
        }
    }
}

/// The binary as the profile `dist` makes it, with the application inside.
fn build(target: &Path) -> Result<PathBuf> {
    needs::require(&[Need::CCompiler, Need::Node])?;
    web::build_if_possible()?;
    let mut build = process::cargo();
    build.args(["build", "--profile", "dist", "--locked", "--package", "croupier"]);
    build.args(["--bin", "croupier", "--config", &without_places()?]);
    if !process::run(build.current_dir(crate::root()))?.success() {
        bail!("the binary does not build");
    }
    Ok(target.join("dist/croupier"))
}

/// Messages of panics name source files: without the directories of whoever built it.
fn without_places() -> Result<String> {
    let metadata = MetadataCommand::new().current_dir(crate::root()).exec()?;
    let is_borrowed = |path: &PathBuf| !path.starts_with(crate::root());
    let manifests = metadata.packages.iter().map(|it| it.manifest_path.clone().into_std_path_buf());
    // The directory of all crates of one registry.
    let registry =
        manifests.filter(is_borrowed).find_map(|path| Some(path.ancestors().nth(2)?.into()));
    let places: [(PathBuf, &str); 2] =
        [(crate::root(), "croupier"), (registry.unwrap_or_default(), "crates")];
    let flags = places.iter().filter(|(from, _)| !from.as_os_str().is_empty());
    let flags = flags.map(|(from, to)| format!("'--remap-path-prefix={}={to}'", from.display()));
    Ok(format!("build.rustflags = [{}]", flags.collect::<Vec<_>>().join(", ")))
}

/// All that is in the archive.
fn entries(binary: &Path) -> Result<Vec<Entry>> {
    let mut entries = vec![Entry::new("bin/croupier", Mode::Program, read(binary)?)];
    for (shell, path) in COMPLETIONS {
        let script = process::printed(Command::new(binary).args(["completions", shell]))?;
        entries.push(Entry::new(path, Mode::File, script.into_bytes()));
    }
    let pages = tempfile::tempdir()?;
    process::printed(Command::new(binary).arg("manual").arg(pages.path()))?;
    for page in fs::read_dir(pages.path())? {
        let page = page?;
        let path = format!("share/man/man1/{}", page.file_name().display());
        entries.push(Entry::new(&path, Mode::File, read(&page.path())?));
    }
    for document in DOCUMENTS {
        let path = format!("share/doc/croupier/{document}");
        entries.push(Entry::new(&path, Mode::File, read(&crate::root().join(document))?));
    }
    let others = third_party::text(&crate::root())?;
    let path = "share/doc/croupier/THIRD-PARTY.txt";
    entries.push(Entry::new(path, Mode::File, others.into_bytes()));
    Ok(entries)
}

/// The time that everything in the archive bears, in seconds since 1970: what packagers set, else
/// that of the commit, else none.
fn built_at_s() -> Result<u64> {
    if let Some(set) = process::variable("SOURCE_DATE_EPOCH") {
        let set = set.to_string_lossy();
        return set.parse().with_context(|| format!("SOURCE_DATE_EPOCH is {set:?}"));
    }
    let mut git = Command::new("git");
    git.current_dir(crate::root()).args(["log", "-1", "--format=%ct"]);
    // The sources may have come without their history.
    let said = git.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    Ok(said.unwrap_or_default().trim().parse().unwrap_or_default())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("read {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("write {}", path.display()))
}

#[cfg(test)]
mod tests;
