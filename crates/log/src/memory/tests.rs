use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;

use super::*;
use crate::chain::Verdict;
use crate::conformance::{Scribe, Subject, read_all, reader_of};
use crate::engine::Item;

struct Memory(MemoryLog);

#[async_trait]
impl Subject for Memory {
    async fn fresh(partition_count: u32) -> Self {
        Self(MemoryLog::new(&init(partition_count)))
    }

    fn log(&self) -> Arc<dyn Log> {
        Arc::new(self.0.clone())
    }

    async fn reopen(self) -> Self {
        self
    }

    async fn truncate(self, partition: u32, count: usize) -> Option<Self> {
        self.0.faults().truncate(partition, count);
        Some(self)
    }
}

mod conformance {
    crate::conformance_suite!(super::Memory);
}

fn init(partition_count: u32) -> Init {
    Init {
        lineage: Lineage([3; 16]),
        partition_count,
        currency: "EUR".into(),
        exponent: 2,
        time_ms: 1_763_911_200_000,
    }
}

/// A log of one partition, its faults, and a writer at its end.
async fn log() -> (MemoryLog, Faults, Scribe) {
    let log = MemoryLog::new(&init(1));
    let (faults, scribe) = (log.faults(), Scribe::at_end(&log, 0).await);
    (log, faults, scribe)
}

