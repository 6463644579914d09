//! The audit: what a log holds, by the accept rule and the fold, beside what clients were told.

use std::collections::HashMap;
use std::path::Path;

use croupier_domain::{Commit, Event, Hex, Money, Place, PlayerId, State};
use croupier_log::file::{FileLog, Options};
use croupier_log::{Head, Log, Reader, Verdict};

/// Everything a log has accepted, folded from its genesis.
pub(crate) struct Ledger {
    pub(crate) states: Vec<State>,
    /// How often each idempotency key was accepted.
    pub(crate) uses: HashMap<Hex<16>, usize>,
    /// How many bets were placed.
    pub(crate) bet_count: usize,
}

impl Ledger {
    /// Read the log in `data`, which nobody else has open. Panics when the chain, the fold, a
    /// checkpoint or the sums do not hold.
    pub(crate) async fn read(data: &Path) -> Self {
        let log = FileLog::open_existing(data, &Options::default(), &mut |_, _| {}).unwrap();
        let mut ledger = Self { states: Vec::new(), uses: HashMap::new(), bet_count: 0 };
        for partition in 0..log.partition_count() {
            let state = ledger.fold(&log, partition).await;
            let sum: i128 = state.players().map(|(_, p)| i128::from(p.balance.minor())).sum();
            assert_eq!(sum, state.totals().balances.0, "partition {partition}");
            assert!(state.totals().is_conserved(), "partition {partition}");
            ledger.states.push(state);
        }
        log.close();
        ledger
    }

    async fn fold(&mut self, log: &FileLog, partition: u32) -> State {
        let head = Head::before_genesis(log.lineage(), partition, log.partition_count());
        let mut reader = Reader::new(partition, log.partition_count(), head);
        let mut state = State::default();
        loop {
            let batch = log.read(partition, reader.head().next_offset, 1024).await.unwrap();
            if batch.is_empty() {
                return state;
            }
            for stored in batch {
                let Verdict::Accepted(head) = reader.offer(&stored) else {
                    panic!("a file has no strays: {stored:?}");
                };
                let commit = Commit::decode(&stored.record.value).unwrap();
                let place = Place { seq: head.next_seq - 1, offset: stored.offset };
                state.fold(&commit, place).unwrap();
                if let Some(key) = commit.key {
                    *self.uses.entry(key.hash).or_default() += 1;
                }
                let is_bet = |event: &&Event| matches!(event, Event::BetPlaced(_));
                self.bet_count += commit.events.iter().filter(is_bet).count();
            }
        }
    }

    pub(crate) fn balance(&self, player: &str) -> Option<Money> {
        let id = PlayerId::parse(player).unwrap();
        self.states.iter().find_map(|state| state.player(&id)).map(|player| player.balance)
    }
}
