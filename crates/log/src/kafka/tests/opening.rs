//! Who begins a log, and what is refused as one.

use std::thread;

use super::vandal::Vandal;
use super::*;
use crate::conformance::{Scribe, read_all, reader_of};
use crate::kafka::meta::{log_begun, log_made};

fn init_of(lineage: u8, partition_count: u32) -> Init {
    Init { lineage: Lineage([lineage; 16]), ..init(partition_count) }
}

/// Open the same prefix from several instances at once.
fn race(settings: &Settings, inits: &[Init]) -> Vec<Result<KafkaLog, LogError>> {
    thread::scope(|scope| {
        let open = |init| scope.spawn(move || KafkaLog::open(settings, init));
        let opening: Vec<_> = inits.iter().map(open).collect();
        opening.into_iter().map(|opening| opening.join().unwrap()).collect()
    })
}

fn refused(opened: Result<KafkaLog, LogError>, why: &str) {
    match opened {
        Err(LogError::Unusable(said)) if said.contains(why) => {}
        other => panic!("{other:?} where {why:?} was to be said"),
    }
}

/// All open the winner's log, whose genesis stands at offset 0; other geneses are strays.
#[tokio::test]
async fn agrees_on_one_log_when_several_begin_it() {
    let Some(settings) = fresh_settings("race") else { return };
    let inits: Vec<Init> = (1..=4).map(|lineage| init_of(lineage, 3)).collect();
    let logs: Vec<KafkaLog> = race(&settings, &inits).into_iter().map(Result::unwrap).collect();
    let lineage = logs[0].lineage();
    assert!(inits.iter().any(|init| init.lineage == lineage));
    for log in &logs {
        assert_eq!((log.lineage(), log.partition_count()), (lineage, 3));
        assert_eq!(log.genesis(), logs[0].genesis());
    }
    for partition in 0..3 {
        let all = read_all(&logs[0], partition).await;
        let genesis = Genesis::from_record(&all[0].record).unwrap();
        assert_eq!((all[0].offset, genesis.lineage, genesis.partition), (0, lineage, partition));
        assert!(all.iter().all(|other| other.record == all[0].record));
        let mut scribe = Scribe::at_end(&logs[1], partition).await;
        logs[2].append(partition, scribe.commits(2)).await.unwrap();
        assert_eq!(reader_of(&logs[3], partition).await.head().hash, scribe.head.hash);
    }
}

/// Those that ask for something else than the winner are refused, whoever that is.
#[tokio::test]
async fn refuses_the_losers_who_wanted_another_log() {
    let Some(settings) = fresh_settings("race-of-two-kinds") else { return };
    let kinds = [2, 3, 2, 3];
    let inits: Vec<Init> = (1..).zip(kinds).map(|(l, count)| init_of(l, count)).collect();
    let results = race(&settings, &inits);
    let won = results.iter().flatten().next().unwrap().partition_count();
    for (result, asked) in results.into_iter().zip(kinds) {
        match result {
            Ok(log) => assert_eq!((asked, log.partition_count()), (won, won)),
            Err(error) => {
                assert_ne!(asked, won);
                refused(Err(error), "it was made with");
            }
        }
    }
}

/// What a process left that died while it made a log: the next one makes the rest of the same.
#[tokio::test]
async fn finishes_what_another_began() {
    let Some(settings) = fresh_settings("unfinished") else { return };
    let vandal = Vandal::new(&settings);
    let topics = vandal.topics.clone();
    let begun = init_of(1, 2);
    vandal.make(&topics.meta, 1).await;
    write(&vandal, &topics.meta, 0, &log_made(&begun));
    refused(KafkaLog::open_existing(&settings), "there is no log");
    vandal.make(&topics.commits, 2).await;
    let genesis = begun.genesis(1).record();
    let prev: (&str, &[u8]) = ("prev", &genesis.prev.0);
    let scribble = Scribble { key: Some(&[]), value: Some(&genesis.value), headers: &[prev] };
    vandal.write(&topics.commits, 1, &[scribble]);

    let log = KafkaLog::open(&settings, &init_of(2, 2)).unwrap();
    assert_eq!(log.lineage(), begun.lineage);
    for partition in 0..2 {
        assert_eq!(reader_of(&log, partition).await.head().next_seq, 1);
        assert_eq!(read_all(&log, partition).await.len(), 1);
    }
    log.close();
    assert_eq!(KafkaLog::open_existing(&settings).unwrap().lineage(), begun.lineage);
}

/// A log that has begun is never begun again: not when its commits are gone, nor when somebody
/// made an empty topic in their place.
#[tokio::test]
async fn never_begins_a_log_twice() {
    let Some(settings) = fresh_settings("twice") else { return };
    KafkaLog::open(&settings, &init(2)).unwrap();
    let vandal = Vandal::new(&settings);
    let commits = vandal.topics.commits.clone();
    vandal.delete(&commits).await;
    refused(KafkaLog::open(&settings, &init(2)), "is gone");
    refused(KafkaLog::open_existing(&settings), "is gone");
    vandal.make(&commits, 2).await;
    refused(KafkaLog::open(&settings, &init(2)), "has lost its genesis");
    assert_eq!(count(&vandal, &commits), 0, "nothing was written");
}

/// What is under the prefix but is not this log.
#[tokio::test]
async fn refuses_what_is_not_the_log() {
    let Some(settings) = fresh_settings("refused") else { return };
    refused(KafkaLog::open_existing(&settings), "there is no log");
    let vandal = Vandal::new(&settings);
    let Topics { commits, meta, .. } = vandal.topics.clone();
    let strict = Settings { allow_not_durable: false, ..settings.clone() };
    refused(KafkaLog::open(&strict, &init(2)), "not durable");

    KafkaLog::open(&settings, &init(2)).unwrap();
    refused(KafkaLog::open(&strict, &init(2)), "is on one broker only");
    refused(KafkaLog::open(&settings, &init(3)), "it was made with 2 partitions");
    let other_money = Init { currency: "USD".into(), ..init(2) };
    refused(KafkaLog::open(&settings, &other_money), "not with 2 partitions and USD");

    vandal.set(&commits, "retention.ms", "604800000").await;
    refused(KafkaLog::open(&settings, &init(2)), "retention.ms");
    vandal.set(&commits, "retention.ms", "-1").await;
    KafkaLog::open(&settings, &init(2)).unwrap();

    vandal.forget(&commits, 1, 1).await;
    refused(KafkaLog::open(&settings, &init(2)), "partition 1 begins at offset 1");
    vandal.delete(&commits).await;
    vandal.make(&commits, 2).await;
    write(&vandal, &commits, 0, b"first!");
    refused(KafkaLog::open(&settings, &init(2)), "partition 0 has lost its genesis");
    vandal.grow(&commits, 3).await;
    refused(KafkaLog::open(&settings, &init(2)), "has 3 partitions");

    vandal.delete(&meta).await;
    vandal.make(&meta, 1).await;
    write(&vandal, &meta, 0, b"junk");
    write(&vandal, &meta, 0, &log_made(&init(3)));
    write(&vandal, &meta, 0, &log_begun(init(3).lineage));
    refused(KafkaLog::open(&settings, &init(3)), "none that this build understands");
}

fn write(vandal: &Vandal, topic: &str, partition: i32, value: &[u8]) {
    vandal.write(topic, partition, &[Scribble { value: Some(value), ..Scribble::default() }]);
}

fn count(vandal: &Vandal, topic: &str) -> i64 {
    vandal.end(topic, 0) + vandal.end(topic, 1)
}
