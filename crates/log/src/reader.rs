//! A reader's side of the chain: the accept rule with its memory, and the continuity check.

use crate::chain::{Hash, Head, Verdict, accept};
use crate::engine::{Log, LogError, Stored};

/// Follows one partition by the accept rule.
#[derive(Debug, Clone)]
pub struct Reader {
    partition: u32,
    partition_count: u32,
    /// An older head that this reader trusts: the snapshot or checkpoint before its last, or the
    /// genesis.
    anchor: Head,
    /// Its last one, which becomes the anchor with the next.
    next_anchor: Head,
    head: Head,
    stray_count: u64,
}

/// The log no longer holds what this reader has accepted: acknowledged commits are gone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("partition {partition} no longer holds commit {seq} ({hash}) at offset {offset}")]
pub struct Diverged {
    /// The partition.
    pub partition: u32,
    /// The seq of the missing head.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// Where it stood.
    pub offset: u64,
}

/// How many records one step of a walk reads.
const WALK_COUNT: usize = 4096;

impl Reader {
    /// A reader that stands at `head` and trusts it.
    pub fn new(partition: u32, partition_count: u32, head: Head) -> Self {
        Self { partition, partition_count, anchor: head, next_anchor: head, head, stray_count: 0 }
    }

    /// Trust `anchor` instead, an older head from which the walk to this one was seen to lead.
    #[must_use]
    pub fn trusting(self, anchor: Head) -> Self {
        Self { anchor, ..self }
    }

    /// Where it stands.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The partition it follows.
    pub fn partition(&self) -> u32 {
        self.partition
    }

    /// How many strays it has skipped.
    pub fn stray_count(&self) -> u64 {
        self.stray_count
    }

    /// Apply the accept rule to the next record and move on if it is accepted.
    ///
    /// Records in front of the head (seen again after a recheck) are strays like any other.
    pub fn offer(&mut self, stored: &Stored) -> Verdict {
        let verdict =
            accept(&self.head, self.partition, self.partition_count, stored.offset, &stored.record);
        match verdict {
            Verdict::Accepted(head) => self.head = head,
            Verdict::Stray(_) => self.stray_count += 1,
        }
        verdict
    }

    /// Trust the current head from now on: a checkpoint agreed with it, or a snapshot was kept.
    ///
    /// A recheck walks from the head trusted *before* it: from the newest, which may be where the
    /// reader still stands, the walk would have no step and prove nothing of what is in front.
    pub fn anchor_here(&mut self) {
        self.anchor = self.next_anchor;
        self.next_anchor = self.head;
    }

    /// Walk the accept rule again, from the anchor to the head, over what the log holds now.
    ///
    /// Comparing the head's record alone is not enough: after two losses a late duplicate may stand
    /// at the same offset behind another predecessor.
    ///
    /// # Errors
    /// The outer one when the log cannot be read; the inner one when the walk does not arrive at
    /// the same head at the same offset.
    pub async fn recheck(&self, log: &dyn Log) -> Result<Result<(), Diverged>, LogError> {
        let mut walk = Self::new(self.partition, self.partition_count, self.anchor);
        let mut next_offset = self.anchor.next_offset;
        let mut stands = self.anchor_stands(log).await?;
        while stands && next_offset < self.head.next_offset {
            let batch = log.read(self.partition, next_offset, WALK_COUNT).await?;
            for stored in batch.iter().take_while(|s| s.offset < self.head.next_offset) {
                walk.offer(stored);
            }
            match batch.last() {
                Some(last) => next_offset = last.offset + 1,
                None => stands = false,
            }
        }
        let arrived = stands && walk.head == self.head;
        Ok(if arrived { Ok(()) } else { Err(Diverged::at(self.partition, &self.head)) })
    }

    /// Whether the anchor's record is where it was; nothing is walked in front of it: it is
    /// trusted. A reader that has read nothing trusts a partition that begins with its genesis, and
    /// no other: where the beginning was lost, everybody would be new and rich again.
    async fn anchor_stands(&self, log: &dyn Log) -> Result<bool, LogError> {
        let offset = self.anchor.next_offset.saturating_sub(1);
        let found = log.read(self.partition, offset, 1).await?;
        let Some(first) = found.first().filter(|stored| stored.offset == offset) else {
            return Ok(false);
        };
        let mut reader = Self::new(self.partition, self.partition_count, self.anchor);
        Ok(match self.anchor.next_offset {
            0 => matches!(reader.offer(first), Verdict::Accepted(_)),
            _ => first.record.hash() == self.anchor.hash,
        })
    }
}

impl Diverged {
    /// The commit that `head` names is not in `partition`.
    pub(crate) fn at(partition: u32, head: &Head) -> Self {
        let (seq, offset) = (head.seq().unwrap_or(0), head.next_offset.saturating_sub(1));
        Self { partition, seq, hash: head.hash, offset }
    }
}

#[cfg(test)]
mod tests;
