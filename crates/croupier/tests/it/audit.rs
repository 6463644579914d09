//! The audit: what a log holds, by the accept rule and the fold, beside what clients were told.

use std::collections::HashMap;

use croupier_domain::{Commit, Event, Hex, Money, Place, PlayerId, State};
use croupier_log::file::{FileLog, Options};
use croupier_log::kafka::{KafkaLog, Settings};
use croupier_log::{Head, Log, Reader, Verdict};
use croupier_views::{AsOf, Digest, Folder, MemoryViews, Meta, ViewPosition, Views};

use crate::installation::Installation;

/// Everything a log has accepted, folded from its genesis.
pub(crate) struct Ledger {
    pub(crate) states: Vec<State>,
    /// How often each idempotency key was accepted.
    pub(crate) uses: HashMap<Hex<16>, usize>,
    /// How many bets were placed.
    pub(crate) bet_count: usize,
    /// The views that the same commits fold to.
    views: MemoryViews,
}

impl Ledger {
    /// Read the log of `installation`, which nobody writes to. Panics when the chain, the fold, a
    /// checkpoint or the sums do not hold.
    pub(crate) async fn read(installation: &Installation) -> Self {
        if installation.is_embedded() {
            let options = Options::default();
            let log =
                FileLog::open_existing(installation.path(), &options, &mut |_, _| {}).unwrap();
            let ledger = Self::of(&log).await;
            log.close();
            return ledger;
        }
        let log = KafkaLog::open_existing(&Settings::parse(&installation.log()).unwrap()).unwrap();
        Self::of(&log).await
    }

    /// The same of a log that is open.
    pub(crate) async fn of(log: &dyn Log) -> Self {
        Self::up_to(log, |_partition| u64::MAX).await
    }

    /// The same up to `last_seq` in each partition.
    pub(crate) async fn up_to(log: &dyn Log, last_seq: impl Fn(u32) -> u64) -> Self {
        let views = MemoryViews::new();
        views.open(&Meta::new(Hex(log.lineage().0), log.partition_count())).await.unwrap();
        let mut ledger = Self { states: Vec::new(), uses: HashMap::new(), bet_count: 0, views };
        for partition in 0..log.partition_count() {
            let state = ledger.fold(log, partition, last_seq(partition)).await;
            let sum: i128 = state.players().map(|(_, p)| i128::from(p.balance.minor())).sum();
            assert_eq!(sum, state.totals().balances.0, "partition {partition}");
            assert!(state.totals().is_conserved(), "partition {partition}");
            ledger.states.push(state);
        }
        ledger
    }

    async fn fold(&mut self, log: &dyn Log, partition: u32, last_seq: u64) -> State {
        let head = Head::before_genesis(log.lineage(), partition, log.partition_count());
        let mut reader = Reader::new(partition, log.partition_count(), head);
        let mut state = State::default();
        let mut folder = Folder::new(partition, Default::default());
        let mut offset = 0;
        loop {
            let batch = log.read(partition, offset, 1024).await.unwrap();
            let is_done = reader.head().seq().is_some_and(|seq| seq >= last_seq);
            let Some(last) = batch.last().filter(|_| !is_done) else {
                self.show(&reader, folder).await;
                return state;
            };
            offset = last.offset + 1;
            for stored in batch {
                if reader.head().seq().is_some_and(|seq| seq >= last_seq) {
                    break;
                }
                // Strays: a file has none, for it applies the rule before it stores.
                let Verdict::Accepted(head) = reader.offer(&stored) else { continue };
                let commit = Commit::decode(&stored.record.value).unwrap();
                let place = Place { seq: head.next_seq - 1, offset: stored.offset };
                state.fold(&commit, place).unwrap();
                if let Some(key) = commit.key {
                    *self.uses.entry(key.hash).or_default() += 1;
                }
                let is_bet = |event: &&Event| matches!(event, Event::BetPlaced(_));
                self.bet_count += commit.events.iter().filter(is_bet).count();
                if let Some(id) = commit.player.clone().filter(|id| folder.lacks(id)) {
                    folder.admit(id, None);
                }
                folder.fold(commit).unwrap();
            }
        }
    }

    /// Put what was folded into the views, at once.
    async fn show(&self, reader: &Reader, mut folder: Folder) {
        let head = reader.head();
        let Some(seq) = head.seq() else { return };
        let position = ViewPosition { seq, hash: Hex(head.hash.0), offset: head.next_offset - 1 };
        let changes = folder.take_changes();
        self.views.apply(reader.partition(), None, position, changes).await.unwrap();
    }

    pub(crate) fn partition_count(&self) -> u32 {
        u32::try_from(self.states.len()).unwrap()
    }

    /// The digest of the views that the log of `partition` folds to.
    pub(crate) async fn digest(&self, partition: u32) -> AsOf<Digest> {
        self.views.digest(partition).await.unwrap()
    }

    pub(crate) fn balance(&self, player: &str) -> Option<Money> {
        let id = PlayerId::parse(player).unwrap();
        self.states.iter().find_map(|state| state.player(&id)).map(|player| player.balance)
    }
}
