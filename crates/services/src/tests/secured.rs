//! TLS and passwords, each with who is let in and who is not.

use std::path::Path;

use crate::directory::{self, Directory};
use crate::{Certificates, Kafka, KafkaOptions, Redis, RedisOptions, Secured, Tool, process};

fn certificates(directory: &Directory) -> Certificates {
    Certificates::make(&directory.path().join("certificates")).unwrap()
}

#[test]
fn a_broker_lets_in_who_trusts_it_and_is_known() {
    let directory = Directory::own("secured").unwrap();
    let certificates = certificates(&directory);
    let (user, password) = ("alice".to_owned(), "secret".to_owned());
    let strangers = Certificates::make(&directory.path().join("strangers")).unwrap();
    let secured = Secured { certificates, user, password };
    let trusted = secured.certificates.authority.clone();
    let secured = Some(secured);
    let kafka = Kafka::start(&KafkaOptions { secured, ..KafkaOptions::default() }).unwrap();
    let (tls, sasl) = (kafka.tls_bootstrap().unwrap(), kafka.sasl_bootstrap().unwrap());

    let check = |bootstrap: &str, authority: &Path, who: &[String], refusal: Option<&str>| {
        let file = directory.path().join("client.properties");
        let authority = authority.display();
        let mut lines = vec![
            "ssl.truststore.type=PEM".to_owned(),
            format!("ssl.truststore.location={authority}"),
        ];
        lines.extend(who.iter().cloned());
        directory::write(&file, &lines.join("\n")).unwrap();
        let arguments = ["--list", "--command-config", &file.to_string_lossy()];
        match (kafka.tool_at(bootstrap, Tool::Topics, &arguments), refusal) {
            (Ok(_), None) => {}
            (Err(error), Some(refusal)) => {
                assert!(error.to_string().contains(refusal), "{error}");
            }
            (said, expected) => panic!("{who:?}: {said:?} instead of {expected:?}"),
        }
    };
    let nobody = ["security.protocol=SSL".to_owned()];
    let alice = |mechanism: &str, module: &str, password: &str| {
        [
            "security.protocol=SASL_SSL".to_owned(),
            format!("sasl.mechanism={mechanism}"),
            format!(
                "sasl.jaas.config=org.apache.kafka.common.security.{module} required \
                 username=\"alice\" password=\"{password}\";"
            ),
        ]
    };
    let plain = |password| alice("PLAIN", "plain.PlainLoginModule", password);
    let scram = |password| alice("SCRAM-SHA-512", "scram.ScramLoginModule", password);
    check(&tls, &trusted, &nobody, None);
    check(&tls, &strangers.authority, &nobody, Some("SSL handshake failed"));
    check(&sasl, &trusted, &plain("secret"), None);
    check(&sasl, &trusted, &plain("guess"), Some("Invalid username or password"));
    check(&sasl, &trusted, &scram("secret"), None);
    check(&sasl, &trusted, &scram("guess"), Some("invalid credentials"));
}

#[test]
fn a_redis_lets_in_who_trusts_it_and_is_known() {
    let directory = Directory::own("secured").unwrap();
    let certificates = certificates(&directory);
    let strangers = Certificates::make(&directory.path().join("strangers")).unwrap();
    let trusted = certificates.authority.clone();
    let password = Some("secret".to_owned());
    let tls = Some(certificates);
    let options = RedisOptions { password, tls, ..RedisOptions::default() };
    let redis = Redis::start(&options).unwrap();
    let url = redis.tls_url().unwrap();
    // redis-cli 7.0 takes an empty name for a name.
    let known = url.replace(":secret@", "default:secret@");
    let stranger = url.replace(":secret@", "");
    assert_eq!(redis.url(), format!("redis://:secret@{}/0", redis.address()));

    let check = |url: &str, authority: &Path, expected: &str| {
        let mut command = std::process::Command::new("redis-cli");
        command.args(["--no-auth-warning", "-u", url, "--cacert"]).arg(authority).arg("PING");
        let said = process::output(&mut command).unwrap_or_else(|error| error.to_string());
        assert!(said.contains(expected), "{said}");
    };
    check(&known, &trusted, "PONG");
    check(&stranger, &trusted, "NOAUTH");
    check(&known, &strangers.authority, "certificate verify failed");
}
