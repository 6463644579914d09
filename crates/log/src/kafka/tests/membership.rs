//! Who owns what, as several instances see it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use tokio::sync::watch;

use super::*;

/// A log of four partitions whose members are missed after a second.
fn grouped(name: &str) -> Option<Settings> {
    let settings = fresh_settings(name)?;
    let settings = Settings { session_timeout: Duration::from_secs(1), ..settings };
    KafkaLog::open(&settings, &init(4)).unwrap();
    Some(settings)
}

struct Instance {
    membership: Membership,
    assignment: watch::Receiver<Assignment>,
}

impl Instance {
    fn join(settings: &Settings) -> Self {
        let membership = Membership::join(settings).unwrap();
        let assignment = membership.assignment();
        Self { membership, assignment }
    }

    async fn until(&mut self, is_so: impl FnMut(&Assignment) -> bool) -> Assignment {
        self.assignment.wait_for(is_so).await.unwrap().clone()
    }

    async fn until_it_has(&mut self, count: usize) -> Assignment {
        self.until(|assignment| assignment.partitions.len() == count).await
    }

    /// Its blocking end, where it holds nobody up.
    async fn leave(self) {
        tokio::task::spawn_blocking(move || self.membership.leave()).await.unwrap();
    }
}

fn partitions(assignment: &Assignment) -> BTreeSet<u32> {
    assignment.partitions.keys().copied().collect()
}

/// Partitions are spread over whoever is there, each at one instance; what moves gets a higher
/// generation, and what stays keeps its own.
#[tokio::test]
async fn spreads_partitions_over_the_members() {
    let Some(settings) = grouped("spread") else { return };
    let mut first = Instance::join(&settings);
    let alone = first.until_it_has(4).await;
    assert!(alone.generation > 0);
    assert!(alone.partitions.values().all(|given| *given == alone.generation));

    let mut second = Instance::join(&settings);
    let (one, other) = (first.until_it_has(2).await, second.until_it_has(2).await);
    assert_eq!(&partitions(&one) | &partitions(&other), BTreeSet::from([0, 1, 2, 3]));
    assert!(other.partitions.values().all(|given| *given > alone.generation));
    assert!(one.partitions.values().all(|given| *given == alone.generation));

    let gone = partitions(&one);
    first.leave().await;
    let all = second.until_it_has(4).await;
    for (partition, given) in &all.partitions {
        let before = other.partitions.get(partition).copied();
        assert_eq!(before.is_none(), gone.contains(partition));
        assert!(before.map_or(*given > other.generation, |before| *given == before));
    }
    second.leave().await;
}

/// A partition that is asked back is nobody's until it is let go of.
#[tokio::test]
async fn waits_until_a_partition_is_let_go_of() {
    let Some(settings) = grouped("hand-over") else { return };
    let mut first = Instance::join(&settings);
    let alone = first.until_it_has(4).await;
    let mut holds: Vec<Hold> =
        (0..4).map(|partition| first.membership.hold(partition).unwrap()).collect();
    assert!(holds.iter().all(|hold| hold.generation() == alone.generation));

    let mut second = Instance::join(&settings);
    let kept = partitions(&first.until_it_has(2).await);
    for partition in 0..4 {
        // What is asked back cannot be taken hold of any more.
        assert_eq!(first.membership.hold(partition).is_some(), kept.contains(&partition));
    }
    // Longer than the group would wait for a member that is dead.
    let waited = tokio::time::sleep(Duration::from_secs(2));
    tokio::select! {
        () = waited => {}
        early = second.until(|assignment| !assignment.partitions.is_empty()) => {
            panic!("{early:?} while it was held");
        }
    }
    holds.retain(|hold| kept.contains(&hold.partition()));
    let other = second.until_it_has(2).await;
    assert!(partitions(&other).is_disjoint(&kept));
    assert_eq!(partitions(&first.assignment.borrow()), kept);
    drop(holds);
    first.leave().await;
    second.leave().await;
}

