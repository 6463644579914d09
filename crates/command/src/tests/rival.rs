//! The log folded by somebody else: to audit it, and to write into it as another owner would.

use bytes::Bytes;
use croupier_domain::{
    Checkpointed, Command, Commit, Context, Digest, Event, Money, Place, State, Table, Takeover,
    decide,
};
use croupier_log::{Hash, Head, Log, Reader, Record, Verdict};

use super::house::{House, LINEAGE, vault};
use super::player;
use crate::request::used_key;

/// What the log says, by the accept rule, from its genesis on.
pub(super) struct Fold {
    pub(super) reader: Reader,
    pub(super) state: State,
    pub(super) commits: Vec<Commit>,
    /// An accepted commit could not be read or folded: everybody stops there.
    pub(super) is_parked: bool,
}

impl House {
    pub(super) async fn fold(&self) -> Fold {
        let head = Head::before_genesis(LINEAGE, 0, self.partition_count());
        let mut fold = Fold {
            reader: Reader::new(0, self.partition_count(), head),
            state: State::default(),
            commits: Vec::new(),
            is_parked: false,
        };
        for stored in self.stored().await {
            let Verdict::Accepted(head) = fold.reader.offer(&stored) else { continue };
            let place = Place { seq: head.next_seq - 1, offset: stored.offset };
            match Commit::decode(&stored.record.value) {
                Ok(commit) if fold.state.fold(&commit, place).is_ok() => fold.commits.push(commit),
                _ => {
                    fold.is_parked = true;
                    return fold;
                }
            }
        }
        fold
    }

    fn partition_count(&self) -> u32 {
        self.log.partition_count()
    }

    /// Another owner gets in first with a command of its own.
    pub(super) async fn foreign(&self, id: &str, command: Command, key: &str) -> Commit {
        let (commit, record) = self.fold().await.decide(id, &command, key, self.now_ms());
        self.faults.write(0, record);
        commit
    }

    /// Another owner's takeover is accepted.
    pub(super) async fn foreign_takeover(&self, generation: u64) {
        let fold = self.fold().await;
        let record = fold.system(takeover("stranger", generation));
        self.faults.write(0, record);
    }

    /// Another owner's takeover lost its race.
    pub(super) fn stray_takeover(&self, generation: u64) {
        let commit = system(9, self.now_ms(), takeover("stranger", generation));
        let value = Bytes::from(commit.encode());
        self.faults.write(0, Record::new(Hash([9; 32]), Bytes::new(), value));
    }

    /// A record that nobody can place.
    pub(super) fn stray(&self) {
        let value = Bytes::from_static(b"{\"v\":1,\"seq\":1}");
        self.faults.write(0, Record::new(Hash([8; 32]), Bytes::new(), value));
    }

    /// Another owner writes something at the end of the chain.
    pub(super) async fn foreign_value(&self, value: impl FnOnce(&Fold) -> Vec<u8>) {
        let fold = self.fold().await;
        let value = Bytes::from(value(&fold));
        let prev = fold.reader.head().hash;
        self.faults.write(0, Record::new(prev, Bytes::new(), value));
    }
}

impl Fold {
    pub(super) fn next_seq(&self) -> u64 {
        self.reader.head().next_seq
    }

    pub(super) fn balance(&self, id: &str) -> Money {
        self.state.player(&player(id)).unwrap().balance
    }

    /// How many accepted commits hold an event of that name.
    pub(super) fn count(&self, name: &str) -> usize {
        let events = self.commits.iter().flat_map(|commit| &commit.events);
        events.filter(|event| event.name() == name).count()
    }

    /// The accepted commits of players.
    pub(super) fn of_players(&self) -> Vec<&Commit> {
        self.commits.iter().filter(|commit| commit.player.is_some()).collect()
    }

    /// Decide as another owner would that stands where this fold stands.
    pub(super) fn decide(
        &self,
        id: &str,
        command: &Command,
        key: &str,
        now_ms: u64,
    ) -> (Commit, Record) {
        let id = player(id);
        let (seq, time) = (self.next_seq(), now_ms.max(self.state.time_ms()));
        let table = &Table { opening_balance: Money::from_units(100), ..Table::default() };
        let seeds = &vault(1);
        let context = Context { table, seeds, partition: 0, seq, time_ms: time };
        let decision = decide(&id, self.state.player(&id), command, &context).unwrap();
        let commit = Commit {
            v: Commit::VERSION,
            seq,
            time,
            player: Some(id.clone()),
            correlation_id: Some("foreign".into()),
            key: Some(used_key(&id, key, command)),
            balance_minor: Some(decision.player.balance),
            events: decision.events,
        };
        let record = Record::new(
            self.reader.head().hash,
            Bytes::copy_from_slice(id.as_str().as_bytes()),
            Bytes::from(commit.encode()),
        );
        (commit, record)
    }

    /// A commit without a player at the end of the chain.
    pub(super) fn system(&self, event: Event) -> Record {
        let commit = system(self.next_seq(), self.state.time_ms(), event);
        let value = Bytes::from(commit.encode());
        Record::new(self.reader.head().hash, Bytes::new(), value)
    }
}

pub(super) fn system(seq: u64, time: u64, event: Event) -> Commit {
    let (player, correlation_id, key, balance_minor) = (None, None, None, None);
    let (v, events) = (Commit::VERSION, vec![event]);
    Commit { v, seq, time, player, correlation_id, key, balance_minor, events }
}

pub(super) fn takeover(instance: &str, generation: u64) -> Event {
    Event::Takeover(Takeover {
        instance: instance.into(),
        address: String::new(),
        generation,
        build: "test".into(),
        writes: vec![Commit::VERSION],
    })
}

pub(super) fn checkpoint(state_digest: Digest) -> Event {
    Event::Checkpointed(Checkpointed { state_digest })
}
