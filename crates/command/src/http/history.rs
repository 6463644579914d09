//! The log, read backwards from its head.
//!
//! Whoever knows the head's hash knows which record before it is the head's predecessor, and so on:
//! the chain is followed by its hashes, and what they do not lead to are strays. Nothing is kept
//! for this; a page far back costs the way there.

use std::fmt;

use axum::extract::{Path, State};
use croupier_api::{CommitList, CommitRow, ErrorCode, Position, Problem, RawObject, UnixMillis};
use croupier_domain::{Commit, Event};
use croupier_http::{Answer, Failure, Parameters, Query, StrictQuery, Subject};
use croupier_log::{Hash, Log, LogError, Stored};

use super::Desk;

/// How far back a page may begin: a few ten thousand commits are read in some ten milliseconds.
const WALKED_COUNT_MAX: u64 = 50_000;

/// How many records are read at once.
const READ_COUNT: u64 = 1_024;

/// Which commits: `from` a seq, else the newest; at most `limit`.
pub(super) struct Where {
    from: Option<u64>,
    limit: usize,
}

impl Parameters for Where {
    fn read(query: &mut Query) -> Self {
        let from = query.optional("from", ErrorCode::InvalidCursor, |text| {
            text.parse().map_err(|_| "must be the seq of a commit".into())
        });
        Self { from, limit: query.number("limit", 1..=200, 50) as usize }
    }
}

/// What everybody may know of what somebody did; the stream tells as much of every bet.
const PUBLIC_FIELDS: [&str; 8] =
    ["type", "bet_id", "selection", "stake_minor", "payout_minor", "drawn", "rules", "code"];

/// Commits of a partition, newest first: what was decided, in the log's own words. What other
/// players did is theirs: of that only the public part is shown.
#[utoipa::path(
    get,
    path = "/api/v1/log/{partition}",
    tag = "system",
    params(
        ("partition" = u32, Path),
        ("from" = Option<u64>, Query, description = "The seq of the newest; else the head's"),
        ("limit" = Option<u32>, Query, description = "1–200, else 50"),
    ),
    responses(
        (status = 200, body = CommitList),
        (status = 404, description = "No such partition", body = Problem),
        (status = 422, description = "A parameter is wrong, or too far back", body = Problem),
        (status = 503, description = "The log cannot be read", body = Problem),
    ),
)]
pub(super) async fn commits(
    State(desk): State<Desk>,
    subject: Subject,
    partition: Result<Path<u32>, axum::extract::rejection::PathRejection>,
    StrictQuery(Where { from, limit }): StrictQuery<Where>,
) -> Result<Answer, Failure> {
    let found =
        partition.ok().and_then(|Path(number)| Some((number, desk.commands.status(number)?)));
    let Some((partition, status)) = found else {
        return Err(Failure::new(ErrorCode::NotFound, "There is no such partition."));
    };
    let newest = status.seq.map(|seq| from.unwrap_or(seq).min(seq));
    let (Some(head), Some(newest)) = (status.seq, newest) else {
        return Answer::ok(&CommitList { commits: Vec::new(), next_cursor: None });
    };
    if head - newest > WALKED_COUNT_MAX {
        let message = format!("must be among the newest {WALKED_COUNT_MAX} commits");
        return Err(Failure::field(ErrorCode::InvalidCursor, "from", message));
    }
    let mut walk = Walk::new(&*desk.facts.log, partition, status.head, status.next_offset);
    let mut commits = Vec::new();
    for seq in (0..=head).rev() {
        let stored = walk.next().await.map_err(|error| unread(&error))?;
        if seq <= newest {
            commits.push(row(Position::new(partition, seq), &stored, &subject)?);
        }
        if commits.len() == limit {
            break;
        }
    }
    let oldest = commits.last().map_or(0, |commit: &CommitRow| commit.position.seq);
    let next_cursor = oldest.checked_sub(1).map(|seq| seq.to_string());
    Ok(Answer::ok(&CommitList { commits, next_cursor })?.at(Position::new(partition, head)))
}

/// A way back along the chain.
struct Walk<'a> {
    log: &'a dyn Log,
    partition: u32,
    /// The hash of the commit that comes next.
    wanted: Hash,
    /// Records before `before`, in their order, that were not looked at yet.
    read: Vec<Stored>,
    before: u64,
}

/// Why the chain cannot be followed.
#[derive(Debug)]
enum Lost {
    Log(LogError),
    /// The log no longer has what this instance has accepted.
    Gone,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log(error) => error.fmt(f),
            Self::Gone => f.write_str("a commit that was accepted is not there"),
        }
    }
}

impl<'a> Walk<'a> {
    fn new(log: &'a dyn Log, partition: u32, head: Hash, before: u64) -> Self {
        Self { log, partition, wanted: head, read: Vec::new(), before }
    }

    async fn next(&mut self) -> Result<Stored, Lost> {
        loop {
            while let Some(stored) = self.read.pop() {
                if stored.record.hash() == self.wanted {
                    self.wanted = stored.record.prev;
                    return Ok(stored);
                }
            }
            if self.before == 0 {
                return Err(Lost::Gone);
            }
            self.fill().await.map_err(Lost::Log)?;
        }
    }

    /// Read what stands before `before`.
    async fn fill(&mut self) -> Result<(), LogError> {
        let first = self.before.saturating_sub(READ_COUNT);
        let mut from = first;
        while from < self.before {
            let count = usize::try_from(self.before - from).unwrap_or(usize::MAX);
            let records = self.log.read(self.partition, from, count).await?;
            let Some(last) = records.last() else { break };
            from = last.offset + 1;
            let before = self.before;
            self.read.extend(records.into_iter().filter(|stored| stored.offset < before));
        }
        self.before = first;
        Ok(())
    }
}

fn unread(lost: &Lost) -> Failure {
    tracing::warn!(why = %lost, "the log cannot be read for a page of it");
    Failure::new(ErrorCode::BackendUnreachable, "The log cannot be read now; try again.")
}

fn row(position: Position, stored: &Stored, subject: &Subject) -> Result<CommitRow, Failure> {
    let record = &stored.record;
    let commit = Commit::decode(&record.value).map_err(|error| Failure::internal(&error))?;
    let is_withheld =
        commit.player.as_ref().is_some_and(|player| !subject.may_see(player.as_str()));
    let event = |event: &Event| match is_withheld {
        true => public_part(event),
        false => RawObject::of(event).map_err(|error| Failure::internal(&error)),
    };
    Ok(CommitRow {
        position,
        prev: record.prev.to_string(),
        hash: record.hash().to_string(),
        offset: stored.offset,
        time_ms: UnixMillis(commit.time),
        appended_us: stored.appended_us,
        player_id: commit.player.map(|player| player.as_str().to_owned()),
        correlation_id: commit.correlation_id.filter(|_| !is_withheld).map(Into::into),
        events: commit.events.iter().map(event).collect::<Result<_, _>>()?,
        is_withheld,
        byte_count: record.value.len() as u64,
    })
}

fn public_part(event: &Event) -> Result<RawObject, Failure> {
    let mut event = serde_json::to_value(event).map_err(|error| Failure::internal(&error))?;
    if let Some(fields) = event.as_object_mut() {
        fields.retain(|name, _| PUBLIC_FIELDS.contains(&&**name));
    }
    RawObject::of(&event).map_err(|error| Failure::internal(&error))
}
