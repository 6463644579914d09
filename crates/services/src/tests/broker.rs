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
