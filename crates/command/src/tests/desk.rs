//! One instance: the real shell around the real loop, and what is asked of it.

use std::sync::Arc;
use std::time::Duration;

use croupier_clock::Clock;
use croupier_domain::{Command, UsedKey};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::house::{House, Ledger};
use super::{player, word};
use crate::commands::Status;
use crate::owner::Owner;
use crate::ownership::{Assignment, Hold, Ownership};
use crate::partition::Partition;
use crate::request::{Answer, Cause, Request, used_key};

/// How long a test waits for what must happen, in paused time.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Desk {
    pub(super) number: u32,
    pub(super) requests: mpsc::Sender<Request>,
    pub(super) status: watch::Receiver<Status>,
    assigned: watch::Sender<Assignment>,
    /// Has one reference more while the desk holds the partition.
    held: Arc<()>,
    shutdown: CancellationToken,
    running: JoinHandle<()>,
    ledger: Ledger,
}

/// One request and what became of it.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) desk: u32,
    pub(super) key: UsedKey,
    pub(super) fate: Fate,
    /// How many requests had been made when this one's answer was first seen.
    pub(super) answered_at: usize,
    /// The log has lost something since it was answered.
    pub(super) is_void: bool,
}

#[derive(Debug)]
pub(super) enum Fate {
    Waits(oneshot::Receiver<Answer>),
    Answered(Answer),
    /// Nobody will ever answer it.
    Lost,
}

/// A request that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ask(usize);

impl Asked {
    pub(super) fn look(&mut self, asked_count: usize) {
        let Fate::Waits(receiver) = &mut self.fate else { return };
        self.fate = match receiver.try_recv() {
            Ok(answer) => Fate::Answered(answer),
            Err(oneshot::error::TryRecvError::Empty) => return,
            Err(oneshot::error::TryRecvError::Closed) => Fate::Lost,
        };
        self.answered_at = asked_count;
    }
}

impl Desk {
    pub(super) fn run(
        house: &House,
        number: u32,
        partition: Partition,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let desk = Self::stand_by(house, number, partition, clock);
        desk.assign(1);
        desk
    }

    /// A desk that has been assigned nothing.
    pub(super) fn stand_by(
        house: &House,
        number: u32,
        partition: Partition,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (assigned, observed) = watch::channel(Assignment::default());
        let held = Arc::new(());
        let kept = held.clone();
        let hold = Arc::new(move |_partition| Some(Box::new(kept.clone()) as Hold));
        let ownership = Ownership { assigned: observed, hold, leave: None };
        let (owner, requests, status) = Owner::new(partition, house.log.clone(), clock, ownership);
        let shutdown = CancellationToken::new();
        let running = TaskTracker::new().spawn(owner.run(shutdown.clone()));
        let ledger = house.ledger.clone();
        Self { number, requests, status, assigned, held, shutdown, running, ledger }
    }

    /// Assign it the partition, under `number`.
    pub(super) fn assign(&self, number: u64) {
        self.assigned.send_replace(Assignment { partitions: [(0, number), (1, number)].into() });
    }

    /// Take the partition from it.
    pub(super) fn revoke(&self) {
        self.assigned.send_replace(Assignment::default());
    }

    /// Whether it keeps the partition from being given on.
    pub(super) fn holds(&self) -> bool {
        Arc::strong_count(&self.held) > 2
    }

    /// Ask, and let others wait for the answer.
    pub(super) fn ask(&self, id: &str, command: Command, key: &str) -> Ask {
        self.ask_with(id, command, key, "c-1")
    }

    pub(super) fn ask_with(
        &self,
        id: &str,
        command: Command,
        key_text: &str,
        correlation_id: &str,
    ) -> Ask {
        let player = player(id);
        let key = used_key(&player, key_text, &command);
        let (reply, receiver) = oneshot::channel();
        let cause = Cause::from(correlation_id);
        let request = Request { player, command, key, cause, reply, was_decided: false };
        let mut ledger = self.ledger.borrow_mut();
        let asked_count = ledger.len();
        ledger.iter_mut().for_each(|asked| asked.look(asked_count));
        let fate = match self.requests.try_send(request) {
            Ok(()) => Fate::Waits(receiver),
            Err(_closed_or_full) => Fate::Lost,
        };
        let answered_at = usize::MAX;
        ledger.push(Asked { desk: self.number, key, fate, answered_at, is_void: false });
        Ask(ledger.len() - 1)
    }

    /// What the client behind `ask` has heard so far.
    pub(super) fn heard(&self, ask: Ask) -> Option<Answer> {
        let mut ledger = self.ledger.borrow_mut();
        let asked_count = ledger.len();
        let asked = &mut ledger[ask.0];
        asked.look(asked_count);
        match &asked.fate {
            Fate::Answered(answer) => Some(answer.clone()),
            Fate::Waits(_) | Fate::Lost => None,
        }
    }

    /// The client behind `ask` hangs up: nobody is owed an answer.
    pub(super) fn hang_up(&self, ask: Ask) {
        let asked = &mut self.ledger.borrow_mut()[ask.0];
        (asked.fate, asked.desk) = (Fate::Lost, 0);
    }

    /// The answer, waited for.
    pub(super) async fn answer(&self, ask: Ask) -> Answer {
        let heard = async {
            loop {
                if let Some(answer) = self.heard(ask) {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(PATIENCE, heard).await.expect("an answer within a minute")
    }

    /// Ask and wait for the answer, in one word.
    pub(super) async fn do_ask(&self, id: &str, command: Command, key: &str) -> &'static str {
        let ask = self.ask(id, command, key);
        word(&self.answer(ask).await)
    }

    pub(super) fn phase(&self) -> &'static str {
        self.status.borrow().phase.name()
    }

    pub(super) fn seq(&self) -> u64 {
        self.status.borrow().seq.unwrap()
    }

    /// Wait until it is in the phase of that name.
    pub(super) async fn reaches(&mut self, name: &str) {
        let reached = timeout(PATIENCE, self.status.wait_for(|s| s.phase.name() == name)).await;
        let is_reached = matches!(reached, Ok(Ok(_)));
        drop(reached);
        assert!(is_reached, "{name} within a minute, is {:?}", self.status.borrow().phase);
    }

    /// Ask it to shut down.
    pub(super) fn shut(&self) {
        self.shutdown.cancel();
    }

    /// Shut it down and wait until it has.
    pub(super) async fn close(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.running).await.expect("a shutdown within a minute").unwrap();
    }

    /// End the process without a word.
    pub(super) async fn kill(self) {
        self.running.abort();
        assert!(self.running.await.err().is_none_or(|error| error.is_cancelled()));
        for asked in self.ledger.borrow_mut().iter_mut().filter(|a| a.desk == self.number) {
            asked.look(usize::MAX);
            if matches!(asked.fate, Fate::Lost | Fate::Waits(_)) {
                asked.desk = 0;
            }
        }
    }
}
