//! One broker, as most tests use it.

use crate::kafka::metadata;
use crate::{Error, Kafka, KafkaOptions, Tool};

/// A broker that was killed is let in again when its session is over.
fn quickly_missed() -> KafkaOptions {
    let settings = vec![("broker.session.timeout.ms".to_owned(), "2000".to_owned())];
    KafkaOptions { settings, ..KafkaOptions::default() }
}

#[test]
fn a_broker_keeps_its_topics_whatever_ends_it() {
    let mut kafka = Kafka::start(&quickly_missed()).unwrap();
    let address = kafka.bootstrap();
    kafka.tool(Tool::Topics, &["--create", "--topic", "kept", "--partitions", "3"]).unwrap();

    kafka.kill(1).unwrap();
    assert!(metadata::brokers(&address).is_err());
    kafka.restart(1).unwrap();
    kafka.stop(1).unwrap();
    assert!(metadata::brokers(&address).is_err());
    kafka.restart(1).unwrap();

    assert_eq!(kafka.bootstrap(), address);
    assert_eq!(kafka.tool(Tool::Topics, &["--list"]).unwrap().trim(), "kept");
}

/// What a broker says its settings are, against what tests rely on.
#[test]
fn a_broker_is_as_strict_as_tests_need_it() {
    let settings = vec![("log.retention.hours".to_owned(), "7".to_owned())];
    let kafka = Kafka::start(&KafkaOptions { settings, ..KafkaOptions::default() }).unwrap();
    let describe = ["--describe", "--entity-type", "brokers", "--entity-name", "1", "--all"];
    let said = kafka.tool(Tool::Configs, &describe).unwrap();
    for expected in [
        "auto.create.topics.enable=false",
        "unclean.leader.election.enable=false",
        "offsets.topic.replication.factor=1",
        "min.insync.replicas=1",
        "group.initial.rebalance.delay.ms=0",
        "group.min.session.timeout.ms=1000",
        "group.consumer.min.session.timeout.ms=1000",
        "log.retention.hours=7",
    ] {
        let is_said = said.lines().any(|line| line.trim().starts_with(&format!("{expected} ")));
        assert!(is_said, "{expected} is not in\n{said}");
    }
}

#[test]
fn a_paused_broker_says_nothing_until_it_is_resumed() {
    let mut kafka = Kafka::start(&KafkaOptions::default()).unwrap();
    let address = kafka.bootstrap();
    kafka.pause(1).unwrap();
    assert!(metadata::brokers(&address).is_err());
    kafka.resume(1).unwrap();
    super::until("the broker to answer again", || {
        metadata::brokers(&address).is_ok_and(|known| known == [1])
    });
}

#[test]
fn a_broker_that_does_not_start_is_quoted() {
    let settings = vec![("log.retention.bytes".to_owned(), "many".to_owned())];
    let error = Kafka::start(&KafkaOptions { settings, ..KafkaOptions::default() }).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("log.retention.bytes"), "{text}");
}

#[test]
fn there_are_as_many_brokers_as_were_asked_for() {
    let mut none = Kafka::start(&KafkaOptions { brokers: 0, ..KafkaOptions::default() }).unwrap();
    assert!(matches!(none.kill(1), Err(Error::NoSuchNode(1))));
    assert!(matches!(none.address(1), Err(Error::NoSuchNode(1))));
}

#[test]
fn an_answer_is_read_or_refused() {
    let answer = |ids: &[u8]| {
        let count = u8::try_from(ids.len()).unwrap();
        let mut answer = vec![0, 0, 0, 7, 0, 0, 0, count];
        for id in ids {
            answer.extend([0, 0, 0, *id, 0, 4]);
            answer.extend(b"host\x00\x00\x23\x84\xff\xff");
        }
        answer
    };
    assert_eq!(metadata::parse(&answer(&[])), Some(vec![]));
    assert_eq!(metadata::parse(&answer(&[3, 1])), Some(vec![3, 1]));
    let whole = answer(&[1, 2]);
    for length in 0..whole.len() {
        assert_eq!(metadata::parse(&whole[..length]), None, "{length}");
    }
}
