//! Brokers come and go while a log is open.

use croupier_services::{Kafka, Tool};

use super::own::{brokers, cut, settings_of};
use super::*;
use crate::conformance::{Scribe, reader_of};
use crate::engine::Item;
use crate::reader::{Diverged, Reader};

/// A reader as an owner or a processor is one: it walks its chain again whenever it is told to.
struct Following {
    log: Arc<KafkaLog>,
    reader: Reader,
    tail: Box<dyn Tail>,
    recheck_count: u32,
}

impl Following {
    async fn begin(log: &Arc<KafkaLog>) -> Self {
        let reader = reader_of(&**log, 0).await;
        let tail = log.tail(0, reader.head().next_offset).await.unwrap();
        let mut following = Self { log: Arc::clone(log), reader, tail, recheck_count: 0 };
        following.next().await.unwrap();
        assert_eq!(following.recheck_count, 1);
        following
    }

    async fn next(&mut self) -> Result<(), Diverged> {
        match self.tail.next().await {
            Ok(items) => {
                for item in items {
                    match item {
                        Item::Stored(stored) => drop(self.reader.offer(&stored)),
                        Item::Recheck => self.recheck().await?,
                    }
                }
            }
            Err(_) => {
                let from = self.reader.head().next_offset;
                self.tail = self.log.tail(0, from).await.unwrap();
            }
        }
        Ok(())
    }

    async fn recheck(&mut self) -> Result<(), Diverged> {
        self.recheck_count += 1;
        loop {
            if let Ok(walked) = self.reader.recheck(&*self.log).await {
                return walked;
            }
        }
    }

    /// Go on until it stands at that head.
    async fn until(&mut self, scribe: &Scribe) {
        while self.reader.head().hash != scribe.head.hash {
            self.next().await.unwrap();
        }
    }

    async fn until_rechecked(&mut self) {
        let before = self.recheck_count;
        while self.recheck_count == before {
            self.next().await.unwrap();
        }
    }
}

/// Append until it is confirmed: what was unknown is stored twice, perhaps.
async fn append(log: &KafkaLog, partition: u32, commits: Vec<Record>) {
    while log.append(partition, commits.clone()).await.is_err() {}
}

/// A broker is killed and comes back: a tail at the end says `Recheck` at once, and again when
/// there is something to check, and goes on.
#[tokio::test]
async fn outlives_its_broker() {
    let Some(mut kafka) = brokers(1) else { return };
    let log = Arc::new(KafkaLog::open(&settings_of(&kafka), &init(1)).unwrap());
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut following = Following::begin(&log).await;
    let mut tail = log.tail(0, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    let commits = scribe.commits(3);
    append(&log, 0, commits.clone()).await;
    following.until(&scribe).await;
    assert_eq!(stored(&mut *tail, 3).await, commits);
    assert_eq!(following.recheck_count, 1);

    kafka.kill(1).unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    kafka.restart(1).unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    // From where it began.
    assert_eq!(stored(&mut *tail, 3).await, commits);
    append(&log, 0, scribe.commits(3)).await;
    following.until(&scribe).await;
    assert!(following.recheck_count > 1);
    let stats = log.stats();
    assert!(stats.interruption_count >= 1 && stats.recheck_count >= 1, "{stats:?}");
    assert_eq!(stats.fault_count, 0);
}

/// It comes back without what it had acknowledged: whoever had seen that is told. Whoever had not
/// goes on, also with a tail that was further on already: what was written over is not jumped over.
#[tokio::test]
async fn notices_a_loss_while_it_follows() {
    let Some(mut kafka) = brokers(1) else { return };
    let settings = settings_of(&kafka);
    let log = Arc::new(KafkaLog::open(&settings, &init(2)).unwrap());
    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut loser = Following::begin(&log).await;
    log.append(0, scribe.commits(3)).await.unwrap();
    log.append(0, scribe.commits(2)).await.unwrap();
    loser.until(&scribe).await;
    let mut scribe = Scribe::at_end(&*log, 1).await;
    let stray = scribe.commit("lost before it was written");
    log.append(1, scribe.commits(2)).await.unwrap();
    let mut tail = log.tail(1, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    assert_eq!(stored(&mut *tail, 2).await.len(), 2);

    kafka.kill(1).unwrap();
    let commits = Topics::of(&settings.prefix).commits;
    cut(&kafka, &commits, 0, 2);
    cut(&kafka, &commits, 1, 2);
    kafka.restart(1).unwrap();
    let mut other = Scribe::at_end(&*log, 0).await;
    // More than was lost, so that nobody is told by the end.
    let others = (0..3).map(|n| other.commit(&format!("other {n}"))).collect();
    append(&log, 0, others).await;
    append(&log, 1, vec![stray.clone()]).await;
    let diverged = loop {
        if let Err(diverged) = loser.next().await {
            break diverged;
        }
    };
    assert_eq!((diverged.partition, diverged.seq), (0, 5));
    while tail.next().await.unwrap() != [Item::Recheck] {}
    assert_eq!(stored(&mut *tail, 1).await, [stray]);
    assert_eq!(reader_of(&*log, 0).await.head().hash, other.head.hash);
}

/// The next records of a tail; after a doubt, from where it began.
async fn stored(tail: &mut dyn Tail, count: usize) -> Vec<Record> {
    let mut stored = Vec::new();
    while stored.len() < count {
        for item in tail.next().await.unwrap() {
            match item {
                Item::Stored(next) => stored.push(next.record),
                Item::Recheck => stored.clear(),
            }
        }
    }
    stored
}

/// Three brokers: what they keep is kept by two at least; the leader is killed, another is elected,
/// and nothing is lost.
#[tokio::test]
async fn outlives_one_of_three() {
    let Some(mut kafka) = brokers(3) else { return };
    let settings = Settings { allow_not_durable: false, ..settings_of(&kafka) };
    let log = Arc::new(KafkaLog::open(&settings, &init(1)).unwrap());
    let commits = Topics::of(&settings.prefix).commits;
    let described = kafka.tool(Tool::Topics, &["--describe", "--topic", &commits]).unwrap();
    assert!(described.contains("ReplicationFactor: 3"), "{described}");
    assert!(described.contains("min.insync.replicas=2"), "{described}");

    let mut scribe = Scribe::at_end(&*log, 0).await;
    let mut following = Following::begin(&log).await;
    append(&log, 0, scribe.commits(3)).await;
    following.until(&scribe).await;
    let leader = leader_of(&described);
    kafka.kill(leader).unwrap();
    append(&log, 0, scribe.commits(3)).await;
    following.until(&scribe).await;
    assert!(following.recheck_count >= 2);

    // It comes back and is elected again; nobody loses a connection by that.
    kafka.restart(leader).unwrap();
    elect(&kafka, &commits, leader);
    following.until_rechecked().await;
    append(&log, 0, scribe.commits(3)).await;
    following.until(&scribe).await;
    assert_eq!(log.stats().fault_count, 0);
}

fn leader_of(described: &str) -> u32 {
    let (_, leader) = described.split_once("Leader: ").unwrap();
    leader.split_whitespace().next().unwrap().parse().unwrap()
}

/// Elect the first of the replicas, as soon as it has caught up.
fn elect(kafka: &Kafka, topic: &str, leader: u32) {
    let describe = || kafka.tool(Tool::Topics, &["--describe", "--topic", topic]).unwrap();
    let election = ["--election-type", "preferred", "--topic", topic, "--partition", "0"];
    while leader_of(&describe()) != leader {
        // Refused while it has not.
        let _ = kafka.tool(Tool::LeaderElection, &election);
    }
}
