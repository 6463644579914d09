//! Tests of the domain: a small world in which commands are decided, written, read and folded.

mod conservation;
mod decisions;
mod fairness;
mod golden;
mod keys;
mod proof;
mod slab;
mod snapshots;

use alloc::format;
use alloc::vec;

use crate::fairness::{MasterKey, SeedVault};
use crate::{
    Chosen, Command, Commit, Context, Event, Hex, Known, Money, Place, PlaceBet, PlayerId, State,
    Table, UsedKey, decide,
};

/// One partition without a log: what is decided is encoded, decoded and folded at once.
struct World {
    table: Table,
    seeds: SeedVault,
    state: State,
    seq: u64,
    time_ms: u64,
}

fn vault() -> SeedVault {
    SeedVault::new([7; 16], MasterKey::new(1, &[1; 32]), vec![])
}

fn player(id: &str) -> PlayerId {
    PlayerId::parse(id).unwrap()
}

fn key(name: &str) -> Hex<16> {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(name).into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    Hex(short)
}

fn bet(game: &str, units: i32) -> Command {
    Command::PlaceBet(PlaceBet {
        game: game.into(),
        stake: Money::from_units(units),
        session_id: "s-1".into(),
        selection: None,
        client_seed: None,
        interactive: false,
    })
}

fn interactive_blackjack(units: i32) -> Command {
    let Command::PlaceBet(bet) = bet("blackjack", units) else { unreachable!() };
    Command::PlaceBet(PlaceBet { interactive: true, ..bet })
}

fn with_unknown_selection(units: i32) -> Command {
    let Command::PlaceBet(bet) = bet("roulette", units) else { unreachable!() };
    Command::PlaceBet(PlaceBet { selection: Some(Chosen::Unknown("{}".into())), ..bet })
}

impl World {
    fn new() -> Self {
        let (table, seeds, state) = (Table::default(), vault(), State::default());
        Self { table, seeds, state, seq: 0, time_ms: 1_763_889_600_000 }
    }

    /// Decide `command`, and fold what it came to.
    fn run(&mut self, id: &str, command: &Command) -> Commit {
        self.seq += 1;
        self.run_with_key(id, command, key(&format!("key {}", self.seq)), None)
    }

    fn run_with_key(
        &mut self,
        id: &str,
        command: &Command,
        hash: Hex<16>,
        made_ms: Option<u64>,
    ) -> Commit {
        let id = player(id);
        assert_eq!(self.state.keys().look_up(&id, &hash, made_ms), Known::New);
        let context = Context {
            table: &self.table,
            seeds: &self.seeds,
            partition: 3,
            seq: self.seq,
            time_ms: self.time_ms,
        };
        let decision = decide(&id, self.state.player(&id), command, &context).unwrap();
        let commit = Commit {
            v: Commit::VERSION,
            seq: self.seq,
            time: self.time_ms,
            player: Some(id.clone()),
            correlation_id: Some("c-1".into()),
            key: Some(UsedKey { hash, fingerprint: command.fingerprint(), made_ms }),
            balance_minor: Some(decision.player.balance),
            events: decision.events,
        };
        let read = Commit::decode(&commit.encode()).unwrap();
        assert_eq!(read, commit, "a commit reads back as it was written");
        self.state.fold(&read, Place { seq: self.seq, offset: self.seq }).unwrap();
        assert_eq!(self.state.player(&id), Some(&decision.player), "decide and fold agree");
        commit
    }

    fn balance(&self, id: &str) -> Money {
        self.state.player(&player(id)).unwrap().balance
    }

    /// What the fold must never break, computed from the accounts themselves.
    fn check(&self) {
        let sum: i128 = self.state.players().map(|(_, p)| i128::from(p.balance.minor())).sum();
        assert_eq!(sum, self.state.totals().balances.0);
        assert!(self.state.totals().is_conserved());
        assert!(self.state.totals().open_stakes() >= 0);
        let open: i128 = self
            .state
            .players()
            .filter_map(|(_, p)| p.open_round.as_ref())
            .map(|open| i128::from(open.round.stake().minor()))
            .sum();
        assert_eq!(open, self.state.totals().open_stakes(), "open stakes are those of open rounds");
    }
}

fn names(commit: &Commit) -> alloc::vec::Vec<&'static str> {
    commit.events.iter().map(Event::name).collect()
}
