//! Kafka's own command line tools, from the jars of the brokers.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::broker::Broker;
use super::jvm::{self, Classes};
use super::{Jvm, Kafka, Secured};
use crate::directory;
use crate::error::{Error, doing};
use crate::patience::Patience;
use crate::process::{self, Process, Program};

/// How long storage may take to be formatted.
const FORMATTING: Duration = Duration::from_secs(60);

/// Any will do, and the tool that makes random ones is one more program to wait for.
const CLUSTER_ID: &str = "Y3JvdXBpZXItdGVzdHMhIQ";

/// Which tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `kafka-topics`: create, alter, describe, delete.
    Topics,
    /// `kafka-configs`: settings of topics and brokers, and users.
    Configs,
    /// `kafka-leader-election`: also an unclean one.
    LeaderElection,
    /// `kafka-reassign-partitions`: which brokers have a copy.
    ReassignPartitions,
    /// `kafka-consumer-groups`: members and offsets.
    ConsumerGroups,
    /// `kafka-delete-records`: the beginning of a partition goes.
    DeleteRecords,
    /// `kafka-broker-api-versions`: whether brokers answer.
    BrokerApiVersions,
}

impl Tool {
    fn class(self) -> &'static str {
        match self {
            Self::Topics => "org.apache.kafka.tools.TopicCommand",
            Self::Configs => "kafka.admin.ConfigCommand",
            Self::LeaderElection => "org.apache.kafka.tools.LeaderElectionCommand",
            Self::ReassignPartitions => "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
            Self::ConsumerGroups => "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            Self::DeleteRecords => "org.apache.kafka.tools.DeleteRecordsCommand",
            Self::BrokerApiVersions => "org.apache.kafka.tools.BrokerApiVersionsCommand",
        }
    }
}

impl Kafka {
    /// What a tool prints. It is told where the brokers are; the rest is said in the arguments.
    pub fn tool(&self, tool: Tool, arguments: &[&str]) -> Result<String, Error> {
        self.tool_at(&self.bootstrap(), tool, arguments)
    }

    /// The same by way of another listener, or of some brokers only.
    pub fn tool_at(
        &self,
        bootstrap: &str,
        tool: Tool,
        arguments: &[&str],
    ) -> Result<String, Error> {
        let mut command = Command::new(&self.jars.java);
        command.args(self.tool_arguments()).arg(tool.class());
        command.args(["--bootstrap-server", bootstrap]).args(arguments);
        process::output(&mut command)
    }

    /// Makes `path` a program that is the tool, as Kafka ships it: it is told everything in its
    /// arguments.
    pub fn write_tool(&self, tool: Tool, path: &Path) -> Result<(), Error> {
        write_tool(&self.jars.java, &self.tool_arguments(), tool, path)
    }

    /// Gives every broker that has none a storage of its own, all at once.
    pub(super) fn format_storage(&self, secured: Option<&Secured>) -> Result<(), Error> {
        let mut formatting = Vec::new();
        for folder in self.brokers.iter().map(Broker::folder) {
            let program = Program::new(&self.jars.java, &folder.join("format.log"))
                .args(self.tool_arguments())
                .args(["kafka.tools.StorageTool", "format", "--ignore-formatted"])
                .args(["--cluster-id", CLUSTER_ID, "--config"])
                .args([folder.join("server.properties")])
                .args(secured.map_or_else(Vec::new, Secured::when_formatting));
            if !folder.join("data").join("meta.properties").exists() {
                formatting.push((Process::start(&program)?, program));
            }
        }
        let mut patience = Patience::new("Kafka to format its storage", FORMATTING);
        formatting.iter_mut().try_for_each(|(process, program)| {
            process::finish(process, program, &mut patience, String::new)
        })
    }

    fn tool_arguments(&self) -> Vec<OsString> {
        jvm::arguments(&self.jars, Jvm::StartsQuickly, Classes::FromArchive, &self.logging)
    }
}

/// Makes `path` the tool, run by `java` with these arguments.
pub(super) fn write_tool(
    java: &Path,
    arguments: &[OsString],
    tool: Tool,
    path: &Path,
) -> Result<(), Error> {
    let words = quoted(java, arguments);
    write_program(path, &format!("#!/bin/sh\nexec {words} {} \"$@\"\n", tool.class()))
}

/// A command line, as a shell reads it.
pub(super) fn quoted(program: &Path, arguments: &[OsString]) -> String {
    let words = std::iter::once(program.as_os_str());
    let words = words.chain(arguments.iter().map(OsString::as_os_str));
    words.map(|word| format!("'{}'", word.display())).collect::<Vec<_>>().join(" ")
}

/// A file that may be run.
pub(super) fn write_program(path: &Path, text: &str) -> Result<(), Error> {
    directory::write(path, text)?;
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(path, executable).map_err(doing("make a program of Kafka executable"))
}
