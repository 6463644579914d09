//! Redis servers.

mod cluster;
mod configuration;
mod ping;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::directory::{self, Directory};
use crate::error::Error;
use crate::patience::Patience;
use crate::port::Port;
use crate::process::{self, Process, Program, Signal};
use crate::programs;
use crate::tls::Certificates;

pub use cluster::RedisCluster;

/// How long a server may take until it answers; one that loads a large file takes a while.
const STARTING: Duration = Duration::from_secs(30);

/// How long it may take to write what it has to.
const STOPPING: Duration = Duration::from_secs(30);

/// What a server is to be like. The default keeps nothing on disk and refuses to evict.
#[derive(Clone, Debug, Default)]
pub struct RedisOptions {
    /// Where its data lies, which then stays; otherwise a directory that goes with the server.
    pub directory: Option<PathBuf>,
    /// Taken if it is free; otherwise any port.
    pub port: Option<u16>,
    /// Everything written is appended to a file, so that a restart has it again.
    pub append_only: bool,
    /// `maxmemory-policy`; `noeviction` unless said otherwise.
    pub maxmemory_policy: Option<String>,
    /// Asked of every client.
    pub password: Option<String>,
    /// Also listens on a port with TLS.
    pub tls: Option<Certificates>,
    /// Also listens on a Unix socket in its directory.
    pub unix_socket: bool,
    /// Further lines of its configuration: name and value.
    pub settings: Vec<(String, String)>,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Redis {
    process: Option<Process>,
    program: Program,
    listeners: Listeners,
    password: Option<String>,
    // Dropped after the process that writes to it.
    directory: Directory,
}

/// Where a server listens.
#[derive(Debug)]
struct Listeners {
    plain: Port,
    tls: Option<Port>,
    unix_socket: Option<PathBuf>,
}

impl Redis {
    /// Starts a server and waits until it answers.
    pub fn start(options: &RedisOptions) -> Result<Self, Error> {
        let program = programs::require(programs::REDIS)?;
        let directory = Directory::given_or_own(options.directory.as_deref(), "redis")?;
        let path = directory.path();
        let plain = Port::preferring(options.port)?;
        let tls = options.tls.as_ref().map(|_| Port::any()).transpose()?;
        let unix_socket = options.unix_socket.then(|| path.join("redis.sock"));
        let listeners = Listeners { plain, tls, unix_socket };
        let file = path.join("redis.conf");
        directory::write(&file, &configuration::of(options, &listeners, path))?;
        let program = Program::new(program, &path.join("redis.log")).args([&file]);
        let password = options.password.clone();
        let mut redis = Self { process: None, program, listeners, password, directory };
        redis.restart()?;
        Ok(redis)
    }

    /// `redis://127.0.0.1:PORT/0`, with the password if there is one.
    pub fn url(&self) -> String {
        self.url_of("redis", &self.listeners.plain)
    }

    /// `rediss://127.0.0.1:PORT/0`, with the password if there is one, of a server that was given
    /// certificates.
    pub fn tls_url(&self) -> Option<String> {
        Some(self.url_of("rediss", self.listeners.tls.as_ref()?))
    }

    fn url_of(&self, scheme: &str, port: &Port) -> String {
        let who = self.password.as_ref().map(|password| format!(":{password}@"));
        format!("{scheme}://{}{}/0", who.unwrap_or_default(), port.address())
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        self.listeners.plain.address()
    }

    /// The Unix socket, if one was asked for.
    pub fn unix_socket(&self) -> Option<&Path> {
        self.listeners.unix_socket.as_deref()
    }

    /// Where its data, configuration and log are.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// SIGKILL: what it had not yet written is gone.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// SIGTERM: it writes what it has to and ends.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.stop("redis-server", STOPPING);
        }
    }

    /// Why it ended, if it did without being killed or stopped.
    pub fn failure(&mut self) -> Option<Error> {
        let status = self.process.as_mut()?.ended()?;
        Some(self.not_answering(format!("ended ({status})")))
    }

    /// SIGSTOP: it holds its connections and says nothing.
    pub fn pause(&mut self) {
        self.signal(Signal::Stop);
    }

    /// SIGCONT: it goes on where it was paused.
    pub fn resume(&mut self) {
        self.signal(Signal::Continue);
    }

    /// Starts it again, on the same port and data, and waits until it answers; SIGKILL first, if
    /// it runs.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.kill();
        let mut process = Process::start(&self.program)?;
        let mut patience = Patience::new("Redis to answer", STARTING);
        while !self.answers() {
            let what = match process.ended() {
                Some(status) => format!("ended ({status}) before it answered"),
                None if patience.go_on(String::new) => continue,
                None => format!("did not answer in {} s", patience.bound_s()),
            };
            return Err(self.not_answering(what));
        }
        self.process = Some(process);
        Ok(())
    }

    /// Whether it answers: not while it is down, paused, or loading its data.
    pub fn answers(&self) -> bool {
        ping::answers(&self.address(), self.password.as_deref())
    }

    /// What `redis-cli` prints for a command.
    pub fn cli(&self, arguments: &[&str]) -> Result<String, Error> {
        let mut command = Command::new("redis-cli");
        command.args(["-h", "127.0.0.1", "-p", &self.listeners.plain.number().to_string()]);
        if let Some(password) = &self.password {
            command.env("REDISCLI_AUTH", password);
        }
        process::output(command.args(arguments))
    }

    fn not_answering(&self, what: String) -> Error {
        let (log, said) = (self.program.log.clone(), self.program.last_words());
        Error::NotAnswering { server: "redis-server".to_owned(), what, log, said }
    }

    fn signal(&mut self, signal: Signal) {
        if let Some(process) = &mut self.process {
            process.signal(signal);
        }
    }
}
