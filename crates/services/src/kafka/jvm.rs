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

/// What is done with the archive of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Classes {
    FromArchive,
    /// Written when Java ends.
    IntoArchive,
}

/// The arguments before the name of the class to run, which logs as `logging` says.
pub(super) fn arguments(jars: &Jars, jvm: Jvm, classes: Classes, logging: &Path) -> Vec<OsString> {
    let how: &[&str] = match jvm {
        Jvm::StartsQuickly => &["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        Jvm::RunsFast => &["-Xms1g", "-Xmx1g", "-XX:+UseG1GC"],
    };
    let mut arguments: Vec<OsString> = how.iter().map(OsString::from).collect();
    arguments.push(match classes {
        Classes::FromArchive => option("-XX:SharedArchiveFile=", &jars.archive),
        Classes::IntoArchive => option("-XX:ArchiveClassesAtExit=", &jars.archive),
    });
    arguments.push(option("-Dlog4j2.configurationFile=", logging));
    arguments.extend(["-cp".into(), jars.class_path.clone()]);
    arguments
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
