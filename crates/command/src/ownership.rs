//! Which partitions this process is to own.
//!
//! A matter of liveness alone: an assignment makes an instance take a partition over or let it go,
//! and the log decides what that leads to. Two that are assigned the same partition cannot both
//! succeed, and one that nobody has assigned anything harms nobody.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::watch;

/// What an instance has been assigned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assignment {
    /// The partitions it is to own, each with a number that another assignment of the same
    /// partition does not have: between the two it may have had another owner. An instance that
    /// was taken over takes over again only under a number that it has not seen.
    pub partitions: BTreeMap<u32, u64>,
}

/// As long as there is one, a partition that is to go elsewhere is not given on: its owner finishes
/// first. Whoever gives partitions bounds how long it waits for that.
pub type Hold = Box<dyn Any + Send + Sync>;

/// Where assignments come from.
#[derive(Clone)]
pub struct Ownership {
    /// The assignment as it is.
    pub assigned: watch::Receiver<Assignment>,
    /// Holds a partition that was assigned; `None` when it has been given on already, or nobody
    /// would wait.
    pub hold: Arc<dyn Fn(u32) -> Option<Hold> + Send + Sync>,
    /// Gives everything back, to be assigned nothing more; `None` where there is nobody to give it
    /// to. Blocks.
    pub leave: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Ownership {
    /// Alone with the log: every partition, for good.
    pub fn of_all(partition_count: u32) -> Self {
        let partitions = (0..partition_count).map(|partition| (partition, 1)).collect();
        let (_never_changes, assigned) = watch::channel(Assignment { partitions });
        Self { assigned, hold: Arc::new(|_| None), leave: None }
    }
}

/// One partition's part of it.
pub(crate) struct Claim {
    ownership: Ownership,
    partition: u32,
    /// Under which number it was assigned when last looked at.
    heeded: Option<u64>,
    held: Option<Hold>,
}

/// What a new assignment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Take the partition over, unless it is owned already.
    Own,
    /// Let it go.
    Release,
}

impl Claim {
    pub(crate) fn new(ownership: Ownership, partition: u32) -> Self {
        Self { ownership, partition, heeded: None, held: None }
    }

    /// What is asked for that was not asked for before.
    pub(crate) fn turn(&mut self) -> Option<Turn> {
        let assigned = &mut self.ownership.assigned;
        let number = assigned.borrow_and_update().partitions.get(&self.partition).copied();
        if number == self.heeded {
            return None;
        }
        self.heeded = number;
        if number.is_none() {
            return Some(Turn::Release);
        }
        self.held = (self.ownership.hold)(self.partition);
        Some(Turn::Own)
    }

    /// Returns when there is another assignment; never, if there will be none.
    pub(crate) async fn changed(&mut self) {
        if self.ownership.assigned.changed().await.is_err() {
            std::future::pending().await
        }
    }

    /// The partition was let go: whoever is next need not wait.
    pub(crate) fn let_go(&mut self) {
        self.held = None;
    }
}
