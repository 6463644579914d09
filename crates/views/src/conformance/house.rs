//! A write side in small: real decisions, real commits, no log.

use croupier_domain::fairness::{MasterKey, SeedVault};
use croupier_domain::games::dice::Call;
use croupier_domain::games::{Game, Selection, blackjack, roulette};
use croupier_domain::{
    BetId, Checkpointed, Chosen, Command, Commit, Context, Event, Hex, Money, Place, PlaceBet,
    PlayerId, State, Table, decide,
};
use sha2::{Digest as _, Sha256};

use crate::position::ViewPosition;

/// Decides the commands of one partition, one commit after the other, from commit 1 on: commit 0
/// is the log's own.
#[derive(Debug, Clone)]
pub struct House {
    partition: u32,
    state: State,
    seeds: SeedVault,
    table: Table,
    next_seq: u64,
    /// The time of the commits to come (milliseconds since the Unix epoch).
    pub time_ms: u64,
}

/// When every house begins.
pub const START_MS: u64 = 1_763_889_600_000;

impl House {
    /// A house for `partition`.
    pub fn new(partition: u32) -> Self {
        let seeds = SeedVault::new([7; 16], MasterKey::new(1, &[9; 32]), Vec::new());
        let (state, table) = (State::default(), Table::default());
        Self { partition, state, seeds, table, next_seq: 1, time_ms: START_MS }
    }

    /// The seq of the commit to come.
    pub fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// What the write side has folded of its own commits.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The commit of `command` by `player`.
    pub fn commit(&mut self, player: &PlayerId, command: &Command) -> Commit {
        let context = Context {
            table: &self.table,
            seeds: &self.seeds,
            partition: self.partition,
            seq: self.next_seq,
            time_ms: self.time_ms,
        };
        let decision = decide(player, self.state.player(player), command, &context).unwrap();
        self.write(Some((player.clone(), decision.player.balance)), decision.events)
    }

    /// A commit of the system: it states the digest of the write side's state.
    pub fn checkpoint(&mut self) -> Commit {
        let state_digest = self.state.digest();
        self.write(None, vec![Event::Checkpointed(Checkpointed { state_digest })])
    }

    fn write(&mut self, player: Option<(PlayerId, Money)>, events: Vec<Event>) -> Commit {
        let (player, balance_minor) = player.unzip();
        let commit = Commit {
            v: Commit::VERSION,
            seq: self.next_seq,
            time: self.time_ms,
            player,
            correlation_id: Some(correlation_id(self.partition, self.next_seq)),
            key: None,
            balance_minor,
            events,
        };
        let place = Place { seq: self.next_seq, offset: self.next_seq };
        self.state.fold(&commit, place).unwrap();
        self.next_seq += 1;
        commit
    }

    /// What ends the round that `player` has open.
    pub fn stand(&self, player: &PlayerId) -> Option<Command> {
        let (bet_id, version) = self.open_round(player)?;
        Some(Command::Act { bet_id, version, action: Chosen::Known(blackjack::Action::Stand) })
    }

    /// The open round of `player`: its bet, and the version that an action must name.
    pub fn open_round(&self, player: &PlayerId) -> Option<(BetId, u32)> {
        let open = self.state.player(player)?.open_round.as_ref()?;
        Some((open.bet_id, open.round.version()))
    }
}

/// Mostly a UUID, now and then what a client made up.
fn correlation_id(partition: u32, seq: u64) -> Box<str> {
    if seq.is_multiple_of(7) {
        return format!("client-{partition}-{seq}").into();
    }
    format!("0193f2a1-{partition:04x}-7000-8000-{seq:012x}").into()
}

/// The position of a view that has folded commit `seq` of a partition without strays.
pub fn position(seq: u64) -> ViewPosition {
    let hash: [u8; 32] = Sha256::digest(seq.to_be_bytes()).into();
    ViewPosition { seq, hash: Hex(hash), offset: seq }
}

/// The player `name`.
pub fn player(name: &str) -> PlayerId {
    PlayerId::parse(name).unwrap()
}

/// A bet on `game` in `session`, by the game's default selection.
pub fn bet_in(session: &str, game: Game, stake: i32) -> Command {
    Command::PlaceBet(PlaceBet {
        game: game.name().into(),
        stake: Money::from_units(stake),
        session_id: session.into(),
        selection: None,
        client_seed: None,
        interactive: false,
    })
}

/// A bet on `game`, by the game's default selection.
pub fn bet(game: Game, stake: i32) -> Command {
    bet_in("s-1", game, stake)
}

/// A bet on `selection`.
pub fn bet_on(selection: Selection, stake: i32) -> Command {
    let Command::PlaceBet(bet) = bet(selection.game(), stake) else { unreachable!() };
    Command::PlaceBet(PlaceBet { selection: Some(Chosen::Known(selection)), ..bet })
}

/// A round of blackjack to be played by hand.
pub fn deal(stake: i32) -> Command {
    let Command::PlaceBet(bet) = bet(Game::Blackjack, stake) else { unreachable!() };
    Command::PlaceBet(PlaceBet { interactive: true, ..bet })
}

/// A deposit of `minor` minor units.
pub fn deposit(minor: i64) -> Command {
    Command::Deposit { amount: Money::from_minor(minor) }
}

/// A withdrawal of `minor` minor units.
pub fn withdraw(minor: i64) -> Command {
    Command::Withdraw { amount: Money::from_minor(minor) }
}

/// Chips on a number, a split, and red.
pub fn chips(stake: i32) -> Selection {
    let third = |spot, units| roulette::Chip { spot, stake_minor: Money::from_units(units) };
    let chips = vec![
        third(roulette::Spot::Straight { number: 17 }, 1),
        third(roulette::Spot::Split { numbers: [17, 20] }, 2),
        third(roulette::Spot::Red, stake - 3),
    ];
    Selection::Roulette { chips }
}

/// Numbers that look random and are the same every time.
#[derive(Debug, Clone)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// A command that a player might give next, of every kind, refused ones among them.
    pub fn command(&mut self, house: &House, id: &PlayerId) -> Command {
        if let Some((bet_id, version)) = house.open_round(id)
            && self.below(3) > 0
        {
            let action = blackjack::Action::ALL[self.below(4) as usize];
            return Command::Act { bet_id, version, action: Chosen::Known(action) };
        }
        let stake = 10 + self.below(40) as i32;
        let session = format!("s-{}", self.below(4));
        match self.below(14) {
            0 => Command::Deposit { amount: Money::from_minor(1 + self.below(50_000) as i64) },
            1 => Command::Withdraw { amount: Money::from_minor(1 + self.below(900_000) as i64) },
            2 => Command::RotateSeed,
            3 => Command::SetClientSeed { client_seed: format!("luck {stake}").into() },
            4 => bet_on(Selection::Dice(Call { chance_bp: 1_234, ..Call::DEFAULT }), stake),
            5 => bet_on(Selection::Slots { lines: 5 }, stake),
            6 => bet_on(chips(stake), stake),
            7 | 8 => deal(stake),
            9 => bet(Game::Roulette, 100_000),
            n => bet_in(&session, Game::ALL[n as usize % 4], stake),
        }
    }
}
