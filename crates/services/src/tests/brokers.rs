//! Three brokers, one or two of which are lost.

use super::until;
use crate::kafka::metadata;
use crate::{Kafka, KafkaOptions, Partition, Tool};

fn leader(kafka: &Kafka) -> Option<u32> {
    kafka.partition("torn", 0).unwrap().unwrap().leader
}

#[test]
fn three_brokers_outlive_one_and_elect_unclean_when_told() {
    let settings = vec![("broker.session.timeout.ms".to_owned(), "3000".to_owned())];
    let mut kafka =
        Kafka::start(&KafkaOptions { brokers: 3, settings, ..KafkaOptions::default() }).unwrap();
    assert_eq!(kafka.bootstrap().split(',').count(), 3);

    // One is missed when it is paused, and comes back; the others go on.
    let witness = kafka.address(3).unwrap();
    let known = || metadata::brokers(&witness).unwrap_or_default().len();
    kafka.pause(1).unwrap();
    until("broker 1 to be missed", || known() == 2);
    kafka.resume(1).unwrap();
    until("broker 1 to be back", || known() == 3);

    // Two have a copy. The second misses the end of it; then only the second is left.
    let create = ["--create", "--topic", "torn", "--replica-assignment", "1:2"];
    let one_is_enough = ["--config", "min.insync.replicas=1"];
    kafka.tool(Tool::Topics, &[&create[..], &one_is_enough].concat()).unwrap();
    until("the first to lead", || leader(&kafka) == Some(1));
    let torn = kafka.partition("torn", 0).unwrap().unwrap();
    assert_eq!(torn, Partition { replicas: vec![1, 2], in_sync: vec![1, 2], ..torn.clone() });
    assert_eq!(kafka.partition("torn", 1).unwrap(), None);
    kafka.kill(2).unwrap();
    until("the copies to be one", || kafka.partition("torn", 0).unwrap().unwrap().in_sync == [1]);
    kafka.kill(1).unwrap();
    kafka.restart(2).unwrap();
    until("nobody to lead", || leader(&kafka).is_none());
    let partition = ["--topic", "torn", "--partition", "0"];
    let elect = ["--election-type", "unclean"];
    kafka.tool(Tool::LeaderElection, &[&elect[..], &partition].concat()).unwrap();
    until("the second to lead", || leader(&kafka) == Some(2));

    kafka.restart(1).unwrap();
    until("all to be known", || known() == 3);
    assert!(kafka.failure().is_none());
    kafka.stop_all();
    assert_eq!(known(), 0);
}
