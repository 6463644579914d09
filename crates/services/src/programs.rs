//! Programs that servers are made of: found on the `PATH`, or installed where that is possible.
//!
//! Root on Debian or Ubuntu (a container, a CI machine) gets the package. Anybody else is told
//! what to install, because nobody's machine is changed behind their back.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::directory::{self, open};
use crate::environment;
use crate::error::{Error, doing};
use crate::patience::Patience;
use crate::process::{self, Program};
use crate::screen::say;

/// apt-get with a slow mirror.
const INSTALLING: Duration = Duration::from_secs(600);

/// A program that a server cannot do without.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed {
    pub(crate) program: &'static str,
    /// The package of Debian and Ubuntu that has it.
    pub(crate) package: &'static str,
    /// The command or place for everybody else.
    pub(crate) elsewhere: &'static str,
}

pub(crate) const REDIS: Needed = Needed {
    program: "redis-server",
    package: "redis-server",
    elsewhere: "`dnf install redis` (Fedora), `brew install redis` (macOS)",
};
pub(crate) const MAVEN: Needed = Needed {
    program: "mvn",
    package: "maven",
    elsewhere: "`dnf install maven` (Fedora), `brew install maven` (macOS)",
};
pub(crate) const JAVA: Needed = Needed {
    program: "java",
    package: "default-jre-headless",
    elsewhere: "`dnf install java-21-openjdk-headless` (Fedora), `brew install openjdk` (macOS)",
};
pub(crate) const OPENSSL: Needed = Needed {
    program: "openssl",
    package: "openssl",
    elsewhere: "`dnf install openssl` (Fedora), `brew install openssl` (macOS)",
};
pub(crate) const CHROMIUM: Needed = Needed {
    program: "chromium",
    package: "chromium",
    elsewhere: "`dnf install chromium` (Fedora), `brew install chromium` (macOS)",
};

pub(crate) const CURL: Needed = Needed {
    program: "curl",
    package: "curl",
    elsewhere: "`dnf install curl` (Fedora), `brew install curl` (macOS)",
};
pub(crate) const PROMTOOL: Needed = Needed {
    program: "promtool",
    package: "prometheus",
    elsewhere: "`dnf install golang-github-prometheus` (Fedora), `brew install prometheus` (macOS)",
};
pub(crate) const PROMETHEUS: Needed = Needed { program: "prometheus", ..PROMTOOL };
pub(crate) const SQLITE: Needed = Needed {
    program: "sqlite3",
    package: "sqlite3",
    elsewhere: "`dnf install sqlite` (Fedora), `brew install sqlite` (macOS)",
};
pub(crate) const GO: Needed = Needed {
    program: "go",
    package: "golang-go",
    elsewhere: "`dnf install golang` (Fedora), `brew install go` (macOS), https://go.dev/dl",
};

/// Where the program is, after installing it if that had to be and could be.
pub(crate) fn require(needed: Needed) -> Result<PathBuf, Error> {
    if let Some(found) = find(needed.program) {
        return Ok(found);
    }
    if !can_install() {
        return Err(missing(needed, "install it with"));
    }
    install(needed)?;
    find(needed.program).ok_or_else(|| missing(needed, "its package did not bring it; try"))
}

/// The first program of this name on the `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = environment::variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn missing(needed: Needed, advice: &str) -> Error {
    let Needed { program, package, elsewhere } = needed;
    let advice = format!("{advice} `apt-get install {package}` (Debian, Ubuntu), {elsewhere}");
    Error::Missing { program, advice }
}

fn can_install() -> bool {
    let is_root = || process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    Path::new("/etc/debian_version").exists() && find("apt-get").is_some() && is_root()
}

/// One process installs at a time; the others wait, and then find the program there.
fn install(needed: Needed) -> Result<(), Error> {
    directory::make(&directory::root())?;
    let lock = open(&directory::root().join("install.lock"))?;
    lock.lock().map_err(doing("wait for another installation"))?;
    if find(needed.program).is_some() {
        return Ok(());
    }
    let Needed { program, package, .. } = needed;
    say(&format!("{program} is missing: installing the package {package} with apt-get"));
    let log = directory::root().join(format!("install-{package}.log"));
    let apt_get = |arguments: &[&str]| {
        let mut apt_get = Program::new("apt-get", &log).args(arguments);
        apt_get.variables.push(("DEBIAN_FRONTEND".into(), "noninteractive".into()));
        let mut patience = Patience::new(format!("apt-get to install {package}"), INSTALLING);
        process::run(&apt_get, &mut patience, String::new)
    };
    // The index of a fresh container is empty, that of an old one names packages that are gone.
    apt_get(&["update", "-qq"])?;
    apt_get(&["install", "-y", "--no-install-recommends", package])?;
    if [REDIS.package, PROMTOOL.package].contains(&package) {
        stop_the_system_service(package);
    }
    Ok(())
}

/// The package starts its own server on the well-known port, and again at each boot: not wanted.
/// Which of these a system understands depends on what runs it, so what fails is not reported.
fn stop_the_system_service(name: &str) {
    let tries: [(&str, [&str; 2]); 3] = [
        ("systemctl", ["disable", name]),
        ("update-rc.d", [name, "disable"]),
        ("service", [name, "stop"]),
    ];
    for (program, arguments) in tries {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        drop(command.status());
    }
}
