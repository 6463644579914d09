//! The image `apache/kafka` without a container engine: what it does between its environment and
//! Java, by the program that it does it with (`kafka.docker.KafkaDockerWrapper`, which is in the
//! jars) and by a script in the place of its scripts, which are not.

use std::path::{Path, PathBuf};

use super::jars::Jars;
use super::jvm::{self, Classes};
use super::tools::{self, Tool};
use super::{Jvm, LOGGING};
use crate::directory;
use crate::error::Error;

/// What the image starts with, and the configuration that it brings.
const RUN: &str = include_str!("../../kafka/run.sh");
const STOCK: &str = include_str!("../../kafka/stock.yaml");

/// The folders of the image that something is written to or mounted at.
const FOLDERS: [&str; 5] = [
    "etc/kafka/docker",
    "mnt/shared/config",
    "opt/kafka/bin",
    "opt/kafka/config",
    "opt/kafka/logs",
];

/// The tools of the image that are there.
const TOOLS: [(&str, Tool); 2] = [
    ("kafka-broker-api-versions.sh", Tool::BrokerApiVersions),
    ("kafka-configs.sh", Tool::Configs),
];

/// The files of one container: every path of the image is there, below a directory.
#[derive(Debug)]
pub struct KafkaImage {
    root: PathBuf,
}

impl KafkaImage {
    /// Fetches Kafka if it is not there yet, and puts the image's files below `root`.
    ///
    /// # Errors
    /// When Kafka cannot be had, or nothing be written there.
    pub fn below(root: &Path) -> Result<Self, Error> {
        let jars = Jars::fetched()?;
        for folder in FOLDERS {
            directory::make(&root.join(folder))?;
        }
        let docker = root.join("etc/kafka/docker");
        directory::write(&docker.join("log4j2.yaml"), STOCK)?;
        let logging = docker.join("tools-log4j2.properties");
        directory::write(&logging, LOGGING)?;
        let arguments = jvm::arguments(&jars, Jvm::StartsQuickly, Classes::FromArchive, &logging);
        let java = tools::quoted(&jars.java, &arguments);
        let place = root.display();
        let run = format!("#!/bin/sh\nroot='{place}'\njava() {{ exec {java} \"$@\"; }}\n{RUN}");
        tools::write_program(&docker.join("run"), &run)?;
        for (name, tool) in TOOLS {
            let path = root.join("opt/kafka/bin").join(name);
            tools::write_tool(&jars.java, &arguments, tool, &path)?;
        }
        Ok(Self { root: root.to_path_buf() })
    }

    /// Where a path of the image is.
    pub fn path(&self, there: &str) -> PathBuf {
        self.root.join(there.trim_start_matches('/'))
    }
}
