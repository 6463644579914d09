//! Everything that can go wrong, in any order: short runs of random faults, each with the audit.
//!
//! A run is a function of its seed. The seed of a failing run is the last one printed.

use croupier_log::AppendError;
use croupier_log::memory::{Fate, InFlight, Late};

use super::*;

/// How many runs, and how many steps each has.
const RUNS: u64 = 300;
const STEPS: usize = 60;

#[test]
fn every_answer_is_true_whatever_happens() {
    (1..=RUNS).for_each(|seed| run(seed, Losses::None));
}

#[test]
fn every_answer_after_a_loss_is_true() {
    (1..=RUNS / 2).for_each(|seed| run(seed, Losses::Some));
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Losses {
    None,
    Some,
}

fn run(seed: u64, losses: Losses) {
    println!("seed {seed}, losses: {losses:?}");
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut night = Night::new(seed, losses);
        for _ in 0..STEPS {
            night.step().await;
        }
        night.end().await;
    });
}

/// A run in the making.
struct Night {
    house: House,
    chance: Chance,
    losses: Losses,
    desks: Vec<Desk>,
    held: Vec<InFlight>,
    late: Vec<Late>,
    generation: u64,
    has_lost: bool,
}

impl Night {
    fn new(seed: u64, losses: Losses) -> Self {
        let mut house = House::new();
        house.settings.checkpoint_every_count = 6;
        house.settings.snapshot_every_count = 12;
        let chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (desks, held, late) = (Vec::new(), Vec::new(), Vec::new());
        Self { house, chance, losses, desks, held, late, generation: 100, has_lost: false }
    }

    async fn step(&mut self) {
        match self.chance.below(20) {
            0..=6 => self.ask(),
            7..=8 => self.fail_next_append(),
            9..=11 => self.deliver(),
            12 => self.foreign().await,
            13 => self.turn_tails(),
            14 => self.come_and_go().await,
            15 => self.lose().await,
            16..=17 => self.house.settle().await,
            _ => {
                let ms = [50, 150, 700, 2_500][self.chance.below(4)];
                self.house.pass(ms).await;
            }
        }
        self.held.extend(std::iter::from_fn(|| self.house.faults.held_now(0)));
    }

    fn ask(&mut self) {
        if self.desks.is_empty() {
            return;
        }
        let desk = &self.desks[self.chance.below(self.desks.len())];
        for _ in 0..=self.chance.below(3) {
            let (id, command, key) = request(&mut self.chance);
            if !desk.requests.is_closed() {
                desk.ask(id, command, &key);
            }
        }
    }

    fn fail_next_append(&mut self) {
        let fates = [
            Fate::StoreTwice,
            Fate::StoreWithoutAnswer,
            Fate::LoseWithoutAnswer,
            Fate::Refuse(AppendError::Full),
            Fate::Refuse(AppendError::NotNext),
            Fate::Hold,
            Fate::Hold,
            Fate::Hold,
        ];
        let fate = &fates[self.chance.below(fates.len())];
        self.house.faults.next_append(0, fate.clone());
    }

    /// Something that was in flight lands, late, doubled, answered or not.
    fn deliver(&mut self) {
        if !self.late.is_empty() && self.chance.below(2) == 0 {
            return self.late[self.chance.below(self.late.len())].land();
        }
        if self.held.is_empty() {
            return;
        }
        let append = self.held.remove(self.chance.below(self.held.len()));
        match self.chance.below(6) {
            0 => {
                append.land();
                self.held.push(append);
            }
            1 => self.late.push(append.time_out()),
            2 => {
                append.land();
                self.late.push(append.time_out());
            }
            3 => append.answer(Err(AppendError::Unknown("lost".into()))),
            _ => append.confirm(),
        }
    }

    async fn foreign(&mut self) {
        self.house.faults.reconnect();
        match self.chance.below(6) {
            0 => {
                self.generation += 1;
                self.house.foreign_takeover(self.generation).await;
            }
            1 => {
                self.generation += 1;
                self.house.stray_takeover(self.generation);
            }
            2 => self.house.stray(),
            _ => {
                let (id, command, key) = request(&mut self.chance);
                let used = crate::request::used_key(&player(id), &key, &command);
                let fold = self.house.fold().await;
                let known = fold.state.keys().look_up(&player(id), &used.hash, used.made_ms);
                if known == croupier_domain::Known::New {
                    self.house.foreign(id, command, &key).await;
                }
            }
        }
    }

    fn turn_tails(&mut self) {
        match self.chance.below(5) {
            0 => self.house.faults.hide_from_tails(0),
            1 | 2 => self.house.faults.show_to_tails(0),
            3 => self.house.faults.recheck(0),
            _ if self.chance.below(2) == 0 => self.house.faults.disconnect(),
            _ => self.house.faults.reconnect(),
        }
    }

    async fn come_and_go(&mut self) {
        self.house.faults.reconnect();
        match self.chance.below(4) {
            0 if !self.desks.is_empty() => {
                let number = self.chance.below(self.desks.len());
                self.desks.remove(number).kill().await;
            }
            1 if !self.desks.is_empty() => {
                let number = self.chance.below(self.desks.len());
                self.desks[number].shut();
            }
            _ if self.desks.len() < 3 => self.open().await,
            _ => {}
        }
    }

    async fn open(&mut self) {
        match self.house.try_open().await {
            Ok(desk) => self.desks.push(desk),
            Err(error) => assert!(self.has_lost, "{error}"),
        }
    }

    async fn lose(&mut self) {
        if self.losses == Losses::Some && self.chance.below(3) == 0 {
            self.house.faults.reconnect();
            let but_the_genesis = self.house.stored().await.len() - 1;
            self.house.lose(but_the_genesis.min(1 + self.chance.below(3)));
            self.has_lost = true;
        }
    }

    /// The faults stop: whoever waits is answered, and a new owner serves.
    async fn end(mut self) {
        self.house.faults.reconnect();
        self.house.faults.show_to_tails(0);
        self.calm_down().await;
        for desk in std::mem::take(&mut self.desks) {
            desk.close().await;
        }
        self.open().await;
        self.calm_down().await;
        if let Some(mut newcomer) = self.desks.pop() {
            newcomer.reaches("serving").await;
            while {
                let ask = newcomer.ask("alice", deposit(1), "the last one");
                self.calm_down().await;
                matches!(newcomer.heard(ask).unwrap(), Answer::NotApplied(_))
            } {}
            self.desks.push(newcomer);
        }
        let Self { house, desks, .. } = self;
        house.audit(desks).await;
    }

    /// Use up the faults that were asked for and have not come yet.
    async fn calm_down(&mut self) {
        for _ in 0..50 {
            self.held.extend(std::iter::from_fn(|| self.house.faults.held_now(0)));
            self.held.drain(..).for_each(InFlight::confirm);
            self.house.pass(100).await;
        }
    }
}

/// A request of one of three players under one of a few keys; mostly one request for each key.
fn request(chance: &mut Chance) -> (&'static str, Command, String) {
    let number = chance.below(24);
    let id = ["alice", "bob", "carol"][number % 3];
    let other = usize::from(chance.below(12) == 0);
    let commands = [bet(20), deposit(10), on("slots", 60), round(10), withdraw(15), bet(90)];
    let command = commands[(number + other) % commands.len()].clone();
    (id, command, format!("k{number}"))
}

/// Marsaglia's xorshift64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}
