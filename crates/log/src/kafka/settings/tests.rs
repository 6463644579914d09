use super::*;
use crate::kafka::AddressError;

fn check(address: &str, expected: Result<Settings, AddressError>) {
    assert_eq!(Settings::parse(address), expected, "{address}");
}

#[test]
fn reads_where_the_log_is() {
    let good = [
        ("kafka://localhost:9092/croupier", "localhost:9092", "croupier"),
        ("kafka://a:1,b.example-1.org:65535/x", "a:1,b.example-1.org:65535", "x"),
        ("kafka://[::1]:9092/eu.west_1-prod", "[::1]:9092", "eu.west_1-prod"),
        ("kafka://a:1/x?", "a:1", "x"),
    ];
    for (address, brokers, prefix) in good {
        check(address, Ok(Settings::new(brokers, prefix)));
    }
}

#[test]
fn reads_options() {
    let base = || Settings::new("a:1", "x");
    let secured = |security| Ok(Settings { security, ..base() });
    let sasl = |mechanism| {
        Some(Sasl {
            mechanism,
            username: "bets".into(),
            password_file: "/run/secrets/kafka".into(),
        })
    };
    let tls = Security {
        protocol: Protocol::Ssl,
        ca: Some("/etc/ca.pem".into()),
        certificate: Some("/a b&c".into()),
        key: Some("/k".into()),
        key_password_file: Some("/p".into()),
        sasl: None,
    };
    let scram = Security {
        protocol: Protocol::SaslSsl,
        sasl: sasl(Mechanism::ScramSha512),
        ..Security::default()
    };
    let plain = Security {
        protocol: Protocol::SaslPlaintext,
        sasl: sasl(Mechanism::Plain),
        ..Security::default()
    };
    let who = "sasl.username=bets&sasl.password.file=/run/secrets/kafka";
    let cases = [
        ("allow_not_durable=true".to_owned(), Ok(Settings { allow_not_durable: true, ..base() })),
        ("allow_not_durable=false".into(), Ok(base())),
        (
            "session.timeout.ms=10000".into(),
            Ok(Settings { session_timeout: Duration::from_secs(10), ..base() }),
        ),
        (
            "check.every.ms=500".into(),
            Ok(Settings { check_every: Duration::from_millis(500), ..base() }),
        ),
        ("security.protocol=PLAINTEXT".into(), Ok(base())),
        (
            "security.protocol=ssl&ssl.ca.location=/etc/ca.pem&ssl.certificate.location=/a%20b%26c\
             &ssl.key.location=/k&ssl.key.password.file=/p"
                .into(),
            secured(tls),
        ),
        (format!("security.protocol=sasl_ssl&sasl.mechanism=scram-sha-512&{who}"), secured(scram)),
        (format!("security.protocol=SASL_PLAINTEXT&sasl.mechanism=PLAIN&{who}"), secured(plain)),
    ];
    for (options, expected) in cases {
        check(&format!("kafka://a:1/x?{options}"), expected);
    }
}

#[test]
fn says_what_is_wrong() {
    let value = |option, value: &str, expected| AddressError::Value {
        option,
        value: value.into(),
        expected,
    };
    let long = "p".repeat(240);
    let cases = [
        ("file:./data", AddressError::NotKafka),
        ("kafka:a:1/x", AddressError::NotKafka),
        ("kafka:///x", AddressError::Broker(String::new())),
        ("kafka://a/x", AddressError::Broker("a".into())),
        ("kafka://a:1,/x", AddressError::Broker(String::new())),
        ("kafka://a:0/x", AddressError::Broker("a:0".into())),
        ("kafka://a:b/x", AddressError::Broker("a:b".into())),
        ("kafka://a b:1/x", AddressError::Broker("a b:1".into())),
        ("kafka://me:secret@a:1/x", AddressError::UserInfo),
        ("kafka://a:1", AddressError::Prefix(String::new())),
        ("kafka://a:1/", AddressError::Prefix(String::new())),
        ("kafka://a:1/x/y", AddressError::Prefix("x/y".into())),
        ("kafka://a:1/x?acks=0", AddressError::UnknownOption("acks".into())),
        ("kafka://a:1/x?allow_not_durable", AddressError::OneValue("allow_not_durable".into())),
        ("kafka://a:1/x?ssl.key.location=%zz", AddressError::OneValue("ssl.key.location".into())),
        (
            "kafka://a:1/x?allow_not_durable=true&allow_not_durable=true",
            AddressError::OneValue("allow_not_durable".into()),
        ),
        ("kafka://a:1/x?sasl.password=x", AddressError::Secret("sasl.password.file")),
        ("kafka://a:1/x?ssl.key.password=x", AddressError::Secret("ssl.key.password.file")),
        ("kafka://a:1/x?allow_not_durable=yes", value("allow_not_durable", "yes", "true or false")),
        ("kafka://a:1/x?check.every.ms=0", value("check.every.ms", "0", "milliseconds, 1 or more")),
        ("kafka://a:1/x?session.timeout.ms=6s", value("session.timeout.ms", "6s", "milliseconds")),
        (
            "kafka://a:1/x?security.protocol=tls",
            value("security.protocol", "tls", "plaintext, ssl, sasl_plaintext or sasl_ssl"),
        ),
        (
            "kafka://a:1/x?sasl.mechanism=GSSAPI",
            value("sasl.mechanism", "GSSAPI", "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"),
        ),
        ("kafka://a:1/x?security.protocol=sasl_ssl", AddressError::Sasl),
        ("kafka://a:1/x?sasl.username=bets", AddressError::Sasl),
        (
            "kafka://a:1/x?sasl.mechanism=PLAIN&sasl.username=u&sasl.password.file=/p",
            AddressError::Sasl,
        ),
    ];
    for (address, expected) in cases {
        check(address, Err(expected));
    }
    check(&format!("kafka://a:1/{long}"), Err(AddressError::Prefix(long)));
}

/// A secret reaches no message: neither that of the error nor what is printed for debugging.
#[test]
fn keeps_secrets_out_of_words() {
    let errors = ["kafka://me:hunter2@a:1/x", "kafka://a:1/x?sasl.password=hunter2"];
    for address in errors {
        let error = Settings::parse(address).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
