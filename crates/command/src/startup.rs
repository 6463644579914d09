//! From a log to a partition that has caught up with it: O(snapshot + tail).

use croupier_domain::fairness::SeedVault;
use croupier_domain::{Commit, DecodeError, Digest, Event, FoldError, Hex, Place, State};
use croupier_log::{
    Diverged, Genesis, Head, Log, LogError, Reader, Snapshot, Verdict, any_accepted, stand_at,
};

use crate::partition::{Partition, Phase, Settings, moved, takeover_in};
use crate::snapshot;

/// How many records one step of catching up reads.
const READ_COUNT: usize = 4096;

/// How far in the future the last commit may lie before the clock is taken to be wrong. A machine
/// whose clock was stepped back by a time server starts; one that believes it is last week does
/// not.
const CLOCK_BEHIND_MS_MAX: u64 = 5_000;

/// A gap this long since the last commit is worth a word: keys and rounds will expire.
const GAP_ANNOUNCED_MS: u64 = 24 * 60 * 60 * 1000;

/// Why a partition cannot be opened. Others are not affected.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Acknowledged commits are gone.
    #[error(transparent)]
    Diverged(#[from] Diverged),
    /// The partition does not begin with its genesis: retention or a re-created topic would make
    /// everyone new and rich again.
    #[error("partition {0} does not begin with its genesis")]
    NoGenesis(u32),
    /// An accepted commit is from a newer build, or is none.
    #[error("commit {seq} of partition {partition}: {source}")]
    Undecodable {
        /// The partition.
        partition: u32,
        /// The commit.
        seq: u64,
        /// What is wrong.
        source: DecodeError,
    },
    /// An accepted commit contradicts what came before it.
    #[error("commit {seq} of partition {partition}: {source}")]
    Unfoldable {
        /// The partition.
        partition: u32,
        /// The commit.
        seq: u64,
        /// What is wrong.
        source: FoldError,
    },
    /// It goes on in another log.
    #[error("{0}")]
    Moved(String),
    /// The machine's clock is behind the log.
    #[error("partition {partition} ends {ahead_ms} ms in the future: the clock is wrong")]
    ClockBehind {
        /// The partition.
        partition: u32,
        /// By how much.
        ahead_ms: u64,
    },
}

impl StartError {
    /// The phase of a partition whose own commits are in doubt, while others may serve; `None`
    /// when nothing may be served.
    pub(crate) fn stops_one_partition(&self) -> Option<Phase> {
        match self {
            Self::Diverged(_) => Some(Phase::Diverged(self.to_string())),
            Self::Undecodable { .. } | Self::Unfoldable { .. } => {
                Some(Phase::Parked(self.to_string()))
            }
            Self::Moved(_) => Some(Phase::Moved(self.to_string())),
            Self::Log(_) | Self::NoGenesis(_) | Self::ClockBehind { .. } => None,
        }
    }
}

