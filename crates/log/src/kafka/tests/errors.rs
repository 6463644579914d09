//! What the appender makes of errors, on librdkafka's mock cluster: it can be told to fail. It
//! knows nothing of fencing, so nothing else is shown here.

use std::pin::Pin;
use std::task::{Context, Waker};

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use super::*;
use crate::chain::{Hash, Record};
use crate::kafka::clients::Clients;
use crate::kafka::stats::Counters;

type Cluster = MockCluster<'static, DefaultProducerContext>;

const TOPIC: &str = "mock.commits";

fn appender() -> (Cluster, Appender, Arc<Counters>) {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic(TOPIC, 2, 1).unwrap();
    let settings = Settings::new(cluster.bootstrap_servers(), "mock");
    let clients = Clients::new(&settings).unwrap();
    let counters: Arc<Counters> = Arc::default();
    let (lineage, observed) = (Lineage([5; 16]), Arc::clone(&counters));
    let appender = Appender::new(clients, TOPIC.into(), lineage, 2, observed);
    (cluster, appender, counters)
}

fn records(count: usize) -> Vec<Record> {
    let value = |seq| format!(r#"{{"v":1,"seq":{seq}}}"#);
    let record = |seq| Record::new(Hash([1; 32]), "k", value(seq));
    (0..count).map(record).collect()
}

fn fail(cluster: &Cluster, errors: &[RDKafkaRespErr]) {
    cluster.request_errors(RDKafkaApiKey::Produce, errors);
}

fn unknown(result: Result<Appended, AppendError>) {
    assert!(matches!(result, Err(AppendError::Unknown(_))), "{result:?}");
}

/// An answer that was lost is asked for again, by the same producer and with the same number.
#[tokio::test]
async fn tries_again_while_it_may() {
    let (cluster, appender, counters) = appender();
    assert_eq!(appender.append(0, records(3)).await, Ok(Appended { last_offset: Some(2) }));
    fail(
        &cluster,
        &[
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        ],
    );
    assert!(appender.append(0, records(2)).await.is_ok());
    let stats = counters.stats();
    assert_eq!((stats.append_count, stats.commit_count, stats.unknown_count), (2, 5, 0));
    assert_eq!(stats.producer_restart_count, 0);
    appender.close();
}

/// The broker has it already: a success, and nobody knows where it stands.
#[tokio::test]
async fn succeeds_without_a_place() {
    let (cluster, appender, counters) = appender();
    fail(&cluster, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER]);
    assert_eq!(appender.append(0, records(2)).await, Ok(Appended { last_offset: None }));
    assert_eq!(counters.stats().append_count, 1);
    appender.close();
}

/// After a failure nobody knows what became of anything that was on its way, in any partition; the
/// next append goes through a new producer.
#[tokio::test]
async fn gives_everything_up_after_a_failure() {
    let failures = [
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
    ];
    for failure in failures {
        let (cluster, appender, counters) = appender();
        // What is appended to it waits for as long as it may.
        cluster.partition_leader(TOPIC, 1, None).unwrap();
        let mut other = Box::pin(appender.append(1, records(2)));
        assert!(is_pending(&mut other));
        fail(&cluster, &[failure]);
        let (first, second) =
            tokio::join!(appender.append(0, records(3)), appender.append(0, records(1)));
        let other = other.await;
        // Not because nobody answered in time.
        let Err(AppendError::Unknown(why)) = &other else { panic!("{other:?}") };
        assert!(!why.contains("MessageTimedOut"), "{failure:?}: {why}");
        [first, second].into_iter().for_each(unknown);
        assert!(appender.append(0, records(2)).await.is_ok(), "{failure:?}");
        let stats = counters.stats();
        assert_eq!((stats.unknown_count, stats.producer_restart_count), (3, 1));
        appender.close();
    }
}

fn is_pending<T>(future: &mut Pin<Box<impl Future<Output = T>>>) -> bool {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

/// Nobody answers: the outcome is unknown before anybody has to guess.
#[tokio::test]
async fn gives_up_when_nobody_answers() {
    let (cluster, appender, counters) = appender();
    appender.append(0, records(1)).await.unwrap();
    cluster.broker_down(1).unwrap();
    unknown(appender.append(0, records(1)).await);
    cluster.broker_up(1).unwrap();
    assert!(appender.append(0, records(1)).await.is_ok());
    assert_eq!(counters.stats().producer_restart_count, 1);
    appender.close();
}

/// What is refused is refused whole, at once, and does nobody harm.
#[tokio::test]
async fn refuses_what_is_too_much() {
    let (_cluster, appender, counters) = appender();
    let fits = records(1).remove(0);
    let large = Record { value: vec![b'x'; Record::VALUE_BYTES_MAX + 1].into(), ..fits.clone() };
    let large_key = Record { key: vec![b'x'; 900_000].into(), ..fits.clone() };
    for record in [large, large_key] {
        let refused = appender.append(0, vec![fits.clone(), record]).await;
        assert_eq!(refused, Err(AppendError::TooLarge));
    }
    // More than may be on its way at once.
    let largest = Record { value: vec![b'x'; Record::VALUE_BYTES_MAX].into(), ..fits };
    let refused = appender.append(0, vec![largest; 1025]).await;
    assert_eq!(refused, Err(AppendError::Full));
    assert_eq!(appender.append(0, records(1)).await, Ok(Appended { last_offset: Some(0) }));
    let stats = counters.stats();
    assert_eq!((stats.full_count, stats.producer_restart_count), (1, 0));
    appender.close();
}

/// Closing delivers what was handed over; after that nothing is taken.
#[tokio::test]
async fn delivers_before_it_closes() {
    let (cluster, appender, counters) = appender();
    // Longer than it takes to see that it is to end.
    cluster.broker_round_trip_time(1, Duration::from_millis(300)).unwrap();
    let appender = Arc::new(appender);
    let mut appending = Box::pin(appender.append(0, records(1000)));
    assert!(is_pending(&mut appending));
    let closing = Arc::clone(&appender);
    tokio::task::spawn_blocking(move || closing.close()).await.unwrap();
    assert_eq!(appending.await, Ok(Appended { last_offset: Some(999) }));
    unknown(appender.append(0, records(1)).await);
    assert_eq!(counters.stats().append_count, 1);
}
