//! What the memory engine holds, behind one lock.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

use super::faults::{Fate, InFlight};
use crate::chain::Record;
use crate::engine::{AppendError, Appended, LogError, Stored};
use crate::genesis::{Init, Lineage};
use crate::snapshot::{KEPT_COUNT, Snapshot};

pub(super) type Answer = Result<Appended, AppendError>;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) lineage: Lineage,
    pub(super) partition_count: u32,
    state: Mutex<State>,
    /// Woken by every change that a waiting tail or test may care about.
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) partitions: Vec<Partition>,
    pub(super) snapshots: BTreeMap<(u32, String), Vec<Snapshot>>,
    pub(super) appended_us: Option<u64>,
    pub(super) unreachable: bool,
}

#[derive(Debug, Default)]
pub(super) struct Partition {
    pub(super) records: Vec<Stored>,
    pub(super) next_offset: u64,
    /// One entry for each time continuity was put in doubt: the offset from which on the log may
    /// differ from what a tail has yielded.
    pub(super) doubts: Vec<u64>,
    /// What happens to the next appends, one each.
    pub(super) fates: VecDeque<Fate>,
    pub(super) holds_appends: bool,
    pub(super) held: VecDeque<Held>,
    pub(super) hides_from_tails: bool,
}

/// An append that waits for the test.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) records: Vec<Record>,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// An append that has begun.
pub(super) enum Begun {
    Answered(Answer),
    Held(oneshot::Receiver<Answer>),
}

impl Shared {
    pub(super) fn new(init: &Init) -> Self {
        let mut state = State::default();
        for partition in 0..init.partition_count {
            let record = init.genesis(partition).record();
            let genesis = Stored { offset: 0, record, appended_us: None };
            let records = vec![genesis];
            state.partitions.push(Partition { records, next_offset: 1, ..Partition::default() });
        }
        Self {
            lineage: init.lineage,
            partition_count: init.partition_count,
            state: Mutex::new(state),
            changes: watch::Sender::new(0),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Change the state, then wake whoever waits for a change.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changes.send_modify(|version| *version += 1);
        result
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn reachable(&self, partition: u32) -> Result<(), LogError> {
        if partition >= self.partition_count {
            return Err(LogError::UnknownPartition(partition));
        }
        if self.lock().unreachable {
            return Err(LogError::Unreachable("a test has cut the connection".into()));
        }
        Ok(())
    }

    pub(super) fn begin_append(&self, partition: u32, records: Vec<Record>) -> Begun {
        if partition >= self.partition_count {
            return Begun::Answered(Err(AppendError::NotNext));
        }
        if records.iter().any(|record| !record.fits()) {
            return Begun::Answered(Err(AppendError::TooLarge));
        }
        self.change(|state| {
            let place = state.partition(partition);
            let fate = match place.fates.pop_front() {
                Some(fate) => fate,
                None if place.holds_appends => Fate::Hold,
                None => Fate::Store,
            };
            match fate {
                Fate::Store => Begun::Answered(Ok(state.land(partition, &records))),
                Fate::StoreTwice => {
                    let answer = state.land(partition, &records);
                    state.land(partition, &records);
                    Begun::Answered(Ok(answer))
                }
                Fate::StoreWithoutAnswer => {
                    state.land(partition, &records);
                    Begun::Answered(Err(no_answer()))
                }
                Fate::LoseWithoutAnswer => Begun::Answered(Err(no_answer())),
                Fate::Refuse(error) => Begun::Answered(Err(error)),
                Fate::Hold => {
                    let (answer, receiver) = oneshot::channel();
                    state.partition(partition).held.push_back(Held { records, answer });
                    Begun::Held(receiver)
                }
            }
        })
    }

    pub(super) fn read(&self, partition: u32, from: u64, count_max: usize) -> Vec<Stored> {
        self.lock().partition(partition).from(from).iter().take(count_max).cloned().collect()
    }

    pub(super) fn save_snapshot(&self, partition: u32, name: &str, snapshot: Snapshot) {
        let mut state = self.lock();
        let kept = state.snapshots.entry((partition, name.to_owned())).or_default();
        kept.retain(|older| older.head.next_seq != snapshot.head.next_seq);
        kept.insert(0, snapshot);
        kept.truncate(KEPT_COUNT);
    }

    pub(super) fn snapshots(&self, partition: u32, name: &str) -> Vec<Snapshot> {
        self.lock().snapshots.get(&(partition, name.to_owned())).cloned().unwrap_or_default()
    }

    /// The oldest append that is held, handed to the test.
    pub(super) fn take_held(self: &Arc<Self>, partition: u32) -> Option<InFlight> {
        let held = self.lock().partition(partition).held.pop_front()?;
        Some(InFlight::new(Arc::clone(self), partition, held))
    }
}

impl State {
    /// The caller has checked that the partition exists.
    pub(super) fn partition(&mut self, partition: u32) -> &mut Partition {
        &mut self.partitions[partition as usize]
    }

    /// Store `records` now, behind everything stored before.
    pub(super) fn land(&mut self, partition: u32, records: &[Record]) -> Appended {
        let appended_us = self.appended_us;
        let place = self.partition(partition);
        for record in records {
            let offset = place.next_offset;
            place.records.push(Stored { offset, record: record.clone(), appended_us });
            place.next_offset += 1;
        }
        Appended { last_offset: place.records.last().map(|stored| stored.offset) }
    }
}

impl Partition {
    /// Everything stored at `offset` and behind it.
    pub(super) fn from(&self, offset: u64) -> &[Stored] {
        let start = self.records.partition_point(|stored| stored.offset < offset);
        &self.records[start..]
    }
}

pub(super) fn no_answer() -> AppendError {
    AppendError::Unknown("no answer came back".into())
}
