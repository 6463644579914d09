//! One broker: a process, what starts it, and whether it takes part.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use super::properties::Listeners;
use super::{metadata, secured};
use crate::directory;
use crate::error::Error;
use crate::patience::Patience;
use crate::process::{Process, Program, Signal};

/// How long it may take to hand over what it leads; writing the archive of classes takes 5 s.
const STOPPING: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Broker {
    listeners: Listeners,
    folder: PathBuf,
    program: Program,
    process: Option<Process>,
}

impl Broker {
    /// Writes what it needs into its folder; nothing runs yet.
    pub(super) fn new(
        java: &Path,
        arguments: &[OsString],
        properties: &str,
        listeners: Listeners,
        folder: PathBuf,
    ) -> Result<Self, Error> {
        directory::make(&folder)?;
        let file = folder.join("server.properties");
        directory::write(&file, properties)?;
        let program = Program::new(java, &folder.join("broker.log")).args(arguments);
        let program = program.args(["kafka.Kafka".as_ref(), file.as_os_str()]);
        Ok(Self { listeners, folder, program, process: None })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn id(&self) -> u32 {
        self.listeners.id
    }

    pub(super) fn address(&self) -> String {
        self.listeners.client.address()
    }

    pub(super) fn secured(&self) -> Option<&secured::Ports> {
        self.listeners.secured.as_ref()
    }

    /// Starts it; SIGKILL first, if it runs. It does not answer yet.
    pub(super) fn start(&mut self) -> Result<(), Error> {
        self.kill();
        self.process = Some(Process::start(&self.program)?);
        Ok(())
    }

    pub(super) fn kill(&mut self) {
        self.process = None;
    }

    pub(super) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop(&format!("Kafka broker {}", self.id()), STOPPING);
        }
    }

    pub(super) fn signal(&mut self, signal: Signal) {
        if let Some(process) = &mut self.process {
            process.signal(signal);
        }
    }

    /// Waits until it answers and all of these brokers, as far as it knows, are in service.
    pub(super) fn wait_until_it_knows(
        &mut self,
        ids: &[u32],
        patience: &mut Patience,
    ) -> Result<(), Error> {
        loop {
            let known = metadata::brokers(&self.address());
            if known.is_ok_and(|known| ids.iter().all(|id| known.contains(id))) {
                return Ok(());
            }
            let what = match self.ended() {
                Some(status) => format!("ended ({status}) before it answered"),
                None if patience.go_on(String::new) => continue,
                None => format!("did not answer in {} s", patience.bound_s()),
            };
            return Err(self.not_answering(what));
        }
    }

    /// Why it ended, if it did without being told to.
    pub(super) fn failure(&mut self) -> Option<Error> {
        let status = self.ended()?;
        Some(self.not_answering(format!("ended ({status})")))
    }

    fn not_answering(&self, what: String) -> Error {
        let server = format!("Kafka broker {}", self.id());
        let (log, said) = (self.program.log.clone(), self.program.last_words());
        Error::NotAnswering { server, what, log, said }
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.process.as_mut()?.ended()
    }
}
