//! Kafka's own command line tools, from the jars of the brokers.

use std::process::Command;

use super::{Jvm, Kafka, jvm};
use crate::error::Error;
use crate::process;

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
        command.args(jvm::arguments(&self.jars, Jvm::StartsQuickly)).arg(tool.class());
        command.args(["--bootstrap-server", bootstrap]).args(arguments);
        process::output(&mut command)
    }
}
