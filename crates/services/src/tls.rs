//! Certificates for servers to test with: an authority of one's own, and a server that it vouches
//! for. Made by `openssl`, which machines have; a crate would be built by everybody, every time.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::directory;
use crate::error::Error;
use crate::process;
use crate::programs;

/// The names under which servers are reached here.
const NAMES: &str = "subjectAltName = IP:127.0.0.1, DNS:localhost\n\
    basicConstraints = critical, CA:FALSE\n";
/// What makes a certificate an authority's.
const AUTHORITY: &str = "[req]\ndistinguished_name = name\n[name]\n[authority]\n\
    basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\n\
    subjectKeyIdentifier = hash\n";
/// Keys of this kind are made in no time.
const KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/// Files in PEM form.
#[derive(Clone, Debug)]
pub struct Certificates {
    /// The authority that clients are to trust.
    pub authority: PathBuf,
    /// The server's certificate, for 127.0.0.1 and localhost.
    pub certificate: PathBuf,
    /// The server's key (PKCS #8).
    pub key: PathBuf,
}

impl Certificates {
    /// Makes an authority and a server's certificate in the directory.
    pub fn make(directory: &Path) -> Result<Self, Error> {
        let openssl = programs::require(programs::OPENSSL)?;
        directory::make(directory)?;
        directory::write(&directory.join("authority.cnf"), AUTHORITY)?;
        directory::write(&directory.join("names.cnf"), NAMES)?;
        let run = |arguments: &[&[&str]]| {
            let mut command = Command::new(&openssl);
            command.current_dir(directory).args(arguments.concat());
            process::output(&mut command).map(drop)
        };
        let config = ["-config", "authority.cnf"];
        let valid = ["-days", "3650"];
        run(&[
            &["req", "-x509", "-subj", "/CN=Croupier test authority", "-extensions", "authority"],
            &["-keyout", "authority.key", "-out", "authority.pem"],
            &config,
            &KEY,
            &valid,
        ])?;
        run(&[
            &["req", "-new", "-subj", "/CN=localhost"],
            &["-keyout", "server.key", "-out", "server.csr"],
            &config,
            &KEY,
        ])?;
        run(&[
            &["x509", "-req", "-in", "server.csr", "-out", "server.pem", "-extfile", "names.cnf"],
            &["-CA", "authority.pem", "-CAkey", "authority.key", "-set_serial", "1"],
            &valid,
        ])?;
        let file = |name: &str| directory.join(name);
        let (authority, certificate) = (file("authority.pem"), file("server.pem"));
        Ok(Self { authority, certificate, key: file("server.key") })
    }
}
