//! The application under `web/`: built for the binary, checked, and tried in a real browser.
//!
//! npm installs what the lock file says, once for each lock file. Who has no Node.js gets a binary
//! without the application, and is told so; only the tests insist on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::needs::{self, Need};
use crate::process;
use crate::services::ForTests;

/// Builds the application if it is not built as its sources say. Without Node.js it says what that
/// means and goes on.
pub(crate) fn build_if_possible() -> Result<()> {
    if let Err(missing) = needs::require(&[Need::Node]) {
        println!("No application on port 3000, only the API: {missing}");
        return Ok(());
    }
    if is_fresh(&root())? {
        return Ok(());
    }
    println!("Building the application (npm ci, npm run build) …");
    install()?;
    npm(&["run", "--silent", "build"])
}

/// `cargo xtask dev`: Vite with the application's sources, in front of a binary that runs already.
pub(crate) fn develop() -> Result<ExitCode> {
    needs::require(&[Need::Node])?;
    install()?;
    println!("The application from its sources; the API is expected on 127.0.0.1:8000");
    println!("(run `cargo xtask up` in another terminal). Ctrl-C stops it.");
    process::replace(command().args(["run", "dev"]))
}

/// Everything about the application that needs no binary; leaves it built.
pub(crate) fn check() -> Result<()> {
    install()?;
    for script in ["check:api", "lint", "test", "build", "budgets"] {
        println!("-- npm run {script}");
        npm(&["run", "--silent", script])?;
    }
    Ok(())
}

/// The application in a real browser against the real binary: in one process, and one role a
/// process on a real Kafka and a real Redis.
pub(crate) fn try_in_browser() -> Result<bool> {
    install()?;
    let chromium = croupier_services::browser()?;
    let mut build = process::cargo();
    build.args(["build", "--quiet", "--locked", "--package", "croupier", "--bin", "croupier"]);
    if !process::run(build.current_dir(crate::root()))?.success() {
        bail!("the binary does not build");
    }
    let metadata = MetadataCommand::new().current_dir(crate::root()).no_deps().exec()?;
    let binary = metadata.target_directory.join("debug/croupier");
    let servers = ForTests::start_for_roles()?;
    let mut tests = command();
    tests.args(["run", "--silent", "e2e", "--", "--binary", binary.as_str()]);
    tests.env("CHROMIUM", chromium).envs(servers.variables());
    Ok(process::run(&mut tests)?.success())
}

fn root() -> PathBuf {
    crate::root().join("web")
}

fn command() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root());
    command
}

fn npm(arguments: &[&str]) -> Result<()> {
    let status = process::run(command().args(arguments))?;
    if !status.success() {
        bail!("`npm {}` failed in web/", arguments.join(" "));
    }
    Ok(())
}

/// What the lock file says, unless that is there already.
fn install() -> Result<()> {
    let (lock, installed) = (root().join("package-lock.json"), root().join(INSTALLED));
    let is_installed = installed.exists() && changed(&installed)? >= changed(&lock)?;
    if is_installed { Ok(()) } else { npm(&["ci", "--no-audit", "--no-fund"]) }
}

/// npm writes it when everything is in its place.
const INSTALLED: &str = "node_modules/.package-lock.json";

/// What the build is made from.
const SOURCES: [&str; 6] =
    ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "scripts"];

/// Whether the build is younger than everything it is made from.
fn is_fresh(web: &Path) -> Result<bool> {
    let page = web.join("build/client/index.html");
    if !page.exists() {
        return Ok(false);
    }
    let built = changed(&page)?;
    for source in SOURCES {
        if newest(&web.join(source))? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When `path`, or anything in it, changed last.
fn newest(path: &Path) -> Result<SystemTime> {
    let mut newest = changed(path)?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            newest = newest.max(self::newest(&entry?.path())?);
        }
    }
    Ok(newest)
}

fn changed(path: &Path) -> Result<SystemTime> {
    let metadata = fs::metadata(path).with_context(|| format!("look at {}", path.display()))?;
    Ok(metadata.modified()?)
}

#[cfg(test)]
mod tests;