/// Open `partition`: from its newest snapshot that can be believed, else from its genesis, to the
/// end of the log. `progress` is told how many commits were folded since it was last told.
///
/// # Errors
/// When the log cannot be trusted, cannot be read, or the clock is behind it.
pub async fn open_partition(
    log: &dyn Log,
    partition: u32,
    settings: Settings,
    seeds: SeedVault,
    now_ms: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Partition, StartError> {
    let (mut reader, mut state) = from_snapshot(log, partition).await?;
    let snapshot_seq = reader.head().next_seq;
    let Tail { generation_seen, moved_at } =
        catch_up(log, &mut reader, &mut state, progress).await?;
    if reader.head().seq().is_none() {
        return Err(StartError::NoGenesis(partition));
    }
    if let Some(seq) = moved_at {
        return Err(StartError::Moved(moved(partition, seq)));
    }
    check_clock(partition, state.time_ms(), now_ms)?;
    let generation_seen = generation_seen.max(state.generation());
    Ok(Partition::new(partition, settings, seeds, reader, state, snapshot_seq, generation_seen))
}

/// The newest snapshot that can be believed, else the state before the genesis.
async fn from_snapshot(log: &dyn Log, partition: u32) -> Result<(Reader, State), StartError> {
    let count = log.partition_count();
    for snapshot in log.snapshots(partition, snapshot::NAME).await? {
        let Snapshot { head, state } = snapshot;
        let reader = match stand_at(log, partition, &head).await? {
            Ok(reader) => reader,
            // Not in the log: the log has lost it. An older snapshot would only hide that, unless
            // an operator knows.
            Err(diverged) => {
                if !is_accepted_loss(log, partition, &head).await? {
                    return Err(diverged.into());
                }
                tracing::warn!(partition.id = partition, %diverged, "its loss was accepted");
                continue;
            }
        };
        // Remembered keys name the offsets of their commits: the same chain elsewhere will not do.
        if *reader.head() == head
            && let Some(mut state) = snapshot::decode(&state)
            && agrees(log, partition, &head, state.digest()).await?
        {
            return Ok((reader, state));
        }
        tracing::warn!(
            partition.id = partition,
            partition.seq = head.seq(),
            "leave out a snapshot that this build cannot read or its checkpoint contradicts"
        );
    }
    let head = Head::before_genesis(log.lineage(), partition, count);
    Ok((Reader::new(partition, count, head), State::default()))
}

/// Whether an operator has said that the log lost the commit `head` names.
async fn is_accepted_loss(log: &dyn Log, partition: u32, head: &Head) -> Result<bool, LogError> {
    let hash = Hex(head.hash.0);
    any_accepted(log, partition, |record| {
        // The system's commits have no key.
        record.key.is_empty() && Commit::accepts_loss(&record.value, &hash)
    })
    .await
}

/// Whether the checkpoint that the snapshot stands on states its digest.
async fn agrees(
    log: &dyn Log,
    partition: u32,
    head: &Head,
    digest: Digest,
) -> Result<bool, LogError> {
    let offset = head.next_offset.saturating_sub(1);
    let stored = log.read(partition, offset, 1).await?;
    let Some(commit) = stored.first().and_then(|s| Commit::decode(&s.record.value).ok()) else {
        return Ok(false);
    };
    Ok(commit.events.iter().any(|event| match event {
        Event::Checkpointed(checkpoint) => checkpoint.state_digest == digest,
        _ => false,
    }))
}

/// What the log has behind a snapshot, beside what is folded.
#[derive(Debug, Default)]
struct Tail {
    /// The highest generation in the takeovers that lost their races: an owner must go beyond them,
    /// or it would yield to somebody who is long gone.
    generation_seen: u64,
    /// The commit that has moved the partition to another log, if none has brought it back. A
    /// snapshot is never behind such a commit: nobody takes one of what is not decided on.
    moved_at: Option<u64>,
}

/// Fold the log to its end.
async fn catch_up(
    log: &dyn Log,
    reader: &mut Reader,
    state: &mut State,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Tail, StartError> {
    let partition = reader.partition();
    let mut tail = Tail::default();
    let mut offset = reader.head().next_offset;
    loop {
        let batch = log.read(partition, offset, READ_COUNT).await?;
        let Some(last) = batch.last() else { return Ok(tail) };
        offset = last.offset + 1;
        for stored in &batch {
            let Verdict::Accepted(head) = reader.offer(stored) else {
                let takeover = takeover_in(&stored.record);
                let generation = takeover.map_or(0, |t| t.generation);
                tail.generation_seen = tail.generation_seen.max(generation);
                continue;
            };
            let seq = head.next_seq - 1;
            if seq == 0 && (stored.offset != 0 || Genesis::from_record(&stored.record).is_none()) {
                return Err(StartError::NoGenesis(partition));
            }
            let commit = Commit::decode(&stored.record.value)
                .map_err(|source| StartError::Undecodable { partition, seq, source })?;
            state
                .fold(&commit, Place { seq, offset: stored.offset })
                .map_err(|source| StartError::Unfoldable { partition, seq, source })?;
            match commit.events[..] {
                [Event::Checkpointed(_)] => reader.anchor_here(),
                [Event::Moved(_)] => tail.moved_at = Some(seq),
                [Event::Imported(_)] => tail.moved_at = None,
                _ => {}
            }
        }
        progress(batch.len() as u64);
    }
}

fn check_clock(partition: u32, last_ms: u64, now_ms: u64) -> Result<(), StartError> {
    let ahead_ms = last_ms.saturating_sub(now_ms);
    if ahead_ms > CLOCK_BEHIND_MS_MAX {
        return Err(StartError::ClockBehind { partition, ahead_ms });
    }
    let gap_ms = now_ms.saturating_sub(last_ms);
    if gap_ms > GAP_ANNOUNCED_MS {
        tracing::warn!(
            partition.id = partition,
            gap.hours = gap_ms / 3_600_000,
            "the last commit is more than a day old: keys and open rounds expire now"
        );
    }
    Ok(())
}
