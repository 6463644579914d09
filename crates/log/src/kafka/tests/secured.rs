//! TLS and passwords, by address alone.

use std::fs;

use croupier_services::{Certificates, Kafka, KafkaOptions, Secured};

use super::*;
use crate::conformance::{Scribe, reader_of};

struct Place {
    kafka: Kafka,
    directory: tempfile::TempDir,
    certificates: Certificates,
}

impl Place {
    fn new() -> Option<Self> {
        croupier_services::shared_kafka()?;
        let directory = tempfile::tempdir().unwrap();
        let certificates = Certificates::make(directory.path()).unwrap();
        let (user, password) = ("bets".to_owned(), "hunter2".to_owned());
        let secured = Secured { certificates: certificates.clone(), user, password };
        let options = KafkaOptions { secured: Some(secured), ..KafkaOptions::default() };
        Some(Self { kafka: Kafka::start(&options).unwrap(), directory, certificates })
    }

    /// A file that holds a secret, as editors leave it.
    fn secret(&self, name: &str, secret: &str) -> String {
        let file = self.directory.path().join(name);
        fs::write(&file, format!("{secret}\n")).unwrap();
        file.display().to_string()
    }

    fn open(&self, brokers: Option<String>, options: &str) -> Result<KafkaLog, LogError> {
        let brokers = brokers.unwrap();
        let address = format!("kafka://{brokers}/secured?allow_not_durable=true&{options}");
        KafkaLog::open(&Settings::parse(&address).unwrap(), &init(1))
    }
}

/// Every way in leads to the same log, and a wrong key to none, with a reason.
#[tokio::test]
async fn opens_only_with_the_right_keys() {
    let Some(place) = Place::new() else { return };
    let (tls, sasl) = (place.kafka.tls_bootstrap(), place.kafka.sasl_bootstrap());
    let ca = format!("ssl.ca.location={}", place.certificates.authority.display());
    let (right, wrong) = (place.secret("right", "hunter2"), place.secret("wrong", "hunter3"));
    let user = |mechanism: &str, file: &str| {
        let who = format!("sasl.username=bets&sasl.password.file={file}");
        format!("security.protocol=sasl_ssl&{ca}&sasl.mechanism={mechanism}&{who}")
    };
    let ways = [
        (tls.clone(), format!("security.protocol=ssl&{ca}")),
        (sasl.clone(), user("PLAIN", &right)),
        (sasl.clone(), user("SCRAM-SHA-512", &right)),
    ];
    let mut count = 1;
    for (brokers, options) in ways {
        let log = place.open(brokers, &options).unwrap();
        let mut scribe = Scribe::at_end(&log, 0).await;
        log.append(0, scribe.commits(2)).await.unwrap();
        let mut tail = log.tail(0, 0).await.unwrap();
        assert_eq!(tail.next().await.unwrap(), [crate::engine::Item::Recheck]);
        count += 2;
        assert_eq!(reader_of(&log, 0).await.head().next_seq, count);
    }

    let refusals = [
        (tls, "security.protocol=ssl".to_owned(), "certificate verify failed"),
        (sasl.clone(), user("PLAIN", &wrong), "Authentication failed"),
    ];
    for (brokers, options, why) in refusals {
        let error = place.open(brokers, &options).unwrap_err();
        assert!(matches!(&error, LogError::Unreachable(said) if said.contains(why)), "{error}");
        assert!(!error.to_string().contains("hunter"), "{error}");
    }
    let nothing = place.open(sasl, &user("PLAIN", "/does/not/exist")).unwrap_err();
    assert!(matches!(&nothing, LogError::Unusable(said) if said.contains("/does/not/exist")));
}
