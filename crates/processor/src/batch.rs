//! What was accepted and is not in the view yet.

use croupier_domain::{Commit, DecodeError, Event, PlayerId};
use croupier_log::{Head, Stored};
use croupier_views::{FoldError, Folder, HopTimes};

use crate::traced;

/// An accepted commit that means nothing to this build. The partition parks on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("it cannot be read: {0}")]
    Undecodable(#[from] DecodeError),
    #[error("it cannot be folded: {0}")]
    Unfoldable(#[from] FoldError),
    #[error("its player is not the one that its key names")]
    OtherPlayer,
}

/// Accepted records in the order of the log.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    accepted: Vec<(Stored, Head)>,
    /// When it was read (microseconds since the Unix epoch).
    read_us: u64,
}

impl Batch {
    /// An empty one, of what was read at `read_us` (microseconds since the Unix epoch).
    pub(crate) fn read_at(read_us: u64) -> Self {
        Self { accepted: Vec::new(), read_us }
    }

    pub(crate) fn push(&mut self, stored: Stored, head: Head) {
        self.accepted.push((stored, head));
    }

    pub(crate) fn len(&self) -> usize {
        self.accepted.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Where a reader stands after the first `count` of it.
    pub(crate) fn head_after(&self, count: usize) -> Option<&Head> {
        let last = count.checked_sub(1)?;
        self.accepted.get(last).map(|(_, head)| head)
    }

    /// The first `count_max` commits of it, up to one that cannot be read.
    pub(crate) fn decode(&self, count_max: usize) -> Decoded {
        let mut commits = Vec::with_capacity(self.accepted.len().min(count_max));
        for (stored, _) in self.accepted.iter().take(count_max) {
            match decode(stored) {
                Ok(commit) => commits.push((commit, self.times_of(stored))),
                Err(unfit) => return Decoded { commits, unfit: Some(unfit) },
            }
        }
        Decoded { commits, unfit: None }
    }

    /// The way of the first `count` of it, as far as it is known.
    pub(crate) fn times(&self, count: usize) -> impl Iterator<Item = HopTimes> {
        self.accepted.iter().take(count).map(|(stored, _)| self.times_of(stored))
    }

    /// Tell of the first `count` of it, which are in the view of `partition` since `now_us`, what
    /// their traces want.
    pub(crate) fn trace(&self, partition: u32, count: usize, now_us: u64) {
        for (stored, _) in self.accepted.iter().take(count) {
            traced::folded(partition, stored, count, self.read_us, now_us);
        }
    }

    /// Of a commit that comes with no time, as from a log in a file that was opened again, none is
    /// noted: when it was read says nothing without when it was written.
    fn times_of(&self, stored: &Stored) -> HopTimes {
        if stored.appended_us.is_none() && stored.record.headers.decided_us.is_none() {
            return HopTimes::default();
        }
        HopTimes {
            received_us: stored.record.headers.received_us,
            decided_us: stored.record.headers.decided_us,
            appended_us: stored.appended_us,
            read_us: Some(self.read_us),
            projected_us: None,
        }
    }
}

fn decode(stored: &Stored) -> Result<Commit, Unfit> {
    let commit = Commit::decode(&stored.record.value)?;
    let named = commit.player.as_ref().map_or("", PlayerId::as_str);
    if named.as_bytes() == stored.record.key { Ok(commit) } else { Err(Unfit::OtherPlayer) }
}

/// Commits that could be read, and what was wrong with the one after them, if it could not.
pub(crate) struct Decoded {
    pub(crate) commits: Vec<(Commit, HopTimes)>,
    pub(crate) unfit: Option<Unfit>,
}

impl Decoded {
    /// The players whose accounts `folder` lacks.
    pub(crate) fn lacking(&self, folder: &Folder) -> Vec<PlayerId> {
        let players = self.commits.iter().filter_map(|(commit, _)| commit.player.as_ref());
        let mut lacking: Vec<_> = players.filter(|id| folder.lacks(id)).cloned().collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }

    /// Whether a writer states in it that its state is what it should be.
    pub(crate) fn has_checkpoint(&self) -> bool {
        self.commits.iter().any(|(commit, _)| matches!(commit.events[..], [Event::Checkpointed(_)]))
    }

    /// Fold all of it. Otherwise says how many commits were folded before one that could not be:
    /// the folder is then of no more use.
    pub(crate) fn fold(self, folder: &mut Folder) -> Result<(), (usize, Unfit)> {
        for (count, (commit, times)) in self.commits.into_iter().enumerate() {
            folder.fold_seen(commit, times).map_err(|error| (count, error.into()))?;
        }
        Ok(())
    }
}
