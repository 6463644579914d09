//! One broker, as most tests use it.

use crate::kafka::metadata::{self, Metadata};
use crate::{Error, Kafka, KafkaOptions, Partition, Tool};

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

/// An answer that lists brokers and partitions of one topic: index, leader, and who has a copy.
fn answer(brokers: &[u8], partitions: &[(u8, i32, &[u8])]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap().to_be_bytes();
    let ids = |ids: &[u8]| {
        let each = ids.iter().flat_map(|id| number(usize::from(*id)));
        number(ids.len()).into_iter().chain(each).collect::<Vec<u8>>()
    };
    let mut answer = vec![0, 0, 0, 7];
    answer.extend(number(brokers.len()));
    for id in brokers {
        answer.extend([0, 0, 0, *id, 0, 4]);
        answer.extend(b"host\x00\x00\x23\x84\xff\xff");
    }
    answer.extend([0, 0, 0, 1]);
    answer.extend(number(1));
    answer.extend(b"\x00\x00\x00\x04bets\x00");
    answer.extend(number(partitions.len()));
    for (index, leader, copies) in partitions {
        answer.extend([0, 0, 0, 0, 0, *index]);
        answer.extend(leader.to_be_bytes());
        answer.extend(ids(copies));
        answer.extend(ids(&copies[..1]));
    }
    answer
}

#[test]
fn an_answer_is_read_or_refused() {
    let none = Metadata::default();
    assert_eq!(metadata::parse(&answer(&[], &[])), Some(none));
    let whole = answer(&[3, 1], &[(0, 3, &[3, 1]), (1, -1, &[1])]);
    let partition = |index, leader, replicas: &[u32]| {
        let in_sync = replicas[..1].to_vec();
        Partition { index, leader, replicas: replicas.to_vec(), in_sync }
    };
    let partitions = vec![partition(0, Some(3), &[3, 1]), partition(1, None, &[1])];
    let expected = Metadata { brokers: vec![3, 1], partitions };
    assert_eq!(metadata::parse(&whole), Some(expected));
    for length in 0..whole.len() {
        assert_eq!(metadata::parse(&whole[..length]), None, "{length}");
    }
}
