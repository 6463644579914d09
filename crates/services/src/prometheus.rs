//! A Prometheus server.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::directory::{self, Directory};
use crate::error::Error;
use crate::patience::Patience;
use crate::port::Port;
use crate::process::{Process, Program};
use crate::programs;

/// How long a server may take until it is ready; it has nothing to load.
const STARTING: Duration = Duration::from_secs(30);

/// How long it may take to say whether it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// A server that runs until it is dropped. What it has scraped goes with it.
#[derive(Debug)]
pub struct Prometheus {
    _process: Process,
    port: Port,
    // Dropped after the process that writes to it.
    _directory: Directory,
}

impl Prometheus {
    /// Starts a server with `configuration`, the text of its file, and waits until it is ready.
    ///
    /// # Errors
    /// When it is missing and cannot be installed, or does not take the configuration.
    pub fn start(configuration: &str) -> Result<Self, Error> {
        let program = programs::require(programs::PROMETHEUS)?;
        let directory = Directory::own("prometheus")?;
        let (path, port) = (directory.path(), Port::any()?);
        let file = path.join("prometheus.yaml");
        directory::write(&file, configuration)?;
        let log = path.join("prometheus.log");
        let program = Program::new(program, &log).args([
            format!("--config.file={}", file.display()),
            format!("--storage.tsdb.path={}", path.join("data").display()),
            format!("--web.listen-address={}", port.address()),
        ]);
        let mut process = Process::start(&program)?;
        let mut patience = Patience::new("Prometheus to be ready", STARTING);
        while !is_ready(&port.address()) {
            let what = match process.ended() {
                Some(status) => format!("ended ({status}) before it was ready"),
                None if patience.go_on(String::new) => continue,
                None => format!("was not ready in {} s", patience.bound_s()),
            };
            let (server, said) = ("prometheus".to_owned(), program.last_words());
            return Err(Error::NotAnswering { server, what, log, said });
        }
        Ok(Self { _process: process, port, _directory: directory })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.port.address())
    }
}

fn is_ready(address: &str) -> bool {
    let ask = || -> io::Result<String> {
        let address = address.parse().map_err(io::Error::other)?;
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /-/ready HTTP/1.0\r\n\r\n")?;
        let mut status = String::new();
        BufReader::new(stream).read_line(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status.contains(" 200 "))
}
