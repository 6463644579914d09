//! Kafka's jars, fetched once from Maven Central and kept.
//!
//! A file named `complete` is written last and holds what was fetched: a fetch that was broken
//! off, or that was for another version, is done again. A lock lets one process fetch while the
//! others wait. Fetching ends with a broker's first run, which writes down the classes it loads,
//! so that every later start is twice as quick.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::jvm::Classes;
use super::{Kafka, KafkaOptions};
use crate::directory::{self, root};
use crate::environment;
use crate::error::{Error, doing};
use crate::patience::Patience;
use crate::process::{self, Program};
use crate::programs;
use crate::screen::say;

/// As in the pom. A folder of its own for each, so that brokers of another keep what they run from.
pub(crate) const VERSION: &str = "4.3.1";
pub(crate) const POM: &str = include_str!("../../kafka/pom.xml");

/// A goal of its own version, so that no other Maven does something else.
const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/// 45 MB on a slow line, and Maven's own plug-ins before.
const FETCHING: Duration = Duration::from_secs(900);

/// The first that Kafka 4 runs on.
const JAVA_VERSION: u32 = 17;

/// What is needed to run Kafka.
#[derive(Clone, Debug)]
pub(super) struct Jars {
    pub(super) java: PathBuf,
    pub(super) class_path: OsString,
    /// The classes of a broker as this Java loads them; quicker, but not needed.
    pub(super) archive: PathBuf,
}

impl Jars {
    /// Those that are there, or after fetching them.
    pub(super) fn fetched() -> Result<Self, Error> {
        let (java, version) = java()?;
        let folder = root().join(format!("kafka-{VERSION}"));
        let archive = folder.join(format!("classes-{version}.jsa"));
        if is_complete(&folder) && archive.exists() {
            return Self::of(java, &folder, archive);
        }
        directory::make(&root())?;
        let lock = directory::open(&root().join("kafka.lock"))?;
        wait_for(&lock)?;
        if !is_complete(&folder) {
            fetch(&folder)?;
        }
        let jars = Self::of(java, &folder, archive)?;
        if !jars.archive.exists() {
            write_archive(&jars)?;
        }
        Ok(jars)
    }

    fn of(java: PathBuf, folder: &Path, archive: PathBuf) -> Result<Self, Error> {
        let libs = folder.join("libs");
        let reading = || doing(format!("read {}", libs.display()));
        let entries = fs::read_dir(&libs).map_err(reading())?;
        let mut jars: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        // The archive holds for one order only.
        jars.sort();
        let class_path = std::env::join_paths(jars);
        let class_path = class_path.map_err(|error| reading()(std::io::Error::other(error)))?;
        Ok(Self { java, class_path, archive })
    }
}

/// The Java of `JAVA_HOME` or of the `PATH`, and its version as part of a file name.
fn java() -> Result<(PathBuf, String), Error> {
    let home = environment::variable("JAVA_HOME");
    let of_home = home.map(|home| Path::new(&home).join("bin").join("java"));
    let java = match of_home.filter(|java| java.is_file()) {
        Some(java) => java,
        None => programs::require(programs::JAVA)?,
    };
    let said = process::output(Command::new(&java).arg("--version"))?;
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    let is_number = |c: char| c.is_ascii_digit();
    let major: u32 =
        version.split(|c| !is_number(c)).next().unwrap_or_default().parse().unwrap_or(0);
    if major < JAVA_VERSION {
        let advice = format!(
            "{} is Java {version}, and Kafka needs {JAVA_VERSION} or newer; install one and let \
             JAVA_HOME name it",
            java.display()
        );
        return Err(Error::Missing { program: "a Java that is new enough", advice });
    }
    let version = version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    Ok((java, version.collect()))
}

pub(crate) fn is_complete(folder: &Path) -> bool {
    let what = fs::read_to_string(folder.join("complete"));
    what.is_ok_and(|what| what == POM)
}

fn wait_for(lock: &File) -> Result<(), Error> {
    let mut patience = Patience::new("another process to fetch Kafka", FETCHING);
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(doing("lock kafka.lock")(error)),
            Err(TryLockError::WouldBlock) if patience.go_on(String::new) => {}
            Err(TryLockError::WouldBlock) => {
                let said = format!("it still has kafka.lock after {} s", patience.bound_s());
                return Err(Error::Failed { program: "another process".to_owned(), said });
            }
        }
    }
}

fn fetch(folder: &Path) -> Result<(), Error> {
    let maven = programs::require(programs::MAVEN)?;
    say("fetching Apache Kafka from Maven Central (45 MB, once)");
    drop(fs::remove_dir_all(folder));
    directory::make(folder)?;
    let pom = folder.join("pom.xml");
    directory::write(&pom, POM)?;
    let libs = folder.join("libs");
    let mut into = OsString::from("-DoutputDirectory=");
    into.push(&libs);
    let program = Program::new(maven, &folder.join("fetch.log"))
        .args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"])
        .args([&pom])
        .args([COPY, "-DincludeScope=runtime"])
        .args([into]);
    let mut patience = Patience::new("Maven to fetch Kafka", FETCHING);
    process::run(&program, &mut patience, || progress(&libs))?;
    directory::write(&folder.join("complete"), POM)
}

fn progress(libs: &Path) -> String {
    let entries = fs::read_dir(libs).into_iter().flatten().flatten();
    let sizes: Vec<u64> = entries.filter_map(|entry| Some(entry.metadata().ok()?.len())).collect();
    let megabytes = sizes.iter().sum::<u64>() / 1_000_000;
    format!("{} jars with {megabytes} MB so far", sizes.len())
}

/// Lets a broker run once and write down the classes it loaded. If it does not, that only costs
/// time later; an empty file says not to try again.
fn write_archive(jars: &Jars) -> Result<(), Error> {
    say("preparing Kafka (once)");
    let options = KafkaOptions::default();
    let started = Kafka::start_from(jars.clone(), Classes::IntoArchive, &options);
    started.and_then(|mut kafka| kafka.stop(1))?;
    if !jars.archive.exists() {
        directory::write(&jars.archive, "")?;
    }
    Ok(())
}