/// Leaving is being asked for everything.
#[tokio::test]
async fn leaves_when_all_is_let_go_of() {
    let Some(settings) = grouped("leave") else { return };
    let mut first = Instance::join(&settings);
    first.until_it_has(4).await;
    let hold = first.membership.hold(2).unwrap();
    let mut second = Instance::join(&settings);
    second.until_it_has(2).await;
    let membership = Arc::new(first.membership);
    let leaving = Arc::clone(&membership);
    let left = tokio::task::spawn_blocking(move || leaving.leave());
    first.assignment.wait_for(|assignment| assignment.partitions.is_empty()).await.unwrap();
    assert!(membership.hold(2).is_none());
    assert!(!left.is_finished());
    drop(hold);
    left.await.unwrap();
    assert_eq!(partitions(&second.until_it_has(4).await), BTreeSet::from([0, 1, 2, 3]));
    second.leave().await;
}

/// Where a process of ours is a member of, if it is to be nothing else.
const MEMBER_OF: &str = "CROUPIER_TEST_MEMBER_OF";

/// Not a test but the process of one: it says what it is given, until it is told to end.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test below configures no Croupier")]
async fn is_a_process_of_its_own() {
    let Ok(address) = std::env::var(MEMBER_OF) else { return };
    let settings = Settings::parse(&address).unwrap();
    let mut instance = Instance::join(&settings);
    let told = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()));
    let tell = async {
        loop {
            let count = instance.assignment.borrow_and_update().partitions.len();
            println!("\nhas {count}");
            instance.assignment.changed().await.unwrap();
        }
    };
    tokio::select! {
        () = tell => {}
        _ = told => {}
    }
    instance.leave().await;
}

/// A process that is stopped has its partitions taken away; it goes on, not knowing that it was
/// stopped, and learns it: until it is given something anew, it has nothing.
#[tokio::test]
async fn gives_on_what_a_silent_member_had() {
    let Some(settings) = grouped("silent") else { return };
    let address =
        format!("kafka://{}/{}?session.timeout.ms=1000", settings.brokers, settings.prefix);
    let process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "kafka::tests::membership::is_a_process_of_its_own"])
        .env(MEMBER_OF, address)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut process = Leashed(process.unwrap());
    let mut said = BufReader::new(process.0.stdout.take().unwrap()).lines();
    let mut until = |expected: &str| {
        assert!(said.by_ref().map(Result::unwrap).any(|line| line == expected), "{expected}");
    };
    until("has 4");
    signal(&process, "-STOP");
    let mut second = Instance::join(&settings);
    let all = second.until_it_has(4).await;
    signal(&process, "-CONT");
    until("has 0");
    until("has 2");
    let kept = second.until_it_has(2).await;
    assert!(kept.partitions.values().all(|given| *given == all.generation));
    drop(process.0.stdin.take());
    assert!(process.0.wait().unwrap().success());
    second.until_it_has(4).await;
    second.leave().await;
}

/// A process that does not outlive its test, stopped or not.
struct Leashed(Child);

impl Drop for Leashed {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
    }
}

fn signal(process: &Leashed, signal: &str) {
    let process = process.0.id().to_string();
    assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
}

/// It is there to be seen, and for nothing else.
#[tokio::test]
async fn commits_no_offsets() {
    let Some(settings) = grouped("quiet") else { return };
    let mut instance = Instance::join(&settings);
    instance.until_it_has(4).await;
    instance.leave().await;
    let topic = Topics::of(&settings.prefix).commits;
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", &settings.brokers);
    config.set("group.id", format!("{}.owners", settings.prefix));
    let consumer: BaseConsumer = config.create().unwrap();
    let mut list = TopicPartitionList::new();
    list.add_partition_range(&topic, 0, 3);
    let committed = consumer.committed_offsets(list, Duration::from_secs(10)).unwrap();
    assert!(committed.elements().iter().all(|element| element.offset() == Offset::Invalid));
}
