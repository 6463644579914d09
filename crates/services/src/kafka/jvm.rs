//! How Java is told to run Kafka.
//!
//! A broker answers 4.6 s after its start with Java's defaults, 2.9 s when only the quick compiler
//! is used, and 1.7 s when the classes come from an archive as well (class data sharing), which
//! is written once after fetching. The quick compiler's code runs at about half the speed in the
//! long run: right for tests, wrong for measuring.

use std::ffi::OsString;
use std::path::Path;

use super::jars::Jars;

/// Whether brokers should start quickly or run fast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jvm {
    /// For tests: a small heap and the quick compiler.
    #[default]
    StartsQuickly,
    /// For benchmarks: a larger heap and the optimising compiler.
    RunsFast,
}

/// The arguments before the name of the class to run.
pub(super) fn arguments(jars: &Jars, jvm: Jvm) -> Vec<OsString> {
    let archive = option("-XX:SharedArchiveFile=", &jars.archive);
    let mut arguments = starting(jars, jvm);
    arguments.extend(["-Xshare:auto".into(), archive]);
    arguments
}

/// Those of a run that writes the archive when it ends.
pub(super) fn arguments_to_archive(jars: &Jars) -> Vec<OsString> {
    let archive = option("-XX:ArchiveClassesAtExit=", &jars.archive);
    let mut arguments = starting(jars, Jvm::StartsQuickly);
    arguments.push(archive);
    arguments
}

fn starting(jars: &Jars, jvm: Jvm) -> Vec<OsString> {
    let how: &[&str] = match jvm {
        Jvm::StartsQuickly => &["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        Jvm::RunsFast => &["-Xms1g", "-Xmx1g", "-XX:+UseG1GC"],
    };
    let mut arguments: Vec<OsString> = how.iter().map(OsString::from).collect();
    arguments.push(option("-Dlog4j2.configurationFile=", &jars.logging));
    arguments.extend(["-cp".into(), jars.class_path.clone()]);
    arguments
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
