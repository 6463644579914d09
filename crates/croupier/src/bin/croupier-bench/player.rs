//! Commits without a server: a domain that is asked for bets.

use anyhow::Context as _;
use bytes::Bytes;
use croupier_domain::fairness::{MasterKey, SeedVault};
use croupier_domain::{
    Command, Commit, Context, Hex, Money, Place, PlaceBet, PlayerId, State, Table, UsedKey, decide,
};
use croupier_log::{Head, Record};

/// One partition's writer.
pub(crate) struct Writer {
    pub(crate) partition: u32,
    pub(crate) head: Head,
    pub(crate) state: State,
    pub(crate) seeds: SeedVault,
    pub(crate) time_ms: u64,
    number: u64,
}

pub(crate) fn bet(units: i32) -> Command {
    Command::PlaceBet(PlaceBet {
        game: "roulette".into(),
        stake: Money::from_units(units),
        session_id: "session-1".into(),
        selection: None,
        client_seed: None,
        interactive: false,
    })
}

impl Writer {
    pub(crate) fn new(partition: u32, head: Head, lineage: [u8; 16], time_ms: u64) -> Self {
        let seeds = SeedVault::new(lineage, MasterKey::new(1, &[1; 32]), Vec::new());
        Self { partition, head, state: State::default(), seeds, time_ms, number: 0 }
    }

    /// Decide a command, as the loop does.
    pub(crate) fn decide(&self, player: &PlayerId, command: &Command) -> anyhow::Result<Commit> {
        let table = Table::default();
        let context = Context {
            table: &table,
            seeds: &self.seeds,
            partition: self.partition,
            seq: self.head.next_seq,
            time_ms: self.time_ms,
        };
        let decision = decide(player, self.state.player(player), command, &context)?;
        let mut hash = [0; 16];
        hash[..8].copy_from_slice(&self.number.to_be_bytes());
        hash[8..12].copy_from_slice(&self.partition.to_be_bytes());
        let fingerprint = command.fingerprint();
        let key = UsedKey { hash: Hex(hash), fingerprint, made_ms: Some(self.time_ms) };
        Ok(Commit {
            v: Commit::VERSION,
            seq: self.head.next_seq,
            time: self.time_ms,
            player: Some(player.clone()),
            correlation_id: Some("01a2092a-22ca-7630-ac98-aaca3e92ee9a".into()),
            key: Some(key),
            balance_minor: Some(decision.player.balance),
            events: decision.events,
        })
    }

    /// Decide a command and fold it; returns what goes into the log.
    pub(crate) fn write(&mut self, player: &PlayerId, command: &Command) -> anyhow::Result<Record> {
        let commit = self.decide(player, command)?;
        self.number += 1;
        let record = Record::new(
            self.head.hash,
            Bytes::copy_from_slice(player.as_str().as_bytes()),
            Bytes::from(commit.encode()),
        );
        let place = Place { seq: self.head.next_seq, offset: self.head.next_offset };
        self.state.fold(&commit, place).context("fold what was decided")?;
        self.head = Head {
            hash: record.hash(),
            next_seq: self.head.next_seq + 1,
            next_offset: self.head.next_offset + 1,
        };
        Ok(record)
    }
}
