//! Listeners with TLS, and with TLS and a password, beside the plain one: clients can show that
//! they manage either, and whoever watches the broker still sees it without.

use std::fs;
use std::path::Path;

use crate::error::{Error, doing};
use crate::port::Port;
use crate::tls::Certificates;

/// The two mechanisms that Kafka clients share; both know the same user.
const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule";
const SCRAM: &str = "org.apache.kafka.common.security.scram.ScramLoginModule";

/// With what a broker shows who it is, and what it asks for.
#[derive(Clone, Debug)]
pub struct Secured {
    /// The broker's certificate.
    pub certificates: Certificates,
    /// The one user there is. Letters and digits: tools quote them in three different ways.
    pub user: String,
    /// And the password, of letters and digits too.
    pub password: String,
}

/// Where one broker listens for those.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) tls: Port,
    pub(super) sasl: Port,
}

impl Secured {
    /// Further lines of `server.properties`.
    pub(super) fn settings(&self) -> Result<Vec<String>, Error> {
        let Self { certificates, user, password } = self;
        // In place, because a key store that is a PEM file wants key and certificate in one.
        let pem = |path: &Path| {
            let text = fs::read_to_string(path);
            let text = text.map_err(doing(format!("read {}", path.display())))?;
            Ok(text.replace('\n', "\\n"))
        };
        Ok(vec![
            "ssl.keystore.type=PEM".to_owned(),
            format!("ssl.keystore.certificate.chain={}", pem(&certificates.certificate)?),
            format!("ssl.keystore.key={}", pem(&certificates.key)?),
            "ssl.client.auth=none".to_owned(),
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512".to_owned(),
            format!(
                "listener.name.sasl.plain.sasl.jaas.config={PLAIN} required \
                 user_{user}=\"{password}\";"
            ),
            format!("listener.name.sasl.scram-sha-512.sasl.jaas.config={SCRAM} required;"),
        ])
    }

    /// Further arguments of the tool that formats storage: SCRAM knows its users from there.
    pub(super) fn when_formatting(&self) -> Vec<String> {
        let Self { user, password, .. } = self;
        let scram = format!("SCRAM-SHA-512=[name={user},password={password}]");
        vec!["--add-scram".to_owned(), scram]
    }
}
