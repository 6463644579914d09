//! How a test makes things go wrong.

use std::ops::Range;
use std::sync::Arc;

use super::state::{Answer, Held, Shared};
use crate::chain::Record;
use crate::engine::{AppendError, Appended};

/// What becomes of one append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is stored and confirmed, as if nothing had been asked for.
    Store,
    /// It is stored, stored again behind itself, and confirmed: a producer that retried.
    StoreTwice,
    /// It is stored; the caller is told [`AppendError::Unknown`]: a lost acknowledgement.
    StoreWithoutAnswer,
    /// It is never stored; the caller is told [`AppendError::Unknown`].
    LoseWithoutAnswer,
    /// It is not stored and the caller is told so.
    Refuse(AppendError),
    /// It waits until the test takes it ([`Faults::held`]) and says what becomes of it.
    Hold,
}

/// The handle to a [`super::MemoryLog`]'s faults. Clones act on the same log.
///
/// # Panics
/// Every function that takes a partition panics when the log does not have it.
#[derive(Debug, Clone)]
pub struct Faults {
    shared: Arc<Shared>,
}

impl Faults {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Decide the fate of the next append to `partition` that has none yet. Asked for several
    /// times, it speaks for as many appends, in order.
    pub fn next_append(&self, partition: u32, fate: Fate) {
        self.shared.change(|state| state.partition(partition).fates.push_back(fate));
    }

    /// From now on every append to `partition` without another fate is held.
    pub fn hold_appends(&self, partition: u32) {
        self.shared.change(|state| state.partition(partition).holds_appends = true);
    }

    /// Hold no more; what is held and was not taken is stored and confirmed, in order.
    pub fn release_appends(&self, partition: u32) {
        self.shared.change(|state| state.partition(partition).holds_appends = false);
        while let Some(in_flight) = self.shared.take_held(partition) {
            in_flight.confirm();
        }
    }

    /// Take the oldest append that is held; waits for one.
    pub async fn held(&self, partition: u32) -> InFlight {
        let mut changes = self.shared.subscribe();
        loop {
            changes.borrow_and_update();
            if let Some(in_flight) = self.shared.take_held(partition) {
                return in_flight;
            }
            // The sender lives in `shared`, which this handle keeps alive.
            let _ = changes.changed().await;
        }
    }

    /// Take the oldest append that is held, if there is one.
    pub fn held_now(&self, partition: u32) -> Option<InFlight> {
        self.shared.take_held(partition)
    }

    /// Write a record as somebody else would: another writer, a zombie, a foreign program. Returns
    /// its offset.
    pub fn write(&self, partition: u32, record: Record) -> u64 {
        let appended = self.shared.change(|state| state.land(partition, &[record]));
        appended.last_offset.unwrap_or_default()
    }

    /// Lose the last `count` records of `partition`, whoever was told that they are durable. Every
    /// tail yields [`crate::Item::Recheck`] and goes on where the log was cut, or before.
    pub fn truncate(&self, partition: u32, count: usize) {
        self.shared.change(|state| {
            let place = state.partition(partition);
            let kept_count = place.records.len().saturating_sub(count);
            place.records.truncate(kept_count);
            place.next_offset = place.records.last().map_or(0, |stored| stored.offset + 1);
            place.doubts.push(place.next_offset);
        });
    }

    /// Make every tail of `partition` yield [`crate::Item::Recheck`] though nothing was lost.
    pub fn recheck(&self, partition: u32) {
        self.shared.change(|state| state.partition(partition).doubts.push(u64::MAX));
    }

    /// Tails of `partition` see nothing that they have not seen yet; appends are confirmed and
    /// reads are answered all the same.
    pub fn hide_from_tails(&self, partition: u32) {
        self.shared.change(|state| state.partition(partition).hides_from_tails = true);
    }

    /// Tails see everything again.
    pub fn show_to_tails(&self, partition: u32) {
        self.shared.change(|state| state.partition(partition).hides_from_tails = false);
    }

    /// Leave a gap of `count` offsets before the next record of `partition`.
    pub fn skip_offsets(&self, partition: u32, count: u64) {
        self.shared.change(|state| state.partition(partition).next_offset += count);
    }

    /// The time stamped on what is stored from now on.
    pub fn set_appended_ms(&self, appended_ms: u64) {
        self.shared.change(|state| state.appended_us = Some(appended_ms * 1000));
    }

    /// From now on reads, tails and snapshots answer [`crate::LogError::Unreachable`].
    pub fn disconnect(&self) {
        self.shared.change(|state| state.unreachable = true);
    }

    /// The log can be reached again; tails that failed stay failed.
    pub fn reconnect(&self) {
        self.shared.change(|state| state.unreachable = false);
    }
}

/// An append in flight, in the hands of a test: not stored and not answered until it says so.
/// Dropped without an answer, its caller is told [`AppendError::Unknown`].
#[derive(Debug)]
pub struct InFlight {
    shared: Arc<Shared>,
    partition: u32,
    held: Held,
}

impl InFlight {
    pub(super) fn new(shared: Arc<Shared>, partition: u32, held: Held) -> Self {
        Self { shared, partition, held }
    }

    /// What is to be appended.
    pub fn records(&self) -> &[Record] {
        &self.held.records
    }

    /// Store it now, behind everything stored before, without answering: tails see it first.
    /// Called again, it is stored again: a duplicate. Returns its offsets.
    pub fn land(&self) -> Range<u64> {
        self.shared.change(|state| {
            let start = state.partition(self.partition).next_offset;
            state.land(self.partition, &self.held.records);
            start..state.partition(self.partition).next_offset
        })
    }

    /// Answer its caller. Whether it was stored is another matter.
    pub fn answer(self, answer: Result<Appended, AppendError>) {
        let _: Result<(), Answer> = self.held.answer.send(answer);
    }

    /// Store it now and say so.
    pub fn confirm(self) {
        let last_offset = self.land().last();
        self.answer(Ok(Appended { last_offset }));
    }

    /// The append after its caller has given up: told [`AppendError::Unknown`] now, it may land
    /// later by [`Late::land`], or never.
    pub fn time_out(self) -> Late {
        let Self { shared, partition, held } = self;
        let _ = held.answer.send(Err(AppendError::Unknown("the append timed out".into())));
        Late { shared, partition, records: held.records }
    }
}

/// An append whose caller has been told that its outcome is unknown.
#[derive(Debug, Clone)]
pub struct Late {
    shared: Arc<Shared>,
    partition: u32,
    records: Vec<Record>,
}

impl Late {
    /// Store it now, behind everything stored before; called again, again.
    pub fn land(&self) {
        self.shared.change(|state| state.land(self.partition, &self.records));
    }
}