/// What is there at once; nothing when the future has to wait.
async fn poll_once<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    poll_fn(|context| match std::pin::Pin::new(&mut *future).poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

async fn texts(log: &MemoryLog) -> Vec<String> {
    let text = |stored: &Stored| {
        let value: serde_json::Value = serde_json::from_slice(&stored.record.value).unwrap();
        value["text"].as_str().unwrap().to_owned()
    };
    read_all(log, 0).await[1..].iter().map(text).collect()
}

#[tokio::test]
async fn each_fate_is_one_append_s() {
    let (log, faults, mut scribe) = log().await;
    let cases: [(Fate, &[&str], Result<(), AppendError>); 6] = [
        (Fate::Store, &["a"], Ok(())),
        (Fate::StoreTwice, &["a", "b", "b"], Ok(())),
        (Fate::StoreWithoutAnswer, &["a", "b", "b", "c"], Err(state::no_answer())),
        (Fate::LoseWithoutAnswer, &["a", "b", "b", "c"], Err(state::no_answer())),
        (Fate::Refuse(AppendError::Full), &["a", "b", "b", "c"], Err(AppendError::Full)),
        (Fate::Store, &["a", "b", "b", "c", "f"], Ok(())),
    ];
    for (fate, _stored, _answer) in &cases {
        faults.next_append(0, fate.clone());
    }
    for (text, (fate, stored, answer)) in ["a", "b", "c", "d", "e", "f"].iter().zip(cases) {
        let appended = log.append(0, vec![scribe.commit(text)]).await;
        assert_eq!(appended.map(|_| ()), answer, "{fate:?}");
        assert_eq!(texts(&log).await, stored, "{fate:?}");
    }
    log.append(0, vec![scribe.commit("g")]).await.unwrap();
    assert_eq!(texts(&log).await.last().unwrap(), "g");
}

/// Appends in flight land in whatever order the test says, and their callers hear what it says.
#[tokio::test]
async fn held_appends_land_in_any_order() {
    let (log, faults, mut scribe) = log().await;
    faults.hold_appends(0);
    let mut first = log.append(0, vec![scribe.commit("first")]);
    let mut second = log.append(0, vec![scribe.commit("second")]);
    assert!(faults.held_now(0).is_none());
    assert_eq!(poll_once(&mut first).await, None);
    assert_eq!(poll_once(&mut second).await, None);
    let (first_held, second_held) = (faults.held(0).await, faults.held(0).await);
    assert!(faults.held_now(0).is_none());
    assert_eq!(texts(&log).await, [""; 0]);

    // c2 before c1: a stray; then c1, then c2's duplicate, which counts.
    assert_eq!(second_held.land(), 1..2);
    second_held.confirm();
    assert_eq!(second.await.unwrap().last_offset, Some(2));
    assert_eq!(poll_once(&mut first).await, None);
    let late = first_held.time_out();
    assert!(!first.await.unwrap_err().is_definite());
    late.land();
    log.faults().release_appends(0);
    assert_eq!(texts(&log).await, ["second", "second", "first"]);
    assert_eq!(reader_of(&log, 0).await.head().next_seq, 2);
}

/// A record is seen before its append is confirmed: nobody may be answered by that alone.
#[tokio::test]
async fn a_record_may_be_seen_before_it_is_confirmed_and_after() {
    let (log, faults, mut scribe) = log().await;
    let mut tail = log.tail(0, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    faults.next_append(0, Fate::Hold);
    let mut append = log.append(0, vec![scribe.commit("seen first")]);
    assert_eq!(poll_once(&mut append).await, None);
    let in_flight = faults.held(0).await;
    assert_eq!(in_flight.records().len(), 1);
    in_flight.land();
    assert_eq!(tail.next().await.unwrap().len(), 1);
    assert_eq!(poll_once(&mut append).await, None);
    in_flight.answer(Err(AppendError::NotNext));
    assert_eq!(append.await, Err(AppendError::NotNext));

    faults.hide_from_tails(0);
    log.append(0, vec![scribe.commit("confirmed first")]).await.unwrap();
    assert_eq!(poll_once(&mut tail.next()).await, None);
    assert_eq!(texts(&log).await, ["seen first", "confirmed first"]);
    faults.show_to_tails(0);
    assert_eq!(tail.next().await.unwrap().len(), 1);
}

#[tokio::test]
async fn release_confirms_what_nobody_took() {
    let (log, faults, mut scribe) = log().await;
    faults.hold_appends(0);
    let mut appends: Vec<_> =
        ["a", "b", "c"].map(|text| log.append(0, vec![scribe.commit(text)])).into();
    for append in &mut appends {
        assert_eq!(poll_once(append).await, None);
    }
    drop(faults.held(0).await);
    faults.release_appends(0);
    let mut answers = Vec::new();
    for append in appends {
        answers.push(append.await.map(|appended| appended.last_offset));
    }
    assert!(matches!(&answers[0], Err(AppendError::Unknown(_))), "{answers:?}");
    assert_eq!(answers[1..], [Ok(Some(1)), Ok(Some(2))]);
    assert_eq!(texts(&log).await, ["b", "c"]);
}

/// After a cut a tail goes on no later than where the log was cut: what is written there anew is
/// seen, however far the tail had read.
#[tokio::test]
async fn a_cut_sends_every_tail_back() {
    let (log, faults, mut scribe) = log().await;
    log.append(0, scribe.commits(5)).await.unwrap();
    let mut at_end = log.tail(0, 0).await.unwrap();
    let mut at_start = log.tail(0, 1).await.unwrap();
    for tail in [&mut at_end, &mut at_start] {
        assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    }
    assert_eq!(at_end.next().await.unwrap().len(), 6);
    faults.truncate(0, 2);
    faults.truncate(0, 1);
    let mut other = Scribe::at_end(&log, 0).await;
    log.append(0, vec![other.commit("other")]).await.unwrap();
    assert_eq!(at_end.next().await.unwrap(), [Item::Recheck]);
    assert_eq!(at_start.next().await.unwrap(), [Item::Recheck]);
    let all = read_all(&log, 0).await;
    let items = |from: usize| all[from..].iter().cloned().map(Item::Stored).collect::<Vec<_>>();
    assert_eq!(at_end.next().await.unwrap(), items(3));
    assert_eq!(at_start.next().await.unwrap(), items(1));

    faults.recheck(0);
    assert_eq!(at_end.next().await.unwrap(), [Item::Recheck]);
    assert_eq!(poll_once(&mut at_end.next()).await, None);
    // More than there is: everything.
    faults.truncate(0, 100);
    assert_eq!(read_all(&log, 0).await, []);
}

#[tokio::test]
async fn gaps_times_and_foreign_records_are_as_asked() {
    let (log, faults, mut scribe) = log().await;
    log.append(0, vec![scribe.commit("no time")]).await.unwrap();
    faults.set_appended_ms(17);
    faults.skip_offsets(0, 10);
    assert_eq!(faults.write(0, scribe.commit("behind a gap")), 12);
    faults.set_appended_ms(16);
    log.append(0, vec![scribe.commit("clocks may jump")]).await.unwrap();
    let places: Vec<_> =
        read_all(&log, 0).await.iter().map(|s| (s.offset, s.appended_us)).collect();
    assert_eq!(places, [(0, None), (1, None), (12, Some(17_000)), (13, Some(16_000))]);
    assert_eq!(log.read(0, 2, 1).await.unwrap()[0].offset, 12);
    let mut reader = reader_of(&log, 0).await;
    assert_eq!((reader.head().next_seq, reader.head().next_offset), (4, 14));
    let foreign = Record::new(reader.head().hash, "x", "{}");
    let offset = faults.write(0, foreign);
    let stored = log.read(0, offset, 1).await.unwrap().remove(0);
    assert!(matches!(reader.offer(&stored), Verdict::Stray(_)));
}

#[tokio::test]
async fn a_disconnected_log_answers_nothing() {
    let (log, faults, scribe) = log().await;
    let mut tail = log.tail(0, 0).await.unwrap();
    faults.disconnect();
    let unreachable = |error: LogError| matches!(error, LogError::Unreachable(_));
    assert!(unreachable(tail.next().await.unwrap_err()));
    assert!(unreachable(log.tail(0, 0).await.err().unwrap()));
    assert!(unreachable(log.read(0, 0, 1).await.unwrap_err()));
    assert!(unreachable(log.snapshots(0, "fold").await.unwrap_err()));
    let snapshot = Snapshot { head: scribe.head, state: "state".into() };
    assert!(unreachable(log.save_snapshot(0, "fold", snapshot).await.unwrap_err()));
    faults.reconnect();
    assert_eq!(log.read(0, 0, 1).await.unwrap().len(), 1);
    // A tail that has failed is of no more use; a new one begins with a recheck.
    assert!(unreachable(tail.next().await.unwrap_err()));
    assert_eq!(log.tail(0, 0).await.unwrap().next().await.unwrap(), [Item::Recheck]);
}

/// Nothing in it waits for real time.
#[tokio::test(start_paused = true)]
async fn it_works_under_paused_time() {
    let (log, faults, mut scribe) = log().await;
    let mut tail = log.tail(0, 1).await.unwrap();
    assert_eq!(tail.next().await.unwrap(), [Item::Recheck]);
    faults.hold_appends(0);
    let hour = Duration::from_secs(3600);
    let append = log.append(0, vec![scribe.commit("slow")]);
    let (answer, late) = tokio::join!(tokio::time::timeout(hour, append), async {
        let in_flight = faults.held(0).await;
        tokio::time::sleep(2 * hour).await;
        in_flight
    });
    assert!(answer.is_err());
    assert!(tokio::time::timeout(hour, tail.next()).await.is_err());
    late.confirm();
    assert_eq!(tail.next().await.unwrap().len(), 1);
}
